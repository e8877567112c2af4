# SPDX-License-Identifier: GPL-3.0-or-later
# One library per folder: eventscope_library(<name> SOURCES … LINKS …) and eventscope_test(<name> …).
# Every target gets the same warnings, definitions and sanitizers from here and from nowhere else.

add_library(eventscope_options INTERFACE)
target_include_directories(eventscope_options INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
target_compile_definitions(eventscope_options INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_FOREACH QT_STRICT_ITERATORS QT_NO_KEYWORDS
    QT_DISABLE_DEPRECATED_BEFORE=0x060400 QT_WARN_DEPRECATED_UP_TO=0x060400 EVENTSCOPE_VERSION="${PROJECT_VERSION}")
target_compile_options(eventscope_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-qual
    -Wformat=2 -Wunused -Wimplicit-fallthrough
    $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op>
    # Clang takes a macro of librdkafka's header for what we wrote.
    $<$<CXX_COMPILER_ID:Clang>:-Wno-gnu-statement-expression>
    $<$<BOOL:${EVENTSCOPE_WERROR}>:-Werror>)
# Link-time optimisation makes GCC 12 warn about sizes that Qt's containers never ask for.
target_link_options(eventscope_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-alloc-size-larger-than>)
if(EVENTSCOPE_SANITIZE)
    target_compile_options(eventscope_options INTERFACE
        -fsanitize=${EVENTSCOPE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
    target_link_options(eventscope_options INTERFACE -fsanitize=${EVENTSCOPE_SANITIZE})
endif()

# Qt's own headers take a third of every compilation: parsed once, for all targets alike. QtTest cannot be
# among them, for it is another text in every folder (QT_TESTCASE_BUILDDIR).
option(EVENTSCOPE_PCH "Parse Qt's headers once (precompiled headers)" ON)
function(eventscope_precompiled name)
    qt_add_library(${name} OBJECT ${PROJECT_SOURCE_DIR}/packaging/cmake/precompiled.cpp)
    set_target_properties(${name} PROPERTIES AUTOMOC OFF)
    target_link_libraries(${name} PRIVATE eventscope_options Qt6::Core)
    # Their folders without their definitions, which not every target that shares the header has.
    foreach(module IN LISTS ARGN)
        target_include_directories(${name} SYSTEM PRIVATE $<TARGET_PROPERTY:${module},INTERFACE_INCLUDE_DIRECTORIES>)
    endforeach()
    list(TRANSFORM ARGN REPLACE "Qt6::(.+)" "<Qt\\1/Qt\\1>" OUTPUT_VARIABLE headers)
    target_precompile_headers(${name} PRIVATE ${headers})
endfunction()
# Instrumented code takes long to optimise, and a test is run once: with a sanitizer only what is tested is optimised.
# A precompiled header serves only those who compile as it was compiled.
# The files of one test are compiled as one there, for they read the same headers, which takes longer than they themselves
# (by Clang: GCC takes what is included for a header, and warns of its unnamed namespaces).
if(EVENTSCOPE_SANITIZE)
    set(eventscope_test_options -O0)
    set(eventscope_test_headers _tests)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
        set(eventscope_test_unity ON)
    endif()
endif()
if(EVENTSCOPE_PCH)
    foreach(kind IN ITEMS "" ${eventscope_test_headers})
        eventscope_precompiled(eventscope_precompiled_core${kind} Qt6::Core Qt6::Network)
        eventscope_precompiled(eventscope_precompiled_widgets${kind} Qt6::Core Qt6::Network Qt6::Gui Qt6::Widgets)
    endforeach()
    foreach(kind IN LISTS eventscope_test_headers)
        target_compile_options(eventscope_precompiled_core${kind} PRIVATE ${eventscope_test_options})
        target_compile_options(eventscope_precompiled_widgets${kind} PRIVATE ${eventscope_test_options})
    endforeach()
endif()

# Views and their tests parse the widgets, everything else must not see them. KIND is nothing or that of the tests.
function(eventscope_use_precompiled name kind)
    if(EVENTSCOPE_PCH)
        file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
        if(folder MATCHES "(^|/)views(/|$)")
            target_precompile_headers(${name} REUSE_FROM eventscope_precompiled_widgets${kind})
        else()
            target_precompile_headers(${name} REUSE_FROM eventscope_precompiled_core${kind})
        endif()
    endif()
endfunction()

# What strangers' bytes reach tells libFuzzer where they led (tests/fuzz). Coverage alone, and no `-fsanitize=fuzzer-no-link`,
# so that the precompiled headers can be shared, and every test can link to it.
function(eventscope_watch_coverage name)
    file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
    if(EVENTSCOPE_FUZZ AND folder MATCHES "^(models/(event|connection|capture|query|export|workflow)|app/feeds|tests/fuzz)$")
        target_compile_options(${name} PRIVATE -fsanitize-coverage=inline-8bit-counters,indirect-calls,trace-cmp,pc-table)
    endif()
endfunction()

# eventscope_library(eventscope_capture SOURCES a.cpp a.h LINKS PUBLIC eventscope_event)
function(eventscope_library name)
    cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
    qt_add_library(${name} STATIC ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE eventscope_options ${arg_LINKS})
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
    eventscope_watch_coverage(${name})
    eventscope_use_precompiled(${name} "")
endfunction()

# eventscope_test(tst_jsontape SOURCES tst_jsontape.cpp LINKS eventscope_event [LABELS x] [GUI])
function(eventscope_test name)
    cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LINKS;LABELS" ${ARGN})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    qt_add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE eventscope_options Qt6::Test ${arg_LINKS})
    target_compile_definitions(${name} PRIVATE TEST_SOURCE_DIR="${PROJECT_SOURCE_DIR}/tests")
    target_compile_options(${name} PRIVATE ${eventscope_test_options})
    set_target_properties(${name} PROPERTIES UNITY_BUILD "${eventscope_test_unity}" UNITY_BUILD_BATCH_SIZE 0)
    eventscope_use_precompiled(${name} "${eventscope_test_headers}")
    # What moc writes beside a test without headers is nothing, for which the precompiled header need not be read.
    if(NOT arg_SOURCES MATCHES "\\.h(;|$)")
        set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/${name}_autogen/mocs_compilation.cpp
            PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
    endif()
    # What may take longest begins first, so that nothing waits for it alone at the end.
    add_test(NAME ${name} COMMAND ${name})
    set_property(TEST ${name} PROPERTY COST ${arg_TIMEOUT})
    set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}"
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;QT_LOGGING_RULES=qt.qpa.*=false;ASAN_OPTIONS=detect_leaks=1;LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/support/lsan.supp;TSAN_OPTIONS=ignore_noninstrumented_modules=1 suppressions=${PROJECT_SOURCE_DIR}/tests/support/tsan.supp")
endfunction()

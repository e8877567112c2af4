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

# What strangers' bytes reach: the fuzzer counts in it, and it alone is optimised with a sanitizer (see below).
function(eventscope_reads_strangers result)
    file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
    set(${result} OFF PARENT_SCOPE)
    if(folder MATCHES "^(models/(event|connection|capture|query|export|workflow)|app/feeds|tests/fuzz)$")
        set(${result} ON PARENT_SCOPE)
    endif()
endfunction()

# Qt's own headers take a third of every compilation: parsed once, for all targets alike.
option(EVENTSCOPE_PCH "Parse Qt's headers once (precompiled headers)" ON)
# eventscope_precompiled(NAME MODULES <Qt6::Core>… [HEADERS <QTest>…] [OPTIONS -O0] [DEFINITIONS QT_GUI_LIB])
function(eventscope_precompiled name)
    cmake_parse_arguments(arg "" "" "MODULES;HEADERS;OPTIONS;DEFINITIONS" ${ARGN})
    qt_add_library(${name} OBJECT ${PROJECT_SOURCE_DIR}/packaging/cmake/precompiled.cpp)
    set_target_properties(${name} PROPERTIES AUTOMOC OFF)
    target_link_libraries(${name} PRIVATE eventscope_options Qt6::Core)
    target_compile_options(${name} PRIVATE ${arg_OPTIONS})
    target_compile_definitions(${name} PRIVATE ${arg_DEFINITIONS})
    # Their folders without their definitions, which not every target that shares the header has.
    foreach(module IN LISTS arg_MODULES)
        target_include_directories(${name} SYSTEM PRIVATE $<TARGET_PROPERTY:${module},INTERFACE_INCLUDE_DIRECTORIES>)
    endforeach()
    list(TRANSFORM arg_MODULES REPLACE "Qt6::(.+)" "<Qt\\1/Qt\\1>" OUTPUT_VARIABLE headers)
    target_precompile_headers(${name} PRIVATE ${headers} ${arg_HEADERS})
endfunction()
set(eventscope_core_modules Qt6::Core Qt6::Network)
set(eventscope_widgets_modules Qt6::Core Qt6::Network Qt6::Gui Qt6::Widgets)
# Instrumented code takes long to optimise, and a test is run once: with a sanitizer only that is optimised which the fuzzer
# runs for minutes. A precompiled header serves only those who compile as it was compiled, so there are three kinds of them.
# Those of the tests have Qt Test as well, by Clang: to GCC it is another text in every folder (QT_TESTCASE_BUILDDIR).
# The files of one test are compiled as one there, for they read the same headers, which takes longer than they themselves
# (by Clang: GCC takes what is included for a header, and warns of its unnamed namespaces).
if(EVENTSCOPE_SANITIZE)
    set(eventscope_quick_options -O0)
    set(eventscope_quick _quick)
    set(eventscope_test_headers _quick)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
        set(eventscope_test_unity ON)
        set(eventscope_test_headers _tests)
    endif()
endif()
if(EVENTSCOPE_PCH)
    eventscope_precompiled(eventscope_precompiled_core MODULES ${eventscope_core_modules})
    eventscope_precompiled(eventscope_precompiled_widgets MODULES ${eventscope_widgets_modules})
    if(eventscope_quick)
        eventscope_precompiled(eventscope_precompiled_core_quick MODULES ${eventscope_core_modules} OPTIONS -O0)
        eventscope_precompiled(eventscope_precompiled_widgets_quick MODULES ${eventscope_widgets_modules} OPTIONS -O0)
    endif()
    if(eventscope_test_unity)
        eventscope_precompiled(eventscope_precompiled_core_tests OPTIONS -O0
            MODULES ${eventscope_core_modules} Qt6::Test HEADERS <QSignalSpy> <QTest>)
        eventscope_precompiled(eventscope_precompiled_widgets_tests OPTIONS -O0
            MODULES ${eventscope_widgets_modules} Qt6::Test HEADERS <QSignalSpy> <QTest>
            DEFINITIONS QT_GUI_LIB QT_WIDGETS_LIB)
    endif()
endif()

# Views and their tests parse the widgets, everything else must not see them. KIND is nothing, `_quick` or `_tests`.
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

# eventscope_library(eventscope_capture SOURCES a.cpp a.h LINKS PUBLIC eventscope_event)
function(eventscope_library name)
    cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
    qt_add_library(${name} STATIC ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE eventscope_options ${arg_LINKS})
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
    set_property(GLOBAL APPEND PROPERTY EVENTSCOPE_LIBRARIES ${name})
    eventscope_reads_strangers(strangers)
    if(strangers)
        # Coverage alone, and no `-fsanitize=fuzzer-no-link`, so that the precompiled headers can be shared, and every test
        # can link to it.
        target_compile_options(${name} PRIVATE
            $<$<BOOL:${EVENTSCOPE_FUZZ}>:-fsanitize-coverage=inline-8bit-counters,indirect-calls,trace-cmp,pc-table>)
        eventscope_use_precompiled(${name} "")
    else()
        target_compile_options(${name} PRIVATE ${eventscope_quick_options})
        eventscope_use_precompiled(${name} "${eventscope_quick}")
    endif()
endfunction()

# moc by itself: CMake's way has three processes for each test, one of which reads all of Qt's headers. A test's own classes have
# no need of them, but of the definitions, as slots may stand within #ifdef.
function(eventscope_moc name)
    set_target_properties(${name} PROPERTIES AUTOMOC OFF)
    set(folder ${CMAKE_CURRENT_BINARY_DIR}/${name}_moc)
    file(MAKE_DIRECTORY ${folder})
    get_target_property(sources ${name} SOURCES)
    list(FILTER sources INCLUDE REGEX "^[^$]*\\.(cpp|h)$")
    foreach(source IN LISTS sources)
        get_filename_component(path ${source} ABSOLUTE)
        get_filename_component(base ${source} NAME_WLE)
        if(source MATCHES "\\.h$")
            set(output ${folder}/moc_${base}.cpp)
        else()
            set(output ${folder}/${base}.moc)
        endif()
        add_custom_command(OUTPUT ${output} DEPENDS ${path} VERBATIM COMMAND_EXPAND_LISTS
            COMMAND Qt6::moc --no-notes "-D$<JOIN:$<TARGET_PROPERTY:${name},COMPILE_DEFINITIONS>,;-D>" -o ${output} ${path})
        target_sources(${name} PRIVATE ${output})
    endforeach()
    target_include_directories(${name} PRIVATE ${folder})
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
    target_compile_options(${name} PRIVATE ${eventscope_quick_options})
    set_target_properties(${name} PROPERTIES UNITY_BUILD "${eventscope_test_unity}" UNITY_BUILD_BATCH_SIZE 0)
    eventscope_use_precompiled(${name} "${eventscope_test_headers}")
    if(eventscope_test_unity)
        cmake_language(EVAL CODE "cmake_language(DEFER CALL eventscope_moc ${name})") # when it has all of its sources
    elseif(NOT arg_SOURCES MATCHES "\\.h(;|$)")
        # What moc writes beside a test without headers is nothing, for which the precompiled header need not be read.
        set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/${name}_autogen/mocs_compilation.cpp
            PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
    endif()
    # What may take longest begins first, so that nothing waits for it alone at the end.
    add_test(NAME ${name} COMMAND ${name})
    set_property(TEST ${name} PROPERTY COST ${arg_TIMEOUT})
    set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}"
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;QT_LOGGING_RULES=qt.qpa.*=false;ASAN_OPTIONS=detect_leaks=1;LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/support/lsan.supp;TSAN_OPTIONS=ignore_noninstrumented_modules=1 suppressions=${PROJECT_SOURCE_DIR}/tests/support/tsan.supp")
endfunction()

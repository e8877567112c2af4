# SPDX-License-Identifier: GPL-3.0-or-later
# Half of what a compiler does for a file is reading what others read, too. CI, which compiles each file once, gives it eight at a
# time (presets ci, asan, tsan); whoever changes one file at a time would only wait longer, and dev and tidy see what a file forgets
# to include.
option(EVENTSCOPE_UNITY "Compile the libraries' files eight at a time" OFF)

# Their unnamed namespaces have a name that another file of the same library has as well (and GCC 12 takes the sum of two texts in
# jobwording.cpp for a write beyond one, where it sees more of them).
set(eventscope_apart
    app/captureloading.cpp app/capturereplay.cpp app/dialectprobe.cpp app/settings.cpp
    app/commands/recordcommand.cpp app/commands/stopsignals.cpp
    app/demo/callstory.cpp app/demo/clusterstory.cpp app/demo/collectrun.cpp app/demo/collectstory.cpp app/demo/collectwording.cpp
    app/demo/daptinsession.cpp app/demo/jobwording.cpp app/demo/sensorstory.cpp app/demo/voipbinsession.cpp
    app/feeds/dialects/acm/acmheaders.cpp app/feeds/dialects/voipbin/voipbinmembers.cpp app/feeds/dialects/voipbin/voipbinseverity.cpp
    app/feeds/dialects/zaikio/zaikioidentifier.cpp app/feeds/transport/upgraderequest.cpp
    models/capture/capturelosses.cpp models/capture/segmentindex.cpp models/capture/spillrecord.cpp models/capture/writequeuespill.cpp
    models/event/secretvalues.cpp models/eventsummary.cpp models/export/streamedexport.cpp models/exportcolumns.cpp
    models/jsontreenode.cpp models/query/jsonpath.cpp models/workflow/treemerge.cpp
    views/eventlog/columnmenu.cpp views/export/exportdialog.cpp views/messageicons.cpp views/subscriptions/topictree.cpp)

# Called when all libraries are known.
function(eventscope_unite)
    get_property(libraries GLOBAL PROPERTY EVENTSCOPE_LIBRARIES)
    list(REMOVE_ITEM libraries eventscope_fuzztargets) # each target is written like the others, names and all
    foreach(library IN LISTS libraries)
        set_target_properties(${library} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
        # What is included is a header to GCC, and it warns of the unnamed namespaces there.
        target_compile_options(${library} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
        get_target_property(folder ${library} SOURCE_DIR)
        get_target_property(sources ${library} SOURCES)
        list(FILTER sources INCLUDE REGEX "\\.cpp$")
        foreach(source IN LISTS sources)
            get_filename_component(path ${source} ABSOLUTE BASE_DIR ${folder})
            file(RELATIVE_PATH place ${PROJECT_SOURCE_DIR} ${path})
            # Those that translate have a `tr` each, of their own context.
            file(STRINGS ${path} translates REGEX "^QString (tr|translated)\\(" LIMIT_COUNT 1)
            if(translates OR place IN_LIST eventscope_apart)
                set_source_files_properties(${path} TARGET_DIRECTORY ${library} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
            endif()
        endforeach()
    endforeach()
endfunction()

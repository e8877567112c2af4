// SPDX-License-Identifier: GPL-3.0-or-later
//
// All targets in one program, because linking one takes as long as linking them all:
//
//     fuzzer --target=NAME [what libFuzzer takes]
#include "tests/fuzz/fuzztarget.h"

#include <QByteArray>
#include <cstdio>
#include <cstdlib>

using namespace eventscope;

namespace {

const FuzzTarget *chosen = nullptr;

} // namespace

// libFuzzer finds both by their names.
extern "C" int LLVMFuzzerInitialize(int *argc, char ***argv);
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

extern "C" int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    constexpr std::string_view option = "--target=";
    // What is searched must not depend on where it is searched.
    qputenv("TZ", "Europe/Berlin");
    for (int i = 1; i < *argc; ++i) {
        const std::string_view argument((*argv)[i]);
        if (argument.starts_with(option))
            chosen = fuzzTarget(argument.substr(option.size()));
    }
    if (!chosen) {
        std::fprintf(stderr, "usage: fuzzer --target=NAME [arguments of libFuzzer]\ntargets:");
        for (const FuzzTarget &target : fuzzTargets())
            std::fprintf(stderr, " %s", target.name);
        std::fprintf(stderr, "\n");
        std::exit(2);
    }
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    chosen->look({reinterpret_cast<const char *>(bytes), size});
    return 0;
}

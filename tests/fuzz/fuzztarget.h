// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace eventscope {

/// One thing of the program that bytes of strangers reach, as a function of these bytes. It returns
/// normally, or it has found a fault: then demand() ends the process. The same bytes always do the
/// same. One thread.
struct FuzzTarget
{
    const char *name; ///< of its folder in corpus/, too
    void (*look)(std::string_view bytes);
    const char *fixtures; ///< further inputs under tests/fixtures/dialects; null: none
};

std::span<const FuzzTarget> fuzzTargets();
const FuzzTarget *fuzzTarget(std::string_view name);

/// A property that holds whatever the bytes are. Ends the process with `property` on standard error
/// where it does not: libFuzzer keeps the input then, and tst_corpus fails at it.
void demand(bool holds, const char *property, std::string_view about = {});

namespace fuzz {
void fixSession(std::string_view bytes);
void zaikioSession(std::string_view bytes);
void daptinSession(std::string_view bytes);
void acmSession(std::string_view bytes);
void voipbinSession(std::string_view bytes);
void jsonSession(std::string_view bytes);
void json(std::string_view bytes);
void text(std::string_view bytes);
void filter(std::string_view bytes);
void capture(std::string_view bytes);
void index(std::string_view bytes);
void foreign(std::string_view bytes);
void imports(std::string_view bytes);
void exports(std::string_view bytes);
void masks(std::string_view bytes);
void webSocket(std::string_view bytes);
} // namespace fuzz

} // namespace eventscope

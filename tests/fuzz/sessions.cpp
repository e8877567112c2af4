// SPDX-License-Identifier: GPL-3.0-or-later
//
// Each system's whole conversation, as a transcript of any content.
#include "app/feeds/dialectregistry.h"
#include "tests/fuzz/fuzztarget.h"
#include "tests/fuzz/sessionscript.h"

namespace eventscope::fuzz {

namespace {

void play(const char *dialect, std::string_view bytes)
{
    SessionScript(*dialectById(QString::fromLatin1(dialect))).play(bytes);
}

} // namespace

void fixSession(std::string_view bytes)
{
    play("fix", bytes);
}

void zaikioSession(std::string_view bytes)
{
    play("zaikio", bytes);
}

void daptinSession(std::string_view bytes)
{
    play("daptin", bytes);
}

void acmSession(std::string_view bytes)
{
    play("acm", bytes);
}

void voipbinSession(std::string_view bytes)
{
    play("voipbin", bytes);
}

void jsonSession(std::string_view bytes)
{
    play("json", bytes);
}

} // namespace eventscope::fuzz

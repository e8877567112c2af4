// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/casebuilder.h"

namespace eventscope {

using namespace wire;

namespace {

/// One write each, so that some come alone.
ConformanceCase inWrites(ConformanceCase c, const QByteArrayList &writes, int pauseMs = 0)
{
    c.parts.clear();
    for (const QByteArray &bytes : writes)
        c.parts.append({bytes, pauseMs});
    return c;
}

void addWays(CaseList &cases, const ConformanceCase &c, const QByteArrayList &frames)
{
    addChopped(cases, inWrites(c, {frames.join()}));
    ConformanceCase single = inWrites(c, frames, 5);
    single.id += "-frames";
    cases.append(single);
}

} // namespace

/// 5 (fragmentation).
CaseList fragmentCases()
{
    CaseList cases;
    const auto add = [&cases](const char *id, const char *about, const QByteArrayList &frames,
                              const Expected &expected) {
        addWays(cases, wireCase(id, about, {}, expected), frames);
    };
    const Heard whole = textHeard("fragment1fragment2");
    const QByteArray one = frame(Text, "fragment1");
    const QByteArray two = frame(fin, "fragment2");
    const QByteArray stray = "non-continuation payload";
    add("5.1", "a ping in two fragments", {frame(Ping, "fragment1"), two}, breaksRule());
    add("5.2", "a pong in two fragments", {frame(Pong, "fragment1"), two}, breaksRule());
    add("5.2b", "a close frame in two fragments", {frame(Close, number(1000, 2)), frame(fin)},
        breaksRule());
    add("5.3", "text in two fragments", {one, two}, works({whole}));
    add("5.6", "text in two fragments, a ping between", {one, ping("mid"), two},
        works({whole}, {"mid"}));
    add("5.6b", "text in two fragments, a pong between", {one, pong("mid"), two}, works({whole}));
    add("5.9", "a last fragment of nothing, then a text", {frame(fin, stray), text("never")},
        breaksRule());
    add("5.12", "a fragment of nothing, then a text", {frame(0, stray), text("never")},
        breaksRule());
    add("5.15", "a text in fragments, a fragment of nothing, a text",
        {one, two, frame(0, stray), text("never")}, breaksRule({whole}));
    add("5.16", "fragments of nothing, twice",
        {frame(0, stray), text("never"), frame(0, stray), text("never")}, breaksRule());
    add("5.18", "a new text within a text", {one, frame(fin | Text, "fragment2")}, breaksRule());
    add("5.18b", "a binary message within a text", {one, frame(fin | Binary, "fragment2")},
        breaksRule());
    add("5.18c", "a text within a binary message", {frame(Binary, "x"), frame(Text, "y")},
        breaksRule());
    const QByteArrayList five{frame(Text, "fragment1"), frame(0, "fragment2"), ping("pongme 1!"),
                              frame(0, "fragment3"),    frame(0, "fragment4"), ping("pongme 2!"),
                              frame(fin, "fragment5")};
    add("5.19", "five fragments with two pings between", five,
        works({textHeard("fragment1fragment2fragment3fragment4fragment5")},
              {"pongme 1!", "pongme 2!"}));
    add("5.21", "empty fragments before, between and behind",
        {frame(Text), frame(0, "a"), frame(0), frame(0, "b"), frame(fin)},
        works({textHeard("ab")}));
    add("5.22", "nothing but empty fragments", {frame(Binary), frame(0), frame(0), frame(fin)},
        works({binaryHeard("")}));
    add("5.23", "fragments of two messages, one after the other",
        {frame(Binary, "\xff"), frame(fin, "\xfe"), frame(Text, "t"), frame(fin, "u")},
        works({binaryHeard("\xff\xfe"), textHeard("tu")}));
    return cases;
}

} // namespace eventscope

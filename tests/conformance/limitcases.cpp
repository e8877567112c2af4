// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/casebuilder.h"

namespace eventscope {

using namespace Qt::StringLiterals;
using namespace wire;

namespace {

Expected isTooLarge(const QList<Heard> &events = {})
{
    return ends(1009, u"larger than the limit of"_s, events);
}

/// 9.1 to 9.6: large messages, up to the limit and beyond it.
void addSizes(CaseList &cases, const CaseScale &scale)
{
    const qsizetype limit = scale.limit;
    for (const qsizetype size : {limit / 16, limit / 4, limit - 1, limit}) {
        const QByteArray about = QByteArray::number(qlonglong(size)) + " bytes";
        const QByteArray letters(size, '*');
        const QByteArray raw(size, '\xff');
        cases.append(wireCase("9.1." + about, "text of " + about, text(letters),
                              works({textHeard(letters)})));
        cases.append(
            wireCase("9.2." + about, "binary of " + about, binary(raw), works({binaryHeard(raw)})));
    }
    const QByteArray whole(limit, 'f');
    for (const qsizetype size : {limit / 4096, limit / 256, limit / 16}) {
        const QByteArray about = QByteArray::number(qlonglong(size));
        cases.append(wireCase("9.3." + about, "the largest text in fragments of " + about,
                              fragmented(Text, whole, size), works({textHeard(whole)})));
        cases.append(wireCase("9.4." + about, "the largest binary in fragments of " + about,
                              fragmented(Binary, whole, size), works({binaryHeard(whole)})));
    }
    const QByteArray part = whole.left(limit / 4);
    for (const int chop : {256, 4096, 65536})
        cases.append(wireCase("9.5." + QByteArray::number(chop),
                              "text in writes of " + QByteArray::number(chop), text(part),
                              works({textHeard(part)}), chop));
    const Heard ok = textHeard("ok");
    cases.append(wireCase("9.9.1", "C4: a text that is too large by a byte",
                          text("ok") + text(whole + "x"), isTooLarge({ok})));
    cases.append(wireCase("9.9.2", "C4: a binary message that is too large by a byte",
                          text("ok") + binary(whole + "x"), isTooLarge({ok})));
    cases.append(wireCase("9.9.3", "C4: fragments that are too much together",
                          text("ok") + fragmented(Binary, whole + "x", limit / 16),
                          isTooLarge({ok})));
    const QByteArray euros = QByteArray("\xe2\x82\xac").repeated(limit / 3 + 1);
    ConformanceCase wide =
        wireCase("9.9.4", "C4: a text that is too large in bytes, not in letters",
                 fragmented(Text, euros, 3 * (limit / 48)), isTooLarge());
    wide.withQt = works({textHeard(euros)});
    wide.qtLimit = "Q9: setMaxAllowedIncomingMessageSize() counts UTF-16 units of a text";
    cases.append(wide);
}

/// C4: what only claims to be large, or never ends.
void addBombs(CaseList &cases, const CaseScale &scale)
{
    const Heard ok = textHeard("ok");
    const auto bomb = [&](const char *id, const char *about, const QByteArray &bytes) {
        cases.append(wireCase(id, about, text("ok") + bytes, isTooLarge({ok})));
    };
    bomb("C4.1", "a frame of 1 GiB, of which some comes",
         header(fin | Binary, 1 << 30) + QByteArray(100'000, 'x'));
    bomb("C4.2", "a frame of nearly 2^63 bytes", header(fin | Text, (1ULL << 63) - 1));
    QByteArray endless = frame(Binary, "begin");
    const QByteArray piece = frame(Continuation, QByteArray(scale.limit / 16, 'e'));
    for (int i = 0; i < 20; ++i)
        endless += piece;
    bomb("C4.3", "fragments without end", endless);
}

/// C5: a slow server.
void addSlow(CaseList &cases)
{
    const QString stalled = u"the server stopped for 5 s in the middle of a message"_s;
    const QByteArray limit = "Q8: 5 s without bytes in the middle of a message, and Qt ends it";
    ConformanceCase within = wireCase("C5.1", "9 s of nothing within a frame", {},
                                      works({textHeard("first half, second half")}));
    within.parts = {{header(fin | Text, 23) + "first half, ", 0}, {"second half", 9'000}};
    within.withQt = ends(1001, stalled);
    within.qtLimit = limit;
    cases.append(within);
    ConformanceCase between = within;
    between.id = "C5.2";
    between.about = "9 s of nothing between fragments";
    between.parts = {{frame(Text, "first half, "), 0}, {frame(fin, "second half"), 9'000}};
    cases.append(between);
    ConformanceCase drip =
        wireCase("C5.3", "a byte every 20 ms", {}, works({textHeard("drop by drop by drop")}));
    drip.parts.clear();
    for (const char byte : text("drop by drop by drop"))
        drip.parts.append({QByteArray(1, byte), 20});
    cases.append(drip);
}

/// C6 and C7: very many small things.
void addMany(CaseList &cases, const CaseScale &scale)
{
    for (const int size : {0, 16, 64, 256, 1024}) {
        const QByteArray payload(size, 'm');
        const QByteArray about = "1000 messages of " + QByteArray::number(size) + " bytes";
        const QByteArray id = QByteArray::number(size);
        cases.append(wireCase("9.7." + id, "text: " + about, text(payload).repeated(1000),
                              works(QList<Heard>(1000, textHeard(payload)))));
        cases.append(wireCase("9.8." + id, "binary: " + about, binary(payload).repeated(1000),
                              works(QList<Heard>(1000, binaryHeard(payload)))));
    }
    cases.append(wireCase("C7.1", "very many messages in one write",
                          text("{}").repeated(scale.many),
                          works(QList<Heard>(scale.many, textHeard("{}")))));
    cases.append(wireCase("C7.2", "a text of very many empty fragments",
                          frame(Text) + frame(Continuation).repeated(qsizetype(scale.many) * 10)
                              + frame(fin, "end"),
                          works({textHeard("end")})));
    cases.append(wireCase("C7.3", "very many pongs that nobody asked for",
                          pong("never").repeated(scale.many) + text("x"), works({textHeard("x")})));
    Expected cutOff = works();
    cutOff.cause = u"does not read what is sent to it"_s;
    cutOff.anyPongs = true;
    cutOff.anyClose = true;
    ConformanceCase flood = wireCase("C6.1", "200 000 pings, and nobody reads the answers",
                                     ping(QByteArray(125, 'p')).repeated(200'000), cutOff);
    flood.deaf = true;
    cases.append(flood);
    ConformanceCase endless = wireCase("C6.2", "pings without end, and nobody reads the answers", {},
                                       cutOff);
    endless.parts.clear();
    endless.endless = ping(QByteArray(125, 'p')).repeated(500);
    endless.deaf = true;
    cases.append(endless);
}

/// A client that fails a connection may hang up (RFC 6455, 7.1.7), and has to where the server
/// neither answers nor ends.
void addTalkative(CaseList &cases, const CaseScale &scale)
{
    const Heard ok = textHeard("ok");
    const auto add = [&](const char *id, const char *about, const QByteArray &bytes,
                         const Expected &expected) {
        ConformanceCase c = wireCase(id, about, text("ok") + bytes, expected);
        c.goesOn = true;
        cases.append(c);
    };
    add("C8.1", "a bad text, and the server goes on", text("\xff"),
        ends(1007, u"text that is not UTF-8"_s, {ok}));
    add("C8.2", "a text that is too large, and the server goes on",
        text(QByteArray(scale.limit + 1, 'x')), isTooLarge({ok}));
    add("C8.3", "a broken rule, and the server goes on", frame(fin | 0x40 | Text, "x"),
        ends(1002, u"broke the WebSocket protocol"_s, {ok}));
    add("C8.4", "the server closes, and goes on", frame(fin | Close, QByteArray("\x03\xe8", 2)),
        ends(1000, u"the server closed the connection"_s, {ok}));
}

} // namespace

/// 9 (limits), the bombs and floods C4 to C7, and who does not end.
CaseList limitCases(const CaseScale &scale)
{
    CaseList cases;
    addSizes(cases, scale);
    addBombs(cases, scale);
    addSlow(cases);
    addMany(cases, scale);
    addTalkative(cases, scale);
    return cases;
}

} // namespace eventscope

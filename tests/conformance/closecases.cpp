// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/casebuilder.h"

namespace eventscope {

using namespace Qt::StringLiterals;
using namespace wire;

namespace {

const QString closedByServer = QStringLiteral("the server closed the connection");

/// 7.1: what comes behind a close frame does not count.
void addClosing(CaseList &cases)
{
    const Heard hello = textHeard("Hello World!");
    const QByteArray message = text("Hello World!");
    const auto add = [&cases](const char *id, const char *about, const QByteArray &bytes,
                              const QList<Heard> &events) {
        addChopped(cases, wireCase(id, about, bytes, ends(1000, closedByServer, events)));
    };
    add("7.1.1", "a message, then the close frame", message + close(1000), {hello});
    add("7.1.2", "two close frames", close(1000) + close(1000), {});
    add("7.1.3", "a ping behind the close frame", close(1000) + ping("never"), {});
    add("7.1.4", "a message behind the close frame", close(1000) + text("never"), {});
    add("7.1.5", "the close frame between two fragments",
        frame(Text, "fragment1") + close(1000) + frame(fin, "fragment2"), {});
    const QByteArray large(256 << 10, 'B');
    cases.append(wireCase("7.1.6", "256 KiB, the close frame, a ping",
                          text(large) + close(1000) + ping("never"),
                          ends(1000, closedByServer, {textHeard(large)})));
    add("7.1.7", "a broken frame behind the close frame", close(1000) + frame(0x77, "x"), {});
}

/// 7.3 and 7.5: payloads of close frames.
void addPayloads(CaseList &cases)
{
    ConformanceCase bare =
        wireCase("7.3.1", "no payload", frame(fin | Close), ends(0, closedByServer));
    bare.withQt = ends(1000, closedByServer);
    bare.qtLimit = "QWebSocket answers a close frame without a code by 1000";
    addChopped(cases, bare);
    addChopped(cases, wireCase("7.3.2", "half a code", frame(fin | Close, "a"), breaksRule()));
    addChopped(cases, wireCase("7.3.3", "a code", close(1000), ends(1000, closedByServer)));
    addChopped(cases,
               wireCase("7.3.4", "a code and a reason", close(1000, "Hello World!"),
                        ends(1000, closedByServer + u": Hello World!"_s)));
    addChopped(cases,
               wireCase("7.3.5", "the longest reason", close(1000, QByteArray(123, '*')),
                        ends(1000, closedByServer + u": "_s + QString(100, u'*'))));
    addChopped(cases,
               wireCase("7.3.6", "a reason that is too long", close(1000, QByteArray(124, '*')),
                        breaksRule()));
    addChopped(cases,
               wireCase("7.3.7", "a reason that is no plain text",
                        close(1000, "\xd7\x90\xe2\x80\xaexyz\n<b>"), ends(1000, closedByServer)));
    addChopped(cases,
               wireCase("7.5.1", "a reason that is not UTF-8",
                        close(1000, "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80"),
                        isNotUtf8()));
    addChopped(cases,
               wireCase("7.5.2", "a reason that ends within a character", close(1000, "\xce"),
                        isNotUtf8()));
}

QString wordsFor(int code)
{
    switch (code) {
    case 1000:
        return closedByServer;
    case 1001:
        return u"the server is going away"_s;
    case 1002:
        return u"over a broken rule (1002)"_s;
    case 1003:
    case 1007:
    case 1009:
        return u"does not take what it was sent (%1)"_s.arg(code);
    case 1008:
        return u"refused by its policy"_s;
    case 1011:
        return u"the server failed (1011)"_s;
    case 1012:
        return u"the server restarts (1012)"_s;
    case 1013:
        return u"left alone for a while (1013)"_s;
    case 1014:
        return u"a gateway could not reach the server (1014)"_s;
    case 4401:
    case 4403:
        return u"%1: the server wants other credentials"_s.arg(code);
    case 3500:
    case 3999:
    case 4001:
    case 4500:
    case 4999:
        return u"asked not to be connected to again (%1)"_s.arg(code);
    default:
        return u"closed the connection with code %1"_s.arg(code);
    }
}

/// 7.7 and 7.9: which codes may be there; A14 and A15: what some of them mean.
void addCodes(CaseList &cases)
{
    const QString asQtSaysIt = u"the server restarts or broke the WebSocket protocol (1002)"_s;
    for (const int code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014,
                           3000, 3499, 3500, 3999, 4000, 4001, 4401, 4403, 4499, 4500, 4999}) {
        ConformanceCase c =
            wireCase("7.7." + QByteArray::number(code), "a code that may be there",
                     text("x") + close(code, "why"), ends(code, wordsFor(code), {textHeard("x")}));
        if (code >= 1012 && code <= 1014) {
            c.withQt = ends(1002, asQtSaysIt, {textHeard("x")});
            c.qtLimit = "Q5: isCloseCodeValid() of qwebsocketprotocol_p.h knows no 1012-1014";
        } else if (code == 1002) {
            c.withQt = ends(1002, asQtSaysIt, {textHeard("x")});
            c.qtLimit = "Q5: not to be told from the 1002 that Qt makes itself";
        }
        cases.append(c);
    }
    for (const int code :
         {0, 1, 400, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535}) {
        // The word for no code at all.
        const bool isNone = code == 0 || code == 1005;
        ConformanceCase c =
            wireCase("7.9." + QByteArray::number(code), "a code that must not be there",
                     text("x") + close(code),
                     ends(1002, isNone ? closedByServer : wordsFor(code), {textHeard("x")}));
        c.withQt = ends(1002, asQtSaysIt, {textHeard("x")});
        c.qtLimit = "Q5: which illegal code it was is lost";
        cases.append(c);
    }
}

/// No close frame at all.
void addDrops(CaseList &cases)
{
    const auto add = [&cases](const char *id, const char *about, const QByteArray &bytes,
                              ConformanceCase::End end, const QList<Heard> &events) {
        Expected expected = works(events);
        expected.cause = u"the server dropped the connection"_s;
        expected.anyClose = true;
        ConformanceCase c = wireCase(id, about, bytes, expected);
        c.end = end;
        cases.append(c);
    };
    using End = ConformanceCase::End;
    add("A13.1", "101 and FIN", {}, End::Fin, {});
    add("A13.2", "101 and RST", {}, End::Rst, {});
    add("A13.3", "a message and FIN", text("x"), End::Fin, {textHeard("x")});
    add("A13.4", "FIN within a frame", header(fin | Text, 10) + "half", End::Fin, {});
    add("A13.5", "FIN between fragments", frame(Text, "half"), End::Fin, {});
    add("A13.6", "FIN within a header", header(fin | Text, 300).left(2), End::Fin, {});
}

} // namespace

/// 7 (closing).
CaseList closeCases()
{
    CaseList cases;
    addClosing(cases);
    addPayloads(cases);
    addCodes(cases);
    addDrops(cases);
    return cases;
}

} // namespace eventscope

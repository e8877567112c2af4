// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/casebuilder.h"

namespace eventscope {

using namespace Qt::StringLiterals;
using namespace wire;

namespace {

const QString noWebSocket = QStringLiteral("does not speak WebSocket");
const QString silent = QStringLiteral("sent no WebSocket answer within");
const QString proxyQuirk = QStringLiteral("its Upgrade or Connection header is wrong");

ConformanceCase answerCase(const QByteArray &id, const QByteArray &about, const QByteArray &answer,
                           const QString &cause)
{
    ConformanceCase c;
    c.id = id;
    c.about = about;
    c.answer = answer;
    c.expected.cause = cause;
    return c;
}

void limitQt(ConformanceCase &c, const QString &cause, const QByteArray &limit)
{
    c.withQt = c.expected;
    c.withQt->cause = cause;
    c.qtLimit = limit;
}

QByteArray switching(const QByteArray &upgrade, const QByteArray &connection,
                     const QByteArray &more = {})
{
    return "HTTP/1.1 101 Switching Protocols\r\n" + upgrade + connection
        + "Sec-WebSocket-Accept: {accept}\r\n" + more + "\r\n";
}

QByteArray proper(const QByteArray &more = {})
{
    return switching("Upgrade: websocket\r\n", "Connection: Upgrade\r\n", more);
}

/// A6, A7, A8: the server refuses, with a page behind it as most do.
void addStatuses(CaseList &cases)
{
    struct Status
    {
        const char *id;
        const char *line;
        const char *header;
        QString cause;
    };
    const QList<Status> all{
        {"A6.401", "401 Unauthorized", "WWW-Authenticate: Bearer\r\n",
         u"401: the server wants other credentials"_s},
        {"A6.403", "403 Forbidden", "", u"403: the server does not allow this"_s},
        {"A7.200", "200 OK", "", u"200: the server answered with a page"_s},
        {"A7.204", "204 No Content", "", u"204: the server answered with a page"_s},
        {"A7.301", "301 Moved Permanently", "", u"301: the server redirects"_s},
        {"A7.400", "400 Bad Request", "", u"the server refused the handshake"_s},
        {"A7.404", "404 Not Found", "", u"404: this address is not a WebSocket endpoint"_s},
        {"A7.405", "405 Method Not Allowed", "", u"405: this address is not a WebSocket"_s},
        {"A7.410", "410 Gone", "", u"410: this address is not a WebSocket endpoint"_s},
        {"A7.418", "418 I'm a teapot", "", u"418: the server refused the handshake"_s},
        {"A7.426", "426 Upgrade Required", "Sec-WebSocket-Version: 99\r\n",
         u"wants another version of the WebSocket protocol"_s},
        {"A8.429", "429 Too Many Requests", "Retry-After: 1\r\n", u"429: too many requests"_s},
        {"A8.503", "503 Service Unavailable", "Retry-After: 1\r\n", u"503: the server is not"_s},
        {"A8.500", "500 Internal Server Error", "", u"500: the server failed"_s},
        {"A8.502", "502 Bad Gateway", "", u"502: the server failed"_s},
        {"A16.407", "407 Proxy Authentication Required", "", u"407: the proxy wants credentials"_s},
    };
    for (const Status &one : all) {
        const QByteArray page = "<html><img src=/dev/zero></html>";
        cases.append(answerCase(one.id, one.line,
                                QByteArray("HTTP/1.1 ") + one.line + "\r\n" + one.header
                                    + "Content-Length: " + QByteArray::number(page.size())
                                    + "\r\n\r\n" + page,
                                one.cause));
    }
    ConformanceCase redirect =
        answerCase("A7.302", "302 with a place",
                   "HTTP/1.1 302 Found\r\nLocation: https://login.example/in?token=canary\r\n\r\n",
                   u"the server redirects to https://login.example/in;"_s);
    limitQt(redirect, u"302: the server redirects to another address"_s,
            "Q17: QWebSocket has no headers of a refused handshake");
    cases.append(redirect);
}

/// A4, A9, A10: no answer, half of one, or none of HTTP.
void addStrangers(CaseList &cases)
{
    const QByteArray noError =
        "Q2: QWebSocket says nothing where an answer is no HTTP or never ends; the feed's own time "
        "limit finds it";
    cases.append(answerCase("A4.1", "nothing at all", "{silence}", silent));
    cases.append(answerCase("A4.2", "half a header",
                            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n", silent));
    cases.append(answerCase("A4.3", "half a status line", "HTTP/1.1 1", silent));
    cases.append(answerCase(
        "A9.1", "a wrong accept key",
        QByteArray(proper()).replace("{accept}", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="), noWebSocket));
    ConformanceCase keyless =
        answerCase("A9.2", "no accept key",
                   QByteArray(proper()).replace("Sec-WebSocket-Accept", "X-Accept"), noWebSocket);
    limitQt(keyless, proxyQuirk,
            "Q17: one sentence of QWebSocket for all that is wrong with a 101");
    cases.append(keyless);
    cases.append(answerCase("A9.3", "an accept key of another case",
                            QByteArray(proper()).replace("{accept}", "{accept}x"), noWebSocket));
    ConformanceCase old = keyless;
    old.id = "A9.4";
    old.about = "HTTP/1.0";
    old.answer = QByteArray(proper()).replace("HTTP/1.1", "HTTP/1.0");
    cases.append(old);
    const auto stranger = [&](const char *id, const char *about, const QByteArray &bytes) {
        ConformanceCase c = answerCase(id, about, bytes, noWebSocket);
        limitQt(c, silent, noError);
        cases.append(c);
    };
    stranger("A9.5", "an SSH banner", "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n");
    stranger("A9.6", "4 KiB of garbage", QByteArray(4096, '\x93'));
    stranger("A9.7", "a TLS alert", QByteArray("\x15\x03\x01\x00\x02\x02\x0a", 7));
    stranger("A9.8", "a mail server", "220 mail.example ESMTP\r\n");
    cases.append(answerCase("A9.9", "an empty header", "\r\n\r\n", noWebSocket));
    cases.append(
        answerCase("A9.10", "a status of letters", "HTTP/1.1 abc OK\r\n\r\n", noWebSocket));
    const QString endless = u"its answer has an endless header"_s;
    const auto bomb = [&](const char *id, const char *about, const QByteArray &endlessly) {
        ConformanceCase c =
            answerCase(id, about, "HTTP/1.1 101 Switching Protocols\r\nX: ", endless);
        c.endless = endlessly;
        cases.append(c);
    };
    bomb("A10.1", "a line without end", QByteArray(16'384, 'x'));
    bomb("A10.2", "lines without end", QByteArray("X-More: y\r\n").repeated(1'500));
}

/// A11: what is right, though written in another way.
void addSpellings(CaseList &cases)
{
    const QByteArray upgrade = "Upgrade: websocket\r\n";
    const QByteArray connection = "Connection: Upgrade\r\n";
    const QByteArray exact = "Q4: QWebSocket compares the Connection header with \"upgrade\" as a "
                             "whole, up to Qt 6.8 at least";
    const auto right = [&](const char *id, const char *about, const QByteArray &answer) {
        cases.append(answerCase(id, about, answer, {}));
    };
    ConformanceCase list =
        answerCase("A11.1", "Connection: keep-alive, Upgrade",
                   switching(upgrade, "Connection: keep-alive, Upgrade\r\n"), {});
    limitQt(list, proxyQuirk, exact);
    cases.append(list);
    ConformanceCase lists =
        answerCase("A11.2", "Connection in two headers",
                   switching(upgrade, "Connection: keep-alive\r\nConnection: Upgrade\r\n"), {});
    limitQt(lists, proxyQuirk, exact);
    cases.append(lists);
    right("A11.3", "other cases", switching("UPGRADE: WebSocket\r\n", "connection: UPGRADE\r\n"));
    right("A11.4", "no space behind the colon",
          switching("Upgrade:websocket\r\n", "Connection:Upgrade\r\n"));
    right("A11.5", "more headers", proper("Server: x\r\nDate: now\r\nSet-Cookie: a=b\r\n"));
    right("A11.6", "another reason phrase",
          QByteArray(proper()).replace("Switching Protocols", "Web Socket Protocol Handshake"));
    ConformanceCase octets = answerCase("A11.7", "in single bytes", proper(), {});
    octets.chop = 1;
    cases.append(octets);
    ConformanceCase together = answerCase("A11.8", "with the first message in the same write",
                                          proper() + text("first"), {});
    together.expected.events = {textHeard("first")};
    cases.append(together);
    ConformanceCase half = answerCase("A11.9", "with half of the first message in the same write",
                                      proper() + text("first").left(3), {});
    half.parts = {{"irst", 50}};
    half.expected.events = {textHeard("first")};
    cases.append(half);
    right("A11.10", "a long header", proper("X-Long: " + QByteArray(4000, 'x') + "\r\n"));
    ConformanceCase early = answerCase("A11.15", "100 and 103 before it",
                                       "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n"
                                       "Link: </x.css>; rel=preload\r\n\r\n"
                                           + proper(),
                                       {});
    limitQt(
        early, u"100: the server answered with a page"_s,
        "QWebSocket takes the first status for the answer (qwebsocket_p.cpp, processHandshake)");
    cases.append(early);
    cases.append(answerCase("A11.11", "no Upgrade header", switching({}, connection), proxyQuirk));
    cases.append(answerCase("A11.12", "no Connection header", switching(upgrade, {}), proxyQuirk));
    cases.append(answerCase("A11.13", "Upgrade: h2c", switching("Upgrade: h2c\r\n", connection),
                            proxyQuirk));
    cases.append(answerCase("A11.14", "Connection: close",
                            switching(upgrade, "Connection: close\r\n"), proxyQuirk));
}

/// A12: what was not asked for; the feed asks for `events.v1`.
void addChoices(CaseList &cases)
{
    const QString sub = u"chose a sub-protocol that it was not asked for"_s;
    cases.append(answerCase("A12.1", "the sub-protocol that was asked for",
                            proper("Sec-WebSocket-Protocol: events.v1\r\n"), {}));
    cases.append(answerCase("A12.2", "another sub-protocol",
                            proper("Sec-WebSocket-Protocol: actioncable-unsupported\r\n"), sub));
    ConformanceCase two = answerCase("A12.3", "two sub-protocols",
                                     proper("Sec-WebSocket-Protocol: events.v1\r\n"
                                            "Sec-WebSocket-Protocol: other\r\n"),
                                     sub);
    cases.append(two);
    ConformanceCase extension =
        answerCase("A12.4", "an extension that nobody asked for",
                   proper("Sec-WebSocket-Extensions: permessage-deflate\r\n"),
                   u"turned on an extension that it was not asked for"_s);
    limitQt(extension, {}, "Q16: QWebSocket does not look at Sec-WebSocket-Extensions");
    cases.append(extension);
}

/// A2, A13: the connection ends before there is an answer.
void addEndsBeforeAnAnswer(CaseList &cases)
{
    const auto dropped = [&](const char *id, const char *about, const QByteArray &answer,
                             ConformanceCase::End end) {
        ConformanceCase c =
            answerCase(id, about, answer, u"closed the connection before the WebSocket"_s);
        c.end = end;
        cases.append(c);
    };
    dropped("A13.7", "FIN instead of an answer", "{silence}", ConformanceCase::End::Fin);
    dropped("A13.8", "RST instead of an answer", "{silence}", ConformanceCase::End::Rst);
    dropped("A13.9", "FIN within the header", "HTTP/1.1 101 Switching Protocols\r\nUpg",
            ConformanceCase::End::Fin);
}

} // namespace

/// The handshake, numbered by the faults of section 2-A of the reliability report.
CaseList handshakeCases()
{
    CaseList cases;
    addStatuses(cases);
    addStrangers(cases);
    addSpellings(cases);
    addChoices(cases);
    addEndsBeforeAnAnswer(cases);
    return cases;
}

} // namespace eventscope

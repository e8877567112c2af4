// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/closecause.h"

#include "app/feeds/handshakeoptions.h"
#include "app/feeds/protocolerrors.h"
#include "app/feeds/transport/tlscheck.h"

#include <QTest>

using namespace eventscope;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

EndEvidence attempt(QAbstractSocket::SocketError error, const QString &text = {},
                    HandshakeStage stage = HandshakeStage::TcpConnected)
{
    EndEvidence e;
    e.socketError = error;
    e.stage = stage;
    e.host = u"feed.example:9400"_s;
    e.cause.error = text;
    e.cause.httpStatus = httpStatusIn(text);
    e.connectTimeoutMs = 10'000;
    e.maxMessageBytes = 16 << 20;
    return e;
}

EndEvidence local(LocalEnd end, HandshakeStage stage, bool tls = false)
{
    EndEvidence e = attempt(QAbstractSocket::UnknownSocketError, {}, stage);
    e.socketError.reset();
    e.local = end;
    e.tls = tls;
    e.silentMs = 25'049;
    return e;
}

EndEvidence closed(int code, const QString &reason = {})
{
    EndEvidence e = local(LocalEnd::None, HandshakeStage::Open);
    e.qtsWords = true;
    e.cause.handshakeDone = true;
    e.cause.clean = true;
    e.cause.closeCode = code;
    e.cause.closeReason = reason;
    return e;
}

EndEvidence dropped(const QStringList &suspects)
{
    EndEvidence e = closed(0);
    e.cause.clean = false;
    e.socketError = QAbstractSocket::RemoteHostClosedError;
    e.suspects = suspects;
    return e;
}

EndEvidence badTls(const QStringList &problems)
{
    EndEvidence e = attempt(QAbstractSocket::SslHandshakeFailedError);
    e.tls = true;
    e.tlsProblems = problems;
    return e;
}

QString unhandled(const QString &status)
{
    return u"QWebSocketPrivate::processHandshake: Unhandled http status code: %1."_s.arg(status);
}

} // namespace

Q_DECLARE_METATYPE(eventscope::EndEvidence)

class TestCloseCause : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyEndHasItsSentenceAndTreatment_data();
    void everyEndHasItsSentenceAndTreatment();
    void waitingIsInVainWhereSomebodyHasToDoSomething_data();
    void waitingIsInVainWhereSomebodyHasToDoSomething();
    void dialectsWordsCountMore();
    void dialectsTreatmentCountsMoreThanRetry();
    void dialectsWordsKeepTheWaitThatTheServerAskedFor();
    void brokenProtocolIsTold();
    void protocolErrorsAreForgottenAfterTenMinutes();
    void aLimitThatCannotBeRaisedIsNotSaidToBe();
    void httpStatusIsReadFromQtsText();
    void hostileReasonIsMadePlainAndShort();
    void onlyAnEndWithoutACloseFrameIsADrop();
};

void TestCloseCause::everyEndHasItsSentenceAndTreatment_data()
{
    using S = QAbstractSocket::SocketError;
    constexpr auto retry = CloseTreatment::Retry;
    constexpr auto slow = CloseTreatment::RetrySlow;
    constexpr auto credentials = CloseTreatment::NeedsCredentials;
    constexpr auto stop = CloseTreatment::StoppedByServer;
    QTest::addColumn<EndEvidence>("evidence");
    QTest::addColumn<CloseTreatment>("treatment");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *name, const EndEvidence &e, CloseTreatment treatment,
                        const QString &sentence) {
        QTest::newRow(name) << e << treatment << sentence;
    };
    row("A2: refused port",
        attempt(S::ConnectionRefusedError, u"Connection refused"_s, HandshakeStage::Resolving),
        retry, u"connection refused by feed.example:9400"_s);
    row("A1: no such host", attempt(S::HostNotFoundError, {}, HandshakeStage::Resolving), retry,
        u"host not found: feed.example:9400"_s);
    row("unreachable",
        attempt(S::NetworkError, u"Network unreachable"_s, HandshakeStage::Resolving), retry,
        u"feed.example:9400 cannot be reached: Network unreachable"_s);
    row("A3: blackhole", local(LocalEnd::ConnectTimeout, HandshakeStage::Resolving), retry,
        u"feed.example:9400 did not answer within 10 s"_s);
    row("A4: silent server", local(LocalEnd::ConnectTimeout, HandshakeStage::TcpConnected), retry,
        u"the server accepted the connection but sent no WebSocket answer within 10 s"_s);
    row("A5: TLS stalls", local(LocalEnd::ConnectTimeout, HandshakeStage::TcpConnected, true),
        retry, u"the TLS handshake with feed.example:9400 did not finish within 10 s"_s);
    row("silent after TLS", local(LocalEnd::ConnectTimeout, HandshakeStage::TlsDone, true), retry,
        u"the server accepted the connection but sent no WebSocket answer within 10 s"_s);
    EndEvidence unanswered = local(LocalEnd::HeartbeatLost, HandshakeStage::Open);
    unanswered.pinged = true;
    row("ping without answer", unanswered, retry,
        u"nothing came from feed.example:9400 for 25 s, not even the answer to a ping: the connection is dead"_s);
    // Of servers that are never pinged, because they speak often enough by themselves.
    row("silence", local(LocalEnd::HeartbeatLost, HandshakeStage::Open), retry,
        u"nothing came from feed.example:9400 for 25 s, although this server gives a sign of life more often: the connection is dead"_s);
    row("does not read", local(LocalEnd::UnsentOverflow, HandshakeStage::Open), retry,
        u"feed.example:9400 does not read what is sent to it"_s);
    row("bad header", local(LocalEnd::BadHeader, HandshakeStage::Resolving), stop,
        u"a header of this connection holds a character that must not be sent"_s);
    row("A6: 401", attempt(S::ConnectionRefusedError, unhandled(u"401 (Unauthorized)"_s)),
        credentials,
        u"401: the server wants other credentials: check the token, and whether it has expired"_s);
    row("A6: 403", attempt(S::ConnectionRefusedError, unhandled(u"403 (Forbidden)"_s)), credentials,
        u"403: the server does not allow this with these credentials: check the token, and what it may do"_s);
    row("A7: 404", attempt(S::ConnectionRefusedError, unhandled(u"404 (Not Found)"_s)), slow,
        u"404: this address is not a WebSocket endpoint: check the path of the URL"_s);
    row("A8: 429", attempt(S::ConnectionRefusedError, unhandled(u"429 (Too Many Requests)"_s)),
        slow, u"429: too many requests, the server wants a pause"_s);
    row("A8: 503", attempt(S::ConnectionRefusedError, unhandled(u"503 (Service Unavailable)"_s)),
        slow, u"503: the server is not available at the moment"_s);
    row("A7: 302", attempt(S::ConnectionRefusedError, unhandled(u"302 (Found)"_s)), slow,
        u"302: the server redirects to another address; enter the final address"_s);
    row("A7: 200", attempt(S::ConnectionRefusedError, unhandled(u"200 (OK)"_s)), slow,
        u"200: the server answered with a page: this address is not a WebSocket endpoint, check its path"_s);
    row("502", attempt(S::ConnectionRefusedError, unhandled(u"502 (Bad Gateway)"_s)), retry,
        u"502: the server failed"_s);
    row("hidden 400",
        attempt(
            S::ConnectionRefusedError,
            u"QWebSocketPrivate::processHandshake: Unknown error condition encountered. Aborting connection."_s),
        slow, u"the server refused the handshake (400 or an answer of that kind)"_s);
    row("wrong accept key",
        attempt(S::ConnectionRefusedError,
                u"Accept-Key received from server x does not match the client key y."_s),
        slow, u"feed.example:9400 does not speak WebSocket"_s);
    row("proxy quirk",
        attempt(S::ConnectionRefusedError,
                u"Invalid parameter(s) presented during protocol upgrade: Accept-key size: 28, "
                u"version: 1.1, "
                "upgrade: websocket, connection: keep-alive, upgrade"_s),
        slow,
        u"a proxy before the server changed the WebSocket handshake (its Upgrade or Connection header is wrong)"_s);
    row("wrong sub-protocol",
        attempt(S::ConnectionRefusedError,
                u"WebSocket server has chosen protocol weird which has not been requested"_s),
        stop, u"the server chose a sub-protocol that it was not asked for"_s);
    row("endless header", attempt(S::ConnectionRefusedError, u"Header is too large"_s), slow,
        u"feed.example:9400 does not speak WebSocket: its answer has an endless header"_s);
    row("closed in the handshake", attempt(S::RemoteHostClosedError), retry,
        u"feed.example:9400 closed the connection before the WebSocket handshake was done"_s);
    row("certificate expired", badTls({u"The certificate has expired"_s}), slow,
        u"the TLS certificate of feed.example:9400 has expired"_s);
    row("self-signed", badTls({u"The certificate is self-signed, and untrusted"_s}), slow,
        u"the TLS certificate of feed.example:9400 is self-signed, so nobody vouches for it"_s);
    row("B10: nobody whom this computer trusts",
        badTls({TlsCheck::noAuthorities,
                u"The issuer certificate of a locally looked up certificate could not be found"_s}),
        slow,
        u"the TLS certificate of feed.example:9400 cannot be checked, for this computer has no "
        "trusted certificate authorities (Debian: ca-certificates), and was issued by somebody "
        "this computer does not trust"_s);
    row("wrong host",
        badTls({u"The host name did not match any of the valid hosts for this certificate"_s,
                u"The certificate has expired"_s}),
        slow,
        u"the TLS certificate of feed.example:9400 is for another host name, and has expired"_s);
    row("clean", closed(1000), retry, u"the server closed the connection"_s);
    row("clean with reason", closed(1000, u"maintenance"_s), retry,
        u"the server closed the connection: maintenance"_s);
    row("going away", closed(1001), retry, u"the server is going away"_s);
    row("Qt's own stall", closed(1001, u"Timeout when reading data from socket."_s), retry,
        u"the server stopped for 5 s in the middle of a message (this program waits no longer)"_s);
    row("1012 as Qt tells it", closed(1002, u"Invalid close code 1012 detected."_s), retry,
        u"the server restarts or broke the WebSocket protocol (1002)"_s);
    row("a 1002 of the server", closed(1002, u"unmasked frame from client 7"_s), retry,
        u"the server restarts or broke the WebSocket protocol (1002): unmasked frame from client 7"_s);
    row("Qt's own 1007", closed(1007, u"Invalid UTF-8 code encountered."_s), retry,
        u"the server sent text that is not UTF-8, or cut a character in two between fragments, "
        "which Qt cannot read (1007)"_s);
    row("a 1007 of the server", closed(1007, u"bad payload"_s), slow,
        u"the server does not take what it was sent (1007): bad payload"_s);
    row("policy", closed(1008), slow, u"the server refused by its policy (1008)"_s);
    row("Qt's own size limit", closed(1009, u"Maximum framesize exceeded."_s), retry,
        u"a message came that is larger than the limit of 16 MiB (1009); “Largest message” in the settings of the connection, under “More”, raises it"_s);
    row("the server's size limit", closed(1009, u"too big"_s), slow,
        u"the server does not take what it was sent (1009): too big"_s);
    row("1011", closed(1011, u"keepalive ping timeout"_s), retry,
        u"the server failed (1011): keepalive ping timeout"_s);
    row("A15: 4401", closed(4401, u"TrialEnded"_s), credentials,
        u"4401: the server wants other credentials: TrialEnded"_s);
    row("A15: 3500", closed(3500, u"go"_s), stop,
        u"the server asked not to be connected to again (3500): go"_s);
    row("A15: 4999", closed(4999), stop, u"the server asked not to be connected to again (4999)"_s);
    row("A15: 4001", closed(4001, u"session replaced"_s), stop,
        u"the server asked not to be connected to again (4001): session replaced"_s);
    row("own code", closed(4100), retry, u"the server closed the connection with code 4100"_s);
    row("drop", dropped({}), retry, u"the server dropped the connection"_s);
    row("drop after subscribe", dropped({u"customer_id:1:call"_s}), retry,
        u"dropped right after subscribing to customer_id:1:call: likely a forbidden or invalid topic"_s);
    row("drop after several", dropped({u"a"_s, u"b"_s}), retry,
        u"dropped right after subscribing to 2 topics: likely one of them is forbidden or invalid"_s);
}

void TestCloseCause::everyEndHasItsSentenceAndTreatment()
{
    QFETCH(EndEvidence, evidence);
    QFETCH(CloseTreatment, treatment);
    QFETCH(QString, sentence);
    const CloseVerdict verdict = explainEnd(evidence);
    QCOMPARE(verdict.cause, sentence);
    QCOMPARE(verdict.treatment, treatment);
}

void TestCloseCause::waitingIsInVainWhereSomebodyHasToDoSomething_data()
{
    using S = QAbstractSocket::SocketError;
    QTest::addColumn<EndEvidence>("evidence");
    QTest::addColumn<bool>("inVain");
    for (const int status : {200, 301, 400, 401, 403, 404, 405, 407, 410, 426})
        QTest::addRow("%d", status)
            << attempt(S::ConnectionRefusedError, unhandled(u"%1 (x)"_s.arg(status))) << true;
    for (const int status : {408, 425, 429, 500, 502, 503, 504})
        QTest::addRow("%d", status)
            << attempt(S::ConnectionRefusedError, unhandled(u"%1 (x)"_s.arg(status))) << false;
    QTest::newRow("nobody listens")
        << attempt(S::ConnectionRefusedError, u"Connection refused"_s, HandshakeStage::Resolving)
        << false;
    QTest::newRow("no such host") << attempt(S::HostNotFoundError, u"Host not found"_s,
                                             HandshakeStage::Resolving)
                                  << false;
    QTest::newRow("hung up") << attempt(S::RemoteHostClosedError) << false;
    QTest::newRow("no WebSocket") << attempt(S::ConnectionRefusedError, u"Invalid status"_s)
                                  << true;
    EndEvidence tls = attempt(S::SslHandshakeFailedError);
    tls.tls = true;
    QTest::newRow("TLS broke off") << tls << false;
    tls.tlsProblems = {u"The certificate is self-signed, and untrusted"_s};
    QTest::newRow("certificate") << tls << true;
    QTest::newRow("timeout") << local(LocalEnd::ConnectTimeout, HandshakeStage::TcpConnected)
                             << false;
    QTest::newRow("was open") << closed(1008) << false;
    QTest::newRow("dropped") << dropped({}) << false;
}

void TestCloseCause::waitingIsInVainWhereSomebodyHasToDoSomething()
{
    QFETCH(EndEvidence, evidence);
    QTEST(isWaitingInVain(evidence), "inVain");
}

void TestCloseCause::dialectsWordsCountMore()
{
    const CloseVerdict dialect{CloseTreatment::StoppedByServer, u"the trial has ended"_s};
    const CloseVerdict merged =
        mergedVerdict(dialect, {CloseTreatment::NeedsCredentials, u"4401"_s});
    QCOMPARE(merged.cause, u"the trial has ended"_s);
    QCOMPARE(merged.treatment, CloseTreatment::StoppedByServer);
}

void TestCloseCause::dialectsTreatmentCountsMoreThanRetry()
{
    const CloseVerdict feed{CloseTreatment::RetrySlow, u"why"_s};
    QCOMPARE(mergedVerdict({}, feed).treatment, CloseTreatment::RetrySlow);
    QCOMPARE(mergedVerdict({CloseTreatment::NeedsCredentials, {}}, feed).treatment,
             CloseTreatment::NeedsCredentials);
    QCOMPARE(mergedVerdict({CloseTreatment::NeedsCredentials, {}}, feed).cause, u"why"_s);
}

void TestCloseCause::dialectsWordsKeepTheWaitThatTheServerAskedFor()
{
    EndEvidence refused = attempt(QAbstractSocket::ConnectionRefusedError);
    refused.cause.httpStatus = 404;
    refused.retryAfter = 90s;
    const CloseVerdict feed = explainEnd(refused);
    for (const CloseTreatment treatment : {CloseTreatment::Retry, CloseTreatment::RetrySlow}) {
        const CloseVerdict merged = mergedVerdict({treatment, u"no such channel"_s}, feed);
        QCOMPARE(merged.cause, u"no such channel"_s);
        QCOMPARE(merged.treatment, CloseTreatment::RetrySlow);
        QCOMPARE(merged.pause, Moment(90s));
    }
    // A longer wait of its own is not made shorter, and none is made up.
    QCOMPARE(mergedVerdict({CloseTreatment::RetrySlow, u"x"_s, 120s}, feed).pause, Moment(120s));
    refused.retryAfter.reset();
    const CloseVerdict retried =
        mergedVerdict({CloseTreatment::Retry, u"x"_s}, explainEnd(refused));
    QCOMPARE(retried.treatment, CloseTreatment::Retry);
    QCOMPARE(retried.pause, Moment(0));
}

/// C1, C2
void TestCloseCause::brokenProtocolIsTold()
{
    QVERIFY(isProtocolError(local(LocalEnd::BrokenRule, HandshakeStage::Open)));
    QVERIFY(isProtocolError(local(LocalEnd::NotUtf8, HandshakeStage::Open)));
    QVERIFY(isProtocolError(local(LocalEnd::BadReason, HandshakeStage::Open)));
    QVERIFY(isMessageLost(local(LocalEnd::NotUtf8, HandshakeStage::Open)));
    QVERIFY(!isMessageLost(local(LocalEnd::BadReason, HandshakeStage::Open)));
    QVERIFY(isProtocolError(closed(1002, u"Rsv field is non-zero"_s)));
    QVERIFY(isProtocolError(closed(1007, u"Invalid UTF-8 code encountered."_s)));
    // What the server says of us, or the network did.
    EndEvidence ours = closed(1002, u"Rsv field is non-zero"_s);
    ours.qtsWords = false;
    QVERIFY(!isProtocolError(ours));
    QVERIFY(!isProtocolError(closed(1002, u"I do not like it"_s)));
    QVERIFY(!isProtocolError(closed(1000)));
    QVERIFY(!isProtocolError(local(LocalEnd::TooLarge, HandshakeStage::Open)));
    QVERIFY(!isProtocolError(local(LocalEnd::HeartbeatLost, HandshakeStage::Open)));
    QVERIFY(!isProtocolError(dropped({})));
    QVERIFY(!isProtocolError(attempt(QAbstractSocket::RemoteHostClosedError)));
}

void TestCloseCause::protocolErrorsAreForgottenAfterTenMinutes()
{
    ProtocolErrors errors;
    for (size_t i = 1; i <= 4; ++i)
        QCOMPARE(errors.note(std::chrono::minutes(i)), i);
    QCOMPARE(errors.note(11min), 4UL); // the first one is ten minutes ago
    QCOMPARE(errors.note(11min + 1s), 5UL);
    QCOMPARE(errors.note(11min + 2s), 5UL);
    QCOMPARE(errors.note(30min), 1UL);
}

/// C4
void TestCloseCause::aLimitThatCannotBeRaisedIsNotSaidToBe()
{
    EndEvidence large = local(LocalEnd::TooLarge, HandshakeStage::Open);
    large.maxMessageBytes = 64 << 20;
    QCOMPARE(explainEnd(large).cause,
             u"a message came that is larger than the limit of 64 MiB (1009)"_s);
    QCOMPARE(*maxMessageBytes({{maxMessageKey, u"4"_s}}), 4 << 20);
    QCOMPARE(*maxMessageBytes({{maxMessageKey, u"100000"_s}}), 64 << 20);
    for (const QString &none : {QString(), u"0"_s, u"-1"_s, u"much"_s})
        QVERIFY(!maxMessageBytes({{maxMessageKey, none}}));
}

void TestCloseCause::httpStatusIsReadFromQtsText()
{
    QCOMPARE(httpStatusIn(unhandled(u"418 (I'm a teapot)"_s)), 418);
    QCOMPARE(httpStatusIn(u"QWebSocket::processHandshake: Host requires authentication"_s), 401);
    QCOMPARE(httpStatusIn(u"QWebSocketPrivate::processHandshake: Unsupported WWW-Authenticate "
                          "challenges encountered."_s),
             401);
    QCOMPARE(httpStatusIn(u"Connection refused on port 404"_s), 0);
    QCOMPARE(httpStatusIn({}), 0);
}

void TestCloseCause::hostileReasonIsMadePlainAndShort()
{
    const QString hostile = u"<b>\u202Eno\n"_s + QString(5000, u'x');
    const QString cause = explainEnd(closed(4100, hostile)).cause;
    QVERIFY(cause.size() < 300);
    QVERIFY(!cause.contains(u'\n'));
    QVERIFY(!cause.contains(QChar(0x202e)));
}

void TestCloseCause::onlyAnEndWithoutACloseFrameIsADrop()
{
    QVERIFY(isUnexplainedDrop(dropped({})));
    QVERIFY(!isUnexplainedDrop(closed(1000)));
    QVERIFY(!isUnexplainedDrop(local(LocalEnd::HeartbeatLost, HandshakeStage::Open)));
    QVERIFY(!isUnexplainedDrop(attempt(QAbstractSocket::RemoteHostClosedError)));
}

QTEST_GUILESS_MAIN(TestCloseCause)
#include "tst_closecause.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/relaytest.h"

#include "tests/app/feeds/feedfixture.h"
#include "tests/support/relay.h"

using namespace eventscope;
using namespace Qt::StringLiterals;
using Phase = ConnectionPhase;

namespace {

constexpr int longMs = 30'000;
constexpr qsizetype handshake = 129; ///< bytes of RawServer's answer; checked below

const QByteArray ping = RawServer::frame(9, "there?");

/// Of every length of a frame's header, with characters of one to four bytes.
QByteArrayList messages(qsizetype longest)
{
    QByteArrayList all;
    for (const qsizetype size : {0, 1, 80, 110, 111, 300}) {
        const QByteArray number = QByteArray::number(all.size());
        QByteArray text = "{\"n\":" + number + R"(,"text":")";
        for (qsizetype i = 0; i < size; ++i)
            text += QByteArrayList{"a", "é", "漢", "🎉"}[i % 4];
        all += text + "\"}";
    }
    if (longest > 0)
        all += "{\"n\":6,\"text\":\"" + QByteArray("漢é🎉").repeated(longest / 9) + "\"}";
    return all;
}

/// Each message to each client that comes, with a ping in the middle, to which an answer belongs.
class Sender
{
public:
    explicit Sender(const QByteArrayList &all) : m_all(all) { }

    QUrl url() const { return m_server.url(); }
    int pongs = 0;

    static QByteArray bytesOf(const QByteArrayList &all)
    {
        QByteArray bytes;
        for (qsizetype i = 0; i < all.size(); ++i) {
            if (i == all.size() / 2)
                bytes += ping;
            bytes += RawServer::text(all[i]);
        }
        return bytes;
    }

private:
    /// What a client says may be cut anywhere, too.
    void heard(QTcpSocket &client, const QByteArray &data)
    {
        constexpr qsizetype masked = 6; // the header of a short frame
        QByteArray &rest = m_heard[&client];
        rest += data;
        if (const qsizetype end = rest.indexOf("\r\n\r\n"); end > 0 && rest.startsWith("GET ")) {
            RawServer::upgrade(client, rest.left(end + 2));
            rest.remove(0, end + 4);
            client.write(bytesOf(m_all));
        }
        while (!rest.startsWith('G') && rest.size() >= masked) {
            const qsizetype size = masked + (rest[1] & 0x7f);
            if (rest.size() < size)
                return;
            pongs += quint8(rest[0]) == 0x8a ? 1 : 0;
            if (quint8(rest[0]) == 0x89) {
                QByteArray said = rest.mid(masked, size - masked);
                for (qsizetype i = 0; i < said.size(); ++i)
                    said[i] = char(said[i] ^ rest[2 + i % 4]);
                client.write(RawServer::frame(0xa, said));
            }
            if (quint8(rest[0]) == 0x88)
                client.disconnectFromHost();
            rest.remove(0, size);
        }
    }

    QHash<QTcpSocket *, QByteArray> m_heard;
    const QByteArrayList m_all;
    RawServer m_server{[this](QTcpSocket &client, const QByteArray &data) { heard(client, data); }};
};

QByteArrayList received(const CollectingSink &sink)
{
    QByteArrayList all;
    for (const CollectingSink::Row &row : sink.rows("test.event"))
        all += row.data;
    return all;
}

/// How many whole messages the first `bytes` behind the handshake have.
qsizetype wholeIn(const QByteArrayList &all, qsizetype bytes)
{
    qsizetype whole = 0;
    for (qsizetype end = 0; whole < all.size(); ++whole) {
        end += (whole == all.size() / 2 ? ping.size() : 0) + RawServer::text(all[whole]).size();
        if (end > bytes)
            break;
    }
    return whole;
}

/// Places that hurt: in the answer to the handshake, in a frame's header and in a character.
void addPlaces()
{
    QTest::addColumn<qint64>("at");
    const QByteArrayList all = messages(0);
    const QByteArray first = RawServer::text(all[0]) + RawServer::text(all[1]);
    const QByteArray until = first + RawServer::text(all[2]);
    QTest::newRow("E8: in the handshake") << qint64(40);
    QTest::newRow("E8: behind the handshake") << qint64(handshake);
    QTest::newRow("E8: in a header") << qint64(handshake + first.size() + 1);
    const qsizetype character = until.indexOf("漢", first.size());
    QTest::newRow("E8: in a character") << qint64(handshake + character + 1);
    QTest::newRow("E8: in the text") << qint64(handshake + until.size() - 2);
    QTest::newRow("E8: between two messages") << qint64(handshake + until.size());
}

} // namespace

void RelayTest::everythingArrivesHoweverItIsCutAndDelayed_data()
{
    QTest::addColumn<int>("piece");
    QTest::addColumn<int>("delayMs");
    QTest::addColumn<int>("jitterMs");
    QTest::addColumn<int>("segment");
    QTest::addColumn<int>("longest");
    QTest::newRow("E8: one byte at a time") << 1 << 0 << 0 << 0 << 0;
    QTest::newRow("E8: three bytes at a time") << 3 << 0 << 0 << 0 << 300;
    QTest::newRow("E8: pieces that come late, and unevenly") << 50 << 1 << 5 << 0 << 300;
    QTest::newRow("E8: packets of 88 bytes") << 0 << 0 << 0 << 88 << 60'000;
    QTest::newRow("E8: packets of 536 bytes, as on a bad link") << 1'000 << 1 << 3 << 536 << 60'000;
}

void RelayTest::everythingArrivesHoweverItIsCutAndDelayed()
{
    QFETCH(int, piece);
    QFETCH(int, delayMs);
    QFETCH(int, jitterMs);
    QFETCH(int, segment);
    QFETCH(int, longest);
    const QByteArrayList all = messages(longest);
    Sender server(all);
    Relay relay(server.url(), segment);
    relay.piece = piece;
    relay.delayMs = delayMs;
    relay.jitterMs = jitterMs;
    FeedSettings settings = m_settings;
    settings.connectTimeoutMs = longMs;
    FeedFixture f(settings);
    f.open(relay.url());
    QTRY_COMPARE_WITH_TIMEOUT(f.sink.stored(), quint64(all.size()), longMs);
    QCOMPARE(received(f.sink), all);
    QTRY_COMPARE(server.pongs, 1);
    QCOMPARE(f.phase(), Phase::Live);
    QCOMPARE(relay.accepted, 1);
    QVERIFY(f.isAccountedFor());
    QCOMPARE(f.sink.count("eventscope.gap"), 0);
    if (segment > 0 && relay.segment() > segment)
        QSKIP("this kernel makes larger packets than it is told to");
}

void RelayTest::whoStandsStillHoldsNobodyUpAndLosesNothing_data()
{
    addPlaces();
}

void RelayTest::whoStandsStillHoldsNobodyUpAndLosesNothing()
{
    QFETCH(qint64, at);
    const QByteArrayList all = messages(0);
    QCOMPARE(RawServer::answerTo("Sec-WebSocket-Key: x\r\n").size(), handshake);
    Sender server(all);
    Relay relay(server.url());
    relay.holdAt = at;
    FeedSettings settings = m_settings;
    settings.connectTimeoutMs = longMs;
    FeedFixture slow(settings);
    slow.open(relay.url());
    QTRY_VERIFY(relay.isHolding());
    Sender other(all);
    FeedFixture quick(m_settings);
    quick.open(other.url());
    QTRY_COMPARE(quick.sink.stored(), quint64(all.size())); // as much time as that needs
    const qsizetype whole = wholeIn(all, qsizetype(at) - handshake);
    QTRY_COMPARE(slow.sink.stored(), quint64(whole));
    QCOMPARE(received(slow.sink), all.mid(0, whole));
    relay.go();
    QTRY_COMPARE(slow.sink.stored(), quint64(all.size()));
    QCOMPARE(received(slow.sink), all);
    QCOMPARE(relay.accepted, 1);
    QCOMPARE(slow.sink.count("eventscope.gap"), 0);
}

void RelayTest::halfOfAMessageIsNoMessage_data()
{
    addPlaces();
}

void RelayTest::halfOfAMessageIsNoMessage()
{
    QFETCH(qint64, at);
    const QByteArrayList all = messages(0);
    Sender server(all);
    Relay relay(server.url());
    relay.resetAt = at;
    FeedFixture f(m_settings);
    f.open(relay.url());
    const qsizetype whole = wholeIn(all, qsizetype(at) - handshake);
    QTRY_COMPARE_WITH_TIMEOUT(f.sink.stored(), quint64(whole + all.size()), longMs);
    QCOMPARE(received(f.sink), all.mid(0, whole) + all);
    QTRY_COMPARE(f.phase(), Phase::Live);
    QCOMPARE(relay.accepted, 2);
    QVERIFY(f.isAccountedFor());
    // What never worked has no gap, but a row that says so.
    QCOMPARE(f.sink.count("eventscope.disconnected"), 1);
    QCOMPARE(f.sink.count("eventscope.gap"), whole > 0 ? 1 : 0);
}

/// Only what the server says comes through: it will never know that it is heard.
void RelayTest::answersThatGetLostEndTheConnection()
{
    Sender server(messages(0));
    Relay relay(server.url());
    FeedFixture f(m_settings);
    f.open(relay.url(), {}, {{u"ping"_s, u"50"_s}, {u"dead"_s, u"1500"_s}});
    QTRY_COMPARE(f.phase(), Phase::Live);
    relay.muteClient = true;
    QTRY_VERIFY_WITH_TIMEOUT(f.phase() != Phase::Live, longMs);
    QVERIFY2(f.causes.join(u'|').contains(u"answer"_s), qPrintable(f.causes.join(u'|')));
    relay.muteClient = false;
    QTRY_VERIFY_WITH_TIMEOUT(f.sink.stored() >= 12, longMs);
    QVERIFY(f.sink.count("eventscope.gap") >= 1);
    QTRY_VERIFY(f.isAccountedFor());
}

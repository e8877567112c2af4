// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/transport/framereader.h"
#include "app/feeds/transport/framewriter.h"
#include "app/feeds/transport/upgradeanswer.h"

#include <QDateTime>
#include <QLocale>
#include <QRandomGenerator>
#include <QTest>

using namespace eventscope;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using What = FrameReader::What;
using Fault = FrameReader::Fault;

namespace {

/// As servers send it.
std::string frame(int first, const std::string &payload)
{
    std::string bytes(1, char(first));
    if (payload.size() < 126) {
        bytes += char(payload.size());
    } else if (payload.size() < 65536) {
        bytes += char(126);
        bytes += {char(payload.size() >> 8), char(payload.size() & 0xff)};
    } else {
        bytes += char(127);
        for (int shift = 56; shift >= 0; shift -= 8)
            bytes += char(payload.size() >> shift & 0xff);
    }
    return bytes + payload;
}

/// What came out, one line an item.
QStringList readAll(FrameReader &reader, const std::string &bytes, size_t step)
{
    QStringList items;
    for (size_t at = 0; at < bytes.size(); at += step) {
        reader.add(std::string_view(bytes).substr(at, step));
        for (;;) {
            const FrameReader::Item item = reader.next();
            if (item.what == What::Nothing)
                break;
            items.append(
                u"%1 %2 %3"_s.arg(int(item.what))
                    .arg(item.code.value_or(0))
                    .arg(QString::fromUtf8(item.payload.data(), qsizetype(item.payload.size()))));
            if (item.what == What::Broken)
                return items;
        }
    }
    return items;
}

Handshake toExample()
{
    Handshake handshake;
    handshake.url = QUrl(u"wss://example.org:9443/a b?token=x%2By"_s);
    return handshake;
}

const QByteArray key = "the sample nonce";

QByteArray answer(const QByteArray &more = {})
{
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
        + more + "\r\n";
}

} // namespace

/// What our own WebSocket is made of, without a socket; tests/conformance has the whole.
class TestWebSocketParts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void framesAreReadHoweverTheyAreCut();
    void memoryFollowsWhatCameNotWhatWasAnnounced();
    void textIsUtf8AsTheTableHasIt();
    void framesAreMaskedAndReadBack();
    void longReasonIsCutBetweenCharacters();
    void requestIsWhatTheRfcAsksFor();
    void headersOfTheUserDoNotContradictTheHandshake();
    void answersAreReadHoweverTheyAreCut();
    void answersBeforeTheAnswerAreSkipped();
    void answersBeforeTheAnswerAreBounded_data();
    void answersBeforeTheAnswerAreBounded();
    void pauseIsReadInBothForms_data();
    void pauseIsReadInBothForms();
    void redirectLosesItsQuery();
};

void TestWebSocketParts::framesAreReadHoweverTheyAreCut()
{
    const std::string bytes = frame(0x81, "one") + frame(0x01, "tw\xc3") + frame(0x89, "ping")
        + frame(0x00, "\xa4") + frame(0x8a, "") + frame(0x80, "o")
        + frame(0x82, std::string(300, 'b')) + frame(0x81, std::string(70'000, 't'))
        + frame(0x81, "") + frame(0x88, "\x03\xf4r") + frame(0x81, "never");
    const QStringList items{u"1 0 one"_s,
                            u"3 0 ping"_s,
                            u"4 0 "_s,
                            u"1 0 twäo"_s,
                            u"2 0 "_s + QString(300, u'b'),
                            u"1 0 "_s + QString(70'000, u't'),
                            u"1 0 "_s,
                            u"5 1012 r"_s};
    for (const size_t step :
         {size_t(1), size_t(2), size_t(3), size_t(7), size_t(126), size_t(4096), bytes.size()}) {
        FrameReader reader(1 << 20);
        QCOMPARE(readAll(reader, bytes, step), items);
        QVERIFY(!reader.isWithinMessage());
    }
}

void TestWebSocketParts::memoryFollowsWhatCameNotWhatWasAnnounced()
{
    FrameReader reader(64 << 20);
    // A frame of 64 MiB, of which nothing comes: no room is made for it.
    reader.add({"\x82\x7f\0\0\0\0\x04\0\0\0", 10});
    QVERIFY(reader.next().what == What::Nothing);
    QVERIFY(reader.isWithinMessage());
    char *first = reader.room(16);
    reader.filled(16);
    QVERIFY(first);
    QVERIFY(reader.next().what == What::Nothing);
    // One byte more than the limit is refused when it is announced.
    FrameReader strict(125);
    strict.add({"\x82\x7e\0\x7e", 4});
    QVERIFY(strict.next().what == What::Broken);
    QVERIFY(strict.fault() == Fault::TooLarge);
    // … also where many fragments come to it, none of them large.
    FrameReader sum(100);
    const std::string part = frame(0x00, std::string(40, 'x'));
    QCOMPARE(readAll(sum, frame(0x02, std::string(40, 'x')) + part + part, 9).last(), u"6 0 "_s);
    QVERIFY(sum.fault() == Fault::TooLarge);
}

/// Every sequence of up to three bytes, and the edges of four, against Qt's strict decoder.
void TestWebSocketParts::textIsUtf8AsTheTableHasIt()
{
    const auto agrees = [](const std::string &bytes) {
        Utf8Check check;
        bool ours = true;
        for (const char byte : bytes)
            ours = ours && check.add(&byte, 1);
        Utf8Check whole;
        const bool atOnce = whole.add(bytes.data(), bytes.size()) && whole.isWhole();
        const QByteArrayView view(bytes.data(), qsizetype(bytes.size()));
        return (ours && check.isWhole()) == view.isValidUtf8() && atOnce == view.isValidUtf8();
    };
    for (int number = 0; number < 0x10000; ++number) {
        const std::string pair{char(number >> 8), char(number & 0xff)};
        QVERIFY2(agrees(pair), QByteArray::fromStdString(pair).toHex().constData());
        if ((number >> 8) < 0xe0)
            continue;
        for (const char third : {'\x00', '\x7f', '\x80', '\xbf', '\xc0'}) {
            QVERIFY(agrees(pair + third));
            QVERIFY(agrees(pair + third + '\x80'));
            QVERIFY(agrees("ascii that is long enough for a step of 32 bytes" + pair + third));
        }
    }
}

void TestWebSocketParts::framesAreMaskedAndReadBack()
{
    QRandomGenerator random(7);
    for (const size_t size : {0UL, 1UL, 125UL, 126UL, 65'535UL, 65'536UL, 100'001UL}) {
        std::string payload(size, '\0');
        for (char &byte : payload)
            byte = char(random.generate());
        const quint32 mask = random.generate();
        std::string bytes;
        appendFrame(bytes, ClientFrame::Text, payload, mask);
        const size_t header = bytes.size() - size;
        QCOMPARE(header, size < 126 ? 6UL : size < 65'536 ? 8UL : 14UL);
        QVERIFY(quint8(bytes[1]) & 0x80);
        QVERIFY(size == 0 || mask == 0 || bytes.substr(header) != payload);
        for (size_t i = 0; i < size; ++i)
            bytes[header + i] = char(bytes[header + i] ^ bytes[header - 4 + i % 4]);
        QVERIFY(bytes.substr(header) == payload);
    }
}

void TestWebSocketParts::longReasonIsCutBetweenCharacters()
{
    std::string reason;
    for (int i = 0; i < 60; ++i)
        reason += "€";
    const std::string payload = closePayload(1002, reason);
    QCOMPARE(payload.size(), 2UL + 41 * 3);
    QCOMPARE(payload.substr(2), reason.substr(0, payload.size() - 2));
    QVERIFY(QByteArrayView(payload.data() + 2, qsizetype(payload.size()) - 2).isValidUtf8());
}

void TestWebSocketParts::requestIsWhatTheRfcAsksFor()
{
    Handshake handshake = toExample();
    handshake.subprotocols = {u"one"_s, u"two"_s};
    handshake.headers = {{"Authorization", "Bearer t"}};
    const UpgradeRequest request(handshake, key);
    QCOMPARE(request.bytes,
             QByteArray("GET /a%20b?token=x%2By HTTP/1.1\r\nHost: example.org:9443\r\n"
                        "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: one, two\r\n"
                        "Authorization: Bearer t\r\n\r\n"));
    QCOMPARE(request.accept, QByteArray("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    Handshake bare;
    bare.url = QUrl(u"ws://[::1]"_s);
    QVERIFY(UpgradeRequest(bare, key).bytes.startsWith("GET / HTTP/1.1\r\nHost: [::1]\r\n"));
    bare.url = QUrl(u"ws://[fe80::1%25eth0]:81"_s);
    QVERIFY(UpgradeRequest(bare, key).bytes.startsWith("GET / HTTP/1.1\r\nHost: [fe80::1]:81\r\n"));
    bare.url = QUrl(u"ws://bücher.example?x"_s);
    QVERIFY(UpgradeRequest(bare, key).bytes.startsWith(
        "GET /?x HTTP/1.1\r\nHost: xn--bcher-kva.example\r\n"));
}

void TestWebSocketParts::headersOfTheUserDoNotContradictTheHandshake()
{
    Handshake handshake = toExample();
    handshake.subprotocols = {u"one"_s};
    handshake.headers = {{"host", "virtual.example"},
                         {"Origin", "https://example.org"},
                         {"CONNECTION", "close"},
                         {"Sec-WebSocket-Extensions", "permessage-deflate"},
                         {"Sec-WebSocket-Protocol", "two, three"}};
    const UpgradeRequest request(handshake, key);
    QCOMPARE(request.bytes.count("ost: "), 1);
    QVERIFY(request.bytes.contains("host: virtual.example\r\nOrigin: https://example.org\r\n"));
    QVERIFY(!request.bytes.contains("close"));
    QVERIFY(!request.bytes.contains("deflate"));
    QVERIFY(request.bytes.contains("Sec-WebSocket-Protocol: one, two, three\r\n"));
    QCOMPARE(request.subprotocols, QByteArrayList({"one", "two", "three"}));
}

void TestWebSocketParts::answersAreReadHoweverTheyAreCut()
{
    const UpgradeRequest request(toExample(), key);
    const QByteArray good = answer("X-More: 1\r\n");
    const QByteArray stream = good + "\x81\x01x";
    for (qsizetype step : {1, 2, 3, 10, 1000}) {
        UpgradeAnswer reader(request);
        qsizetype taken = 0;
        for (qsizetype at = 0;
             at < stream.size() && reader.state() == UpgradeAnswer::State::Reading; at += step) {
            const QByteArray part = stream.mid(at, step);
            taken += reader.add({part.constData(), size_t(part.size())});
        }
        QCOMPARE(reader.state(), UpgradeAnswer::State::Open);
        QCOMPARE(taken, good.size());
    }
}

/// RFC 9110, 15.2
void TestWebSocketParts::answersBeforeTheAnswerAreSkipped()
{
    const UpgradeRequest request(toExample(), key);
    const QByteArray interims = "HTTP/1.1 100 Continue\r\n\r\n"
                                "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\nRetry-After: 9\r\n"
                                "Sec-WebSocket-Extensions: x\r\n\r\n";
    const QByteArray refusal = interims + "HTTP/1.1 404 Not Found\r\n\r\n";
    const QByteArray stream = interims + answer() + "\x81\x01x";
    for (const qsizetype step : {1, 2, 3, 10, 1000}) {
        UpgradeAnswer reader(request);
        UpgradeAnswer refused(request);
        qsizetype taken = 0;
        for (qsizetype at = 0;
             at < stream.size() && reader.state() == UpgradeAnswer::State::Reading; at += step) {
            const QByteArray part = stream.mid(at, step);
            taken += reader.add({part.constData(), size_t(part.size())});
        }
        QCOMPARE(reader.state(), UpgradeAnswer::State::Open);
        QCOMPARE(taken, stream.size() - 3);
        for (qsizetype at = 0; at < refusal.size(); at += step) {
            const QByteArray part = refusal.mid(at, step);
            refused.add({part.constData(), size_t(part.size())});
        }
        QCOMPARE(refused.state(), UpgradeAnswer::State::Refused);
        QCOMPARE(refused.status(), 404);
        QVERIFY(!refused.retryAfter());
    }
}

void TestWebSocketParts::answersBeforeTheAnswerAreBounded_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<bool>("open");
    const QByteArray one = "HTTP/1.1 102 Processing\r\n\r\n";
    QTest::newRow("sixteen") << one.repeated(16) << true;
    QTest::newRow("seventeen") << one.repeated(17) << false;
    const QByteArray large = "HTTP/1.1 103 Early Hints\r\nLink: " + QByteArray(30'000, 'x');
    QTest::newRow("60 000 bytes") << (large + "\r\n\r\n").repeated(2) << true;
    QTest::newRow("90 000 bytes") << (large + "\r\n\r\n").repeated(3) << false;
    QTest::newRow("one that never ends") << large + large + large << false;
    QTest::newRow("then no HTTP") << one + "SSH-2.0\r\n" << false;
}

void TestWebSocketParts::answersBeforeTheAnswerAreBounded()
{
    QFETCH(QByteArray, before);
    UpgradeAnswer reader(UpgradeRequest(toExample(), key));
    const QByteArray bytes = before + answer();
    reader.add({bytes.constData(), size_t(bytes.size())});
    QTEST(reader.state() == UpgradeAnswer::State::Open, "open");
    QVERIFY(reader.state() != UpgradeAnswer::State::Reading);
}

void TestWebSocketParts::pauseIsReadInBothForms_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<qint64>("least");
    QTest::addColumn<qint64>("most");
    QTest::newRow("seconds") << QByteArray("120") << 120LL << 120LL;
    const QDateTime later = QDateTime::currentDateTimeUtc().addSecs(600);
    QTest::newRow("date")
        << QLocale::c().toString(later, u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s).toLatin1() << 500LL
        << 600LL;
    QTest::newRow("long ago") << QByteArray("Sun, 06 Nov 1994 08:49:37 GMT") << 0LL << 0LL;
    QTest::newRow("negative") << QByteArray("-5") << 0LL << 0LL;
    QTest::newRow("for ever") << QByteArray("999999999999") << 86'400LL << 86'400LL;
    QTest::newRow("nonsense") << QByteArray("soon") << -1LL << -1LL;
}

void TestWebSocketParts::pauseIsReadInBothForms()
{
    QFETCH(QByteArray, value);
    QFETCH(qint64, least);
    QFETCH(qint64, most);
    UpgradeAnswer reader(UpgradeRequest(toExample(), key));
    const QByteArray bytes =
        "HTTP/1.1 503 Service Unavailable\r\nretry-after: " + value + "\r\n\r\n";
    reader.add({bytes.constData(), size_t(bytes.size())});
    QCOMPARE(reader.state(), UpgradeAnswer::State::Refused);
    QCOMPARE(reader.status(), 503);
    const qint64 seconds = reader.retryAfter() ? reader.retryAfter()->count() : -1;
    QVERIFY2(seconds >= least && seconds <= most, QByteArray::number(seconds).constData());
}

void TestWebSocketParts::redirectLosesItsQuery()
{
    UpgradeAnswer reader(UpgradeRequest(toExample(), key));
    const std::string_view bytes =
        "HTTP/1.1 302 Found\r\n"
        "Location: https://me:pw@login.example/in?token=secret#x\r\n\r\n";
    reader.add(bytes);
    QCOMPARE(reader.redirect(), u"https://login.example/in"_s);
}

QTEST_GUILESS_MAIN(TestWebSocketParts)
#include "tst_websocketparts.moc"

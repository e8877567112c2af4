// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialectregistry.h"
#include "app/feeds/dialects/json/jsonevent.h"
#include "app/feeds/otherdialect.h"
#include "feedfixture.h"
#include "transcript.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

const QUrl url(u"wss://example.org/"_s);

/// What is said about these frames where `chosen` was chosen.
QString remarkOn(const QList<QByteArray> &frames, const QString &chosen,
                 OtherDialect *ear = nullptr, const OptionValues &options = {})
{
    OtherDialect own;
    OtherDialect &other = ear ? *ear : own;
    const DialectInfo &info = dialectById(chosen)->info();
    OptionValues values = options;
    for (const Option &option : info.options) {
        if (!values.contains(option.key))
            values.insert(option.key, option.defaultValue);
    }
    other.begin(info, values, url);
    QStringList said;
    for (const QByteArray &frame : frames) {
        if (!other.isListening())
            break;
        if (const QString words = other.heard({frame.toStdString(), false}); !words.isEmpty())
            said += words;
    }
    return said.join(u'\n');
}

const QByteArray welcome = R"({"type":"welcome"})";
const QByteArray session = R"({"type":"session","status":"open","data":"e30="})";
const QByteArray ping = R"({"type":"ping","message":1795248249})";
const QByteArray reading = R"({"type":"sensor.power","id":"7","state":"on mains"})";
const QByteArray call =
    R"({"event_type":"call.created","timestamp":"2026-01-15T10:30:00Z","topic":"customer_id:c1:call:x","data":{"id":"x"}})";
const QByteArray progress =
    R"({"type":"event","id":"1","at":"2023-10-23T12:21:12Z","publisher":"collect-and-sync","kind":"collect-progress","data":{}})";

} // namespace

class TestOtherDialect : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void largerMessagesAreOfferedOnceTheyComeAgainAndAgain();
    void systemsAreToldFromEachOther_data();
    void systemsAreToldFromEachOther();
    void noTranscriptIsTakenForAnotherSystem_data();
    void noTranscriptIsTakenForAnotherSystem();
    void oneRemarkIsEnough();
    void anyJsonIsDoubtedAtTwoFramesOfOneSystem();
    void whoSaidWhatTheFramesMeanKnowsWhatTheyDo();
    void plainJsonIsToldWhereNothingSpeaksForWhatWasChosen_data();
    void plainJsonIsToldWhereNothingSpeaksForWhatWasChosen();
    void oneTraceOfWhatWasChosenIsEnoughToTrustIt_data();
    void oneTraceOfWhatWasChosenIsEnoughToTrustIt();
    void whoKeptTheirChoiceIsNotAskedAgain();
    void onlyTheFirstFramesAreHeard();
    void liveFeedWritesARow();
};

void TestOtherDialect::systemsAreToldFromEachOther_data()
{
    QTest::addColumn<QByteArray>("frame");
    QTest::addColumn<QString>("chosen");
    QTest::addColumn<QString>("words");
    const QList<QPair<QString, QByteArray>> servers{
        {u"Zaikio"_s, welcome}, {u"Daptin"_s, session}, {u"VoIPBIN"_s, call}, {u"Fix"_s, progress}};
    for (const QString &chosen : {u"zaikio"_s, u"daptin"_s, u"voipbin"_s, u"fix"_s}) {
        const QString title = dialectById(chosen)->info().title;
        for (const auto &[name, frame] : servers)
            QTest::addRow("%s, %s chosen", qPrintable(name), qPrintable(title))
                << frame << chosen
                << (name == title
                        ? QString()
                        : u"this looks like %1, not %2: switch? Choose %1 as"_s.arg(name, title));
    }
}

void TestOtherDialect::systemsAreToldFromEachOther()
{
    QFETCH(QByteArray, frame);
    QFETCH(QString, chosen);
    QFETCH(QString, words);
    const QString said = remarkOn({frame}, chosen);
    QVERIFY2(said.startsWith(words) && said.isEmpty() == words.isEmpty(), qPrintable(said));
}

void TestOtherDialect::noTranscriptIsTakenForAnotherSystem_data()
{
    QTest::addColumn<QString>("dialect");
    for (const Dialect *dialect : allDialects()) {
        if (dialect->info().transports.first()
            == Transport::WebSocket) // records of Kafka are no frames
            QTest::newRow(qPrintable(dialect->info().id)) << dialect->info().id;
    }
}

void TestOtherDialect::noTranscriptIsTakenForAnotherSystem()
{
    QFETCH(QString, dialect);
    const QDir folder(QStringLiteral(TEST_SOURCE_DIR "/fixtures/dialects/") + dialect);
    const QStringList names = folder.entryList({u"*.transcript"_s});
    QVERIFY(!names.isEmpty());
    for (const QString &name : names) {
        if (name.startsWith(u"another-kind-of-server"_s))
            continue;
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString said = remarkOn(Transcript::serverFrames(file.readAll()), dialect);
        QVERIFY2(said.isEmpty(), qPrintable(name + u": "_s + said));
    }
}

void TestOtherDialect::oneRemarkIsEnough()
{
    OtherDialect ear;
    QCOMPARE(remarkOn({welcome, welcome, welcome}, u"daptin"_s, &ear).count(u'\n'), 0);
    // Nor is it said again after a reconnect.
    QCOMPARE(remarkOn({welcome}, u"daptin"_s, &ear), QString());
    QVERIFY(!remarkOn({welcome}, u"fix"_s, &ear).isEmpty());
}

void TestOtherDialect::anyJsonIsDoubtedAtTwoFramesOfOneSystem()
{
    QVERIFY(remarkOn({welcome, ping}, u"json"_s)
                .startsWith(u"this looks like Zaikio, not Other (JSON): switch?"_s));
    QVERIFY(remarkOn({reading, call, reading, call}, u"json"_s).contains(u"VoIPBIN"_s));
    // One may be chance, and of each system one is.
    QCOMPARE(remarkOn({welcome, session, call, progress}, u"json"_s), QString());
    QCOMPARE(remarkOn({welcome, reading, reading}, u"json"_s), QString());
    QCOMPARE(remarkOn(QList<QByteArray>(10, reading) + QList<QByteArray>{welcome, ping}, u"json"_s),
             QString());
}

void TestOtherDialect::whoSaidWhatTheFramesMeanKnowsWhatTheyDo()
{
    const QString typeKey = shapeOptionKey(ShapePart::Type);
    for (const auto &[key, value] : {std::pair{u"subscribe"_s, u"{\"command\":\"subscribe\"}"_s},
                                     {u"subprotocols"_s, u"actioncable-v1-json"_s},
                                     {typeKey, u"/message/name"_s}})
        QCOMPARE(remarkOn({welcome, ping, ping}, u"json"_s, nullptr, {{key, value}}), QString());
    // An address and a token say nothing about frames.
    const OptionValues address{{u"url"_s, url.toString()},
                               {u"token"_s, u"x"_s},
                               {u"auth"_s, u"header"_s},
                               {u"headers"_s, u"Origin: x"_s}};
    QVERIFY(!remarkOn({welcome, ping, ping}, u"json"_s, nullptr, address).isEmpty());
}

void TestOtherDialect::plainJsonIsToldWhereNothingSpeaksForWhatWasChosen_data()
{
    QTest::addColumn<QString>("chosen");
    for (const QString &chosen : {u"zaikio"_s, u"daptin"_s, u"voipbin"_s, u"fix"_s})
        QTest::newRow(qPrintable(chosen)) << chosen;
}

void TestOtherDialect::plainJsonIsToldWhereNothingSpeaksForWhatWasChosen()
{
    QFETCH(QString, chosen);
    const QString said = remarkOn(QList<QByteArray>(5, reading), chosen);
    QVERIFY2(said.startsWith(u"this does not look like "_s + dialectById(chosen)->info().title
                             + u": switch? Choose “Other (JSON)”"_s),
             qPrintable(said));
    QVERIFY(remarkOn(QList<QByteArray>(4, reading), chosen).isEmpty());
    // What is no object says nothing; five objects in ten frames do.
    const QByteArray odd = "[1]";
    QVERIFY(
        !remarkOn({odd, reading, odd, reading, odd, reading, odd, reading, odd, reading}, chosen)
             .isEmpty());
    QVERIFY(remarkOn(QList<QByteArray>(10, odd), chosen).isEmpty());
}

void TestOtherDialect::oneTraceOfWhatWasChosenIsEnoughToTrustIt_data()
{
    QTest::addColumn<QString>("chosen");
    QTest::addColumn<QByteArray>("trace");
    QTest::newRow("Zaikio") << u"zaikio"_s << QByteArray(R"({"identifier":"{}","type":"news"})");
    QTest::newRow("Daptin") << u"daptin"_s << QByteArray(R"({"type":"pong"})");
    QTest::newRow("Fix") << u"fix"_s << QByteArray(R"({"kind":"new-kind","publisher":"x"})");
    QTest::newRow("VoIPBIN, bare")
        << u"voipbin"_s << QByteArray(R"({"id":"x","status":"answered","tm_update":"2024-01-15"})");
    QTest::newRow("VoIPBIN, wrapped")
        << u"voipbin"_s << QByteArray(R"({"data":{"id":"x"},"type":"call_updated"})");
}

void TestOtherDialect::oneTraceOfWhatWasChosenIsEnoughToTrustIt()
{
    QFETCH(QString, chosen);
    QFETCH(QByteArray, trace);
    const QList<QByteArray> strange(4, reading);
    QCOMPARE(remarkOn(strange + QList<QByteArray>{trace} + strange, chosen), QString());
}

void TestOtherDialect::whoKeptTheirChoiceIsNotAskedAgain()
{
    OtherDialect ear;
    QVERIFY(!remarkOn({welcome}, u"daptin"_s, &ear).isEmpty());
    QCOMPARE(ear.speaks(), u"zaikio"_s);
    ear.decline({u"zaikio"_s});
    QCOMPARE(ear.remark() + ear.speaks(), QString());
    QCOMPARE(remarkOn({welcome}, u"daptin"_s, &ear), QString());
    // Of another system it was not asked.
    QVERIFY(remarkOn({call}, u"daptin"_s, &ear).contains(u"VoIPBIN"_s));
    ear.decline({u"json"_s});
    QVERIFY(remarkOn(QList<QByteArray>(9, reading), u"fix"_s, &ear).isEmpty());
}

void TestOtherDialect::onlyTheFirstFramesAreHeard()
{
    const QByteArray strange = R"({"hello":"world"})";
    QVERIFY(!remarkOn({strange, welcome, welcome}, u"daptin"_s).isEmpty());
    QVERIFY(remarkOn({strange, strange, strange, welcome}, u"daptin"_s).isEmpty());
    QVERIFY(remarkOn({session, welcome, welcome}, u"daptin"_s).isEmpty());
}

void TestOtherDialect::liveFeedWritesARow()
{
    RawServer server([](QTcpSocket &client, const QByteArray &data) {
        if (RawServer::upgrade(client, data))
            client.write(RawServer::text(welcome) + RawServer::text(welcome));
    });
    FeedFixture f;
    f.open(server.url());
    QTRY_COMPARE(f.sink.count("eventscope.error"), 1);
    const QByteArray row = f.sink.rows("eventscope.error").constFirst().data;
    QVERIFY2(row.contains("this looks like Zaikio, not Scripted"), row.constData());
    QCOMPARE(f.phase(), ConnectionPhase::Live);
    QVERIFY(f.feed->status().remark.startsWith(u"this looks like Zaikio"_s));
    QCOMPARE(f.feed->status().speaks, u"zaikio"_s);
    // Who keeps the choice is neither reminded nor disconnected.
    f.declined = {u"zaikio"_s};
    f.open(server.url());
    QCOMPARE(f.feed->status().speaks + f.feed->status().remark, QString());
    QCOMPARE(f.phase(), ConnectionPhase::Live);
    QCOMPARE(server.accepted, 1);
}

/// C4
void TestOtherDialect::largerMessagesAreOfferedOnceTheyComeAgainAndAgain()
{
    ScriptServer server;
    server.onOpened = [&server](QWebSocket &client) {
        if (server.accepted() <= 4)
            client.sendTextMessage(u"{\"big\":\""_s + QString(100'000, u'x') + u"\"}"_s);
    };
    FeedSettings settings = FeedFixture::quick();
    settings.maxMessageBytes = 64 << 10;
    FeedFixture f(settings);
    f.open(server.url());
    QTRY_VERIFY(server.accepted() >= 5 && f.phase() == ConnectionPhase::Live);
    QTRY_COMPARE(f.told.dropped, 4ULL);
    int offers = 0;
    for (const auto &row : f.sink.rows("eventscope.error"))
        offers +=
            row.data.contains("MESSAGES_TOO_LARGE") && row.data.contains("larger than 64 KiB ");
    QCOMPARE(offers, 1); // at the third, and not again
}

QTEST_GUILESS_MAIN(TestOtherDialect)
#include "tst_otherdialect.moc"

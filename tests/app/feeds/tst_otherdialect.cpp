// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialectregistry.h"
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
                 OtherDialect *ear = nullptr)
{
    OtherDialect own;
    OtherDialect &other = ear ? *ear : own;
    other.begin(dialectById(chosen)->info(), url);
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
const QByteArray call =
    R"({"event_type":"call.created","timestamp":"2026-01-15T10:30:00Z","topic":"customer_id:c1:call:x","data":{"id":"x"}})";
const QByteArray progress =
    R"({"type":"event","id":"1","at":"2023-10-23T12:21:12Z","publisher":"collect-and-sync","kind":"collect-progress","data":{}})";

} // namespace

class TestOtherDialect : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void systemsAreToldFromEachOther_data();
    void systemsAreToldFromEachOther();
    void noTranscriptIsTakenForAnotherSystem_data();
    void noTranscriptIsTakenForAnotherSystem();
    void oneRemarkIsEnough();
    void whoChoseAnyJsonKnowsWhatTheyDo();
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
                << (name == title ? QString()
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
    for (const Dialect *dialect : allDialects())
        QTest::newRow(qPrintable(dialect->info().id)) << dialect->info().id;
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

void TestOtherDialect::whoChoseAnyJsonKnowsWhatTheyDo()
{
    QCOMPARE(remarkOn({welcome, session, call}, u"json"_s), QString());
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
}

QTEST_GUILESS_MAIN(TestOtherDialect)
#include "tst_otherdialect.moc"

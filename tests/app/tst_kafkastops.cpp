// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialect.h"
#include "app/kafkastops.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>
#include <memory>
#include <optional>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

const QString mine = u"0badcafe"_s;

QByteArray record(int partition, qint64 offset, const QString &connection)
{
    return R"({"specversion":"1.0","sequence":"1","source":"/)" + connection.toLatin1()
        + R"(","id":"1","type":"x","topic":"t","kafkatopic":"t","kafkapartition":")"
        + QByteArray::number(partition) + R"(","kafkaoffset":")" + QByteArray::number(offset)
        + "\"}\n";
}

/// It found no topic.
QByteArray asked(const QByteArray &pattern, const QByteArray &cluster = {})
{
    const QByteArray of = cluster.isEmpty() ? QByteArray() : ",\"kafkacluster\":\"" + cluster + '"';
    return R"({"specversion":"1.0","sequence":"1","source":"/deadbeef","id":"1","type":)"
        + QByteArray(R"("eventscope.unconfirmed","topic":")") + pattern
        + R"(","data":{"message":"m","frame":{"topics":{},"kafkanext":"")" + of + "}}}" + '\n';
}

} // namespace

class TestKafkaStops final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        capture(u"2026-11-20T10-00-00"_s, mine, record(0, 4, mine) + record(1, 7, mine));
        capture(u"2026-11-20T11-00-00"_s, mine, record(0, 9, mine) + record(0, 99, u"feedface"_s));
        capture(u"2026-11-20T12-00-00"_s, mine, {}); // it could not be reached
        capture(u"2026-11-20T13-00-00"_s, u"feedface"_s, record(0, 50, u"feedface"_s));
        QDir(m_folder->path()).mkdir(u"9 no capture"_s);
    }
    void theNewestCaptureThatTellsIsTaken()
    {
        QCOMPARE(kafkaStopsIn(m_folder->path(), mine).text(), u"t/0@10"_s);
        QCOMPARE(kafkaStopsIn(m_folder->path(), u"feedface"_s).text(), u"t/0@51"_s);
        QVERIFY(kafkaStopsIn(m_folder->path(), u"00000000"_s).isEmpty());
        QVERIFY(kafkaStopsIn(m_folder->path() + u"/none"_s, mine).isEmpty());
    }
    void whatWasAskedForIsKnownWhereNothingWasRead()
    {
        const QString id = u"deadbeef"_s;
        capture(u"2026-11-20T14-00-00"_s, id, asked("^old"));
        capture(u"2026-11-20T15-00-00"_s, id, asked("^new"));
        QCOMPARE(kafkaStopsIn(m_folder->path(), id).text(), u"?%5Enew ?%5Eold"_s);
        capture(u"2026-11-20T13-30-00"_s, id, record(0, 1, id));
        QCOMPARE(kafkaStopsIn(m_folder->path(), id).text(), u"?%5Enew ?%5Eold t/0@2"_s);
        capture(u"2026-11-20T13-00-01"_s, id, asked("^older") + record(0, 70, id));
        QCOMPARE(kafkaStopsIn(m_folder->path(), id).text(), u"?%5Enew ?%5Eold t/0@2"_s);
    }
    void aConnectionThatGoesOnIsToldWhere()
    {
        KafkaStops stops(m_folder->path());
        OptionValues told;
        int calls = 0;
        const auto next = [&](const OptionValues &secrets) {
            told = secrets;
            ++calls;
        };
        stops.find(profile(u"acm"_s, u"resume"_s), {{u"password"_s, u"p"_s}}, next);
        QTRY_COMPARE(calls, 1);
        QCOMPARE(told.value(memoryKey), u"t/0@10"_s);
        QCOMPARE(told.value(u"password"_s), u"p"_s);
        // Nobody waits for the captures again: the feed knows better.
        capture(u"2026-11-20T14-00-00"_s, mine, record(0, 20, mine));
        stops.find(profile(u"acm"_s, u"resume"_s), {}, next);
        QCOMPARE(calls, 2);
        QCOMPARE(told.value(memoryKey), u"t/0@10"_s);
        // Another feed in between, and the one that knew better is gone.
        stops.find(profile(u"json"_s, u"resume"_s), {}, next);
        stops.find(profile(u"acm"_s, u"resume"_s), {}, next);
        QTRY_COMPARE(calls, 4);
        QCOMPARE(told.value(memoryKey), u"t/0@21"_s);
    }
    void aConnectionWithoutAChoiceGoesOnToo()
    {
        KafkaStops stops(m_folder->path());
        OptionValues told;
        stops.find(profile(u"acm"_s, {}), {}, [&told](const OptionValues &all) { told = all; });
        QTRY_COMPARE(told.value(memoryKey), u"t/0@10"_s);
    }
    void placesInAnotherClusterAreOfNoInterest()
    {
        const QString id = u"deadbeef"_s;
        capture(u"2026-11-20T14-00-00"_s, id, asked("^old", "one") + record(0, 7, id));
        QCOMPARE(kafkaStopsIn(m_folder->path(), id).text(), u"!one ?%5Eold t/0@8"_s);
        capture(u"2026-11-20T15-00-00"_s, id, asked("^new", "two"));
        QCOMPARE(kafkaStopsIn(m_folder->path(), id).text(), u"!two ?%5Enew"_s);
        capture(u"2026-11-20T16-00-00"_s, id, asked("^old", "one"));
        QCOMPARE(kafkaStopsIn(m_folder->path(), id).text(), u"!one ?%5Eold t/0@8"_s);
    }
    void whoStartsElsewhereIsToldNothing_data()
    {
        QTest::addColumn<QString>("dialect");
        QTest::addColumn<QString>("start");
        QTest::addColumn<bool>("transient");
        QTest::newRow("now") << u"acm"_s << u"now"_s << false;
        QTest::newRow("the demo, whose cluster is a new one") << u"acm"_s << QString() << true;
        QTest::newRow("no Kafka") << u"json"_s << u"resume"_s << false;
    }
    void whoStartsElsewhereIsToldNothing()
    {
        QFETCH(QString, dialect);
        QFETCH(QString, start);
        QFETCH(bool, transient);
        KafkaStops stops(m_folder->path());
        std::optional<OptionValues> told;
        ConnectionProfile connection = profile(dialect, start);
        connection.transient = transient;
        stops.find(connection, {{u"a"_s, u"b"_s}},
                   [&told](const OptionValues &secrets) { told = secrets; });
        QVERIFY(told);
        QCOMPARE(*told, OptionValues({{u"a"_s, u"b"_s}}));
    }
    void nobodyIsCalledOnceItIsGone()
    {
        bool called = false;
        {
            KafkaStops stops(m_folder->path());
            stops.find(profile(u"acm"_s, u"resume"_s), {},
                       [&called](const OptionValues &) { called = true; });
        }
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::sendPostedEvents();
        QVERIFY(!called);
    }

private:
    static ConnectionProfile profile(const QString &dialect, const QString &start)
    {
        ConnectionProfile profile;
        profile.id = mine;
        profile.dialect = dialect;
        if (!start.isEmpty())
            profile.options = {{u"start"_s, start}};
        return profile;
    }
    void capture(const QString &name, const QString &connection, const QByteArray &lines)
    {
        const QString folder = m_folder->filePath(name);
        QVERIFY(QDir().mkpath(folder));
        QFile info(folder + u"/capture.json"_s);
        QVERIFY(info.open(QIODevice::WriteOnly));
        info.write(R"({"format":1,"id":"01234567","connections":{")" + connection.toLatin1()
                   + R"(":{"name":"n","dialect":"acm"}}})");
        QFile segment(folder + u"/000001.ndjson"_s);
        QVERIFY(segment.open(QIODevice::WriteOnly));
        segment.write(lines);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestKafkaStops)
#include "tst_kafkastops.moc"

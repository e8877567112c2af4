// SPDX-License-Identifier: GPL-3.0-or-later
//
// The program's own feeds against a server with AnyCable's extended protocol (anycable_server.py):
// after a reconnect every event is there, once, and what cannot be had again is a gap.

#include "tests/interop/zaikioconnection.h"

#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QSet>
#include <QStandardPaths>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int soonMs = 15'000;

/// Debian's own Python, where packaging/packages.txt puts the modules.
QString python()
{
    const QString debian = u"/usr/bin/python3"_s;
    return QFile::exists(debian) ? debian : QStandardPaths::findExecutable(u"python3"_s);
}

class AnyCableServer
{
public:
    explicit AnyCableServer(const QStringList &arguments = {})
    {
        m_process.start(
            python(),
            QStringList{QStringLiteral(TEST_SOURCE_DIR) + u"/interop/anycable_server.py"_s}
                + arguments);
        while (m_process.state() != QProcess::NotRunning && !m_process.canReadLine()
               && m_process.waitForReadyRead(20'000)) { }
        m_port = m_process.readLine().trimmed().toInt();
    }
    ~AnyCableServer()
    {
        m_process.kill();
        m_process.waitForFinished(5'000);
    }
    int port() const { return m_port; }
    QString url() const { return u"ws://127.0.0.1:%1/cable"_s.arg(m_port); }
    QString errors() { return QString::fromUtf8(m_process.readAllStandardError()); }
    int pongs() { return int((m_said += m_process.readAllStandardOutput()).count("pongs")); }
    bool tell(const QString &path)
    {
        const std::unique_ptr<QNetworkReply> reply(
            m_http.get(QNetworkRequest(QUrl(u"http://127.0.0.1:%1/%2"_s.arg(m_port).arg(path)))));
        return QTest::qWaitFor([&reply] { return reply->isFinished(); }, soonMs)
            && reply->error() == QNetworkReply::NoError;
    }

private:
    QProcess m_process;
    QNetworkAccessManager m_http;
    QByteArray m_said;
    int m_port = 0;
};

/// Reconnects late enough for something to be missed.
FeedSettings patient()
{
    FeedSettings settings = ZaikioConnection::settings();
    settings.backoffBaseMs = 1'500;
    settings.backoffMaxMs = 2'000;
    return settings;
}

/// How many different events there are among the rows.
qsizetype distinct(const CollectingSink &sink, const char *type)
{
    QSet<QByteArray> ids;
    for (const CollectingSink::Row &row : sink.rows(type)) {
        const qsizetype at = row.data.indexOf("event-");
        ids.insert(row.data.mid(at, row.data.indexOf('"', at) - at));
    }
    return ids.size();
}

} // namespace

class TestInteropAnyCable : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void whatWasMissedIsSentAgain_data();
    void whatWasMissedIsSentAgain();
    void forgottenHistoryIsAGap();
    void endBeforeTheHistoryAsksForTheSameAgain();
    void pingsAreAnsweredAndLeaveNoRows();
    void plainProtocolHasItsGap();
};

void TestInteropAnyCable::initTestCase()
{
    QProcess check;
    check.start(python(), {u"-c"_s, u"import websockets"_s});
    if (python().isEmpty() || !check.waitForFinished(30'000) || check.exitCode() != 0)
        QSKIP("The independent server needs python3-websockets (packaging/install test).");
}

void TestInteropAnyCable::whatWasMissedIsSentAgain_data()
{
    QTest::addColumn<QStringList>("topics");
    QTest::addColumn<QStringList>("server");
    QTest::newRow("one subscription") << QStringList{u"a.b"_s} << QStringList{};
    QTest::newRow("one that had no event yet") << QStringList{u"a.b,c.d"_s} << QStringList{};
    QTest::newRow("overlapping") << QStringList{u"a.b"_s, u"a.b,c.d"_s} << QStringList{};
    QTest::newRow("live events overtake the history")
        << QStringList{u"a.b"_s, u"c.d"_s} << QStringList{u"--slow-history"_s, u"1"_s};
}

void TestInteropAnyCable::whatWasMissedIsSentAgain()
{
    QFETCH(QStringList, topics);
    QFETCH(QStringList, server);
    AnyCableServer cable(server);
    QVERIFY2(cable.port() > 0, qPrintable(cable.errors()));
    ZaikioConnection loom(cable.url(), topics, {}, u"t"_s, patient());
    QTRY_VERIFY_WITH_TIMEOUT(loom.isActive(int(topics.size())), soonMs);
    QVERIFY(cable.tell(u"fire?name=a.b&id=1&n=5"_s));
    QTRY_COMPARE_WITH_TIMEOUT(distinct(loom.sink, "a.b"), 5, soonMs);
    // The server's clock, which comes with pings, is what histories without a position begin at.
    QTRY_VERIFY_WITH_TIMEOUT(cable.pongs() > 1, soonMs);

    QVERIFY(cable.tell(u"drop"_s));
    QTRY_COMPARE_WITH_TIMEOUT(loom.sink.count("eventscope.disconnected"), 1, soonMs);
    QVERIFY(cable.tell(u"fire?name=a.b&id=6&n=5"_s));
    QVERIFY(cable.tell(u"fire?name=c.d&id=100&n=3"_s));
    QCOMPARE(loom.sink.count("a.b"), 5);
    QTRY_COMPARE_WITH_TIMEOUT(loom.sink.count("eventscope.connected"), 2, soonMs);
    QVERIFY(cable.tell(u"fire?name=a.b&id=11&n=2"_s));
    QTRY_COMPARE_WITH_TIMEOUT(distinct(loom.sink, "a.b"), 12, soonMs);
    const auto told = [&loom] {
        for (const CollectingSink::Row &row : loom.sink.rows("eventscope.ack")) {
            if (row.data.contains("what was missed has been sent again"))
                return true;
        }
        return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(told(), soonMs);
    QCOMPARE(loom.sink.count("a.b"), 12);
    QCOMPARE(loom.sink.count("c.d"), topics.join(u',').contains(u"c.d"_s) ? 3 : 0);
    QCOMPARE(loom.sink.count("eventscope.gap"), 0);
    QTRY_COMPARE(loom.counters.received, loom.sink.stored() + loom.counters.duplicates);
}

void TestInteropAnyCable::forgottenHistoryIsAGap()
{
    AnyCableServer cable;
    QVERIFY2(cable.port() > 0, qPrintable(cable.errors()));
    ZaikioConnection loom(cable.url(), {u"a.b"_s}, {}, u"t"_s, patient());
    QTRY_VERIFY_WITH_TIMEOUT(loom.isActive(1), soonMs);
    QVERIFY(cable.tell(u"fire?name=a.b&id=1"_s));
    QTRY_COMPARE_WITH_TIMEOUT(loom.sink.stored(), 1ULL, soonMs);
    QVERIFY(cable.tell(u"drop"_s));
    QVERIFY(cable.tell(u"forget"_s));
    QTRY_COMPARE_WITH_TIMEOUT(loom.sink.count("eventscope.gap"), 1, soonMs);
    const QByteArray data = loom.sink.rows("eventscope.gap")[0].data;
    QVERIFY2(data.contains("its history does not reach back that far"), data.constData());
    QTRY_COMPARE(loom.counters.gaps, 1ULL);
}

void TestInteropAnyCable::endBeforeTheHistoryAsksForTheSameAgain()
{
    AnyCableServer cable({u"--die-before-history"_s, u"2"_s});
    QVERIFY2(cable.port() > 0, qPrintable(cable.errors()));
    ZaikioConnection loom(cable.url(), {u"a.b"_s});
    QTRY_VERIFY_WITH_TIMEOUT(loom.isActive(1), soonMs);
    QVERIFY(cable.tell(u"fire?name=a.b&id=1&n=3"_s));
    QTRY_COMPARE_WITH_TIMEOUT(loom.sink.stored(), 3ULL, soonMs);
    QVERIFY(cable.tell(u"drop"_s));
    QVERIFY(cable.tell(u"fire?name=a.b&id=4&n=3"_s));
    QTRY_COMPARE_WITH_TIMEOUT(loom.sink.stored(), 6ULL, 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(loom.sink.count("eventscope.connected"), 4, soonMs);
    QCOMPARE(loom.sink.count("eventscope.gap"), 0);
    QCOMPARE(distinct(loom.sink, "a.b"), 6);
}

void TestInteropAnyCable::pingsAreAnsweredAndLeaveNoRows()
{
    AnyCableServer cable;
    QVERIFY2(cable.port() > 0, qPrintable(cable.errors()));
    ZaikioConnection loom(cable.url(), {u"a.b"_s});
    QTRY_VERIFY_WITH_TIMEOUT(cable.pongs() > 2, soonMs);
    QCOMPARE(loom.sink.count("eventscope.sent"), 1);
}

void TestInteropAnyCable::plainProtocolHasItsGap()
{
    AnyCableServer cable;
    QVERIFY2(cable.port() > 0, qPrintable(cable.errors()));
    ZaikioConnection loom(cable.url(), {u"a.b"_s}, {{u"protocol"_s, u"plain"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(loom.isActive(1), soonMs);
    QVERIFY(cable.tell(u"drop"_s));
    QTRY_COMPARE_WITH_TIMEOUT(loom.sink.count("eventscope.gap"), 1, soonMs);
    QVERIFY(cable.tell(u"fire?name=a.b&id=1"_s));
    QTRY_COMPARE_WITH_TIMEOUT(loom.sink.stored(), 1ULL, soonMs);
    QCOMPARE(cable.pongs(), 0);
}

QTEST_GUILESS_MAIN(TestInteropAnyCable)
#include "tst_interop_anycable.moc"

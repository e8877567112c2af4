// SPDX-License-Identifier: GPL-3.0-or-later
//
// The ping policy of Fix' backend, on the stack that it is deployed on (fix_saas_server.py): pinged
// every second, closed with 1011 after five without an answer.

#include "app/feeds/feedhub.h"
#include "tests/support/collectingsink.h"

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int soonMs = 20'000;
/// The server gives up 6 s after the last answer.
constexpr qint64 busyMs = 7'500;

} // namespace

class TestInteropFixPings : public QObject
{
    Q_OBJECT

    QProcess m_server;

private Q_SLOTS:
    void initTestCase();
    void pingsAreAnsweredWhileTheWindowIsBusy();
    void cleanupTestCase();
};

void TestInteropFixPings::initTestCase()
{
    const QString python = u"/usr/bin/python3"_s;
    QProcess check;
    check.start(python, {u"-c"_s, u"import fastapi, uvicorn, websockets"_s});
    if (!QFile::exists(python) || !check.waitForFinished(soonMs) || check.exitCode() != 0)
        QSKIP("The server needs python3-fastapi and python3-uvicorn (packaging/install test).");
    m_server.start(python,
                   {QStringLiteral(TEST_SOURCE_DIR) + u"/interop/fix_saas_server.py"_s, u"--rate"_s,
                    u"100"_s});
    while (m_server.state() != QProcess::NotRunning && !m_server.canReadLine()
           && m_server.waitForReadyRead(soonMs)) { }
    QVERIFY2(m_server.canReadLine(), m_server.readAllStandardError().constData());
}

void TestInteropFixPings::pingsAreAnsweredWhileTheWindowIsBusy()
{
    CollectingSink sink;
    FeedHub hub(&sink, {});
    ConnectionStatus status;
    connect(&hub, &FeedHub::statusChanged, this,
            [&status](const QString &, const ConnectionStatus &now) { status = now; });
    ConnectionProfile profile;
    profile.id = u"0badcafe"_s;
    profile.name = u"fix"_s;
    profile.dialect = u"fix"_s;
    profile.options.insert(
        u"url"_s,
        u"ws://127.0.0.1:%1/api/workspaces/5e4a0680-804e-11ec-8477-2fea5968d85b/events"_s.arg(
            m_server.readLine().trimmed().toInt()));
    hub.open(profile, {});
    QTRY_COMPARE_WITH_TIMEOUT(status.phase, ConnectionPhase::Live, soonMs);

    const quint64 before = sink.stored();
    QElapsedTimer busy;
    busy.start();
    // What a window does that hangs: no events of this thread, and none of its time for others.
    while (busy.elapsed() < busyMs) { }
    const quint64 meanwhile = sink.stored() - before;

    QVERIFY2(meanwhile > 300, qPrintable(QString::number(meanwhile)));
    QTRY_VERIFY_WITH_TIMEOUT(sink.stored() > before + meanwhile + 50, soonMs);
    QCOMPARE(sink.count("eventscope.disconnected"), 0);
    QCOMPARE(status.phase, ConnectionPhase::Live);
}

void TestInteropFixPings::cleanupTestCase()
{
    m_server.kill();
    m_server.waitForFinished(soonMs);
}

QTEST_GUILESS_MAIN(TestInteropFixPings)
#include "tst_interop_fixpings.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "programtesting.h"

#include <QMap>
#include <QTemporaryDir>
#include <QTest>

namespace programtesting {

/// `eventscope demo`, running in a home of its own, and the program run beside it in the same home.
class DemoProgram
{
public:
    /// Fails the test where it does not start.
    void start()
    {
        setUp(m_demo);
        m_demo.start(program,
                     {u"demo"_s, u"--port"_s, u"0"_s, u"--seed"_s, u"7"_s, u"--no-incidents"_s});
        QTRY_VERIFY_WITH_TIMEOUT(m_demo.canReadLine() || m_demo.state() == QProcess::NotRunning,
                                 20'000);
        QByteArray printed;
        QTRY_VERIFY((printed += m_demo.readAllStandardOutput()).count('\n') >= 5);
        const QList<QByteArray> lines = printed.trimmed().split('\n');
        for (const QByteArray &line : lines) {
            QCOMPARE(line.count(' '), 1);
            m_urls.insert(QString::fromUtf8(line.split(' ')[0]),
                          QString::fromUtf8(line.split(' ')[1]));
        }
    }
    void stop()
    {
        m_demo.terminate();
        QVERIFY(m_demo.waitForFinished(10'000));
        QCOMPARE(m_demo.exitCode(), 0);
    }

    /// By the name of the system.
    const QMap<QString, QString> &urls() const { return m_urls; }

    void setUp(QProcess &process) const
    {
        process.setProcessEnvironment(environmentIn(m_home.path()));
    }
    /// `token` is in the variable TEST_TOKEN.
    Outcome run(const QStringList &arguments, const QByteArray &token = {}) const
    {
        QProcessEnvironment environment = environmentIn(m_home.path());
        if (!token.isEmpty())
            environment.insert(u"TEST_TOKEN"_s, QString::fromLatin1(token));
        return runProgram(arguments, environment);
    }
    QString file(const QString &name) const { return m_home.filePath(name); }

private:
    QTemporaryDir m_home;
    QProcess m_demo;
    QMap<QString, QString> m_urls;
};

} // namespace programtesting

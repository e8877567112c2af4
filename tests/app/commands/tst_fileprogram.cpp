// SPDX-License-Identifier: GPL-3.0-or-later
//
// The built program with limits, and with files that others wrote.

#include "programtesting.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace programtesting;

class TestFileProgram : public QObject
{
    Q_OBJECT

    QTemporaryDir m_home;
    QProcessEnvironment m_environment = environmentIn(m_home.path());

    QString file(const QString &name, const QByteArray &bytes) const
    {
        QFile out(m_home.filePath(name));
        return out.open(QIODevice::WriteOnly) && out.write(bytes) == bytes.size() ? out.fileName()
                                                                                  : QString();
    }

private Q_SLOTS:
    void aFileOfJsonLinesIsExported()
    {
        const QString path = file(
            u"service.jsonl"_s,
            "{\"event\":\"a\",\"time\":\"2026-11-21T10:30:05Z\",\"n\":12345678901234567890}\r\n"
            "what is this\n\n{\"event\":\"b\",\"time\":\"2026-11-21T10:30:06Z\",\"n\":2}");
        const Outcome outcome = runProgram({u"export"_s, path}, m_environment);
        QCOMPARE(outcome.exitStatus, 0);
        QList<QByteArray> lines = outcome.out.trimmed().split('\n');
        QCOMPARE(lines.size(), 3);
        QVERIFY2(lines[0].contains("\"data\":{\"event\":\"a\",\"time\":\"2026-11-21T10:30:05Z\","
                                   "\"n\":12345678901234567890}"),
                 lines[0].constData());
        const QJsonObject second = QJsonDocument::fromJson(lines[1]).object();
        QCOMPARE(second[u"data"_s].toString(), u"what is this"_s);
        QVERIFY(second[u"reason"_s].toString().startsWith(u"no JSON"));
        QVERIFY(QJsonDocument::fromJson(lines[2]).object()[u"data"_s][u"n"_s].toInt() == 2);
        QVERIFY2(outcome.err.contains("1 of 3 lines are no JSON"), outcome.err.constData());
        QCOMPARE(QDir(m_home.path()).entryList({u"service*"_s}).size(), 1);
    }

    void whatIsCompressedIsRefusedInASentence()
    {
        const QString path = file(u"service.jsonl.gz"_s, QByteArray("\x1f\x8b\x08\x00", 4));
        const Outcome outcome = runProgram({u"export"_s, path}, m_environment);
        QCOMPARE(outcome.exitStatus, 1);
        QVERIFY2(outcome.err.contains("gunzip"), outcome.err.constData());
    }

    void aRecordingKeepsItsLimits()
    {
        QProcess demo;
        demo.setProcessEnvironment(m_environment);
        demo.start(program, {u"demo"_s, u"--rate"_s, u"4000"_s, u"--seed"_s, u"7"_s});
        QVERIFY(demo.waitForReadyRead(20'000));
        QString url;
        const auto said = [&] {
            while (demo.canReadLine()) {
                const QString line = QString::fromUtf8(demo.readLine()).trimmed();
                if (line.startsWith(u"voipbin "))
                    url = line.section(u' ', 1);
            }
            return !url.isEmpty();
        };
        QTRY_VERIFY_WITH_TIMEOUT(said(), 20'000);
        const QString capture = m_home.filePath(u"limited"_s);
        const Outcome outcome =
            runProgram({u"record"_s, u"--dialect"_s, u"voipbin"_s, u"--url"_s, url,
                        u"--subscribe"_s, callTopic, u"--capture"_s, capture, u"--count"_s,
                        u"8000"_s, u"--max-events"_s, u"2000"_s, u"--json"_s},
                       m_environment);
        demo.terminate();
        demo.waitForFinished(10'000);
        QCOMPARE(outcome.exitStatus, 0);
        const QJsonObject summary = QJsonDocument::fromJson(outcome.out).object();
        QCOMPARE(summary[u"stored"_s].toInt(), 8000);
        QCOMPARE(summary[u"received"_s].toInt(),
                 summary[u"stored"_s].toInt() + summary[u"duplicates"_s].toInt()
                     + summary[u"dropped"_s].toInt());
        const Outcome verified = runProgram({u"verify"_s, capture}, m_environment);
        QVERIFY2(verified.exitStatus == 0, verified.out.constData());
        QVERIFY2(verified.out.contains(" retired by the limits"), verified.out.constData());
        const Outcome exported = runProgram({u"export"_s, capture}, m_environment);
        const qsizetype left = exported.out.count('\n');
        QVERIFY2(left < 5'000 && left > 0, qPrintable(QString::number(left)));
    }
};

QTEST_GUILESS_MAIN(TestFileProgram)
#include "tst_fileprogram.moc"

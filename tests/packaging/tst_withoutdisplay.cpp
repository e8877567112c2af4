// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/commands/programtesting.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace programtesting;
using namespace Qt::StringLiterals;

class TestWithoutDisplay : public QObject
{
    Q_OBJECT

    static QByteArray contentOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void theMainJobIsDoneAndItsResultsNamed()
    {
        QTemporaryDir home;
        const QString results = home.filePath(u"results"_s);
        const QString script = QStringLiteral(TEST_SOURCE_DIR "/../packaging/without-display");
        QProcessEnvironment environment = environmentIn(home.path());
        environment.insert(u"DISPLAY"_s, u":7777"_s); // left over from another session
        QProcess process;
        process.setProcessEnvironment(environment);
        process.start(script, {program, results});
        QVERIFY(process.waitForFinished(90'000));
        const QByteArray said = process.readAllStandardOutput();
        const QByteArray warned = process.readAllStandardError();
        QVERIFY2(process.exitCode() == 0, warned.constData());
        QVERIFY2(!warned.contains("token"), warned.constData());

        QVERIFY2(said.contains("\nSound: "), said.constData());
        for (const char *name : {"capture", "events.jsonl", "window.png"})
            QVERIFY2(said.contains(results.toLocal8Bit() + '/' + name), said.constData());
        const QList<QByteArray> lines =
            contentOf(results + u"/events.jsonl"_s).trimmed().split('\n');
        QVERIFY(lines.size() > 10);
        for (const QByteArray &line : lines)
            QCOMPARE(QJsonDocument::fromJson(line).object()[u"specversion"_s].toString(), u"1.0"_s);
        QVERIFY(contentOf(results + u"/events.csv"_s).count('\n') > 10);
        QVERIFY(contentOf(results + u"/window.png"_s).startsWith("\x89PNG"));
        QCOMPARE(QDir(results).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
                 QStringList({u"capture"_s, u"events.csv"_s, u"events.jsonl"_s, u"window.png"_s}));
        // Neither connections nor captures of the user were touched.
        QVERIFY(!QFileInfo::exists(home.filePath(u"config"_s)));
        QVERIFY(!QFileInfo::exists(home.filePath(u"data"_s)));
    }
};

QTEST_GUILESS_MAIN(TestWithoutDisplay)
#include "tst_withoutdisplay.moc"

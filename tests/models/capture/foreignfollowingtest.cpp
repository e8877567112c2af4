// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/capture/foreignfollowingtest.h"

using namespace capturetesting;

void ForeignFollowingTest::linesThatAreAppendedAreFollowed()
{
    const QString path = m_files.make("{\"type\":\"a\"}\n");
    const auto file = openForeign(path);
    EventLog log;
    file->load(log);
    QCOMPARE(file->follow(log, 1 << 20), 0ULL);
    appendToFile(path, "{\"type\":\"b\"}\n{\"type\":");
    QCOMPARE(file->follow(log, 1 << 20), 1ULL);
    QCOMPARE(file->follow(log, 1 << 20), 0ULL); // the rest of the line is still to come
    appendToFile(path, "\"c\"}\n");
    QCOMPARE(file->follow(log, 1 << 20), 1ULL);
    QCOMPARE(log.size(), 3ULL);
    QTRY_COMPARE(objectOf(*file, log, 2)[u"type"_s].toString(), u"c"_s);
    QByteArray many;
    for (int i = 0; i < 30'000; ++i)
        many += "{\"type\":\"many\"}\n";
    appendToFile(path, many);
    quint64 rows = 0;
    int calls = 0;
    while (const quint64 now = file->follow(log, 100'000)) {
        rows += now;
        ++calls;
    }
    QCOMPARE(rows, 30'000ULL);
    QVERIFY(calls > 3); // in bites
    QVERIFY(QFile::resize(path, 5));
    QCOMPARE(file->follow(log, 1 << 20), 0ULL);
    QVERIFY2(file->ended().contains(u"cut short"), qPrintable(file->ended()));
    std::string scratch;
    QTRY_VERIFY(file->line(log.at(100), scratch).empty());
}

void ForeignFollowingTest::aLastLineWithoutAnEndIsDoneWithOnce()
{
    const QString path = m_files.make("{\"type\":\"a\"}\n{\"type\":\"b\"}");
    const auto file = openForeign(path);
    EventLog log;
    file->load(log);
    QCOMPARE(log.size(), 2ULL);
    appendToFile(path, "\n{\"type\":\"c\"}\n");
    QCOMPARE(file->follow(log, 1 << 20), 1ULL);
    QCOMPARE(typeOf(log, 2), std::string_view("c"));
}

void ForeignFollowingTest::aFileThatIsReplacedIsNotFollowed()
{
    const QString path = m_files.make("{\"type\":\"a\"}\n");
    const auto file = openForeign(path);
    EventLog log;
    file->load(log);
    QVERIFY(QFile::rename(path, path + u".1"_s));
    writeFile(path, "{\"type\":\"a\"}\n{\"type\":\"b\"}\n");
    QCOMPARE(file->follow(log, 1 << 20), 0ULL);
    QVERIFY2(file->ended().contains(u"replaced"), qPrintable(file->ended()));
}

void ForeignFollowingTest::aFileThatBeginsEmptyIsLearntFromItsFirstLines()
{
    const QString path = m_files.make({});
    const auto file = openForeign(path);
    QVERIFY(file);
    EventLog log;
    file->load(log);
    QCOMPARE(log.size(), 0ULL);
    appendToFile(path, "{\"event\":\"a.b\",\"level\":\"error\"}\n{\"event\":\"a.c\"}\n");
    QCOMPARE(file->follow(log, 1 << 20), 2ULL);
    QCOMPARE(typesOf(log), u"a.b a.c"_s);
    QCOMPARE(log.at(0).severity, Severity::Error);
}

void ForeignFollowingTest::aByteOrderMarkThatComesLateIsSkippedToo_data()
{
    QTest::addColumn<QList<QByteArray>>("parts"); // the first is there when the file is opened
    const QByteArray mark = "\xef\xbb\xbf";
    const QByteArray lines = "{\"event\":\"a.b\"}\n{\"event\":\"a.c\"}\n";
    const auto row = [](const char *name, const QList<QByteArray> &parts) {
        QTest::newRow(name) << parts;
    };
    row("at opening", {mark + lines, {}});
    row("with the lines", {{}, mark + lines});
    row("before the lines", {{}, mark, lines});
    row("in two parts", {{}, mark.left(1), mark.mid(1) + lines});
    row("in three parts", {{}, mark.left(1), mark.mid(1, 1), mark.mid(2), lines});
    row("begun at opening", {mark.left(2), mark.mid(2) + lines});
    row("alone at opening", {mark, lines});
    row("with half a line", {{}, mark + lines.left(9), lines.mid(9)});
    row("none", {{}, lines});
}

void ForeignFollowingTest::aByteOrderMarkThatComesLateIsSkippedToo()
{
    QFETCH(const QList<QByteArray>, parts);
    const QString path = m_files.make(parts.front());
    const auto file = openForeign(path);
    QVERIFY(file);
    EventLog log;
    file->load(log);
    for (const QByteArray &part : parts.mid(1)) {
        appendToFile(path, part);
        file->follow(log, 1 << 20);
    }
    QCOMPARE(typesOf(log), u"a.b a.c"_s);
    QCOMPARE(file->remarks(), QStringList());
}

void ForeignFollowingTest::aMarkThatIsOnlyBegunIsNone()
{
    const QString path = m_files.make("\xef\xbb");
    const auto file = openForeign(path);
    QVERIFY(file);
    EventLog log;
    file->load(log);
    QCOMPARE(log.size(), 0ULL);
    appendToFile(path, "x\n");
    QCOMPARE(file->follow(log, 1 << 20), 1ULL);
    QCOMPARE(typesOf(log), u"eventscope.undecodable"_s);
    QCOMPARE(log.at(0).lineLength, 3U); // nothing of it is lost
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventbookmarks.h"
#include "tests/views/logfixture.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

#include <unistd.h>

using namespace eventscope;
using namespace Qt::StringLiterals;

class EventBookmarksTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void marksAndNotesAreThereAgain()
    {
        const QTemporaryDir folder;
        {
            EventBookmarks marks;
            QVERIFY(marks.open(folder.path()));
            QVERIFY(marks.set(18'446'744'073'709'551'615ULL, u"  the\nlast  "_s));
            QVERIFY(marks.set(7, {}));
            QVERIFY(marks.set(8, u"gone"_s));
            QVERIFY(marks.remove(8));
        }
        EventBookmarks marks;
        QVERIFY(marks.open(folder.path()));
        QCOMPARE(marks.sequences(), QVector<quint64>({7, 18'446'744'073'709'551'615ULL}));
        QCOMPARE(marks.note(18'446'744'073'709'551'615ULL), u"the last"_s);
        QVERIFY(marks.contains(7) && !marks.contains(8));
        QVERIFY(marks.keptOnlyHere().isEmpty());
        const QFile::Permissions others =
            QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY(!(QFileInfo(folder.filePath(u"bookmarks.json"_s)).permissions() & others));
    }

    void aMarkThatComesBackHasItsNote()
    {
        EventBookmarks marks;
        QVERIFY(marks.set(5, u"here it broke"_s));
        QVERIFY(marks.toggle(5));
        QVERIFY(!marks.contains(5));
        QVERIFY(marks.toggle(5));
        QCOMPARE(marks.note(5), u"here it broke"_s);
    }

    void twoWindowsKeepEachOthersMarks()
    {
        const QTemporaryDir folder;
        EventBookmarks one;
        EventBookmarks other;
        QVERIFY(one.open(folder.path()) && other.open(folder.path()));
        QVERIFY(one.set(1, u"one"_s));
        QVERIFY(other.set(2, u"other"_s));
        QVERIFY(one.set(3, {}));
        QCOMPARE(one.sequences(), QVector<quint64>({1, 2, 3}));
        QVERIFY(other.remove(1));
        EventBookmarks again;
        QVERIFY(again.open(folder.path()));
        QCOMPARE(again.sequences(), QVector<quint64>({2, 3}));
    }

    void whatCannotBeWrittenIsKeptHereAndSaid()
    {
        if (::geteuid() == 0) { // root may write everywhere, but not where there is nothing
            EventBookmarks marks;
            const QTemporaryDir folder;
            const QString gone = folder.filePath(u"gone"_s);
            QVERIFY(marks.open(gone));
            const auto saved = marks.set(1, u"note"_s);
            QVERIFY(!saved);
            QVERIFY2(saved.error().contains(gone), qPrintable(saved.error()));
            QVERIFY(marks.contains(1));
            QCOMPARE(marks.keptOnlyHere(), saved.error());
            return;
        }
        const QTemporaryDir folder;
        QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::ExeOwner);
        EventBookmarks marks;
        QVERIFY(marks.open(folder.path()));
        const auto saved = marks.set(1, u"note"_s);
        QVERIFY(!saved);
        QVERIFY2(saved.error().contains(folder.path()), qPrintable(saved.error()));
        QVERIFY(marks.contains(1));
        QFile::setPermissions(folder.path(),
                              QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        QVERIFY(marks.set(2, {})); // and both are saved once that works
        EventBookmarks again;
        QVERIFY(again.open(folder.path()));
        QCOMPARE(again.sequences(), QVector<quint64>({1, 2}));
    }

    void aFileThatIsNotUnderstoodIsLeftAlone_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("no JSON") << QByteArray("nonsense");
        QTest::newRow("D10: deep") << QByteArray("{\"a\":").repeated(100'000);
        QTest::newRow("D10: huge") << QByteArray(17 << 20, ' ');
        QTest::newRow("something else") << QByteArray("{\"eventscope\":\"columns\"}");
        QTest::newRow("later version")
            << QByteArray("{\"eventscope\":\"bookmarks\",\"version\":2,\"bookmarks\":[]}");
    }
    void aFileThatIsNotUnderstoodIsLeftAlone()
    {
        QFETCH(QByteArray, content);
        const QTemporaryDir folder;
        QFile file(folder.filePath(u"bookmarks.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        EventBookmarks marks;
        const auto opened = marks.open(folder.path());
        QVERIFY(!opened);
        QVERIFY(opened.error().contains(folder.path()));
        QVERIFY(!marks.set(1, {}));
        QVERIFY(marks.contains(1));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), content);
    }

    void hostileFilesAreBounded()
    {
        const QTemporaryDir folder;
        QByteArray content = R"({"eventscope":"bookmarks","version":1,"bookmarks":[7,{},)"
                             R"({"sequence":"-4"},{"sequence":"0"},{"sequence":"x"},)";
        for (int i = 1; i <= 12'000; ++i)
            content += "{\"sequence\":\"" + QByteArray::number(i) + "\",\"note\":\""
                + QByteArray(600, 'n') + "\"},";
        content += "{}]}";
        QFile file(folder.filePath(u"bookmarks.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        EventBookmarks marks;
        QVERIFY(marks.open(folder.path()));
        QCOMPARE(marks.size(), int(EventBookmarks::maxBookmarks));
        QCOMPARE(marks.note(1).size(), qsizetype(EventBookmarks::maxNote));
        QVERIFY(!marks.set(99'999, {})); // no more than that
        QVERIFY(!marks.contains(99'999));
    }

    void workersSeeWhatIsMarked()
    {
        EventBookmarks marks;
        QVERIFY(marks.set(1, {}));
        std::atomic_bool stop{false};
        std::atomic<int> wrong{0};
        std::thread worker([&] {
            while (!stop) {
                if (!marks.isMarked(1) || marks.isMarked(1'000'000))
                    ++wrong;
                for (quint64 i = 2; i < 500; ++i)
                    marks.isMarked(i);
            }
        });
        for (quint64 i = 2; i < 500; ++i)
            QVERIFY(marks.toggle(i));
        for (quint64 i = 3; i < 500; ++i)
            QVERIFY(marks.toggle(i));
        stop = true;
        worker.join();
        QCOMPARE(int(wrong), 0);
        QVERIFY(marks.isMarked(2) && !marks.isMarked(3));
        QVERIFY(marks.open({}));
        QVERIFY(!marks.isMarked(1));
    }

    void theModelShowsThem()
    {
        LogFixture fixture;
        fixture.addMany(3);
        QSignalSpy changed(&fixture.model, &QAbstractItemModel::dataChanged);
        QVERIFY(fixture.model.bookmarks().set(2, u"look\u202e"_s));
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed[0][0].toModelIndex().row(), 1);
        QCOMPARE(changed[0][1].toModelIndex().row(), 1);
        const auto cell = [&fixture](int row, int column, int role) {
            return fixture.model.index(row, column).data(role);
        };
        QCOMPARE(cell(1, EventLogColumn::Note, Qt::DisplayRole).toString(), u"look⟨U+202E⟩"_s);
        QVERIFY(cell(1, 0, EventLogRole::Bookmarked).toBool());
        QVERIFY(!cell(0, 0, EventLogRole::Bookmarked).toBool());
        QCOMPARE(cell(1, EventLogColumn::SeverityGlyph, Qt::AccessibleTextRole).toString(),
                 u"info, bookmarked"_s);
        QVERIFY(fixture.model.bookmarks().set(3, {}));
        QCOMPARE(cell(2, EventLogColumn::Note, Qt::DisplayRole).toString(), u"bookmarked"_s);
    }
};

QTEST_GUILESS_MAIN(EventBookmarksTest)
#include "tst_eventbookmarks.moc"

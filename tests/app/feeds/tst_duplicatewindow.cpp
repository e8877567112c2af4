// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/duplicatewindow.h"

#include <QHash>
#include <QRandomGenerator>
#include <QSet>
#include <QTest>

using namespace eventscope;
using std::chrono::milliseconds;

class TestDuplicateWindow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void contentIsNewOnceWithinTheWindow();
    void thePlaceOfTheFirstCopyIsRemembered();
    void aRepeatedStateIsSeenAgainAfterTheWindow();
    void theHashZeroIsAContentLikeAnyOther();
    void agreesWithASimpleModelOnRandomContents_data();
    void agreesWithASimpleModelOnRandomContents();
    void aFloodNeedsNoMoreThanItsCapacity();
    void theLatestHalfOfTheCapacityIsAlwaysRemembered();
    void aQuietFeedNeedsLittleMemory();
    void theHashDependsOnEveryByteOnTheLengthAndOnTheSeed();
};

void TestDuplicateWindow::contentIsNewOnceWithinTheWindow()
{
    DuplicateWindow window(milliseconds(5000));
    QVERIFY(!window.look(1, 7, milliseconds(0)));
    QVERIFY(window.look(1, 7, milliseconds(0)));
    QVERIFY(!window.look(2, 7, milliseconds(10)));
    QVERIFY(window.look(1, 7, milliseconds(4999)));
    QVERIFY(window.look(2, 7, milliseconds(5010)));
}

void TestDuplicateWindow::thePlaceOfTheFirstCopyIsRemembered()
{
    DuplicateWindow window(milliseconds(5000));
    QVERIFY(!window.look(1, 7, milliseconds(0)));
    QCOMPARE(window.look(1, 8, milliseconds(1)), std::optional<quint32>(7));
    QCOMPARE(window.look(1, 9, milliseconds(4000)), std::optional<quint32>(7));
    QVERIFY(!window.look(1, 9, milliseconds(5001)));
    QCOMPARE(window.look(1, 7, milliseconds(5002)), std::optional<quint32>(9));
}

void TestDuplicateWindow::aRepeatedStateIsSeenAgainAfterTheWindow()
{
    DuplicateWindow window(milliseconds(5000));
    int fresh = 0;
    for (int second = 0; second < 60; ++second)
        fresh += window.look(42, 0, milliseconds(second * 1000)) ? 0 : 1;
    QCOMPARE(fresh, 10); // copies do not prolong the window
}

void TestDuplicateWindow::theHashZeroIsAContentLikeAnyOther()
{
    DuplicateWindow window(milliseconds(5000));
    QVERIFY(!window.look(0, 0, milliseconds(0)));
    QVERIFY(window.look(0, 0, milliseconds(1)));
}

void TestDuplicateWindow::agreesWithASimpleModelOnRandomContents_data()
{
    QTest::addColumn<int>("contents");
    QTest::addColumn<int>("step");
    QTest::newRow("few and slow") << 20 << 900;
    QTest::newRow("many and quick") << 5000 << 3;
    QTest::newRow("pauses longer than the window") << 50 << 12'000;
}

void TestDuplicateWindow::agreesWithASimpleModelOnRandomContents()
{
    QFETCH(int, contents);
    QFETCH(int, step);
    DuplicateWindow window(milliseconds(5000));
    QHash<quint64, qint64> firstSeen;
    QRandomGenerator random(7);
    qint64 now = 0;
    for (int i = 0; i < 30'000; ++i) {
        now += random.bounded(step);
        // Neighbouring hashes with equal low bits collide in the table, which must not matter.
        const quint64 content =
            quint64(random.bounded(contents) + 1) << 32 | quint64(random.bounded(2));
        const auto known = firstSeen.constFind(content);
        const bool expected = known != firstSeen.constEnd() && now - *known <= 5000;
        if (!expected)
            firstSeen[content] = now;
        QCOMPARE(window.look(content, 0, milliseconds(now)).has_value(), expected);
    }
}

void TestDuplicateWindow::aFloodNeedsNoMoreThanItsCapacity()
{
    DuplicateWindow window(milliseconds(5000), 1024);
    QRandomGenerator64 random(11);
    for (int i = 0; i < 200'000; ++i)
        window.look(random.generate(), 0, milliseconds(1));
    QVERIFY(window.memoryBytes() <= 2 * 1024 * 16);
}

void TestDuplicateWindow::theLatestHalfOfTheCapacityIsAlwaysRemembered()
{
    DuplicateWindow window(milliseconds(5000), 1024);
    for (quint64 i = 1; i < 100'000; ++i) {
        QVERIFY(!window.look(i * 0x9e3779b97f4a7c15ULL, 0, milliseconds(1)));
        if (i > 512)
            QVERIFY(window.look((i - 511) * 0x9e3779b97f4a7c15ULL, 0, milliseconds(1)));
    }
}

void TestDuplicateWindow::aQuietFeedNeedsLittleMemory()
{
    DuplicateWindow window(milliseconds(5000));
    for (quint64 i = 0; i < 100; ++i)
        window.look(i << 40, 0, milliseconds(qint64(i) * 1000));
    QVERIFY(window.memoryBytes() < 10'000);
}

void TestDuplicateWindow::theHashDependsOnEveryByteOnTheLengthAndOnTheSeed()
{
    for (const size_t size : {0, 1, 7, 8, 9, 31, 32, 33, 63, 64, 65, 350}) {
        std::string bytes(size, 'a');
        QSet<quint64> hashes;
        hashes.insert(DuplicateWindow::hash(bytes, 1));
        QCOMPARE(DuplicateWindow::hash(std::string(bytes), 1), *hashes.cbegin());
        hashes.insert(DuplicateWindow::hash(bytes, 2));
        hashes.insert(DuplicateWindow::hash(bytes + 'a', 1));
        hashes.insert(DuplicateWindow::hash(bytes + '\0', 1));
        for (char &byte : bytes) {
            byte = 'b';
            hashes.insert(DuplicateWindow::hash(bytes, 1));
            byte = 'a';
        }
        for (size_t i = 1; i < size; ++i) { // as far from its place as it gets
            std::swap(bytes[0] = 'c', bytes[i]);
            hashes.insert(DuplicateWindow::hash(bytes, 1));
            bytes[0] = bytes[i] = 'a';
        }
        QCOMPARE(size_t(hashes.size()), 4 + size + (size > 0 ? size - 1 : 0));
    }
}

QTEST_GUILESS_MAIN(TestDuplicateWindow)
#include "tst_duplicatewindow.moc"

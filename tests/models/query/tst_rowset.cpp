// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/searchedrows.h"

#include <QTest>
#include <random>

using namespace eventscope;

namespace {

/// What a set should be: a list of yes and no.
using Truths = std::vector<bool>;

constexpr quint64 block = RowSet::blockRows;

class Shadowed
{
public:
    explicit Shadowed(quint64 seed, quint64 front = 0) : set(front), m_random(seed) { }

    void append(quint64 count, quint64 onceIn)
    {
        const quint64 first = m_random() % 100;
        std::vector<quint64> bits((first + count + 63) / 64, m_random());
        for (quint64 i = 0; i < count; ++i) {
            const bool in = m_random() % onceIn == 0;
            truth.push_back(in);
            quint64 &word = bits[(first + i) / 64];
            const quint64 bit = quint64(1) << ((first + i) % 64);
            word = in ? word | bit : word & ~bit;
        }
        set.append(bits.data(), count, first);
    }
    void dropFront(quint64 rows)
    {
        truth.erase(truth.begin(), truth.begin() + qptrdiff(std::min<quint64>(rows, truth.size())));
        set.dropFront(rows);
    }

    RowSet set;
    Truths truth;

private:
    std::mt19937_64 m_random;
};

void compare(const RowSet &set, const Truths &truth)
{
    QCOMPARE(set.rows(), quint64(truth.size()));
    std::vector<quint32> expected;
    for (quint64 row = 0; row < truth.size(); ++row) {
        if (set.contains(row) != truth[row] || set.rank(row) != expected.size())
            QFAIL(qPrintable(QStringLiteral("row %1").arg(row)));
        if (truth[row])
            expected.push_back(quint32(row));
    }
    QCOMPARE(set.count(), quint64(expected.size()));
    QCOMPARE(set.rank(truth.size() + 7), quint64(expected.size()));
    QVERIFY(!set.contains(truth.size()) && !set.contains(truth.size() + block));
    for (size_t k = 0; k < expected.size(); ++k) {
        if (set.at(k) != expected[k])
            QFAIL(qPrintable(QStringLiteral("number %1").arg(k)));
    }
    std::vector<quint32> listed;
    set.appendTo(listed, 0, set.rows());
    QCOMPARE(listed, expected);
}

} // namespace

class RowSetTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsWhatWasAppended_data();
    void holdsWhatWasAppended();
    void isCutAtItsEndAndGoesOn();
    void movesUpWhenTheFrontIsDropped_data();
    void movesUpWhenTheFrontIsDropped();
    void isPutTogetherWithAnother_data();
    void isPutTogetherWithAnother();
    void copiesShareWhatTheyHaveInCommonAndNothingElse();
    void givesRowsOfAPart();
    void isSmall();
    void tellsWhatCouldNotBeRead_data();
    void tellsWhatCouldNotBeRead();
};

void RowSetTest::holdsWhatWasAppended_data()
{
    QTest::addColumn<quint64>("count");
    QTest::addColumn<quint64>("front");
    QTest::addColumn<quint64>("onceIn");
    for (const quint64 count :
         {quint64(0), quint64(1), quint64(64), block - 1, block, block + 1, 3 * block + 17}) {
        for (const quint64 front : {quint64(0), quint64(1), quint64(63), block - 1}) {
            for (const quint64 onceIn : {1, 3, 5000})
                QTest::addRow("%llu rows, front %llu, one in %llu", count, front, onceIn)
                    << count << front << onceIn;
        }
    }
}

void RowSetTest::holdsWhatWasAppended()
{
    QFETCH(const quint64, count);
    QFETCH(const quint64, front);
    QFETCH(const quint64, onceIn);
    Shadowed whole(1, front);
    whole.append(count, onceIn);
    compare(whole.set, whole.truth);

    std::mt19937_64 random(2);
    Shadowed pieces(3, front);
    while (pieces.truth.size() < count)
        pieces.append(std::min<quint64>(random() % 3000, count - pieces.truth.size()), onceIn);
    compare(pieces.set, pieces.truth);
}

void RowSetTest::isCutAtItsEndAndGoesOn()
{
    Shadowed rows(5, 100);
    rows.append(2 * block + 500, 2);
    for (const quint64 left :
         {2 * block + 600, 2 * block + 333, 2 * block - 100, block, quint64(9), quint64(0)}) {
        rows.set.truncate(left);
        rows.truth.resize(std::min<quint64>(left, rows.truth.size()));
        compare(rows.set, rows.truth);
        rows.append(77, 2);
        compare(rows.set, rows.truth);
    }
}

void RowSetTest::movesUpWhenTheFrontIsDropped_data()
{
    QTest::addColumn<QVector<quint64>>("drops");
    QTest::newRow("a bit at a time") << QVector<quint64>{1, 1, 62, 1, 300};
    QTest::newRow("a block") << QVector<quint64>{block};
    QTest::newRow("over blocks") << QVector<quint64>{block + 5, block - 5, 3};
    QTest::newRow("all of it") << QVector<quint64>{3 * block + 50};
    QTest::newRow("more than it knows") << QVector<quint64>{4 * block + 50, 5};
}

void RowSetTest::movesUpWhenTheFrontIsDropped()
{
    QFETCH(const QVector<quint64>, drops);
    Shadowed rows(6);
    rows.append(3 * block + 50, 2);
    quint64 front = 0;
    for (const quint64 drop : drops) {
        rows.dropFront(drop);
        front += drop;
        compare(rows.set, rows.truth);
        rows.append(40, 2);
        compare(rows.set, rows.truth);
    }
    // A set that was made later, of the same log, still fits.
    Shadowed other(7, front);
    other.append(rows.truth.size(), 3);
    Truths both;
    for (size_t row = 0; row < rows.truth.size(); ++row)
        both.push_back(rows.truth[row] && other.truth[row]);
    compare(rows.set & other.set, both);
}

void RowSetTest::isPutTogetherWithAnother_data()
{
    QTest::addColumn<quint64>("left");
    QTest::addColumn<quint64>("right");
    QTest::newRow("as long") << 2 * block + 100 << 2 * block + 100;
    QTest::newRow("the first knows more") << 3 * block + 100 << 2 * block - 1;
    QTest::newRow("the second knows more") << quint64(70) << 2 * block;
    QTest::newRow("one knows nothing") << quint64(0) << block;
}

void RowSetTest::isPutTogetherWithAnother()
{
    QFETCH(const quint64, left);
    QFETCH(const quint64, right);
    Shadowed a(8, 33);
    Shadowed b(9, 33);
    a.append(left, 2);
    b.append(right, 3);
    Truths both;
    Truths either;
    Truths first;
    for (quint64 row = 0; row < std::min(left, right); ++row) {
        both.push_back(a.truth[row] && b.truth[row]);
        either.push_back(a.truth[row] || b.truth[row]);
        first.push_back(a.truth[row] && !b.truth[row]);
    }
    compare(a.set & b.set, both);
    compare(a.set | b.set, either);
    compare(a.set - b.set, first);
    RowSet more = a.set | b.set;
    more.append(true, 65);
    either.insert(either.end(), 65, true);
    compare(more, either);
}

void RowSetTest::copiesShareWhatTheyHaveInCommonAndNothingElse()
{
    Shadowed rows(10);
    rows.append(block + 10, 2);
    const RowSet copy = rows.set;
    const Truths before = rows.truth;
    rows.append(500, 1);
    compare(copy, before);
    rows.dropFront(70);
    compare(copy, before);
    compare(rows.set, rows.truth);
}

void RowSetTest::givesRowsOfAPart()
{
    Shadowed rows(11, 5);
    rows.append(block + 200, 2);
    for (const auto &[from, to] :
         {std::pair{0ULL, 0ULL}, std::pair{63ULL, 130ULL}, std::pair{block - 10, block + 10},
          std::pair{block, 9 * block}}) {
        std::vector<quint32> expected;
        for (quint64 row = from; row < std::min<quint64>(to, rows.truth.size()); ++row) {
            if (rows.truth[row])
                expected.push_back(quint32(row));
        }
        std::vector<quint32> listed;
        rows.set.appendTo(listed, from, to);
        QCOMPARE(listed, expected);
        if (!expected.empty())
            QCOMPARE(rows.set.next(from), quint64(expected.front()));
        std::vector<quint64> bits(block / 32, ~quint64(0));
        const quint64 count = std::min<quint64>(to, rows.truth.size()) - from;
        rows.set.copyTo(bits.data(), from, count);
        for (quint64 i = 0; i < count; ++i)
            QCOMPARE((bits[i / 64] >> (i % 64) & 1) != 0, bool(rows.truth[from + i]));
    }
}

void RowSetTest::isSmall()
{
    RowSet set;
    set.append(true, 10'000'000);
    QVERIFY2(set.memoryBytes() < 1'400'000, qPrintable(QString::number(set.memoryBytes())));
    QCOMPARE(set.at(9'999'999), quint64(9'999'999));
}

void RowSetTest::tellsWhatCouldNotBeRead_data()
{
    QTest::addColumn<quint64>("seed");
    for (quint64 seed = 1; seed <= 8; ++seed)
        QTest::addRow("seed %llu", static_cast<unsigned long long>(seed)) << seed;
}

/// SearchedRows: two sets in one, the second of which is there only where it is needed.
void RowSetTest::tellsWhatCouldNotBeRead()
{
    QFETCH(const quint64, seed);
    std::mt19937_64 random(seed);
    SearchedRows rows(random() % block);
    Truths matching;
    Truths unreadable;
    const auto addTo = [&](SearchedRows &set, Truths &yes, Truths &lost) {
        const quint64 count = random() % 3'000;
        const quint64 first = random() % 70;
        const bool any = random() % 3 == 0;
        std::vector<quint64> in(first + count + 64);
        std::vector<quint64> out(first + count + 64);
        for (quint64 i = 0; i < count; ++i) {
            yes.push_back(random() % 2);
            lost.push_back(any && random() % 5 == 0);
            in[(first + i) / 64] |= quint64(yes.back()) << ((first + i) % 64);
            out[(first + i) / 64] |= quint64(lost.back()) << ((first + i) % 64);
        }
        const quint64 *const rare = any ? out.data() : nullptr;
        set.append(in.data(), {rare, rare}, count, first);
    };
    const auto cut = [&](Truths &truths, quint64 from) {
        truths.erase(truths.begin(), truths.begin() + qptrdiff(from));
    };
    for (int step = 0; step < 30; ++step) {
        const quint64 some = rows.rows() == 0 ? 0 : random() % rows.rows();
        switch (random() % 6) {
        case 0:
            rows.dropFront(some);
            cut(matching, some);
            cut(unreadable, some);
            break;
        case 1:
            rows.truncate(some);
            matching.resize(some);
            unreadable.resize(some);
            break;
        case 2: {
            SearchedRows behind;
            for (int i = 0; i < 3; ++i)
                addTo(behind, matching, unreadable);
            rows.append(behind);
            break;
        }
        default:
            addTo(rows, matching, unreadable);
        }
        compare(rows.matching(), matching);
        if (rows.unreadable())
            compare(*rows.unreadable(), unreadable);
        else
            QVERIFY(std::none_of(unreadable.begin(), unreadable.end(), [](bool it) { return it; }));
        QVERIFY(rows.unreadable().has_value() == rows.undecided().has_value());
        if (rows.undecided())
            compare(*rows.undecided(), unreadable);
    }
}

QTEST_GUILESS_MAIN(RowSetTest)
#include "tst_rowset.moc"

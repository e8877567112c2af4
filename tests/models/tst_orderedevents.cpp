// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventbookmarks.h"
#include "models/orderedevents.h"
#include "tests/models/rowshadow.h"
#include "tests/support/filterof.h"
#include "tests/views/logfixture.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

std::vector<quint64> shown(const OrderedEvents &events)
{
    std::vector<quint64> sequences(size_t(events.rowCount()));
    for (size_t row = 0; row < sequences.size(); ++row)
        sequences[row] = events.sequenceAt(int(row));
    return sequences;
}

std::vector<quint64> sortedBy(LogFixture &fixture, int column,
                              Qt::SortOrder order = Qt::AscendingOrder)
{
    OrderedEvents events(&fixture.model);
    events.sort(column, order);
    if (!QTest::qWaitFor([&events] { return !events.isSorting(); }))
        return {};
    return events.isByArrival() ? std::vector<quint64>() : shown(events);
}

using Sequences = std::vector<quint64>;

} // namespace

class OrderedEventsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theNewestComeFirstIfThatIsWanted()
    {
        LogFixture fixture;
        fixture.addMany(3);
        OrderedEvents events(&fixture.model);
        const QAbstractItemModelTester tester(
            &events, QAbstractItemModelTester::FailureReportingMode::Fatal);
        events.sort(EventLogColumn::Time, Qt::DescendingOrder);
        QVERIFY(events.isNewestFirst());
        QCOMPARE(shown(events), Sequences({3, 2, 1}));
        QSignalSpy inserted(&events, &QAbstractItemModel::rowsInserted);
        const QPersistentModelIndex second = events.index(1, 0);
        fixture.addMany(2);
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(inserted[0][1].toInt(), 0);
        QCOMPARE(inserted[0][2].toInt(), 1);
        QCOMPARE(shown(events), Sequences({5, 4, 3, 2, 1}));
        QCOMPARE(events.sequenceAt(second.row()), quint64(2)); // a selection stays with its event
        QCOMPARE(events.rowOfSequence(5), 0);
        QCOMPARE(events.rowOfSequence(6), -1);
        events.sort(EventLogColumn::Sequence);
        QCOMPARE(shown(events), Sequences({1, 2, 3, 4, 5}));
    }

    void rowsAreSortedByWhatAColumnShows_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<Sequences>("ascending");
        QTest::addColumn<Sequences>("descending");
        QTest::newRow("type, in any case")
            << int(EventLogColumn::Type) << Sequences{2, 1, 3, 4} << Sequences{4, 1, 3, 2};
        QTest::newRow("severity") << int(EventLogColumn::SeverityGlyph) << Sequences{1, 4, 3, 2}
                                  << Sequences{2, 3, 1, 4};
        QTest::newRow("subject, none last")
            << int(EventLogColumn::Subject) << Sequences{3, 1, 4, 2} << Sequences{4, 1, 3, 2};
        QTest::newRow("size") << int(EventLogColumn::Size) << Sequences{4, 1, 3, 2}
                              << Sequences{2, 1, 3, 4};
        QTest::newRow("event time, none last")
            << int(EventLogColumn::EventTime) << Sequences{3, 1, 2, 4} << Sequences{1, 3, 2, 4};
        QTest::newRow("numbers of the payload before its words, none last")
            << int(EventLogColumn::Count) << Sequences{1, 3, 2, 4} << Sequences{2, 3, 1, 4};
        QTest::newRow("note") << int(EventLogColumn::Note) << Sequences{2, 3, 1, 4}
                              << Sequences{3, 2, 1, 4};
    }
    void rowsAreSortedByWhatAColumnShows()
    {
        QFETCH(int, column);
        QFETCH(Sequences, ascending);
        QFETCH(Sequences, descending);
        LogFixture fixture;
        fixture.add({{.type = "b",
                      .subject = "n",
                      .payload = R"({"n":18446744073709551615})",
                      .time = "2024-01-15T10:30:05Z"},
                     {.type = "A",
                      .subject = "",
                      .payload = R"({"n":"a long text that is no number"})",
                      .severity = Severity::Fatal},
                     {.type = "B",
                      .subject = "M",
                      .payload = R"({"n":18446744073709551616})",
                      .severity = Severity::Error,
                      .time = "2024-01-15T10:30:04Z"},
                     {.type = "c", .subject = "z", .payload = R"({})"}});
        QVERIFY(fixture.model.addPathColumn({u"data.n"_s, {}}));
        QVERIFY(fixture.model.bookmarks().set(3, u"Zed"_s));
        QVERIFY(fixture.model.bookmarks().set(2, u"alpha"_s));
        QCOMPARE(sortedBy(fixture, column), ascending);
        QCOMPARE(sortedBy(fixture, column, Qt::DescendingOrder), descending);
    }

    void whatIsMaskedDecidesNoOrder()
    {
        LogFixture fixture;
        fixture.add({{.payload = R"({"password":"b"})"}, {.payload = R"({"password":"a"})"}});
        QVERIFY(fixture.model.addPathColumn({u"data.password"_s, {}}));
        QCOMPARE(sortedBy(fixture, EventLogColumn::Count), Sequences({2, 1}));
        fixture.model.setMasks({{u"0a1b2c3d"_s, FieldMask({u"password"_s})}});
        QCOMPARE(sortedBy(fixture, EventLogColumn::Count), Sequences({1, 2}));
    }

    void whatChangedInASecretDecidesNoOrderEither()
    {
        LogFixture fixture;
        fixture.add({{.payload = R"({"password":"a","z":1})"},
                     {.payload = R"({"password":"b","z":1})"},
                     {.payload = R"({"password":"b","z":2})"}});
        QCOMPARE(sortedBy(fixture, EventLogColumn::Changed), Sequences({2, 3, 1}));
        fixture.model.setMasks({{u"0a1b2c3d"_s, FieldMask({u"password"_s})}});
        QCOMPARE(sortedBy(fixture, EventLogColumn::Changed), Sequences({3, 1, 2}));
    }

    void whatComesLaterWaitsBehindTheOrder()
    {
        LogFixture fixture;
        fixture.add({{.type = "b"}, {.type = "a"}});
        OrderedEvents events(&fixture.model);
        const QAbstractItemModelTester tester(
            &events, QAbstractItemModelTester::FailureReportingMode::Fatal);
        events.sort(EventLogColumn::Type);
        QTRY_VERIFY(!events.isSorting());
        QSignalSpy came(&events, &OrderedEvents::cameSinceChanged);
        fixture.add({{.type = "0"}});
        QCOMPARE(shown(events), Sequences({2, 1}));
        QCOMPARE(events.cameSince(), quint64(1));
        QCOMPARE(came.last()[0].toULongLong(), quint64(1));
        events.sortAgain();
        QTRY_COMPARE(shown(events), Sequences({3, 2, 1}));
        QCOMPARE(events.cameSince(), quint64(0));
    }

    void aFilterIsSortedOnceItIsThere()
    {
        LogFixture fixture;
        fixture.add({{.type = "b", .subject = "x"}, {.type = "a", .subject = "x"}, {.type = "0"}});
        OrderedEvents events(&fixture.model);
        events.sort(EventLogColumn::Type);
        QTRY_COMPARE(shown(events), Sequences({3, 2, 1}));
        fixture.model.setFilter(filterOf(u"x"_s, fixture.log));
        QTRY_COMPARE(shown(events), Sequences({2, 1}));
        fixture.model.setFilter(nullptr);
        QTRY_COMPARE(shown(events), Sequences({3, 2, 1}));
    }

    void tooManyRowsAreRefusedWithAReason()
    {
        LogFixture fixture;
        fixture.add({{.type = "only.this"}});
        for (int i = 0; i < 11; ++i)
            fixture.addMany(10'000);
        OrderedEvents events(&fixture.model);
        QSignalSpy refused(&events, &OrderedEvents::sortRefused);
        events.sort(EventLogColumn::Type);
        QCOMPARE(refused.size(), 1);
        QVERIFY2(refused[0][0].toString().contains(u"Type"_s)
                     && refused[0][0].toString().contains(u"filter"_s),
                 qPrintable(refused[0][0].toString()));
        QVERIFY(events.isByArrival());
        QCOMPARE(events.sortColumn(), int(EventLogColumn::Time));
        fixture.model.setFilter(filterOf(u"only.this"_s, fixture.log));
        QTRY_COMPARE(events.rowCount(), 1);
        events.sort(EventLogColumn::Type);
        QTRY_VERIFY(!events.isSorting());
        QVERIFY(!events.isByArrival());
        fixture.model.setFilter(nullptr); // far too many again
        QTRY_COMPARE(refused.size(), 2);
        QCOMPARE(events.rowCount(), 110'001);
    }

    void theColumnThatIsSortedByCanGo()
    {
        LogFixture fixture;
        fixture.add({{.payload = R"({"n":2})"}, {.payload = R"({"n":1})"}});
        QVERIFY(fixture.model.addPathColumn({u"data.n"_s, {}}));
        OrderedEvents events(&fixture.model);
        const QAbstractItemModelTester tester(
            &events, QAbstractItemModelTester::FailureReportingMode::Fatal);
        events.sort(EventLogColumn::Count);
        QTRY_COMPARE(shown(events), Sequences({2, 1}));
        fixture.model.removePathColumn(0);
        QCOMPARE(shown(events), Sequences({1, 2}));
        QCOMPARE(events.columnCount(), int(EventLogColumn::Count));
    }

    void deltasAreToTheRowAboveWhereRowsAreSorted()
    {
        LogFixture fixture;
        fixture.add({{.type = "b"}});
        auto later = std::make_unique<EventBatch>();
        later->setConnection("0a1b2c3d");
        TestEvent{.type = "a"}.appendTo(*later, 1'700'000'001'500'000);
        fixture.log.append(fixture.lines.add(std::move(later)));
        fixture.model.logGrew();
        OrderedEvents events(&fixture.model);
        const auto delta = [&events](int row) {
            return events.index(row, EventLogColumn::Delta).data().toString();
        };
        QCOMPARE(delta(0), QString());
        QCOMPARE(delta(1), u"+1.500000 s"_s);
        events.sort(EventLogColumn::Time, Qt::DescendingOrder);
        QCOMPARE(delta(0), u"+1.500000 s"_s); // still since the event before it
        events.sort(EventLogColumn::Type);
        QTRY_VERIFY(!events.isByArrival());
        QCOMPARE(shown(events), Sequences({2, 1}));
        QCOMPARE(delta(1), u"−1.500000 s"_s);
    }

    void theLogCanGoWhileItIsSorted()
    {
        auto old = std::make_unique<LogFixture>();
        for (int i = 0; i < 9; ++i)
            old->addMany(10'000);
        EventLogModel model(&old->log, &old->lines);
        OrderedEvents events(&model);
        events.sort(EventLogColumn::Summary);
        QVERIFY(events.isSorting());
        LogFixture other;
        other.add({{.type = "b"}, {.type = "a"}});
        model.setLog(&other.log, &other.lines);
        old.reset(); // nobody may read it any more
        events.sort(EventLogColumn::Type);
        QTRY_COMPARE(shown(events), Sequences({2, 1}));
        model.setLog(nullptr, nullptr);
    }

    void randomOperationsKeepTheRowsRight_data()
    {
        QTest::addColumn<quint32>("seed");
        for (const quint32 seed : {1U, 2U, 3U, 20240115U})
            QTest::addRow("seed %u", seed) << seed;
    }
    void randomOperationsKeepTheRowsRight()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        LogFixture fixture;
        OrderedEvents events(&fixture.model);
        const QAbstractItemModelTester tester(
            &events, QAbstractItemModelTester::FailureReportingMode::Fatal);
        const RowShadow shadow(events, [&events](int row) { return events.sequenceAt(row); });
        int made = 0;
        for (int step = 0; step < 200; ++step) {
            switch (random.bounded(9)) {
            case 0:
                events.sort(EventLogColumn::Time,
                            random.bounded(2) ? Qt::AscendingOrder : Qt::DescendingOrder);
                break;
            case 1:
                events.sort(random.bounded(2) ? int(EventLogColumn::Subject)
                                              : int(EventLogColumn::Delta),
                            random.bounded(2) ? Qt::AscendingOrder : Qt::DescendingOrder);
                break;
            case 2:
                QTRY_VERIFY(!events.isSorting());
                break;
            case 3:
                fixture.model.setFilter(random.bounded(2) ? filterOf(u"\"call 1\""_s, fixture.log)
                                                          : nullptr);
                break;
            case 4:
                fixture.model.setPaused(!fixture.model.isPaused());
                break;
            case 5:
                if (made < 5 && fixture.model.addPathColumn({u"data.status"_s, {}}))
                    ++made;
                else if (made > 0)
                    fixture.model.removePathColumn(--made);
                break;
            case 6:
                events.sortAgain();
                break;
            default:
                fixture.addMany(1 + random.bounded(8));
            }
            QVERIFY(shadow.isRight());
            for (int look = 0; look < 20 && !shadow.rows().empty(); ++look) {
                const int row = random.bounded(int(shadow.rows().size()));
                QCOMPARE(events.rowOfSequence(shadow.rows()[size_t(row)]), row);
            }
        }
        QTRY_VERIFY(!events.isSorting());
        fixture.model.setPaused(false);
        QTRY_VERIFY(!fixture.model.isScanning());
        events.sort(EventLogColumn::Time, Qt::DescendingOrder);
        std::vector<quint64> all = shown(events);
        QCOMPARE(all.size(), size_t(fixture.model.rowCount()));
        QVERIFY(std::is_sorted(all.rbegin(), all.rend()));
    }
};

QTEST_GUILESS_MAIN(OrderedEventsTest)
#include "tst_orderedevents.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/relatedmodel.h"
#include "models/subjecthistory.h"
#include "tests/models/treeshadow.h"
#include "tests/views/logfixture.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>

using namespace eventscope;
using namespace Qt::StringLiterals;

/// Lines that stand on a disk, which answers a worker only once it is open.
class ColdLines final : public LineSource
{
public:
    explicit ColdLines(const LineSource &lines) : m_lines(lines) { }
    bool isAtHand(const EventRecord &) const override { return false; }
    std::string_view line(const EventRecord &record, std::string &scratch) const override
    {
        if (QThread::currentThread() == QCoreApplication::instance()->thread()) {
            ++readHere;
        } else {
            std::unique_lock lock(m_mutex);
            m_opened.wait(lock, [this] { return m_open; });
            ++readElsewhere;
        }
        return m_lines.line(record, scratch);
    }
    void open()
    {
        const std::lock_guard lock(m_mutex);
        m_open = true;
        m_opened.notify_all();
    }

    mutable std::atomic<int> readHere = 0;
    mutable std::atomic<int> readElsewhere = 0;

private:
    const LineSource &m_lines;
    mutable std::mutex m_mutex;
    mutable std::condition_variable m_opened;
    bool m_open = false;
};

class RelatedModelTest final : public QObject
{
    Q_OBJECT

private:
    static std::vector<quint64> sequences(const RelatedModel &model)
    {
        std::vector<quint64> all;
        for (int row = 0; row < model.rowCount(); ++row)
            all.push_back(model.sequenceAt(row));
        return all;
    }
    using Sequences = std::vector<quint64>;

private Q_SLOTS:
    void theEventsOfASubjectAreTogetherFromAllConnections()
    {
        LogFixture fixture;
        fixture.add({{.subject = "a"}, {.subject = "b"}, {.subject = "a"}}, "one");
        fixture.add({{.type = "job.done", .subject = "a"}, {.subject = "b"}}, "two");
        RelatedModel related(&fixture.model);
        const QAbstractItemModelTester tester(
            &related, QAbstractItemModelTester::FailureReportingMode::Fatal);
        related.setSequence(3);
        QCOMPARE(related.rowCount(), 0); // nobody asked yet
        related.activate();
        QCOMPARE(related.state(), RelatedModel::State::Shown);
        QCOMPARE(sequences(related), Sequences({1, 3, 4}));
        QCOMPARE(related.index(2, RelatedModel::Type).data().toString(), u"job.done"_s);
        QCOMPARE(related.index(2, RelatedModel::Connection).data().toString(), u"two"_s);
        QCOMPARE(related.rowOf(4), 2);
        QCOMPARE(fixture.model.history().previous(3), quint64(1));
        QCOMPARE(fixture.model.history().previous(4), quint64(0)); // another connection
        fixture.add({{.subject = "a"}, {.subject = "c"}}, "one");
        QCOMPARE(sequences(related), Sequences({1, 3, 4, 6}));
        fixture.model.retire(3);
        QCOMPARE(sequences(related), Sequences({3, 4, 6}));
    }

    void anEventWithoutASubjectHasNone()
    {
        LogFixture fixture;
        fixture.add({{.subject = ""}});
        RelatedModel related(&fixture.model);
        related.setSequence(1);
        related.activate();
        QCOMPARE(related.state(), RelatedModel::State::NoSubject);
        related.setSequence(99);
        related.activate();
        QCOMPARE(related.state(), RelatedModel::State::Nothing);
    }

    void onlySomeAreShownUntilMoreAreWanted()
    {
        LogFixture fixture;
        fixture.add(std::vector<TestEvent>(1'500, TestEvent{.subject = "a"}));
        RelatedModel related(&fixture.model);
        related.setSequence(1'500);
        related.activate();
        QCOMPARE(size_t(related.rowCount()), RelatedModel::usualRows);
        QCOMPARE(related.sequenceAt(related.rowCount() - 1), quint64(1'500));
        QVERIFY(related.hasOlder());
        related.showOlder();
        QCOMPARE(related.rowCount(), 1'000);
        related.showOlder();
        QCOMPARE(related.rowCount(), 1'500);
        QVERIFY(!related.hasOlder());
        // An old one stands among those before and behind it.
        related.setSequence(0);
        related.setSequence(300);
        related.activate();
        QVERIFY(related.rowOf(300) >= 99);
        QCOMPARE(related.sequenceAt(related.rowCount() - 1), quint64(1'500));
    }

    void tooManyNewerOnesAreSaidToBeThere()
    {
        LogFixture fixture;
        fixture.add(std::vector<TestEvent>(5'000, TestEvent{.subject = "a"}));
        RelatedModel related(&fixture.model);
        related.setSequence(50);
        related.activate();
        QVERIFY(related.hasNewer());
        QCOMPARE(related.sequenceAt(related.rowCount() - 1), quint64(50));
    }

    /// In a long log a worker finds the way back the first time.
    void aLongLogIsLookedThroughInTheBackground()
    {
        LogFixture fixture;
        fixture.addMany(300'000);
        fixture.add({{.subject = "call 7"}});
        RelatedModel related(&fixture.model);
        QSignalSpy changed(&related, &RelatedModel::stateChanged);
        related.setSequence(300'001);
        related.activate();
        QCOMPARE(related.state(), RelatedModel::State::Working);
        QTRY_COMPARE(related.state(), RelatedModel::State::Shown);
        QCOMPARE(sequences(related), Sequences({7, 300'001}));
    }

    /// Two thousand lines of a cold capture are seconds of a slow disk.
    void linesThatAreNotAtHandAreReadByAWorker()
    {
        LogFixture fixture;
        fixture.add(std::vector<TestEvent>(300, TestEvent{.subject = "a"}));
        ColdLines cold(fixture.lines);
        fixture.model.setLog(&fixture.log, &cold);
        RelatedModel related(&fixture.model);
        const QAbstractItemModelTester tester(
            &related, QAbstractItemModelTester::FailureReportingMode::Fatal);
        related.setSequence(300);
        related.activate();
        QCOMPARE(related.state(), RelatedModel::State::Working);
        QCOMPARE(int(cold.readHere), 0);
        // What comes meanwhile is behind them, what goes is not among them.
        fixture.log.append(fixture.lines.add(batchOf({{.subject = "a"}})));
        fixture.model.logGrew();
        fixture.model.retire(150);
        cold.open();
        QTRY_COMPARE(related.state(), RelatedModel::State::Shown);
        QCOMPARE(related.sequenceAt(0), quint64(150));
        QCOMPARE(related.sequenceAt(related.rowCount() - 1), quint64(301));
        QCOMPARE(related.rowCount(), 152);
        QVERIFY(!related.hasOlder());
        QVERIFY(cold.readElsewhere >= 300 - 150);
    }

    void nobodyReadsTheLinesOfALogThatIsReplaced()
    {
        LogFixture fixture;
        fixture.add(std::vector<TestEvent>(1'000, TestEvent{.subject = "a"}));
        auto cold = std::make_unique<ColdLines>(fixture.lines);
        cold->open();
        fixture.model.setLog(&fixture.log, cold.get());
        RelatedModel related(&fixture.model);
        related.setSequence(1'000);
        related.activate();
        QCOMPARE(related.state(), RelatedModel::State::Working);
        fixture.model.setLog(&fixture.log, &fixture.lines);
        cold.reset(); // which the sanitizers see
        QCOMPARE(related.state(), RelatedModel::State::Nothing);
        related.setSequence(1'000);
        related.activate();
        QCOMPARE(related.state(), RelatedModel::State::Shown);
    }

    void aColumnNamesWhatChanged()
    {
        LogFixture fixture;
        fixture.add({{.subject = "a", .payload = R"({"status":"x","n":1,"id":7})"},
                     {.subject = "b", .payload = R"({"status":"y"})"},
                     {.subject = "a", .payload = R"({"status":"z","n":2,"id":7})"},
                     {.subject = "", .payload = R"({"status":"z"})"}});
        const auto changed = [&fixture](int row) {
            return fixture.model.index(row, EventLogColumn::Changed).data().toString();
        };
        QCOMPARE(changed(0), QString());
        QCOMPARE(changed(1), QString());
        QCOMPARE(changed(2), u"status, n"_s);
        QCOMPARE(changed(3), QString());
        fixture.add({{.subject = "b", .payload = R"({"status":"y","more":1})"}});
        QCOMPARE(changed(4), u"more"_s);
    }

    void aColumnOfALongLogIsFilledOnceItsWayBackIsKnown()
    {
        LogFixture fixture;
        fixture.addMany(300'000);
        fixture.add({{.subject = "call 7", .payload = R"({"status":"gone"})"}});
        const QModelIndex cell = fixture.model.index(300'000, EventLogColumn::Changed);
        QCOMPARE(cell.data().toString(), u"…"_s);
        QTRY_COMPARE(cell.data().toString(), u"status"_s);
    }

    void signalsHoldUnderRandomOperations_data()
    {
        QTest::addColumn<uint>("seed");
        for (const uint seed : {1U, 2U, 3U})
            QTest::addRow("seed %u", seed) << seed;
    }
    void signalsHoldUnderRandomOperations()
    {
        QFETCH(uint, seed);
        QRandomGenerator random(seed);
        LogFixture fixture;
        RelatedModel related(&fixture.model);
        const QAbstractItemModelTester tester(
            &related, QAbstractItemModelTester::FailureReportingMode::Fatal);
        const TreeShadow shadow(&related, {EventLogRole::Sequence});
        for (int step = 0; step < 200; ++step) {
            const EventLog &log = fixture.log;
            switch (random.bounded(6)) {
            case 0:
                related.setSequence(log.firstSequence()
                                    + quint64(random.bounded(int(log.size()) + 1)));
                break;
            case 1:
                related.activate();
                break;
            case 2:
                if (random.bounded(4) == 0)
                    fixture.model.retire(log.firstSequence() + quint64(random.bounded(50)));
                break;
            case 3:
                related.showOlder();
                break;
            default: {
                std::vector<TestEvent> events;
                for (int i = random.bounded(120); i >= 0; --i)
                    events.push_back({.subject = random.bounded(3) ? "a" : "b"});
                fixture.add(events, random.bounded(2) ? "one" : "two");
            }
            }
            QVERIFY2(shadow.difference().isEmpty(), qPrintable(shadow.difference()));
        }
    }
};

QTEST_GUILESS_MAIN(RelatedModelTest)
#include "tst_relatedmodel.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventbookmarks.h"
#include "models/query/compiledfilter.h"
#include "models/query/filterparser.h"
#include "models/query/previousevents.h"
#include "tests/views/logfixture.h"

#include <QRandomGenerator>
#include <QTest>

#include <map>
#include <thread>

using namespace eventscope;
using namespace Qt::StringLiterals;

class LogContextTest final : public QObject
{
    Q_OBJECT

private:
    static std::vector<quint64> shown(LogFixture &fixture, const QString &filter)
    {
        FilterBinding binding;
        binding.log = &fixture.log;
        binding.context = fixture.model.context();
        fixture.model.setFilter(CompiledFilter::make(parseFilter(filter).expression, binding));
        if (!QTest::qWaitFor([&fixture] { return !fixture.model.isScanning(); }))
            return {};
        std::vector<quint64> sequences;
        for (int row = 0; row < fixture.model.rowCount(); ++row)
            sequences.push_back(fixture.model.sequenceAt(row));
        return sequences;
    }
    using Sequences = std::vector<quint64>;

private Q_SLOTS:
    void bookmarksAreFilteredBy()
    {
        LogFixture fixture;
        fixture.addMany(1'000);
        for (const quint64 one : {3, 500, 999})
            QVERIFY(fixture.model.bookmarks().set(one, {}));
        QCOMPARE(shown(fixture, u"is:bookmarked"_s), Sequences({3, 500, 999}));
        QVERIFY(fixture.model.bookmarks().remove(500));
        QCOMPARE(shown(fixture, u"is:bookmarked"_s), Sequences({3, 999}));
        QCOMPARE(shown(fixture, u"is:bookmarked and sequence > 3"_s), Sequences({999}));
    }

    void whatChangedSinceTheEventBeforeIsFilteredBy()
    {
        LogFixture fixture;
        fixture.add({{.subject = "a", .payload = R"({"status":"x","n":1})"},
                     {.subject = "b", .payload = R"({"status":"x","n":1})"},
                     {.subject = "a", .payload = R"({"status":"x","n":2})"},
                     {.subject = "b", .payload = R"({"status":"y","n":1})"}});
        fixture.add({{.subject = "a", .payload = R"({"status":"z","n":2})"}}, "ffffffff");
        QCOMPARE(shown(fixture, u"changed:data.status"_s), Sequences({4}));
        QCOMPARE(shown(fixture, u"changed:data.n"_s), Sequences({3}));
        fixture.add({{.subject = "a", .payload = R"({"status":"x","n":3})"}}); // and of what comes
        QCOMPARE(fixture.model.rowCount(), 2);
        QCOMPARE(fixture.model.sequenceAt(1), quint64(6));
    }

    void theEventBeforeIsTheOneOfTheSameSubject_data()
    {
        QTest::addColumn<quint32>("seed");
        for (const quint32 seed : {1U, 2U, 3U})
            QTest::addRow("seed %u", seed) << seed;
    }
    void theEventBeforeIsTheOneOfTheSameSubject()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        LogFixture fixture;
        PreviousEvents previous;
        previous.setLog(&fixture.log);
        std::map<std::string, quint64> last;
        std::vector<quint64> expected{0};
        quint64 retired = 0;
        for (int step = 0; step < 60; ++step) {
            std::vector<TestEvent> events;
            const std::string connection = random.bounded(2) ? "0a1b2c3d" : "11111111";
            for (int i = random.bounded(400); i >= 0; --i) {
                const int kind = random.bounded(20);
                TestEvent event;
                event.subject = kind == 0 ? "" : "s" + std::to_string(random.bounded(5'000));
                event.flags = kind == 1 ? EventFlags(OwnEvent) : EventFlags(0);
                events.push_back(event);
                const bool counts = kind > 1;
                quint64 &there = last[connection + event.subject];
                expected.push_back(counts ? there : 0);
                if (counts)
                    there = expected.size() - 1;
            }
            fixture.add(events, connection);
            if (random.bounded(5) == 0) {
                retired = fixture.log.firstSequence() + random.bounded(300);
                fixture.log.retire(retired);
            }
            previous.update();
            for (int look = 0; look < 200 && step > 10; ++look) {
                const quint64 sequence = fixture.log.firstSequence()
                    + quint64(random.bounded(int(fixture.log.size())));
                const auto before = previous.before(sequence);
                const quint64 right = expected[size_t(sequence)];
                if (right < fixture.log.firstSequence())
                    QVERIFY(!before);
                else
                    QCOMPARE(before ? before->first : 0, right);
            }
        }
    }

    void anyThreadMayAskWhileTheLogGrows()
    {
        LogFixture fixture;
        fixture.addMany(20'000);
        PreviousEvents previous;
        previous.setLog(&fixture.log);
        std::atomic_bool stop{false};
        std::atomic<int> wrong{0};
        const auto ask = [&] {
            for (quint64 sequence = 1; !stop; sequence = sequence % 20'000 + 1)
                wrong += previous.before(sequence) ? 1 : 0; // every subject is another one
        };
        std::thread one(ask);
        std::thread other(ask);
        for (int i = 0; i < 50; ++i) {
            fixture.addMany(100);
            previous.update();
        }
        stop = true;
        one.join();
        other.join();
        QCOMPARE(int(wrong), 0);
        fixture.add({{.subject = "call 7"}});
        previous.update();
        QCOMPARE(previous.before(fixture.log.size())->first, quint64(7));
        previous.setLog(nullptr);
        QVERIFY(!previous.before(1));
    }
};

QTEST_GUILESS_MAIN(LogContextTest)
#include "tst_logcontext.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/subjecttrail.h"

#include <QRandomGenerator>
#include <QTest>

#include <thread>

using namespace eventscope;

namespace {

void append(EventLog &log, quint64 subject, quint16 connection = 0, EventFlags flags = 0)
{
    EventRecord record;
    record.subjectHash = subject;
    record.connection = connection;
    record.flags = flags;
    log.append(&record, 1);
}

/// What the trail has to answer, found the slow way.
quint64 slowBefore(const EventLog &log, quint64 sequence, bool sameConnection)
{
    const EventRecord &record = log.at(sequence - log.firstSequence());
    if (record.subjectHash == 0 || (sameConnection && (record.flags & OwnEvent)))
        return 0;
    for (quint64 at = sequence - 1; at >= log.firstSequence(); --at) {
        const EventRecord &other = log.at(at - log.firstSequence());
        const bool fits =
            !sameConnection || (other.connection == record.connection && !(other.flags & OwnEvent));
        if (other.subjectHash == record.subjectHash && fits)
            return at;
    }
    return 0;
}

quint64 sequenceOf(const std::optional<SubjectTrail::Found> &found)
{
    return found ? found->sequence : 0;
}

} // namespace

class SubjectTrailTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsKeptUntilSomebodyAsks()
    {
        EventLog log;
        SubjectTrail trail;
        trail.setLog(&log);
        append(log, 7);
        append(log, 7);
        trail.update();
        QVERIFY(!trail.isWanted());
        QCOMPARE(trail.memoryBytes(), size_t(0));
        QVERIFY(!trail.knows(2));
        trail.catchUp();
        QVERIFY(trail.isComplete());
        QCOMPARE(sequenceOf(trail.before(2, SubjectTrail::On::SameConnection)), quint64(1));
    }

    void findsWhatALookThroughTheLogFinds_data()
    {
        QTest::addColumn<uint>("seed");
        for (const uint seed : {1U, 2U, 3U})
            QTest::addRow("seed %u", seed) << seed;
    }
    void findsWhatALookThroughTheLogFinds()
    {
        QFETCH(uint, seed);
        QRandomGenerator random(seed);
        EventLog log;
        log.setFirstSequence(1000);
        SubjectTrail trail;
        trail.setLog(&log);
        trail.catchUp();
        for (int round = 0; round < 300; ++round) {
            for (int i = random.bounded(40); i > 0; --i)
                append(log, quint64(random.bounded(30)), quint16(random.bounded(3)),
                       random.bounded(5) == 0 ? EventFlags(OwnEvent) : EventFlags(0));
            if (random.bounded(20) == 0)
                log.retire(log.firstSequence() + quint64(random.bounded(100)));
            trail.update();
            QVERIFY(trail.isComplete());
            if (log.size() == 0)
                continue;
            for (int look = 0; look < 20; ++look) {
                const quint64 sequence =
                    log.firstSequence() + quint64(random.bounded(int(log.size())));
                QCOMPARE(sequenceOf(trail.before(sequence, SubjectTrail::On::SameConnection)),
                         slowBefore(log, sequence, true));
                QCOMPARE(sequenceOf(trail.before(sequence, SubjectTrail::On::AnyConnection)),
                         slowBefore(log, sequence, false));
            }
            const quint64 subject = quint64(random.bounded(1, 30));
            quint64 newest = 0;
            for (quint64 row = 0; row < log.size(); ++row) {
                if (log.at(row).subjectHash == subject)
                    newest = log.firstSequence() + row;
            }
            QCOMPARE(sequenceOf(trail.newest(subject)), newest);
        }
    }

    void retiredChunksAreFreed()
    {
        EventLog log;
        SubjectTrail trail;
        trail.setLog(&log);
        for (size_t i = 0; i < 5 * EventLog::chunkSize; ++i)
            append(log, i % 1000 + 1);
        trail.update();
        trail.catchUp();
        const size_t before = trail.memoryBytes();
        QVERIFY(before <= log.size() * 4 + (size_t(4) << 20) + EventLog::chunkSize * 4);
        log.retire(log.firstSequence() + 4 * EventLog::chunkSize);
        trail.update();
        QCOMPARE(before - trail.memoryBytes(), 4 * EventLog::chunkSize * 4);
        const quint64 last = log.firstSequence() + log.size() - 1;
        QCOMPARE(sequenceOf(trail.before(last, SubjectTrail::On::SameConnection)), last - 1000);
        // The first of each subject is behind what went.
        QVERIFY(!trail.before(log.firstSequence(), SubjectTrail::On::SameConnection));
    }

    void aNewLogHasNothingOfTheOld()
    {
        EventLog one;
        EventLog other;
        append(one, 5);
        append(one, 5);
        append(other, 5);
        SubjectTrail trail;
        trail.setLog(&one);
        trail.catchUp();
        trail.setLog(&other);
        QVERIFY(!trail.isWanted());
        trail.catchUp();
        QVERIFY(!trail.before(1, SubjectTrail::On::SameConnection));
        QVERIFY(!trail.before(2, SubjectTrail::On::SameConnection));
        trail.setLog(nullptr);
        trail.catchUp();
        QVERIFY(!trail.newest(5));
    }

    /// Workers ask, and work out what is missing, while the log grows and loses its oldest.
    void manyThreadsAskWhileTheLogGrows()
    {
        EventLog log;
        SubjectTrail trail;
        trail.setLog(&log);
        std::atomic<bool> stop = false;
        std::atomic<quint64> last = 0;
        std::atomic<int> wrong = 0;
        const auto ask = [&](uint seed) {
            QRandomGenerator random(seed);
            while (!stop) {
                if (!trail.knows(last))
                    trail.catchUp();
                const quint64 sequence = last;
                const auto found = trail.before(sequence, SubjectTrail::On::SameConnection);
                // Subjects go round.
                if (found && sequence - found->sequence != 97)
                    ++wrong;
            }
        };
        std::thread one(ask, 1);
        std::thread two(ask, 2);
        for (int i = 0; i < 200'000; ++i) {
            append(log, quint64(i % 97 + 1));
            if (i % 500 == 499) {
                if (i % 20'000 == 19'999)
                    log.retire(log.firstSequence() + 10'000);
                trail.update();
                last = log.firstSequence() + log.size() - 1;
            }
        }
        stop = true;
        one.join();
        two.join();
        QCOMPARE(wrong.load(), 0);
    }
};

QTEST_GUILESS_MAIN(SubjectTrailTest)
#include "tst_subjecttrail.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/eventlog.h"

#include <QTest>
#include <thread>

using namespace eventscope;

namespace {

StoredBatch storedBatch(int events, quint64 firstSequence,
                        const std::function<std::string(int)> &topic)
{
    StoredBatch stored;
    stored.batch = std::make_unique<EventBatch>();
    stored.batch->setConnection("c0ffee00");
    stored.firstSequence = firstSequence;
    stored.segment = 3;
    stored.offset = 1000;
    for (int i = 0; i < events; ++i) {
        EventFields fields;
        fields.type = i % 2 ? "call.status" : "call.created";
        const std::string text = topic(i);
        fields.topic = text;
        fields.subject = "a1b2";
        fields.payload = "{}";
        stored.batch->append(fields, 5 + i);
        BatchEntry &entry = stored.batch->entries().back();
        entry.prefixLength = 40;
        entry.lineLength = entry.prefixLength + entry.bodyLength;
    }
    return stored;
}

} // namespace

class TestEventLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recordsKnowWhereTheirLineIs()
    {
        EventLog log;
        const StoredBatch stored =
            storedBatch(3, 1, [](int i) { return "topic " + std::to_string(i); });
        log.append(stored);
        QCOMPARE(log.size(), 3U);
        quint64 offset = 1000;
        for (quint64 row = 0; row < 3; ++row) {
            QCOMPARE(log.at(row).segment(), 3U);
            QCOMPARE(log.at(row).offset(), offset);
            offset += log.at(row).lineLength + 1;
            QCOMPARE(log.topics().text(log.at(row).topic),
                     std::string_view("topic " + std::to_string(row)));
            QVERIFY(log.at(row).dataOffset > 40);
            QCOMPARE(log.at(row).subjectHash, subjectHash("a1b2"));
        }
        QCOMPARE(log.types().text(log.at(1).type), std::string_view("call.status"));
        QCOMPARE(log.connections().text(log.at(1).connection), std::string_view("c0ffee00"));
    }

    void escapedTextsAreInternedUnescaped()
    {
        EventLog log;
        log.append(storedBatch(1, 1, [](int) { return std::string("a\"b"); }));
        QCOMPARE(log.topics().text(log.at(0).topic), std::string_view("a\"b"));
    }

    void recordsReadBackCrossChunksUnchanged()
    {
        EventLog log;
        std::vector<EventRecord> records(EventLog::chunkSize * 2 + 7);
        for (size_t i = 0; i < records.size(); ++i)
            records[i].place = i;
        log.append(records.data(), 5);
        log.append(records.data() + 5, records.size() - 5);
        QCOMPARE(log.size(), quint64(records.size()));
        for (size_t i = 0; i < records.size(); ++i)
            QCOMPARE(log.at(i).place, quint64(i));
    }

    void aSnapshotStaysTrueWhileTheLogGrows()
    {
        EventLog log;
        for (int batch = 0; batch < 40; ++batch)
            log.append(storedBatch(1000, 1 + quint64(batch) * 1000,
                                   [](int i) { return std::to_string(i % 7); }));
        const EventLog::Snapshot snapshot = log.snapshot();
        quint64 sum = 0;
        std::thread reader([&snapshot, &sum] {
            for (quint64 row = 0; row < snapshot.size(); ++row)
                sum += snapshot.at(row).lineLength > 0;
        });
        for (int batch = 0; batch < 40; ++batch)
            log.append(storedBatch(1000, 40'001 + quint64(batch) * 1000,
                                   [](int i) { return std::to_string(i % 7); }));
        reader.join();
        QCOMPARE(sum, 40'000U);
        QCOMPARE(snapshot.size(), 40'000U);
        QCOMPARE(log.size(), 80'000U);
    }

    void aMillionEventsNeedAtMost64BytesEach()
    {
        EventLog log;
        for (int batch = 0; batch < 1000; ++batch)
            log.append(storedBatch(1000, 1 + quint64(batch) * 1000, [batch](int i) {
                return "customer:call:" + std::to_string((batch * 1000 + i) % 5000);
            }));
        QCOMPARE(log.size(), 1'000'000U);
        QVERIFY2(log.memoryBytes() <= 64'000'000U, qPrintable(QString::number(log.memoryBytes())));
    }

    void aNewTopicInEveryEventDoesNotEatTheMemory()
    {
        StringTable table(1000);
        for (int i = 0; i < 5000; ++i) {
            const quint32 id = table.intern("topic " + std::to_string(i));
            QCOMPARE(id == StringTable::overflow, i >= 999); // the empty text has number 0
        }
        QCOMPARE(table.size(), 1000U);
        QCOMPARE(table.text(StringTable::overflow), std::string_view());
        QCOMPARE(table.find("topic 5"), table.intern("topic 5"));
        QCOMPARE(table.find("topic 4999"), StringTable::overflow);
        QCOMPARE(table.text(table.find("topic 998")), std::string_view("topic 998"));
    }

    /// C23: the log itself under a cardinality bomb.
    void aNewTopicInEveryEventDoesNotEatTheLogEither()
    {
        EventLog log;
        for (int batch = 0; batch < 200; ++batch)
            log.append(storedBatch(1000, 1 + quint64(batch) * 1000, [batch](int i) {
                return "customer:call:" + std::to_string(batch * 1000 + i);
            }));
        QCOMPARE(log.size(), 200'000U);
        QVERIFY(log.topics().size() <= 1U << 16);
        QCOMPARE(log.at(199'999).topic, StringTable::overflow);
        QVERIFY2(log.topics().memoryBytes() < 16'000'000U,
                 qPrintable(QString::number(log.topics().memoryBytes())));
    }

    /// C23: of a file it stays in its line, from where whoever shows the event reads it; of a feed
    /// it is cut.
    void aTextOfAMegabyteIsLeftWhereItIs()
    {
        StringTable table;
        const std::string longest(EventFields::maxAttribute, 'x');
        QCOMPARE(table.intern(longest), 1U);
        QCOMPARE(table.text(1), std::string_view(longest));
        QCOMPARE(table.intern(longest + 'x'), StringTable::overflow);
        QCOMPARE(table.find(longest + 'x'), StringTable::overflow);
        EventLog log;
        log.append(storedBatch(100, 1, [](int i) {
            return "customer:call:" + std::to_string(i) + std::string(1 << 20, 'x');
        }));
        QCOMPARE(log.size(), 100U);
        QCOMPARE(log.topics().text(log.at(99).topic).size(), EventFields::maxAttribute);
        QVERIFY2(log.topics().memoryBytes() < 1U << 20,
                 qPrintable(QString::number(log.topics().memoryBytes())));
    }
};

QTEST_GUILESS_MAIN(TestEventLog)
#include "tst_eventlog.moc"

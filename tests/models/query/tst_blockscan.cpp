// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/blockscan.h"
#include "models/query/filterparser.h"
#include "models/query/scan.h"
#include "tests/support/memorylines.h"

#include <QTest>
#include <random>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

using Random = std::mt19937;

/// A log whose lines are ours, others', lost, unreadable, escaped, encoded and torn apart.
struct Fixture
{
    explicit Fixture(unsigned seed) : random(seed)
    {
        for (int batch = 0; batch < 12; ++batch)
            addBatch();
        lines.lose(3);
        mixOrder();
    }

    template<typename T>
    const T &oneOf(const std::vector<T> &list)
    {
        return list[random() % list.size()];
    }

    std::string payload()
    {
        static const std::vector<std::string> values{"\"answered\"",
                                                     "\"Answered\"",
                                                     "\"\\u0061nswered\"",
                                                     "\"hangup\"",
                                                     "17",
                                                     "17.0",
                                                     "1e400",
                                                     "\"caf\\u00e9\"",
                                                     "\"CAFÉ\"",
                                                     "\"a\\/b <c>\"",
                                                     "\"\\u003cc\\u003e\"",
                                                     "true",
                                                     "null",
                                                     "\"日本\"",
                                                     "[1,\"answered\"]",
                                                     "{\"status\":\"answered\"}",
                                                     "\"x\\\\u0061nswered\""};
        static const std::vector<std::string> keys{"status", "st\\u0061tus", "Answered", "price",
                                                   "note"};
        std::string text = "{";
        for (unsigned i = 0, count = random() % 4; i <= count; ++i)
            text += (i ? ",\"" : "\"") + oneOf(keys) + "\":" + oneOf(values);
        return text + "}";
    }

    void addBatch()
    {
        std::vector<TestEvent> events(random() % 700 + 1);
        for (TestEvent &event : events) {
            event.type = oneOf<std::string>({"call.status", "call.media", "answered.things", "x"});
            event.topic = oneOf<std::string>({"", "acm.clusters", "hangup topic", "CAFÉ"});
            event.subject = oneOf<std::string>({"", "sub-17", "answered-subject", "caf\"é"});
            event.severity = Severity(random() % 5);
            event.payload = payload();
            switch (random() % 16) {
            case 0:
                event.kind = PayloadKind::Binary;
                event.payload = "binary answered \xff café";
                break;
            case 1:
                event.kind = PayloadKind::Text;
                event.payload = "plain \"answered\" text é\n17";
                break;
            case 2:
                event.payload = R"({"type":"event","event":"update","data":")"
                    + QByteArray::fromStdString(payload()).toBase64().toStdString() + R"("})";
                break;
            case 3:
                event.flags = Undecodable;
                event.type = owntype::undecodable;
                event.reason = "not answered at all";
                event.kind = PayloadKind::Text;
                break;
            case 4:
                event.kind = PayloadKind::None;
                break;
            default:
                break;
            }
        }
        auto batch = batchOf(events, random() % 2 ? "0a1b2c3d" : "answered");
        log.append(lines.add(std::move(batch)));
    }

    /// As captures that are merged by time have them, with numbers that are lost.
    void mixOrder()
    {
        std::vector<EventRecord> records;
        for (quint64 row = 0; row < log.size(); ++row)
            records.push_back(log.at(row));
        for (size_t i = records.size() / 2; i + 1 < records.size(); ++i) {
            if (random() % 8 == 0)
                std::swap(records[i], records[i + 1]);
        }
        for (int i = 0; i < 40; ++i) {
            EventRecord &lost = records[random() % records.size()];
            lost.lineLength = 0;
            lost.flags = OwnEvent | GapEvent;
            lost.dataOffset = 0;
        }
        log.append(records.data(), records.size());
    }

    MemoryLines lines;
    EventLog log;
    Random random;
};

/// Puts another member behind the payload, as lines may have it that others wrote.
class ForeignLines final : public LineSource
{
public:
    explicit ForeignLines(const Fixture &fixture, EventLog &log)
    {
        std::string scratch;
        for (quint64 row = 0; row < std::min<quint64>(fixture.log.size(), 3000); ++row) {
            EventRecord record = fixture.log.at(row);
            std::string line(fixture.lines.line(record, scratch));
            if (line.empty())
                continue;
            if (row % 3 == 0)
                line.insert(line.size() - 1, R"(,"other":"answered café")");
            record.place = m_text.size();
            record.lineLength = quint32(line.size());
            m_text += line + '\n';
            log.append(&record, 1);
        }
    }
    std::string_view line(const EventRecord &record, std::string &) const override
    {
        return std::string_view(m_text).substr(record.offset(), record.lineLength);
    }
    std::string_view lines(const EventRecord &first, const EventRecord &last) const override
    {
        return std::string_view(m_text).substr(first.offset(),
                                               last.offset() + last.lineLength - first.offset());
    }

private:
    std::string m_text;
};

/// Gives no bytes but line by line.
class OneByOne final : public LineSource
{
public:
    explicit OneByOne(const LineSource &lines) : m_lines(lines) { }
    std::string_view line(const EventRecord &record, std::string &scratch) const override
    {
        return m_lines.line(record, scratch);
    }

private:
    const LineSource &m_lines;
};

std::shared_ptr<const CompiledFilter> compiled(const QString &text, const EventLog &log)
{
    const ParsedFilter parsed = parseFilter(text);
    if (!parsed)
        return nullptr;
    FilterBinding binding;
    binding.log = &log;
    return CompiledFilter::make(parsed.expression, binding);
}

QString randomFilter(Random &random, int depth = 0)
{
    static const QStringList leaves{u"answered"_s,
                                    u"hangup"_s,
                                    u"\"café\""_s,
                                    u"\"<c>\""_s,
                                    u"日本"_s,
                                    u"status"_s,
                                    u"17"_s,
                                    u"\"}\""_s,
                                    u"a"_s,
                                    u"mluyxj"_s, // stands in base64, and so nowhere
                                    u"é"_s,
                                    u"type:call.*"_s,
                                    u"type:\"answered.things\""_s,
                                    u"topic:(acm* or café)"_s,
                                    u"subject:*17"_s,
                                    u"subject:answered*"_s,
                                    u"severity>=warning"_s,
                                    u"is:gap"_s,
                                    u"is:undecodable"_s,
                                    u"reason:*answered*"_s,
                                    u"data.status = \"answered\""_s,
                                    u"data.status:ANSWERED"_s,
                                    u"data.price > 16"_s,
                                    u"data.note:*b*"_s,
                                    u"size > 40"_s,
                                    u"/an.?wered/"_s,
                                    u"/caf(é|e)/i"_s,
                                    u"sequence < 900"_s,
                                    u"connection:answered"_s};
    switch (depth < 3 ? random() % 6 : 5) {
    case 0:
        return u"(%1 and %2)"_s.arg(randomFilter(random, depth + 1),
                                    randomFilter(random, depth + 1));
    case 1:
        return u"(%1 or %2)"_s.arg(randomFilter(random, depth + 1),
                                   randomFilter(random, depth + 1));
    case 2:
        return u"not (%1)"_s.arg(randomFilter(random, depth + 1));
    default:
        return leaves[random() % leaves.size()];
    }
}

/// Compares the block scan with the truth about every row, in blocks of odd sizes.
void compare(const CompiledFilter &filter, const EventLog &log, const LineSource *lines,
             Random &random, const QString &text)
{
    const EventLog::Snapshot snapshot = log.snapshot();
    BlockScan scan(filter, lines);
    FilterLine line;
    std::array<quint64, BlockScan::maxWords> bits;
    for (quint64 row = 0; row < log.size();) {
        const auto records =
            snapshot.run(row, random() % 3 == 0 ? random() % 300 + 1 : BlockScan::maxRows);
        bits.fill(~quint64(0));
        QVERIFY(scan.scan(records, log.firstSequence() + row, bits.data(), {}));
        for (size_t i = 0; i < records.size(); ++i) {
            line.reset(records[i], log.firstSequence() + row + i, lines);
            const bool truth = filter.evaluate(line) == Truth::Yes;
            if (truth != ((bits[i / 64] >> (i % 64) & 1) != 0)) {
                std::string scratch;
                const std::string shown(lines ? lines->line(records[i], scratch) : "no lines");
                QFAIL(qPrintable(
                    u"%1: row %2 should be %3: %4"_s.arg(text).arg(row + i).arg(truth).arg(
                        QString::fromStdString(shown))));
            }
        }
        for (size_t i = records.size(); i < (records.size() + 63) / 64 * 64; ++i)
            QVERIFY((bits[i / 64] >> (i % 64) & 1) == 0);
        row += records.size();
    }
}

} // namespace

class BlockScanTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersAsTheTruthDoesRowByRow_data();
    void answersAsTheTruthDoesRowByRow();
    void answersAboutLinesThatOthersWrote();
    void readsNoLineThatColumnsDecide();
    void looksIntoLinesOnlyWhereTheWordIs();
    void stopsWhenItIsTold();
    void asksAFilterWithoutABlockFormRowByRow();
};

void BlockScanTest::answersAsTheTruthDoesRowByRow_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 6; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void BlockScanTest::answersAsTheTruthDoesRowByRow()
{
    QFETCH(const unsigned, seed);
    Fixture fixture(seed);
    const OneByOne slow(fixture.lines);
    const LineSource *const sources[]{&fixture.lines, &fixture.lines, &slow, nullptr};
    int matching = 0;
    for (int i = 0; i < 60; ++i) {
        const QString text = randomFilter(fixture.random);
        const auto filter = compiled(text, fixture.log);
        QVERIFY2(filter, qPrintable(text));
        compare(*filter, fixture.log, sources[i % 4], fixture.random, text);
        if (QTest::currentTestFailed())
            return;
        ++matching;
    }
    QCOMPARE(matching, 60);
}

void BlockScanTest::answersAboutLinesThatOthersWrote()
{
    Fixture fixture(99);
    EventLog log;
    for (quint32 id = 0; id < fixture.log.types().size(); ++id)
        log.types().intern(fixture.log.types().text(id));
    for (quint32 id = 0; id < fixture.log.topics().size(); ++id)
        log.topics().intern(fixture.log.topics().text(id));
    for (quint32 id = 0; id < fixture.log.connections().size(); ++id)
        log.connections().intern(fixture.log.connections().text(id));
    const ForeignLines lines(fixture, log);
    for (int i = 0; i < 60; ++i) {
        const QString text = randomFilter(fixture.random);
        compare(*compiled(text, log), log, &lines, fixture.random, text);
        if (QTest::currentTestFailed())
            return;
    }
}

namespace {

/// Counts how often lines are asked for.
class CountedLines final : public LineSource
{
public:
    explicit CountedLines(const LineSource &lines) : m_lines(lines) { }
    std::string_view line(const EventRecord &record, std::string &scratch) const override
    {
        ++single;
        return m_lines.line(record, scratch);
    }
    std::string_view lines(const EventRecord &first, const EventRecord &last) const override
    {
        ++runs;
        return m_lines.lines(first, last);
    }
    mutable int single = 0;
    mutable int runs = 0;

private:
    const LineSource &m_lines;
};

} // namespace

void BlockScanTest::readsNoLineThatColumnsDecide()
{
    Fixture fixture(7);
    const CountedLines lines(fixture.lines);
    const auto filter = compiled(u"type:call.status and severity>=warning"_s, fixture.log);
    compare(*filter, fixture.log, &lines, fixture.random, {});
    QCOMPARE(lines.single + lines.runs, 0);
}

void BlockScanTest::looksIntoLinesOnlyWhereTheWordIs()
{
    MemoryLines memory;
    EventLog log;
    std::vector<TestEvent> events(5000);
    events[77].payload = R"({"status":"needle"})";
    log.append(memory.add(batchOf(events)));
    const CountedLines lines(memory);
    const auto filter = compiled(u"data.status = \"needle\""_s, log);
    BlockScan scan(*filter, &lines);
    std::array<quint64, BlockScan::maxWords> bits;
    QVERIFY(scan.scan(log.snapshot().run(0, 5000), 1, bits.data(), {}));
    QVERIFY2(lines.single == 0 && lines.runs < 10, qPrintable(QString::number(lines.runs)));
    QCOMPARE(bits[1], quint64(1) << (77 - 64));
}

void BlockScanTest::stopsWhenItIsTold()
{
    Fixture fixture(8);
    const auto filter = compiled(u"answered"_s, fixture.log);
    BlockScan scan(*filter, &fixture.lines);
    std::array<quint64, BlockScan::maxWords> bits;
    QVERIFY(!scan.scan(fixture.log.snapshot().run(0, 1000), 1, bits.data(), [] { return true; }));
}

void BlockScanTest::asksAFilterWithoutABlockFormRowByRow()
{
    class Odd final : public EventPredicate
    {
    public:
        bool decidedByColumns(const EventRecord &, bool &) const override { return false; }
        bool matchesLine(const EventRecord &, std::string_view line) const override
        {
            return line.find("\"sequence\":\"7\"") != std::string_view::npos;
        }
    };
    Fixture fixture(9);
    const Odd odd;
    BlockScan scan(odd, &fixture.lines);
    std::array<quint64, BlockScan::maxWords> bits;
    QVERIFY(scan.scan(fixture.log.snapshot().run(0, 100), 1, bits.data(), {}));
    QCOMPARE(bits[0], quint64(1) << 6);
    QCOMPARE(bits[1], quint64(0));
}

QTEST_GUILESS_MAIN(BlockScanTest)
#include "tst_blockscan.moc"

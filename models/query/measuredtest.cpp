// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filterline.h"
#include "models/query/filtertimes.h"
#include "models/query/filtervalues.h"
#include "models/query/rowtests.h"

#include <limits>

namespace eventscope {

namespace {

constexpr qint64 least = std::numeric_limits<qint64>::min();
constexpr qint64 most = std::numeric_limits<qint64>::max();

/// The values that a condition accepts, both ends included, or all but those.
struct Span
{
    qint64 from = least;
    qint64 upTo = most;
    bool outside = false;
    qint64 pauseFrom = most; ///< what is in between is not accepted: the first of it
    qint64 pauseTo = least; ///< the first behind it

    bool has(qint64 value) const
    {
        const bool paused = value >= pauseFrom && value < pauseTo;
        return (value >= from && value <= upTo && !paused) != outside;
    }
};

/// `low`..`high` is what one written value stands for: a minute, a number.
Span spanOf(FilterOperator op, qint64 low, qint64 high)
{
    switch (op) {
    case FilterOperator::Less:
        return low == least ? Span{most, least, false} : Span{least, low - 1, false};
    case FilterOperator::LessOrEqual:
        return {least, high, false};
    case FilterOperator::Greater:
        return high == most ? Span{most, least, false} : Span{high + 1, most, false};
    case FilterOperator::GreaterOrEqual:
        return {low, most, false};
    case FilterOperator::NotEqual:
        return {low, high, true};
    case FilterOperator::Matches:
    case FilterOperator::Equal:
        break;
    }
    return {low, high, false};
}

struct Measure
{
    qint64 low = 0;
    qint64 high = 0;
};

Measure measureOf(FilterValueKind kind, const QString &text, const FilterBinding &binding)
{
    const auto single = [](qint64 value) { return Measure{value, value}; };
    switch (kind) {
    case FilterValueKind::Severity:
        return single(qint64(readFilterSeverity(text).value_or(Severity::Info)));
    case FilterValueKind::Time: {
        const auto time = readFilterTime(text, binding.nowUs, binding.zone).value_or(FilterTime());
        return {time.fromUs, time.toUs - 1};
    }
    case FilterValueKind::Duration: {
        const bool negative = text.startsWith(u'-');
        const qint64 us =
            readFilterDuration(negative ? QStringView(text).mid(1) : QStringView(text)).value_or(0);
        return single(negative ? -us : us);
    }
    case FilterValueKind::Bytes:
        return single(readFilterBytes(text).value_or(0));
    default:
        return single(readFilterCount(text).value_or(0));
    }
}

Span spanOfValue(const FilterExpression &test, const FilterValue &value,
                 const FilterBinding &binding)
{
    const FilterValueKind kind = filterField(test.field).kind;
    if (!value.isRange) {
        const Measure measure = measureOf(kind, value.text, binding);
        Span span = spanOf(test.op, measure.low, measure.high);
        if (kind == FilterValueKind::Time && test.op < FilterOperator::Less) {
            const auto time = readFilterTime(value.text, binding.nowUs, binding.zone);
            if (time && time->pauseToUs > time->pauseFromUs) {
                span.pauseFrom = time->pauseFromUs;
                span.pauseTo = time->pauseToUs;
            }
        }
        return span;
    }
    if (kind == FilterValueKind::Time) {
        const FilterTime span =
            readFilterTimeSpan(value.text, value.upTo, binding.nowUs, binding.zone)
                .value_or(FilterTime());
        return {span.fromUs, value.upTo.isEmpty() ? most : span.toUs - 1,
                test.op == FilterOperator::NotEqual};
    }
    const qint64 from = value.text.isEmpty() ? least : measureOf(kind, value.text, binding).low;
    const qint64 upTo = value.upTo.isEmpty() ? most : measureOf(kind, value.upTo, binding).high;
    return {from, upTo, test.op == FilterOperator::NotEqual};
}

/// `time:*`: whether there is one; what every event has is always there.
struct PresenceColumn
{
    Truth operator()(const EventRecord &record, quint64) const
    {
        const bool ofItself = field == FilterField::Time || field == FilterField::Latency;
        return truthOf(ofItself ? record.timeUs != noTime
                                : field != FilterField::Size || record.dataOffset != 0);
    }
    FilterField field;
};

struct SeverityColumn
{
    Truth operator()(const EventRecord &record, quint64) const
    {
        return truthOf((mask >> unsigned(record.severity)) & 1U);
    }
    unsigned mask = 0;
};

struct TimeColumn
{
    Truth operator()(const EventRecord &record, quint64) const
    {
        return truthOf(span.has(record.timeUs == noTime ? record.recordedUs : record.timeUs));
    }
    Span span;
};

struct RecordedColumn
{
    Truth operator()(const EventRecord &record, quint64) const
    {
        return truthOf(span.has(record.recordedUs));
    }
    Span span;
};

struct LatencyColumn
{
    Truth operator()(const EventRecord &record, quint64) const
    {
        return truthOf(record.timeUs != noTime && span.has(record.recordedUs - record.timeUs));
    }
    Span span;
};

struct SequenceColumn
{
    Truth operator()(const EventRecord &, quint64 sequence) const
    {
        return sequence == 0 ? Truth::Unknown : truthOf(span.has(qint64(sequence)));
    }
    Span span;
};

/// In a line that we wrote the payload stands last: its size is known, but for what base64 hides
/// and for what others have put behind it. Of what is lost nothing was stored.
struct SizeColumn
{
    static bool isKnown(const EventRecord &record)
    {
        return record.dataOffset == 0 || record.lineLength == 0 || (record.flags & MadeLine);
    }
    Truth operator()(const EventRecord &record, quint64) const
    {
        if (isKnown(record))
            return truthOf(span.has(qint64(payloadLength(record))));
        const qint64 atMost = qint64(record.lineLength) - record.dataOffset;
        const bool allOut = span.outside ? span.from <= 0 && span.upTo >= atMost
                                         : span.from > atMost || span.upTo < 0;
        if (allOut)
            return Truth::No;
        const bool allIn = span.outside ? span.from > atMost || span.upTo < 0
                                        : span.from <= 0 && span.upTo >= atMost;
        return allIn ? Truth::Yes : Truth::Unknown;
    }
    Span span;
};

class SequenceTest final : public ColumnTest<SequenceColumn>
{
public:
    using ColumnTest::ColumnTest;
    Truth byLine(FilterLine &line) const override
    {
        const quint64 sequence = line.sequence();
        return truthOf(sequence != 0 && columns().span.has(qint64(sequence)));
    }
};

class SizeTest final : public ColumnTest<SizeColumn>
{
public:
    using ColumnTest::ColumnTest;
    Truth byLine(FilterLine &line) const override
    {
        const EventRecord &record = line.record();
        const auto size =
            SizeColumn::isKnown(record) ? payloadLength(record) : quint64(line.payload().size());
        return truthOf(columns().span.has(qint64(size)));
    }
};

struct FlagColumn
{
    Truth operator()(const EventRecord &record, quint64) const
    {
        switch (flag) {
        case FilterFlag::Gap:
            return truthOf(record.flags & GapEvent);
        case FilterFlag::Own:
            return truthOf(record.flags & OwnEvent);
        case FilterFlag::Received:
            return truthOf(!(record.flags & OwnEvent));
        case FilterFlag::Error:
            return truthOf(record.severity >= Severity::Error);
        case FilterFlag::Undecodable:
            return truthOf(record.flags & Undecodable);
        case FilterFlag::Binary:
            return truthOf(record.flags & BinaryPayload);
        case FilterFlag::Late:
            return truthOf(record.marks & Late);
        case FilterFlag::Repeated:
            return truthOf(record.marks & Repeated);
        case FilterFlag::DuplicateKey:
            return truthOf(record.marks & DuplicateKey);
        case FilterFlag::IdConflict:
            return truthOf(record.marks & IdConflict);
        case FilterFlag::Bookmarked:
            break; // makeContextTest()
        }
        return Truth::No;
    }
    FilterFlag flag;
};

} // namespace

std::unique_ptr<const RowTest> makeMeasuredTest(const FilterExpression &test,
                                                const FilterValue &value, const TestMaking &making)
{
    if (test.field == FilterField::Is) {
        const FilterFlag flag = readFilterFlag(value.text).value_or(FilterFlag::Gap);
        return std::make_unique<ColumnTest<FlagColumn>>(FlagColumn{flag});
    }
    if (isAnyFilterValue(test.op, value))
        return std::make_unique<ColumnTest<PresenceColumn>>(PresenceColumn{test.field});
    const Span span = spanOfValue(test, value, making.binding);
    switch (test.field) {
    case FilterField::Severity: {
        SeverityColumn column;
        for (unsigned severity = 0; severity <= unsigned(Severity::Fatal); ++severity)
            column.mask |= unsigned(span.has(severity)) << severity;
        return std::make_unique<ColumnTest<SeverityColumn>>(column);
    }
    case FilterField::Time:
        return std::make_unique<ColumnTest<TimeColumn>>(TimeColumn{span});
    case FilterField::Recorded:
        return std::make_unique<ColumnTest<RecordedColumn>>(RecordedColumn{span});
    case FilterField::Latency:
        return std::make_unique<ColumnTest<LatencyColumn>>(LatencyColumn{span});
    case FilterField::Sequence:
        return std::make_unique<SequenceTest>(SequenceColumn{span});
    default:
        return std::make_unique<SizeTest>(SizeColumn{span});
    }
}

} // namespace eventscope

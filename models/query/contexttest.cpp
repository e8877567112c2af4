// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/decimal.h"
#include "models/query/filtervalues.h"
#include "models/query/jsondifference.h"
#include "models/query/jsonpath.h"
#include "models/query/rowcontext.h"
#include "models/query/rowtests.h"

#include <algorithm>

namespace eventscope {

namespace {

struct BookmarkColumn
{
    Truth operator()(const EventRecord &, quint64 sequence) const
    {
        if (!context)
            return Truth::No;
        return sequence == 0 ? Truth::Unknown : truthOf(context->isBookmarked(sequence));
    }
    const RowContext *context;
};

class BookmarkTest final : public ColumnTest<BookmarkColumn>
{
public:
    using ColumnTest::ColumnTest;
    Truth byLine(FilterLine &line) const override
    {
        const quint64 sequence = line.sequence();
        return truthOf(sequence != 0 && columns().context->isBookmarked(sequence));
    }
};

struct ChangedColumn
{
    Truth operator()(const EventRecord &record, quint64) const
    {
        return possible && record.subjectHash != 0 ? Truth::Unknown : Truth::No;
    }
    bool possible;
};

/// What stood at a path, so that it can be compared when its memory is gone.
struct Found
{
    JsonKind kind;
    std::string json;

    /// As the column Changed has it: whatever the order of members, by the value of numbers, and
    /// within texts that hold JSON.
    bool operator==(const Found &other) const
    {
        if (kind != other.kind)
            return false;
        if (json == other.json)
            return true;
        if (kind == JsonKind::Number)
            return compareDecimals(json, other.json) == 0;
        return jsonDifference(json, other.json).different == 0;
    }
};

std::vector<Found> foundAt(const JsonPath &path, FilterLine &line)
{
    constexpr size_t enough = 10'000;
    std::vector<Found> all;
    path.any(line, [&](JsonRef value) {
        all.push_back({value.kind(), std::string(value.raw())});
        return all.size() == enough;
    });
    return all;
}

/// The record of a line of which nothing else is known: enough to find its payload.
EventRecord recordOf(std::string_view line)
{
    static thread_local JsonTape tape(JsonTape::maxLineDepth);
    EventRecord record;
    record.lineLength = quint32(line.size());
    if (!tape.parse(line))
        return record;
    const JsonRef data = JsonRef(tape)["data"];
    record.dataOffset = data ? quint32(data.raw().data() - line.data()) : 0;
    return record;
}

class ChangedTest final : public ColumnTest<ChangedColumn>
{
public:
    ChangedTest(const std::vector<PathStep> &path, const RowContext *context)
        : ColumnTest(ChangedColumn{context != nullptr}), m_path(path), m_context(context)
    { }

    Truth byLine(FilterLine &line) const override
    {
        static thread_local std::string scratch;
        static thread_local FilterLine before;
        const std::string_view previous =
            m_context->previousLine(line.record(), line.sequence(), scratch);
        if (previous.empty() || line.line().empty())
            return Truth::No;
        const EventRecord record = recordOf(previous);
        before.reset(record, 0, previous);
        return truthOf(foundAt(m_path, before) != foundAt(m_path, line));
    }

private:
    JsonPath m_path;
    const RowContext *m_context;
};

} // namespace

std::unique_ptr<const RowTest> makeContextTest(const FilterExpression &test,
                                               const FilterValue &value, const TestMaking &making)
{
    const RowContext *const context = making.binding.context;
    if (test.field == FilterField::Changed)
        return std::make_unique<ChangedTest>(
            readFilterPath(value.text).value_or(std::vector<PathStep>()), context);
    return std::make_unique<BookmarkTest>(BookmarkColumn{context});
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/compiledfilter.h"
#include "models/query/textmatch.h"

namespace eventscope {

/// What the conditions of one filter share while they are made.
struct TestMaking
{
    const FilterBinding &binding;
    RegexCounter regexes;
};

// One test for one value: several values are several tests. The expression is a Test.
std::unique_ptr<const RowTest> makeInternedTest(const FilterExpression &test,
                                                const FilterValue &value, const TestMaking &making);
std::unique_ptr<const RowTest> makeMeasuredTest(const FilterExpression &test,
                                                const FilterValue &value, const TestMaking &making);
std::unique_ptr<const RowTest> makeTextTest(const FilterExpression &test, const FilterValue &value,
                                            const TestMaking &making);
std::unique_ptr<const RowTest> makeFreeTest(const FilterExpression &test, const FilterValue &value,
                                            const TestMaking &making);
std::unique_ptr<const RowTest> makeDataTest(const FilterExpression &test, const FilterValue &value,
                                            const TestMaking &making);
std::unique_ptr<const RowTest> makeContextTest(const FilterExpression &test,
                                               const FilterValue &value, const TestMaking &making);

/// A test whose columns are decided by `Columns::operator()(record, sequence) const`: one virtual
/// call for a block.
template<typename Columns>
class ColumnTest : public RowTest
{
public:
    explicit ColumnTest(Columns columns) : m_columns(std::move(columns)) { }

    Truth byColumns(const EventRecord &record, quint64 sequence) const final
    {
        return m_columns(record, sequence);
    }
    void byColumns(std::span<const EventRecord> records, quint64 firstSequence,
                   Truth *out) const final
    {
        quint64 sequence = firstSequence;
        for (const EventRecord &record : records) {
            *out++ = m_columns(record, sequence);
            sequence += firstSequence != 0;
        }
    }
    bool needsLine() const override { return false; }
    Truth byLine(FilterLine &) const override { return Truth::No; }

protected:
    const Columns &columns() const { return m_columns; }

private:
    Columns m_columns;
};

/// What every line that can match must have in it: the longest of the texts, if it is worth looking
/// for.
std::optional<NeededText> neededOf(std::initializer_list<QString> texts);

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/utf16.h"
#include "models/query/filterline.h"
#include "models/query/rowtests.h"
#include "models/query/valuematch.h"

namespace eventscope {

namespace {

/// Texts that stand in the line only: subject, id, reason. Of the subject the columns have a hash.
struct TextColumn
{
    Truth operator()(const EventRecord &record, quint64) const
    {
        if (field == FilterField::Reason)
            return record.flags & Undecodable ? Truth::Unknown : Truth::No;
        if (field != FilterField::Subject)
            return Truth::Unknown;
        if (record.subjectHash == 0)
            return Truth::No;
        if (exactHash == 0 || record.subjectHash == exactHash)
            return Truth::Unknown; // another subject may have the same hash
        return truthOf(negated);
    }
    FilterField field;
    quint64 exactHash; ///< of the only subject that is equal; 0: not known
    bool negated;
};

std::string_view nameOf(FilterField field)
{
    return field == FilterField::Subject ? "subject" : field == FilterField::Id ? "id" : "reason";
}

class TextTest final : public ColumnTest<TextColumn>
{
public:
    TextTest(TextColumn column, TextMatch match)
        : ColumnTest(column), m_match(std::move(match)),
          m_needed(column.negated ? std::nullopt : neededOf({m_match.neededText()}))
    { }

    bool needsLine() const override { return columns().field == FilterField::Id; }
    Truth byLine(FilterLine &line) const override
    {
        const std::string_view text = line.attribute(nameOf(columns().field));
        if (text.empty())
            return Truth::No;
        const Truth match = m_match.matches(text);
        return columns().negated ? notOf(match) : match;
    }
    const NeededText *needed() const override { return m_needed ? &*m_needed : nullptr; }

private:
    TextMatch m_match;
    std::optional<NeededText> m_needed;
};

struct NoColumn
{
    Truth operator()(const EventRecord &, quint64) const { return Truth::Unknown; }
};

class AttributeTest final : public ColumnTest<NoColumn>
{
public:
    AttributeTest(std::string name, ValueMatch match)
        : ColumnTest(NoColumn()), m_name(std::move(name)), m_match(std::move(match)),
          m_needed(neededOf({m_match.neededText(), QString::fromStdString(m_name)}))
    { }

    bool needsLine() const override { return true; }
    Truth byLine(FilterLine &line) const override
    {
        const std::string_view text = line.attribute(m_name);
        return text.empty() ? Truth::No : m_match.holdsFor(m_match.matchesText(text));
    }
    const NeededText *needed() const override { return m_needed ? &*m_needed : nullptr; }

private:
    std::string m_name;
    ValueMatch m_match;
    std::optional<NeededText> m_needed;
};

} // namespace

std::optional<NeededText> neededOf(std::initializer_list<QString> texts)
{
    constexpr qsizetype worthIt = 2; // a single letter is in every line
    for (const QString &text : texts) {
        const QString run = longestPlainRun(text);
        if (run.size() >= worthIt)
            return NeededText{WordSearch(run), true};
    }
    return {};
}

std::unique_ptr<const RowTest> makeTextTest(const FilterExpression &test, const FilterValue &value,
                                            const TestMaking &making)
{
    if (test.field == FilterField::Attribute)
        return std::make_unique<AttributeTest>(test.attribute.toStdString(),
                                               ValueMatch(test.op, value, making.regexes));
    const bool exact = test.op != FilterOperator::Matches;
    const bool hashed =
        exact && value.form != FilterValue::Form::Regex && test.field == FilterField::Subject;
    const TextColumn column{test.field, hashed ? subjectHash(toUtf8(value.text)) : 0,
                            test.op == FilterOperator::NotEqual};
    return std::make_unique<TextTest>(column, TextMatch(value, exact, making.regexes));
}

} // namespace eventscope

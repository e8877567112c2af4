// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/answermemo.h"
#include "models/query/filterline.h"
#include "models/query/rowtests.h"

namespace eventscope {

namespace {

constexpr quint16 connectionOverflow = 0xffff;

/// A text that the log has a number for: what matches is asked once for each number. A regular
/// expression may take its time, so that it is asked when a row is looked at, like a line.
struct InternedColumn
{
    quint32 idOf(const EventRecord &record) const
    {
        return field == FilterField::Type ? record.type
            : field == FilterField::Topic ? record.topic
                                          : record.connection;
    }
    bool isOverflow(quint32 id) const
    {
        return field == FilterField::Connection ? id == connectionOverflow
                                                : id == StringTable::overflow;
    }
    Truth operator()(const EventRecord &record, quint64) const
    {
        const quint32 id = idOf(record);
        if (match.isSlow())
            return memo.known(id);
        if (id < known.size())
            return known[id];
        return isOverflow(id) ? Truth::Unknown : of(id);
    }
    /// For numbers that were given since the test was made, too.
    Truth of(quint32 id) const
    {
        if (field != FilterField::Connection)
            return ofText(table->text(id));
        const auto name = names.constFind(id);
        if (name == names.constEnd())
            return ofText(table->text(id));
        const Truth byName = ofText(name->toStdString());
        const Truth byId = ofText(table->text(id));
        return negated ? andOf(byName, byId) : orOf(byName, byId);
    }
    Truth ofText(std::string_view text) const
    {
        if (text.empty())
            return Truth::No;
        const Truth truth = match.matches(text);
        return negated ? notOf(truth) : truth;
    }

    FilterField field;
    TextMatch match;
    bool negated;
    const StringTable *table;
    QMap<quint32, QString> names;
    std::vector<Truth> known;
    AnswerMemo memo; ///< instead of that, of what is slow
};

class InternedTest final : public ColumnTest<InternedColumn>
{
public:
    using ColumnTest::ColumnTest;

    /// Asked where the log had no room for the text, and once for each that is slow.
    Truth byLine(FilterLine &line) const override
    {
        const quint32 id = columns().idOf(line.record());
        if (!columns().isOverflow(id)) {
            if (columns().memo.isGivenUp(id)) {
                columns().match.countGivenUp();
                return Truth::Unknown;
            }
            const Truth truth = columns().of(id);
            columns().memo.remember(id, truth);
            return truth;
        }
        if (columns().field == FilterField::Connection) {
            std::string_view source = line.attribute("source");
            if (source.starts_with('/'))
                source.remove_prefix(1);
            return columns().ofText(source);
        }
        const bool type = columns().field == FilterField::Type;
        return columns().ofText(line.attribute(type ? "type" : "topic"));
    }
};

} // namespace

std::unique_ptr<const RowTest> makeInternedTest(const FilterExpression &test,
                                                const FilterValue &value, const TestMaking &making)
{
    const EventLog &log = *making.binding.log;
    InternedColumn column{test.field,
                          TextMatch(value, test.op != FilterOperator::Matches, making.regexes),
                          test.op == FilterOperator::NotEqual,
                          test.field == FilterField::Type        ? &log.types()
                              : test.field == FilterField::Topic ? &log.topics()
                                                                 : &log.connections(),
                          making.binding.connectionNames,
                          {},
                          {}};
    const quint32 size = column.table->size();
    if (column.match.isSlow()) {
        column.memo = AnswerMemo(AnswerMemo::wholeTable);
        return std::make_unique<InternedTest>(std::move(column));
    }
    column.known.reserve(size);
    for (quint32 id = 0; id < size; ++id)
        column.known.push_back(column.of(id));
    return std::make_unique<InternedTest>(std::move(column));
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filterline.h"
#include "models/query/rowtests.h"

namespace eventscope {

namespace {

constexpr quint16 connectionOverflow = 0xffff;

/// A text that the log has a number for: what matches is asked once for each number.
struct InternedColumn
{
    Truth operator()(const EventRecord &record, quint64) const
    {
        const quint32 id = field == FilterField::Type ? record.type
            : field == FilterField::Topic             ? record.topic
                                                      : record.connection;
        if (id < known.size())
            return known[id];
        const bool overflow = field == FilterField::Connection ? id == connectionOverflow
                                                               : id == StringTable::overflow;
        return overflow ? Truth::Unknown : of(id);
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
        return truthOf(negated ? byName == Truth::Yes && byId == Truth::Yes
                               : byName == Truth::Yes || byId == Truth::Yes);
    }
    Truth ofText(std::string_view text) const
    {
        return truthOf(!text.empty() && match.matches(text) != negated);
    }

    FilterField field;
    TextMatch match;
    bool negated;
    const StringTable *table;
    QMap<quint32, QString> names;
    std::vector<Truth> known;
};

class InternedTest final : public ColumnTest<InternedColumn>
{
public:
    using ColumnTest::ColumnTest;

    /// Asked only where the log had no room for the text.
    bool byLine(FilterLine &line) const override
    {
        if (columns().field == FilterField::Connection) {
            std::string_view source = line.attribute("source");
            if (source.starts_with('/'))
                source.remove_prefix(1);
            return columns().ofText(source) == Truth::Yes;
        }
        const bool type = columns().field == FilterField::Type;
        return columns().ofText(line.attribute(type ? "type" : "topic")) == Truth::Yes;
    }
};

} // namespace

std::unique_ptr<const RowTest> makeInternedTest(const FilterExpression &test,
                                                const FilterValue &value, const TestMaking &making)
{
    const EventLog &log = *making.binding.log;
    InternedColumn column{test.field,
                          TextMatch(value, test.op != FilterOperator::Matches, making.givenUp),
                          test.op == FilterOperator::NotEqual,
                          test.field == FilterField::Type        ? &log.types()
                              : test.field == FilterField::Topic ? &log.topics()
                                                                 : &log.connections(),
                          making.binding.connectionNames,
                          {}};
    const quint32 size = column.table->size();
    column.known.reserve(size);
    for (quint32 id = 0; id < size; ++id)
        column.known.push_back(column.of(id));
    return std::make_unique<InternedTest>(std::move(column));
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/answermemo.h"
#include "models/query/filterline.h"
#include "models/query/filterregex.h"
#include "models/query/rowtests.h"

#include "models/event/jsontext.h"

namespace eventscope {

namespace {

/// Which of the interned texts hold something, by number; those of later ones are asked anew.
template<typename Found>
struct InternedHits
{
    InternedHits(const StringTable &ofTable, const Found &found) : table(&ofTable)
    {
        hits.reserve(table->size());
        for (quint32 id = 0; id < table->size(); ++id)
            hits.push_back(found(table->text(id)));
    }
    bool in(quint32 id, const Found &found) const
    {
        return id < hits.size() ? hits[id] != 0 : found(table->text(id));
    }
    const StringTable *table;
    std::vector<quint8> hits;
};

struct WordFound
{
    bool operator()(std::string_view text) const { return search.foundIn(text); }
    WordSearch search;
};

struct WordColumn
{
    WordColumn(const QString &word, const FilterBinding &binding)
        : found{WordSearch(word)}, types(binding.log->types(), found),
          topics(binding.log->topics(), found), log(binding.log), names(binding.connectionNames)
    {
        for (quint32 id = 0; id < log->connections().size(); ++id)
            connections.push_back(inConnection(id));
    }
    bool inConnection(quint32 id) const
    {
        const auto name = names.constFind(id);
        return name != names.constEnd() ? found(name->toStdString())
                                        : found(log->connections().text(id));
    }
    Truth operator()(const EventRecord &record, quint64) const
    {
        const bool hit = types.in(record.type, found) || topics.in(record.topic, found)
            || (record.connection < connections.size() ? connections[record.connection] != 0
                                                       : inConnection(record.connection));
        return hit ? Truth::Yes : Truth::Unknown;
    }

    WordFound found;
    InternedHits<WordFound> types;
    InternedHits<WordFound> topics;
    const EventLog *log;
    QMap<quint32, QString> names;
    std::vector<quint8> connections;
};

/// A word or a phrase, wherever it stands.
class WordTest final : public ColumnTest<WordColumn>
{
public:
    WordTest(const QString &word, const FilterBinding &binding)
        : ColumnTest(WordColumn(word, binding)), m_needed{columns().found.search, false, true}
    { }

    Truth byLine(FilterLine &line) const override
    {
        return truthOf(line.contains(columns().found.search));
    }
    const NeededText *needed() const override { return &m_needed; }

private:
    NeededText m_needed;
};

/// Looked at once each, when a row with it is.
struct InternedRegex
{
    bool isHit(quint32 id) const { return memo.known(id) == Truth::Yes; }
    Truth ask(quint32 id, const BoundedRegex &regex) const
    {
        if (id == StringTable::overflow)
            return Truth::No;
        const Truth known = memo.known(id);
        if (known != Truth::Unknown || memo.isGivenUp(id))
            return known;
        const std::string_view text = table->text(id);
        const Truth found = text.empty() ? Truth::No : regex.foundIn(text);
        memo.remember(id, found);
        return found;
    }
    const StringTable *table;
    AnswerMemo memo{AnswerMemo::wholeTable};
};

struct RegexColumn
{
    RegexColumn(const FilterValue &value, const TestMaking &making)
        : regex(std::make_unique<BoundedRegex>(value, making.regexes)),
          types{&making.binding.log->types()}, topics{&making.binding.log->topics()}
    { }
    Truth operator()(const EventRecord &record, quint64) const
    {
        return types.isHit(record.type) || topics.isHit(record.topic) ? Truth::Yes : Truth::Unknown;
    }
    std::unique_ptr<const BoundedRegex> regex;
    InternedRegex types;
    InternedRegex topics;
};

class RegexTest final : public ColumnTest<RegexColumn>
{
public:
    RegexTest(const FilterValue &value, const TestMaking &making)
        : ColumnTest(RegexColumn(value, making)), m_needed(neededOf({regexNeededText(value)}))
    { }

    /// The payload as it came, and, where it has escapes, as it reads without them.
    Truth byLine(FilterLine &line) const override
    {
        const EventRecord &record = line.record();
        const BoundedRegex &regex = *columns().regex;
        const Truth interned = orOf(columns().types.ask(record.type, regex),
                                    columns().topics.ask(record.topic, regex));
        if (interned == Truth::Yes)
            return interned;
        const auto read = [&](bool wanted, std::string_view name) {
            return wanted ? std::string(line.attribute(name)) : std::string();
        };
        const std::string type = read(record.type == StringTable::overflow, "type");
        const std::string topic = read(record.topic == StringTable::overflow, "topic");
        const std::string subject = read(record.subjectHash != 0, "subject");
        const std::string_view payload = line.payload();
        std::string plain;
        if (payload.find('\\') != std::string_view::npos && !(record.flags & BinaryPayload))
            unescapeJson(payload, plain);
        const Truth ofLine =
            regex.foundInAny({payload, plain, line.encodedRow(), type, topic, subject});
        if (ofLine == Truth::No && interned == Truth::Unknown)
            regex.countGivenUp();
        return orOf(interned, ofLine);
    }
    const NeededText *needed() const override { return m_needed ? &*m_needed : nullptr; }

private:
    std::optional<NeededText> m_needed;
};

} // namespace

std::unique_ptr<const RowTest> makeFreeTest(const FilterExpression &test, const FilterValue &value,
                                            const TestMaking &making)
{
    if (test.field == FilterField::Regex)
        return std::make_unique<RegexTest>(value, making);
    return std::make_unique<WordTest>(value.text, making.binding);
}

} // namespace eventscope

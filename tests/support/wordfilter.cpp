// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/wordfilter.h"

#include "models/query/filterline.h"
#include "models/query/wordsearch.h"

#include <algorithm>

namespace eventscope {

namespace {

/// A pasted novel is no filter; every character more costs time at every row.
constexpr qsizetype maxWordsLength = 4096;

struct WordText
{
    QString text;
    bool excluded = false;
};

/// Splits at white space outside of quotes; `\"` inside quotes is a quote. An unfinished quote
/// reaches to the end, so that a filter can be typed.
std::vector<WordText> splitWords(const QString &filter)
{
    std::vector<WordText> words;
    WordText word;
    bool begun = false;
    bool quoted = false;
    const auto finish = [&] {
        if (!word.text.isEmpty())
            words.push_back(word);
        word = {};
        begun = false;
    };
    for (qsizetype i = 0; i < filter.size(); ++i) {
        const QChar c = filter[i];
        if (quoted && c == u'\\' && i + 1 < filter.size() && filter[i + 1] == u'"') {
            word.text += filter[++i];
        } else if (c == u'"') {
            if (quoted)
                finish();
            quoted = !quoted;
        } else if (!quoted && c.isSpace()) {
            finish();
        } else if (!begun && !quoted && c == u'-') {
            word.excluded = true;
            begun = true;
        } else {
            word.text += c;
            begun = true;
        }
    }
    finish();
    return words;
}

} // namespace

/// One word and which of the interned texts it occurs in, by number.
struct WordFilter::Word
{
    WordSearch search;
    bool excluded = false;
    std::vector<bool> inTypes;
    std::vector<bool> inTopics;
    std::vector<bool> inConnections;

    static std::vector<bool> hits(const WordSearch &search, const StringTable &table)
    {
        std::vector<bool> hits(table.size());
        for (quint32 id = 0; id < table.size(); ++id)
            hits[id] = search.foundIn(table.text(id));
        return hits;
    }
    bool in(const std::vector<bool> &known, const StringTable &table, quint32 id) const
    {
        return id < known.size() ? known[id] : search.foundIn(table.text(id));
    }
};

WordFilter::WordFilter() = default;
WordFilter::~WordFilter() = default;

std::string WordFilter::connectionText(quint32 id) const
{
    const auto name = m_connectionNames.constFind(id);
    return name != m_connectionNames.constEnd() ? name->toStdString()
                                                : std::string(m_log->connections().text(id));
}

std::shared_ptr<const WordFilter> WordFilter::make(const QString &text, const EventLog &log,
                                                   const QMap<quint32, QString> &connectionNames)
{
    const std::vector<WordText> words = splitWords(text.left(maxWordsLength));
    if (words.empty())
        return nullptr;
    const std::shared_ptr<WordFilter> filter(new WordFilter);
    filter->m_log = &log;
    filter->m_connectionNames = connectionNames;
    for (const WordText &wordText : words) {
        Word word{WordSearch(wordText.text), wordText.excluded, {}, {}, {}};
        word.inTypes = Word::hits(word.search, log.types());
        word.inTopics = Word::hits(word.search, log.topics());
        for (quint32 id = 0; id < log.connections().size(); ++id)
            word.inConnections.push_back(word.search.foundIn(filter->connectionText(id)));
        filter->m_words.push_back(std::move(word));
    }
    return filter;
}

bool WordFilter::foundInColumns(const Word &word, const EventRecord &record) const
{
    if (word.in(word.inTypes, m_log->types(), record.type)
        || word.in(word.inTopics, m_log->topics(), record.topic))
        return true;
    return record.connection < word.inConnections.size()
        ? word.inConnections[record.connection]
        : word.search.foundIn(connectionText(record.connection));
}

bool WordFilter::decidedByColumns(const EventRecord &record, bool &matches) const
{
    bool decided = true;
    for (const Word &word : m_words) {
        const bool found = foundInColumns(word, record);
        if (found && word.excluded) {
            matches = false;
            return true;
        }
        decided &= found;
    }
    matches = decided;
    return decided;
}

bool WordFilter::matchesLine(const EventRecord &record, std::string_view line) const
{
    static thread_local FilterLine parts; // keeps its memory from row to row
    parts.reset(record, 0, line);
    return std::all_of(m_words.begin(), m_words.end(), [&](const Word &word) {
        const bool found = foundInColumns(word, record) || parts.contains(word.search);
        return found != word.excluded;
    });
}

} // namespace eventscope

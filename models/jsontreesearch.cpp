// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jsontreesearch.h"

#include "models/query/wordsearch.h"

namespace eventscope {

namespace {

constexpr size_t deepestNested = 4;
constexpr quint32 stopEvery = 4096;

class Search
{
public:
    Search(const QString &word, const std::atomic<bool> &stop) : m_word(word), m_stop(stop) { }

    /// As deep as texts are nested in texts, which is bounded.
    bool through(const JsonDocument &document)
    {
        const JsonTape &tape = document.tape();
        // Members and elements; a key belongs to the value behind it.
        std::vector<quint32> open; // ends of the containers around
        for (quint32 token = 0; token < tape.size(); ++token) {
            if (token % stopEvery == 0 && m_stop)
                return false;
            while (!open.empty() && open.back() <= token)
                open.pop_back(), m_objects.pop_back();
            const JsonRef one(tape, token);
            const bool isKey = !open.empty() && m_objects.back();
            JsonRef value = one;
            bool found = false;
            if (isKey) {
                found = isIn(one);
                value = JsonRef(tape, ++token);
            }
            const bool container = value.isObject() || value.isArray();
            found = found || (!container && isIn(value));
            if (found && !add(token))
                return false;
            if (value.isString() && !within(value, token))
                return false;
            if (container) {
                open.push_back(tape[token].next);
                m_objects.push_back(value.isObject());
            }
        }
        while (!open.empty())
            open.pop_back(), m_objects.pop_back();
        return true;
    }
    JsonTreeHits take() { return std::move(m_hits); }

private:
    bool isIn(JsonRef value)
    {
        return m_word.foundIn(value.string(m_scratch).empty() ? value.raw()
                                                              : value.string(m_scratch));
    }

    bool add(quint32 token)
    {
        if (m_hits.hits.size() >= JsonTreeHits::most) {
            m_hits.complete = false;
            return false;
        }
        m_hits.hits.push_back(m_way);
        m_hits.hits.back().push_back(token);
        return true;
    }

    bool within(JsonRef text, quint32 token)
    {
        std::string scratch;
        const std::string_view content = text.string(scratch);
        if (m_way.size() >= deepestNested || !maybeEncoded(content))
            return true;
        const EncodedValue decoded = encodedValue(content);
        if (decoded.form == EncodedValue::Form::Text && m_word.foundIn(decoded.content)) {
            m_way.push_back(token);
            const bool more = add(0);
            m_way.pop_back();
            return more;
        }
        if (!decoded.json)
            return true;
        m_way.push_back(token);
        const bool more = through(*decoded.json);
        m_way.pop_back();
        return more;
    }

    WordSearch m_word;
    const std::atomic<bool> &m_stop;
    std::string m_scratch;
    std::vector<quint32> m_way;
    std::vector<bool> m_objects;
    JsonTreeHits m_hits;
};

} // namespace

JsonTreeHits searchJson(const JsonDocument &document, const QString &word,
                        const std::atomic<bool> &stop)
{
    if (word.isEmpty())
        return {};
    Search search(word, stop);
    search.through(document);
    return search.take();
}

} // namespace eventscope

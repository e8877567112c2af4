// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/jsonpath.h"

#include "models/event/encodedjson.h"
#include "models/event/utf16.h"
#include "models/query/textmatch.h"

#include <limits>

namespace eventscope {

namespace {

constexpr quint32 noIndex = std::numeric_limits<quint32>::max();
constexpr size_t deepestNested = 8; ///< JSON in a text in JSON in a text …

/// A key that names an element of an array: `3`, but not `03`.
quint32 indexOf(const QString &key)
{
    bool ok = false;
    const quint32 index = key.toUInt(&ok);
    return ok && QString::number(index) == key ? index : noIndex;
}

JsonRef elementAt(JsonRef array, quint32 index)
{
    JsonRef found;
    quint32 at = 0;
    if (index < array.size())
        array.forEachElement([&](JsonRef element) {
            if (at++ == index)
                found = element;
        });
    return found;
}

} // namespace

/// One visit of one payload; as deep as the path is long, which is bounded.
class JsonPath::Walk
{
public:
    Walk(const std::vector<Step> &steps, FilterLine &line,
         const std::function<bool(JsonRef)> &visit)
        : m_steps(steps), m_line(line), m_visit(visit)
    { }

    bool from(JsonRef value, size_t step, size_t nested)
    {
        for (; value && step < m_steps.size(); ++step) {
            if (value.isString())
                value = opened(value, nested++);
            const Step &next = m_steps[step];
            if (next.kind == PathStep::Kind::Every)
                return every(value, step + 1, nested);
            if (value.isArray())
                value = next.index == noIndex ? JsonRef() : elementAt(value, next.index);
            else
                value = next.kind == PathStep::Kind::Key ? value[next.key] : JsonRef();
        }
        return value && m_visit(value);
    }

private:
    bool every(JsonRef value, size_t step, size_t nested)
    {
        bool found = false;
        value.forEachElement(
            [&](JsonRef element) { found = found || from(element, step, nested); });
        value.forEachMember(
            [&](JsonRef, JsonRef member) { found = found || from(member, step, nested); });
        return found;
    }

    /// What a text holds, if that is JSON.
    JsonRef opened(JsonRef value, size_t nested)
    {
        if (nested >= deepestNested)
            return {};
        FilterLine::Nested &memory = m_line.nested(nested);
        std::string_view text = value.string(memory.text);
        if (!beginsAsJson(text)) {
            const auto row = m_line.encodedRow().empty() ? std::nullopt : decodedJson(text);
            if (!row)
                return {};
            memory.text.assign(row->constData(), size_t(row->size()));
            text = memory.text;
        }
        return memory.tape.parse(text) ? JsonRef(memory.tape) : JsonRef();
    }

    const std::vector<Step> &m_steps;
    FilterLine &m_line;
    const std::function<bool(JsonRef)> &m_visit;
};

JsonPath::JsonPath(const std::vector<PathStep> &steps)
{
    m_steps.reserve(steps.size());
    for (const PathStep &step : steps)
        m_steps.push_back({step.kind, toUtf8(step.key),
                           step.kind == PathStep::Kind::Key ? indexOf(step.key) : step.index});
}

bool JsonPath::any(FilterLine &line, const std::function<bool(JsonRef)> &visit) const
{
    const JsonRef start = line.json();
    Walk walk(m_steps, line, visit);
    if (!start.isObject() || m_steps.empty() || m_steps.front().kind != PathStep::Kind::Key)
        return walk.from(start, 0, 0);
    if (const JsonRef first = start[m_steps.front().key])
        return walk.from(first, 1, 0);
    return walk.from(start["data"], 0, 0);
}

QString JsonPath::neededText() const
{
    QString longest;
    for (const Step &step : m_steps) {
        // A number may be the place in an array, which is written nowhere.
        if (step.kind != PathStep::Kind::Key || step.index != noIndex)
            continue;
        const QString run = longestPlainRun(QString::fromStdString(step.key));
        // The last keys are the rarest: `data` is everywhere.
        if (run.size() >= longest.size())
            longest = run;
    }
    return longest;
}

} // namespace eventscope

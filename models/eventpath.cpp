// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventpath.h"

#include "models/event/encodedjson.h"
#include "models/event/jsontape.h"
#include "models/event/jsontext.h"
#include "models/event/utf16.h"
#include "models/query/filtervalues.h"
#include "models/query/lineparts.h"

#include <QCoreApplication>

#include <algorithm>
#include <deque>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t maxFound = 100; ///< values of one path with [*]
constexpr std::string_view ownStart = R"({"specversion":"1.0","sequence":")";

QString translated(const char *text)
{
    return QCoreApplication::translate("eventscope::EventPath", text);
}

bool isAttributeName(const QString &text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9');
    });
}

/// A key that may be the number of an element.
std::optional<quint32> asIndex(const QString &key)
{
    bool number = false;
    const quint32 index = key.toUInt(&number);
    return number && QString::number(index) == key ? std::optional(index) : std::nullopt;
}

JsonRef element(JsonRef array, quint32 index)
{
    JsonRef found;
    quint32 at = 0;
    if (index < array.size())
        array.forEachElement([&](JsonRef one) {
            if (at++ == index)
                found = one;
        });
    return found;
}

/// Asking for an attribute that is not there parses the whole line; those that we write have all of
/// theirs before the payload.
bool mayHave(const EventRecord &record, std::string_view line, const std::string &name,
             size_t bound)
{
    const size_t payload = payloadStart(record, line);
    const std::string_view head = payload == 0 ? line : line.substr(0, payload);
    const bool own = line.starts_with(ownStart);
    if (!own && line.size() <= bound)
        return true;
    return head.find('"' + name + "\":") != std::string_view::npos;
}

} // namespace

/// Goes down one path. Documents that stood in base64 stay alive while their values are looked at.
struct EventPath::Walk
{
    const std::vector<Step> &steps;
    size_t longest;
    std::string found;
    size_t count = 0;
    struct Row
    {
        explicit Row(QByteArray decoded) : text(std::move(decoded)) { }
        const QByteArray text;
        JsonTape tape;
    };
    std::deque<Row> rows;

    void take(JsonRef value)
    {
        if (count++ > 0)
            found += ", ";
        std::string scratch;
        std::string_view text = value.isString() ? value.string(scratch) : value.raw();
        found += text.substr(0, longest);
    }

    /// The row that a text is the base64 of, or the text as it stands.
    JsonRef opened(JsonRef value)
    {
        std::string scratch;
        if (!value.isString())
            return value;
        auto decoded = decodedJson(value.string(scratch));
        if (!decoded)
            return value;
        Row &row = rows.emplace_back(std::move(*decoded));
        const std::string_view text(row.text.constData(), size_t(row.text.size()));
        if (validUtf8(text) && row.tape.parse(text))
            return JsonRef(row.tape);
        return value;
    }

    JsonRef stepped(JsonRef from, const Step &step) const
    {
        if (from.isObject() && step.kind == PathStep::Kind::Key)
            return from[step.key];
        return from.isArray() && step.index ? element(from, *step.index) : JsonRef();
    }

    void go(JsonRef root)
    {
        // What is still to be looked at: a value, and the step that comes next.
        std::vector<std::pair<JsonRef, size_t>> open{{root, 0}};
        while (!open.empty() && count < maxFound && found.size() < longest) {
            const JsonRef value = open.back().first;
            const size_t at = open.back().second;
            open.pop_back();
            const JsonRef here = opened(value);
            if (at == steps.size()) {
                take(here);
                continue;
            }
            if (steps[at].kind != PathStep::Kind::Every) {
                if (const JsonRef next = stepped(here, steps[at]))
                    open.emplace_back(next, at + 1);
                continue;
            }
            const size_t before = open.size();
            size_t room = maxFound;
            here.forEachElement([&](JsonRef one) {
                if (room > 0)
                    open.emplace_back(one, at + 1), --room;
            });
            std::reverse(open.begin() + qptrdiff(before), open.end());
        }
    }
};

Result<EventPath> EventPath::parse(const QString &text)
{
    EventPath path;
    const bool payload =
        text == "data"_L1 || text.startsWith("data."_L1) || text.startsWith("data["_L1);
    if (!payload) {
        if (!isAttributeName(text))
            return Error{translated("A path begins with data, as in data.status; or it is the name "
                                    "of an attribute, as kafkapartition is.")};
        path.m_attribute = text.toStdString();
        return path;
    }
    std::vector<PathStep> steps;
    qsizetype at = 4;
    if (!readPathSteps(text, at, steps) || at != text.size())
        return Error{translated("The path cannot be understood from character %1 on.").arg(at + 1)};
    for (const PathStep &step : steps) {
        const bool key = step.kind == PathStep::Kind::Key;
        path.m_steps.push_back({step.kind, toUtf8(step.key),
                                key                                      ? asIndex(step.key)
                                    : step.kind == PathStep::Kind::Index ? std::optional(step.index)
                                                                         : std::nullopt});
    }
    return path;
}

QString EventPath::lastName() const
{
    if (!inPayload())
        return QString::fromStdString(m_attribute);
    for (auto step = m_steps.rbegin(); step != m_steps.rend(); ++step) {
        if (step->kind == PathStep::Kind::Key && !step->index)
            return toUtf16(step->key);
    }
    return {};
}

std::optional<std::string> EventPath::find(const JsonTape &payload, size_t longest) const
{
    Walk walk{m_steps, longest, {}, 0, {}};
    JsonRef start = walk.opened(JsonRef(payload));
    // As a filter begins (JsonPath), so that a column shows what it finds.
    if (start.isObject() && !m_steps.empty() && m_steps.front().kind == PathStep::Kind::Key
        && !start[m_steps.front().key])
        start = start["data"];
    if (start)
        walk.go(start);
    if (walk.count == 0)
        return {};
    return std::move(walk.found);
}

std::vector<std::string> EventPaths::values(const EventRecord &record, std::string_view line,
                                            size_t bound, bool *tooLong, size_t longest) const
{
    std::vector<std::string> values(m_paths.size());
    const bool wanted = std::any_of(m_paths.begin(), m_paths.end(),
                                    [](const EventPath &path) { return path.inPayload(); });
    static thread_local JsonTape tape(JsonTape::maxLineDepth);
    bool parsed = false;
    QByteArray decoded;
    if (wanted) {
        std::string_view payload = payloadOf(record, line);
        if (payload.size() > bound) {
            if (tooLong)
                *tooLong = true;
        } else if (record.flags & BinaryPayload) {
            payload = payload.size() < 2 ? payload : payload.substr(1, payload.size() - 2);
            if (auto json = decodedJson(payload)) {
                decoded = std::move(*json);
                parsed = tape.parse({decoded.constData(), size_t(decoded.size())});
            }
        } else {
            parsed = !payload.empty() && tape.parse(payload);
        }
    }
    std::string scratch;
    for (size_t i = 0; i < m_paths.size(); ++i) {
        if (m_paths[i].inPayload())
            values[i] =
                parsed ? m_paths[i].find(tape, longest).value_or(std::string()) : std::string();
    }
    tape.letGoOfLarge();
    for (size_t i = 0; i < m_paths.size(); ++i) {
        // May parse the whole line.
        const std::string &name = m_paths[i].attribute();
        if (!m_paths[i].inPayload() && mayHave(record, line, name, bound))
            values[i] = attributeOf(record, line, name, scratch);
    }
    return values;
}

} // namespace eventscope

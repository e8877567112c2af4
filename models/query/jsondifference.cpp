// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/jsondifference.h"

#include "models/event/jsontext.h"
#include "models/event/utf16.h"
#include "models/query/decimal.h"
#include "models/query/jsondocument.h"

#include <algorithm>
#include <deque>
#include <map>
#include <memory>

namespace eventscope {

namespace {

using ChangeKind = JsonChange::Kind;

constexpr size_t deepestNested = 4; ///< JSON in a text in JSON …
/// Longer values are the same only if they are written the same: that is quick.
constexpr size_t comparedByValue = 64 * 1024;

std::string keyOf(JsonRef key)
{
    std::string scratch;
    return std::string(key.string(scratch));
}

bool sameValue(JsonRef a, JsonRef b);

/// Two scalars, or two containers without looking into them.
bool sameHere(JsonRef a, JsonRef b)
{
    if (a.kind() != b.kind())
        return false;
    if (a.kind() == JsonKind::Number)
        return compareDecimals(a.raw(), b.raw()) == 0;
    if (a.isString()) {
        std::string ofA;
        std::string ofB;
        return a.string(ofA) == b.string(ofB);
    }
    return a.size() == b.size();
}

/// The children of two objects by name, of two arrays by place. False if they have not the same
/// names.
bool pairUp(JsonRef a, JsonRef b, std::vector<std::pair<JsonRef, JsonRef>> &pairs)
{
    if (a.isArray()) {
        const size_t from = pairs.size();
        a.forEachElement([&](JsonRef one) { pairs.emplace_back(one, JsonRef()); });
        size_t at = from;
        b.forEachElement([&](JsonRef one) { pairs[at++].second = one; });
        return true;
    }
    std::multimap<std::string, JsonRef> named;
    a.forEachMember([&](JsonRef key, JsonRef value) { named.emplace(keyOf(key), value); });
    bool all = true;
    b.forEachMember([&](JsonRef key, JsonRef value) {
        const auto other = named.find(keyOf(key));
        all = all && other != named.end();
        if (other == named.end())
            return;
        pairs.emplace_back(other->second, value);
        named.erase(other);
    });
    return all;
}

/// Without recursion: how deep they are is the feed's choice.
bool sameValue(JsonRef a, JsonRef b)
{
    if (a.raw() == b.raw())
        return true;
    if (std::max(a.raw().size(), b.raw().size()) > comparedByValue)
        return false;
    std::vector<std::pair<JsonRef, JsonRef>> open{{a, b}};
    while (!open.empty()) {
        const auto [one, other] = open.back();
        open.pop_back();
        if (one.raw() == other.raw())
            continue;
        if (!sameHere(one, other))
            return false;
        if ((one.isObject() || one.isArray()) && !pairUp(one, other, open))
            return false;
    }
    return true;
}

/// What is written in a value: itself, or all that stands in it. Without recursion.
quint64 fieldsIn(JsonRef value)
{
    quint64 fields = 0;
    std::vector<JsonRef> open{value};
    while (!open.empty()) {
        const JsonRef one = open.back();
        open.pop_back();
        if (one.size() == 0 || !(one.isObject() || one.isArray()))
            ++fields;
        else if (one.isArray())
            one.forEachElement([&](JsonRef element) { open.push_back(element); });
        else
            one.forEachMember([&](JsonRef, JsonRef member) { open.push_back(member); });
    }
    return fields;
}

/// Goes through two documents at once.
class Comparison
{
public:
    JsonDifference run(JsonRef before, JsonRef after)
    {
        if (!open({before, after}))
            add({before, after});
        while (!m_open.empty()) {
            Level &level = m_open.back();
            if (level.next == level.pairs.size()) {
                m_open.pop_back();
                continue;
            }
            const Pair pair = level.pairs[level.next++];
            // `level` may move now.
            if (!pair.before || !pair.after || !open(pair))
                add(pair);
        }
        return std::move(m_found);
    }

private:
    struct Pair
    {
        JsonRef before;
        JsonRef after;
        JsonRef key = {}; ///< of a member
        quint32 place = 0; ///< of an element
    };
    /// A member before.
    struct Old
    {
        JsonRef key;
        JsonRef value;
        bool stays = false;
    };
    using Placed = std::pair<Pair, size_t>; ///< with the place before, or npos
    struct Level
    {
        std::vector<Pair> pairs;
        size_t next = 0;
        size_t nested = 0; ///< how many texts it is in
    };

    /// Goes into two values that are different and have something to go into.
    bool open(const Pair &pair)
    {
        JsonRef before = pair.before;
        JsonRef after = pair.after;
        if (sameValue(before, after))
            return false;
        size_t nested = m_open.empty() ? 0 : m_open.back().nested;
        if (before.isString() && after.isString() && nested < deepestNested) {
            before = within(before);
            after = within(after);
            ++nested;
        }
        const bool objects = before.isObject() && after.isObject();
        if (!objects && !(before.isArray() && after.isArray()))
            return false;
        m_open.push_back({objects ? members(before, after) : elements(before, after), 0, nested});
        return true;
    }

    JsonRef within(JsonRef text)
    {
        std::string scratch;
        auto document = jsonWithin(text.string(scratch));
        if (!document)
            return {};
        m_documents.push_back(std::move(document));
        return m_documents.back()->root();
    }

    static std::vector<Pair> members(JsonRef before, JsonRef after)
    {
        std::vector<Old> old;
        std::map<std::string, std::vector<size_t>> byName; // the next one of a name at the end
        before.forEachMember([&](JsonRef key, JsonRef value) {
            byName[keyOf(key)].push_back(old.size());
            old.push_back({key, value});
        });
        for (auto &[name, places] : byName)
            std::reverse(places.begin(), places.end());
        std::vector<Placed> now;
        after.forEachMember([&](JsonRef key, JsonRef value) {
            const auto known = byName.find(keyOf(key));
            size_t place = std::string::npos;
            if (known != byName.end() && !known->second.empty()) {
                place = known->second.back();
                known->second.pop_back();
                old[place].stays = true;
            }
            const JsonRef was = place == std::string::npos ? JsonRef() : old[place].value;
            now.push_back({{was, value, key}, place});
        });
        return inOrder(old, now);
    }

    /// What went is told where it stood: before the first one that stood behind it.
    static std::vector<Pair> inOrder(const std::vector<Old> &old, const std::vector<Placed> &now)
    {
        std::vector<Pair> pairs;
        size_t told = 0;
        const auto tellGone = [&](size_t until) {
            for (; told < until; ++told) {
                if (!old[told].stays)
                    pairs.push_back({old[told].value, {}, old[told].key});
            }
        };
        for (const auto &[pair, place] : now) {
            if (place != std::string::npos)
                tellGone(place);
            pairs.push_back(pair);
        }
        tellGone(old.size());
        return pairs;
    }

    static std::vector<Pair> elements(JsonRef before, JsonRef after)
    {
        std::vector<JsonRef> old;
        std::vector<JsonRef> now;
        before.forEachElement([&](JsonRef one) { old.push_back(one); });
        after.forEachElement([&](JsonRef one) { now.push_back(one); });
        const size_t shorter = std::min(old.size(), now.size());
        size_t front = 0;
        while (front < shorter && sameValue(old[front], now[front]))
            ++front;
        size_t back = 0;
        while (back < shorter - front
               && sameValue(old[old.size() - 1 - back], now[now.size() - 1 - back]))
            ++back;
        std::vector<Pair> pairs;
        const auto add = [&pairs](JsonRef was, JsonRef is, size_t place) {
            pairs.push_back({was, is, {}, quint32(place)});
        };
        for (size_t i = 0; i < front; ++i)
            add(old[i], now[i], i);
        for (size_t i = front; i < std::max(old.size(), now.size()) - back; ++i)
            add(i < old.size() - back ? old[i] : JsonRef(),
                i < now.size() - back ? now[i] : JsonRef(), i);
        for (size_t i = now.size() - back; i < now.size(); ++i)
            add(old[i + old.size() - now.size()], now[i], i);
        return pairs;
    }

    std::vector<PathStep> path() const
    {
        std::vector<PathStep> steps;
        for (const Level &level : m_open) {
            const Pair &pair = level.pairs[level.next - 1];
            PathStep step;
            if (pair.key)
                step.key = toUtf16(keyOf(pair.key));
            else
                step = {PathStep::Kind::Index, {}, pair.place};
            steps.push_back(std::move(step));
        }
        return steps;
    }

    void add(const Pair &pair)
    {
        const ChangeKind kind = !pair.before     ? ChangeKind::Added
            : !pair.after                        ? ChangeKind::Removed
            : sameValue(pair.before, pair.after) ? ChangeKind::Same
                                                 : ChangeKind::Changed;
        if (kind == ChangeKind::Same)
            m_found.same += fieldsIn(pair.after);
        else
            ++m_found.different;
        if (m_found.changes.size() >= JsonDifference::maxChanges) {
            m_found.complete = false;
            return;
        }
        const auto text = [](JsonRef value) {
            return value ? std::string(value.raw().substr(0, JsonDifference::maxValue))
                         : std::string();
        };
        m_found.changes.push_back({kind, path(), text(pair.before), text(pair.after)});
    }

    JsonDifference m_found;
    std::vector<Level> m_open;
    std::deque<std::shared_ptr<const JsonDocument>> m_documents;
};

std::shared_ptr<const JsonDocument> documentOf(std::string_view text)
{
    if (auto document = JsonDocument::parse(std::string(text)))
        return document;
    std::string quoted;
    appendJsonString(quoted, toValidUtf8(text));
    return JsonDocument::parse(std::move(quoted));
}

} // namespace

JsonDifference jsonDifference(std::string_view before, std::string_view after)
{
    const auto old = documentOf(before);
    const auto now = documentOf(after);
    if (!old || !now)
        return {};
    return Comparison().run(old->root(), now->root());
}

QString changedNames(std::string_view before, std::string_view after)
{
    constexpr size_t longest = 256 * 1024;
    if (before.size() + after.size() > longest)
        return {};
    return jsonDifference(before, after).names().join(QStringLiteral(", "));
}

QStringList JsonDifference::names() const
{
    QStringList names;
    for (const JsonChange &change : changes) {
        if (change.kind == ChangeKind::Same)
            continue;
        const auto named =
            std::find_if(change.path.rbegin(), change.path.rend(),
                         [](const PathStep &step) { return step.kind == PathStep::Kind::Key; });
        const QString name = named == change.path.rend() ? QString() : named->key;
        if (!name.isEmpty() && !names.contains(name))
            names.append(name);
        if (names.size() == 100)
            break;
    }
    return names;
}

} // namespace eventscope

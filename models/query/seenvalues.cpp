// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/seenvalues.h"

#include "models/event/maskedlines.h"
#include "models/event/utf16.h"
#include "models/query/filterline.h"
#include "models/query/filterparser.h"
#include "models/query/jsonpath.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

using Clock = std::chrono::steady_clock;

constexpr quint64 mostEvents = 50'000;
constexpr quint64 mostBytes = 32U << 20; ///< of lines
constexpr quint32 longestLine = 256 * 1024;
constexpr std::chrono::milliseconds longest{200};
constexpr quint64 looksAtClock = 256; ///< events between two looks
constexpr size_t mostDistinct = 2'000;
constexpr size_t mostOffered = 200;
constexpr size_t longestValue = 200;
constexpr int mostOfOneEvent = 100;
/// As text it may be a part of: what filters compare with has something else in its place.
constexpr std::string_view masked =
    FieldMask::maskedValue.substr(1, FieldMask::maskedValue.size() - 2);

/// What a condition looks at, without the condition.
struct Place
{
    std::optional<JsonPath> path;
    std::string attribute; ///< where there is no path
};

std::optional<Place> placeOf(const QString &where)
{
    const ParsedFilter parsed = parseFilter(where + u" = 0"_s);
    const FilterExpression &test = parsed.expression;
    if (parsed.error || test.kind != FilterExpression::Kind::Test)
        return {};
    switch (test.field) {
    case FilterField::Data:
        return Place{JsonPath(test.path), {}};
    case FilterField::Attribute:
        return Place{{}, test.attribute.toStdString()};
    case FilterField::Subject:
        return Place{{}, "subject"};
    case FilterField::Reason:
        return Place{{}, "reason"};
    default:
        return {};
    }
}

/// How often each value was seen. Beyond a bound the ones that are known are counted on.
class Counted
{
public:
    void add(std::string_view text, bool isText)
    {
        if (text.empty() || text.size() > longestValue
            || text.find(masked) != std::string_view::npos)
            return;
        m_key.assign(1, isText ? 't' : 'v').append(text);
        const auto known = m_seen.find(m_key);
        if (known != m_seen.end())
            ++known->second.count;
        else if (m_seen.size() < mostDistinct)
            m_seen.emplace(m_key, Seen{1, m_seen.size()});
    }

    SeenValues best() const
    {
        std::vector<const std::pair<const std::string, Seen> *> all;
        all.reserve(m_seen.size());
        for (const auto &one : m_seen)
            all.push_back(&one);
        std::sort(all.begin(), all.end(), [](const auto *a, const auto *b) {
            return a->second.count != b->second.count ? a->second.count > b->second.count
                                                      : a->second.rank < b->second.rank;
        });
        SeenValues values;
        for (const auto *one : all) {
            if (size_t(values.size()) == mostOffered)
                break;
            const std::string_view text = std::string_view(one->first).substr(1);
            values.append({toUtf16(text), one->first.front() == 't'});
        }
        return values;
    }

private:
    struct Seen
    {
        quint64 count = 0;
        size_t rank = 0; ///< of its first sight
    };

    std::unordered_map<std::string, Seen> m_seen;
    std::string m_key;
};

void addFrom(FilterLine &line, const Place &place, Counted &counted)
{
    if (!place.path) {
        counted.add(line.attribute(place.attribute), false);
        return;
    }
    std::string scratch;
    int left = mostOfOneEvent;
    place.path->any(line, [&](JsonRef value) {
        if (value.isString())
            counted.add(value.string(scratch), true);
        else if (!value.isObject() && !value.isArray())
            counted.add(value.raw(), false);
        return --left == 0;
    });
}

} // namespace

SeenValues seenValues(const SeenValuesTask &task, const std::function<bool()> &stopped)
{
    const std::optional<Place> place = placeOf(task.where);
    if (!place || !task.lines)
        return {};
    const MaskedLines lines(task.lines, task.masks);
    const Clock::time_point until = Clock::now() + longest;
    Counted counted;
    FilterLine line;
    quint64 bytes = 0;
    const quint64 size = task.log.size();
    for (quint64 i = 0; i < std::min(size, mostEvents) && bytes < mostBytes; ++i) {
        if (stopped() || (i > 0 && i % looksAtClock == 0 && Clock::now() >= until))
            break;
        const EventRecord &record = task.log.at(size - 1 - i);
        if (record.lineLength > longestLine || (place->path && record.dataOffset == 0))
            continue;
        bytes += record.lineLength;
        line.reset(record, 0, &lines);
        addFrom(line, *place, counted);
    }
    return counted.best();
}

} // namespace eventscope

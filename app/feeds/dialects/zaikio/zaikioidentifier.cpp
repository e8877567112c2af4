// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/zaikio/zaikioidentifier.h"

#include "app/feeds/commalist.h"
#include "models/event/jsontext.h"

#include <algorithm>

namespace eventscope {

namespace {

/// A server's identifier that is longer is not an echo of ours.
constexpr size_t maxText = 16'384;
constexpr size_t maxEvents = 1'024;

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view space = " \t\r\n";
    const size_t first = text.find_first_not_of(space);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(space) - first + 1);
}

} // namespace

std::vector<std::string> zaikioEventNames(std::string_view list)
{
    std::vector<std::string> names;
    while (!list.empty() && names.size() < maxEvents) {
        const size_t comma = list.find(',');
        const std::string_view name = trimmed(list.substr(0, comma));
        if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end())
            names.emplace_back(name);
        list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
    }
    return names;
}

ZaikioIdentifier ZaikioIdentifier::of(const QString &channel, const QString &pattern)
{
    return {channel.toStdString(), zaikioEventNames(pattern.toStdString())};
}

ZaikioIdentifier ZaikioIdentifier::parsed(std::string_view text)
{
    JsonTape tape;
    if (text.size() > maxText || !tape.parse(text))
        return {};
    const JsonRef root(tape);
    std::string scratch;
    ZaikioIdentifier identifier;
    identifier.channel = root["channel"].string(scratch);
    identifier.events = zaikioEventNames(root["events"].string(scratch));
    return identifier;
}

std::string ZaikioIdentifier::text() const
{
    std::string text = R"({"channel":)";
    appendJsonString(text, channel);
    text += R"(,"events":)";
    appendJsonString(text, commaList(events));
    text += '}';
    return text;
}

std::string ZaikioIdentifier::meaning() const
{
    std::vector<std::string> sorted = events;
    std::sort(sorted.begin(), sorted.end());
    return channel + '\n' + commaList(sorted);
}

QString ZaikioIdentifier::list() const
{
    return QString::fromStdString(commaList(events));
}

} // namespace eventscope

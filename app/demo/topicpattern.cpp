// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/topicpattern.h"

#include <QStringList>
#include <algorithm>
#include <array>

namespace eventscope {

namespace {

bool isResourceType(const QString &name)
{
    static constexpr std::array known{"call",  "message", "activeflow", "conference",
                                      "queue", "agent",   "recording",  "transcription"};
    return std::any_of(known.begin(), known.end(),
                       [&name](const char *type) { return name == QLatin1String(type); });
}

// The documentation writes ids such as `abc123`, so an id need not be a UUID; it must be able to
// stand in a topic.
bool isId(const QString &id)
{
    return !id.isEmpty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](QChar c) {
        return c.unicode() < 0x80 && (c.isLetterOrNumber() || c == u'-' || c == u'_' || c == u'.');
    });
}

} // namespace

std::optional<TopicPattern> TopicPattern::parse(const QString &topic)
{
    const QStringList parts = topic.split(u':');
    if (parts.size() != 4)
        return std::nullopt;
    const bool all = parts.at(3) == u"*";
    if ((parts.at(0) != u"customer_id" && parts.at(0) != u"agent_id") || !isId(parts.at(1))
        || !isResourceType(parts.at(2)) || (!all && !isId(parts.at(3))))
        return std::nullopt;
    return TopicPattern{topic.toStdString(), parts.at(0).toStdString(), parts.at(1).toStdString(),
                        parts.at(2).toStdString(), all ? std::string() : parts.at(3).toStdString()};
}

bool TopicPattern::matches(const CallEvent &event) const
{
    return resource == event.documented.resource
        && (resourceId.empty() || resourceId == event.documented.resourceId)
        && (scope == "customer_id" || scopeId == event.agentId);
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/noticemodel.h"
#include "tests/models/workflow/sampleevents.h"

namespace eventscope {

/// What tests of NoticeModel give it: rows of our own, events that fail, and notices.

inline EventView own(SampleEvents &events, std::string_view type, const QByteArray &data,
                     const std::string &topic = {}, Severity severity = Severity::Warning)
{
    events.flags = OwnEvent;
    events.topic = topic;
    events.severity = severity;
    const EventView event = events.make(type, data);
    events.flags = 0;
    events.topic.clear();
    events.severity = Severity::Info;
    return event;
}

inline EventView failing(SampleEvents &events, std::string_view type, const QByteArray &payload)
{
    events.severity = Severity::Error;
    const EventView event = events.make(type, payload);
    events.severity = Severity::Info;
    return event;
}

inline Notice trouble(const QString &text, qint64 atUs = SampleEvents::startUs,
                      bool needsAnswer = false)
{
    Notice notice;
    notice.kind = Notice::Kind::Trouble;
    notice.severity = Severity::Error;
    notice.title = QStringLiteral("Trouble");
    notice.text = text;
    notice.atUs = atUs;
    notice.needsAnswer = needsAnswer;
    return notice;
}

inline constexpr const char *denied =
    R"({"message":"voip-prod: agent_id:x was refused: only the owner of the agent may.","code":"PERMISSION_DENIED","frame":{}})";

} // namespace eventscope

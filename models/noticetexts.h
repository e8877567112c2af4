// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/noticemodel.h"

#include <optional>

namespace eventscope {

/// What an event has to tell a person, and which notices count as the same.
struct NoticeDraft
{
    Notice notice;
    /// Notices with the same key within a minute become one.
    QString key;
    /// The notices of one key may have different texts: the first is shown, the others are counted.
    bool flood = false;
};

/// By what is known without the payload.
bool isNoticeWorthy(std::string_view type, Severity severity, EventFlags flags);
/// `name` is the connection's. Nothing for events that are not worth a notice.
std::optional<NoticeDraft> draftNotice(const EventView &event, const QString &name);
/// The key of a notice that is not an event.
QString noticeKey(const Notice &notice);
/// What tool tips and screen readers say: the text, and how often it came.
QString countedText(const NoticeDraft &draft);
/// What the list shows: the same in fewer words.
QString countedBrief(const NoticeDraft &draft);
/// The text with every UUID cut to its first and last four digits.
QString withShortUuids(const QString &text);

} // namespace eventscope

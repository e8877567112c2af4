// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/displaytext.h"

namespace eventscope {

/// The reason of a TopicAnswer as a sentence to be shown.
inline QString answerSentence(const QString &reason)
{
    QString text = displayText(reason, 400);
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text.isEmpty() || text.endsWith(u'.') ? text : text + u'.';
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/noticemodel.h"

namespace eventscope {

/// What the program itself has to tell, of now: no event is behind it. `inBar`: it wants an answer.
inline Notice troubleNotice(const QString &title, const QString &text, Severity severity,
                            bool inBar = true)
{
    Notice notice;
    notice.kind = Notice::Kind::Trouble;
    notice.severity = severity;
    notice.title = title;
    notice.text = text;
    notice.needsAnswer = inBar;
    return notice;
}

} // namespace eventscope

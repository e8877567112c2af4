// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/notify/desktopnotifier.h"

namespace eventscope {

/// What a live session has to say to its user: in the list and the bar of its window, and on the
/// desktop while nobody looks at the window. GUI thread. The model is not owned and outlives it.
class LiveNotices final : public QObject
{
    Q_OBJECT
public:
    explicit LiveNotices(NoticeModel *notices, QObject *parent = nullptr);

    void setNotifications(bool enabled) { m_notifier.setEnabled(enabled); }
    void setWindowActive(bool active) { m_notifier.setWindowActive(active); }

    /// Something that wants an answer.
    void trouble(const QString &title, const QString &text, Severity severity = Severity::Error);
    /// The capture cannot be written; empty: it can be written again.
    void captureProblem(const QString &problem);
    void limitsFailed(const QString &problem);
    void capturesRemoved(const QString &sentence);
    void runFinished(const QString &name, const QString &taskId, bool failed, quint64 sequence);

Q_SIGNALS:
    /// The user clicked a bubble: the window is wanted, and this event; 0: it is about none.
    void activated(quint64 sequence);

private:
    void onActivated(quint64 noticeId);

    NoticeModel *m_notices;
    DesktopNotifier m_notifier;
};

} // namespace eventscope

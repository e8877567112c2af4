// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/absence.h"
#include "app/feeds/dialect.h"

namespace eventscope {

/// The time in which one connection is not live, up to what is to be said of it when it is again:
/// what the server sent meanwhile is lost, unless its session got it sent again. Owned by a
/// FeedConversation.
class AwayGap
{
public:
    /// It is not live any more, for this reason, and had subscribed to these; an earlier beginning
    /// stands.
    void begin(Moment since, const QString &cause, const QStringList &topics);
    /// The computer was suspended, which no clock of ours has counted, or this program stopped:
    /// before the next begin(), or while it is away.
    void slept(std::chrono::milliseconds duration, Standstill of = Standstill::OfTheComputer);
    /// How long this program was stopped just before; for begin(), as nobody knows when in that
    /// time it ended.
    std::chrono::milliseconds stoppedFor() const
    {
        return m_standstill == Standstill::OfThisProgram ? m_slept : std::chrono::milliseconds(0);
    }
    bool isAway() const { return m_since.has_value(); }
    bool isAsleep() const { return m_slept.count() > 0; }
    /// The server was heard since: the connection has outlived that.
    Absence awake();
    /// Nothing counts as missed any more: the user closes the connection. Something, if it was away
    /// or asleep up to now; `topics` are subscribed to.
    std::optional<Absence> close(Moment now, const QStringList &topics);
    /// An attempt got as far as being open; what it resumes is yet to be seen.
    void opened();
    /// The session had all that was missed sent again.
    void resumed()
    {
        m_resumed = true;
        m_undecided = false;
    }
    /// It has asked for it; there is no row before resumed() or lost().
    void resuming() { m_undecided = true; }
    /// It did not get it, for this reason; false if it was not resuming().
    bool lost(const QString &why);
    /// It is live again. Something, if it was away; so many subscriptions are asked for again.
    std::optional<Absence> end(Moment now, qsizetype askedAgain);

private:
    std::optional<Moment> m_since;
    std::chrono::milliseconds m_slept{0};
    Standstill m_standstill = Standstill::OfTheComputer;
    QString m_cause;
    QStringList m_topics; ///< when it began
    QString m_lost; ///< why it could not be sent again
    bool m_resumed = false;
    bool m_undecided = false;
};

} // namespace eventscope

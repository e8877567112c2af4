// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/subjecttrail.h"

#include <QFutureWatcher>
#include <QObject>

#include <deque>

namespace eventscope {

class EventLogModel;

/// The other events of a subject, for whoever shows one. The way back through a long log is worked
/// out by a worker when somebody asks for the first time, and kept up from then on. GUI thread only; owned by the model of the log.
class SubjectHistory final : public QObject
{
    Q_OBJECT
public:
    SubjectHistory(const EventLogModel *model, const SubjectTrail *trail);
    ~SubjectHistory() override;

    /// True: what follows can be asked. False: it is worked out, and ready() comes.
    bool prepare();
    bool isReady() const { return m_trail->isComplete(); } ///< somebody asked before
    /// Ends what is worked out; for another log.
    void stop();

    /// The event before this one on the same connection; 0: there is none.
    quint64 previous(quint64 sequence) const;

    struct Related
    {
        std::deque<quint64> sequences; ///< in order of arrival
        bool olderLeft = false; ///< there are more before them
        bool newerLeft = false; ///< there are more behind them than were looked through
    };
    /// All events of the subject of that one, itself too, on all connections: the newest, and at
    /// least half as many as `most` before it. No line is read for that: whether they are of this
    /// subject, and not of one with the same hash, is for SubjectLines to say.
    Related related(quint64 sequence, size_t most) const;
    /// Those of its subject that came behind `known`.
    std::deque<quint64> newerThan(quint64 known, quint64 sequence) const;

Q_SIGNALS:
    void ready();

private:
    std::string subjectOf(quint64 sequence) const;
    bool isOf(const std::string &subject, quint64 sequence) const;
    void catchUp();

    const EventLogModel *m_model;
    const SubjectTrail *m_trail;
    QFutureWatcher<void> m_work;
    std::atomic<bool> m_stop = false;
};

} // namespace eventscope

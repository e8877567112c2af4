// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventlog.h"
#include "models/event/linesource.h"

#include <QMap>
#include <QObject>
#include <QTimer>
#include <vector>

namespace eventscope {

class NoticeModel;
class WorkflowModel;

/// Shows a capture that was loaded to workflows and notices, from its first event to its last. They
/// live on the GUI thread, and a capture may have millions of events that they want: so it works in
/// slices of a few milliseconds, between which the window answers. A small capture is through when
/// start() returns. GUI thread.
class CaptureReplay final : public QObject
{
    Q_OBJECT
public:
    /// Nothing is owned; all must outlive this. Of events that the log gets later it has to be
    /// told.
    CaptureReplay(const EventLog &log, const LineSource &lines,
                  const QMap<QString, QString> &connectionNames, WorkflowModel &workflows,
                  NoticeModel &notices, QObject *parent = nullptr);
    void start();
    /// More may come, or nothing more will: then a workflow that has not ended never does.
    void setOpen(bool open);
    void logGrew();
    void logRetired(quint64 rows); ///< so many rows at the front

Q_SIGNALS:
    void finished(quint64 gaps); ///< how many gap rows there are; again after what came later

private:
    void replaySlice();
    void replay(quint64 row);
    void learnTypes();

    const EventLog &m_log;
    const LineSource &m_lines;
    const QMap<QString, QString> m_names;
    WorkflowModel &m_workflows;
    NoticeModel &m_notices;
    std::vector<bool> m_workflowTypes; ///< by number
    quint64 m_end;
    bool m_open = false;
    bool m_past = true; ///< what was there at the start is not through yet
    quint64 m_row = 0;
    quint64 m_gaps = 0;
    QTimer m_next;
    std::string m_scratch;
    LineAttributes m_attributes;
};

} // namespace eventscope

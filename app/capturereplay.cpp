// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/capturereplay.h"

#include "models/noticemodel.h"
#include "models/workflowmodel.h"

#include <QElapsedTimer>
#include <algorithm>

namespace eventscope {

namespace {

constexpr qint64 sliceMs = 6;
constexpr int pauseMs = 1; ///< in which what waits for the GUI thread is done
constexpr quint64 rowsBetweenLooks = 32;
/// Records are read much faster than lines: an event that nobody wants costs next to nothing.
constexpr quint64 rowsOfASlice = 200'000;

} // namespace

CaptureReplay::CaptureReplay(const EventLog &log, const LineSource &lines,
                             const QMap<QString, QString> &connectionNames,
                             WorkflowModel &workflows, NoticeModel &notices, QObject *parent)
    : QObject(parent), m_log(log), m_lines(lines), m_names(connectionNames), m_workflows(workflows),
      m_notices(notices), m_end(log.size())
{
    learnTypes();
    m_next.setSingleShot(true);
    m_next.setInterval(pauseMs);
    connect(&m_next, &QTimer::timeout, this, &CaptureReplay::replaySlice);
}

void CaptureReplay::learnTypes()
{
    for (auto id = quint32(m_workflowTypes.size()); id < m_log.types().size(); ++id)
        m_workflowTypes.push_back(WorkflowModel::wants(m_log.types().text(id)));
}

void CaptureReplay::setOpen(bool open)
{
    m_open = open;
    if (!open && m_row == m_end && !m_past)
        m_workflows.close();
}

void CaptureReplay::logGrew()
{
    m_end = m_log.size();
    learnTypes();
    if (!m_next.isActive())
        m_next.start();
}

void CaptureReplay::logRetired(quint64 rows)
{
    m_row -= std::min(rows, m_row);
    m_end = m_log.size();
}

void CaptureReplay::start()
{
    replaySlice();
}

void CaptureReplay::replaySlice()
{
    QElapsedTimer clock;
    clock.start();
    const quint64 end = std::min(m_end, m_row + rowsOfASlice);
    for (; m_row < end; ++m_row) {
        if (m_row % rowsBetweenLooks == 0 && clock.elapsed() >= sliceMs)
            break;
        replay(m_row);
    }
    m_workflows.flush();
    if (m_past)
        m_notices.markAllRead(); // it is long ago
    if (m_row < m_end)
        return m_next.start();
    m_past = false;
    if (!m_open)
        m_workflows.close();
    Q_EMIT finished(m_gaps);
}

void CaptureReplay::replay(quint64 row)
{
    const EventRecord &record = m_log.at(row);
    m_gaps += record.flags & GapEvent ? 1 : 0;
    const bool workflow = record.type < m_workflowTypes.size() && m_workflowTypes[record.type];
    const bool notice =
        NoticeModel::wants(m_log.types().text(record.type), record.severity, record.flags);
    if ((!workflow && !notice)
        || !readLineAttributes(m_lines.line(record, m_scratch), m_attributes))
        return;
    EventView view;
    view.sequence = m_log.firstSequence() + row;
    view.connection = m_log.connections().text(record.connection);
    view.type = m_attributes.type;
    view.topic = m_attributes.topic;
    view.subject = m_attributes.subject;
    view.payload = m_attributes.data;
    view.recordedUs = record.recordedUs;
    view.timeUs = record.timeUs;
    view.severity = record.severity;
    view.flags = record.flags;
    if (workflow)
        m_workflows.consume(view);
    if (notice)
        m_notices.consume(view,
                          m_names.value(QString::fromUtf8(view.connection.data(),
                                                          qsizetype(view.connection.size()))));
}

} // namespace eventscope

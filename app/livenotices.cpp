// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/livenotices.h"

#include "app/troublenotice.h"

namespace eventscope {

LiveNotices::LiveNotices(NoticeModel *notices, QObject *parent)
    : QObject(parent), m_notices(notices)
{
    connect(notices, &NoticeModel::added, &m_notifier, &DesktopNotifier::notify);
    connect(&m_notifier, &DesktopNotifier::activated, this, &LiveNotices::onActivated);
}

void LiveNotices::trouble(const QString &title, const QString &text, Severity severity)
{
    m_notices->add(troubleNotice(title, text, severity));
}

/// The bar goes when there is room again: nobody has to answer what is over.
void LiveNotices::captureProblem(const QString &problem)
{
    const QString title = tr("The capture cannot be written");
    if (!problem.isEmpty())
        return trouble(
            title,
            tr("%1. What arrives waits in memory, and is shown once it is stored.").arg(problem));
    for (int row = 0; row < m_notices->rowCount(); ++row) {
        const Notice &one = m_notices->at(row);
        if (one.needsAnswer && one.kind == Notice::Kind::Trouble && one.title == title)
            m_notices->dismiss(one.id);
    }
    m_notices->add(troubleNotice(tr("The capture can be written again"),
                                 tr("What waited in memory is stored; a row of the log says what "
                                    "was lost, if anything was."),
                                 Severity::Success, false));
}

void LiveNotices::limitsFailed(const QString &problem)
{
    m_notices->add(
        troubleNotice(tr("The limits cannot be kept"), problem, Severity::Warning, false));
}

void LiveNotices::capturesRemoved(const QString &sentence)
{
    m_notices->add(troubleNotice(tr("Old captures were removed"), sentence, Severity::Info, false));
}

void LiveNotices::runFinished(const QString &name, const QString &taskId, bool failed,
                              quint64 sequence)
{
    Notice notice;
    notice.kind = failed ? Notice::Kind::WorkflowFailed : Notice::Kind::WorkflowFinished;
    notice.severity = failed ? Severity::Error : Severity::Success;
    notice.title = failed ? tr("Workflow failed") : tr("Workflow finished");
    notice.text =
        (failed ? tr("%1 %2 ended with errors") : tr("%1 %2 is done")).arg(name, taskId.left(8));
    notice.sequence = sequence;
    notice.atUs = nowUs();
    m_notices->add(notice);
}

void LiveNotices::onActivated(quint64 noticeId)
{
    quint64 sequence = 0;
    for (int row = 0; row < m_notices->rowCount(); ++row) {
        if (m_notices->at(row).id == noticeId)
            sequence = m_notices->at(row).sequence;
    }
    Q_EMIT activated(sequence);
}

} // namespace eventscope

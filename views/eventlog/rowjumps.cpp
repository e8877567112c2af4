// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/rowjumps.h"

#include "models/eventlogmodel.h"
#include "models/eventsummary.h"
#include "models/orderedevents.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/gototimedialog.h"
#include "views/theme.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr int sliceRows = 50'000;
/// Clocks are set back now and then, so the times of arrival are only nearly ascending: so many
/// rows before the one that was found are looked at, too.
constexpr int maxStepsBack = 1'000;

} // namespace

RowJumps::RowJumps(EventTable *table) : QObject(table), m_table(table)
{
    m_slice.setInterval(0);
    connect(&m_slice, &QTimer::timeout, this, &RowJumps::search);
}

void RowJumps::start(bool forward)
{
    m_forward = forward;
    m_at = m_table->sequenceInSight();
    const bool chosen = m_table->currentSequence() == m_at;
    const OrderedEvents &events = *m_table->events();
    const int row = events.rowOfSequence(m_at);
    // Nothing is chosen: the first one in sight may be it.
    if (!chosen && row >= 0)
        m_at = events.sequenceAt(row + (forward ? -1 : 1));
    m_slice.start();
    search();
}

void RowJumps::search()
{
    const OrderedEvents &events = *m_table->events();
    const int rows = events.rowCount();
    const int at = m_at == 0 ? -1 : events.rowOfSequence(m_at);
    const int step = m_forward ? 1 : -1;
    int row = at >= 0 ? at + step : m_forward ? 0 : rows - 1;
    for (int left = sliceRows; row >= 0 && row < rows; row += step, --left) {
        const EventRecord *record = events.recordAt(row);
        if (shownSeverity(record->severity, record->flags) >= Severity::Error) {
            m_at = events.sequenceAt(row);
            return finish(true);
        }
        if (left <= 0) {
            m_at = events.sequenceAt(row);
            return;
        }
    }
    finish(false);
}

void RowJumps::finish(bool found)
{
    m_slice.stop();
    if (found)
        m_table->showSequence(m_at);
    else
        Q_EMIT m_table->remark(m_forward ? tr("There is no error below.")
                                         : tr("There is no error above."));
}

int RowJumps::rowAtTime(qint64 us) const
{
    const EventLogModel &model = *m_table->eventModel();
    int low = 0;
    for (int high = model.rowCount(); low < high;) {
        const int middle = low + (high - low) / 2;
        if (model.recordAt(middle)->recordedUs < us)
            low = middle + 1;
        else
            high = middle;
    }
    for (int back = 1; back <= maxStepsBack && low - back >= 0; ++back) {
        if (model.recordAt(low - back)->recordedUs >= us)
            low -= back, back = 0;
    }
    return low < model.rowCount() ? low : -1;
}

void RowJumps::goToTime(qint64 us)
{
    m_slice.stop();
    const EventLogModel &model = *m_table->eventModel();
    if (model.rowCount() == 0)
        return;
    const int row = rowAtTime(us);
    const bool shown =
        m_table->showSequence(model.sequenceAt(row < 0 ? model.rowCount() - 1 : row));
    if (!shown)
        Q_EMIT m_table->remark(tr("That event is not among those that are sorted."));
    else if (row < 0)
        Q_EMIT m_table->remark(tr("Nothing arrived at or after %1; this is the last event.")
                                   .arg(fullTimeText(us, model.timeZone())));
}

void RowJumps::showGoToTime()
{
    auto *dialog = new GoToTimeDialog(m_table);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace eventscope

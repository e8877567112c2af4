// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/timeline/timelinecommands.h"

#include "models/timelinemodel.h"
#include "views/timeline/timelinetexts.h"

#include <QMenu>

namespace eventscope {

namespace {

constexpr double zoomFactor = 0.5;

} // namespace

TimelineCommands::TimelineCommands(TimelineModel *model, QObject *parent)
    : QObject(parent), m_model(model)
{ }

bool TimelineCommands::pressKey(int key, bool shift)
{
    if (m_model->isEmpty())
        return false;
    if (m_cursor.move(key, shift, m_model->bars())) {
        Q_EMIT cursorMoved();
        Q_EMIT changed();
        return true;
    }
    switch (key) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomIn();
        return true;
    case Qt::Key_Minus:
        zoomOut();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (!m_cursor.selection().isEmpty())
            zoomIn();
        else if (!m_cursor.stretch().isEmpty())
            jumpTo(m_cursor.stretch().fromUs);
        return true;
    case Qt::Key_F:
        showOnlyThisTime();
        return true;
    case Qt::Key_Escape:
        return leave();
    default:
        return false;
    }
}

/// Back by one step: from the selection, then from the zoom.
bool TimelineCommands::leave()
{
    if (!m_cursor.selection().isEmpty()) {
        m_cursor.select({});
        Q_EMIT changed();
        return true;
    }
    const bool zoomed = m_model->isZoomed();
    m_model->zoomOut();
    return zoomed;
}

qint64 TimelineCommands::centre() const
{
    const TimelineSpan shown = m_model->shownSpan();
    const TimelineSpan stretch = m_cursor.stretch();
    return !stretch.isEmpty() && shown.contains(stretch.fromUs)
        ? stretch.fromUs + stretch.length() / 2
        : shown.fromUs + shown.length() / 2;
}

void TimelineCommands::zoomIn()
{
    if (m_cursor.selection().isEmpty())
        m_model->zoomBy(zoomFactor, centre());
    else
        m_model->zoomTo(m_cursor.selection());
}

void TimelineCommands::zoomOut()
{
    m_model->zoomBy(1 / zoomFactor, centre());
}

void TimelineCommands::jumpTo(qint64 us)
{
    const TimelineBars bars = m_model->bars();
    m_cursor.standAt(us, bars);
    Q_EMIT changed();
    for (const TimelineBar &bar : bars.bars) {
        const quint64 sequence = m_model->isFiltered() ? bar.firstMatching : bar.firstSequence;
        if (bar.span.toUs > us && sequence != 0) {
            Q_EMIT jumpWanted(sequence);
            return;
        }
    }
}

void TimelineCommands::showOnlyThisTime()
{
    if (m_model->isEmpty())
        return;
    const TimelineSpan selected = m_cursor.selection();
    Q_EMIT rangeWanted(spanFilterText(selected.isEmpty() ? m_model->shownSpan() : selected,
                                      m_model->timeZone(), nowUs()));
}

void TimelineCommands::fillMenu(QMenu *menu)
{
    const auto add = [&](const QString &text, bool possible, auto act) {
        QAction *action = menu->addAction(text);
        action->setEnabled(possible);
        connect(action, &QAction::triggered, this, act);
    };
    const bool any = !m_model->isEmpty();
    const bool selected = !m_cursor.selection().isEmpty();
    add(tr("&Go to This Time"), any && !m_cursor.stretch().isEmpty(),
        [this] { jumpTo(m_cursor.stretch().fromUs); });
    add(selected ? tr("Show &Only the Selected Time") : tr("Show &Only the Time in Sight"), any,
        [this] { showOnlyThisTime(); });
    menu->addSeparator();
    add(selected ? tr("Zoom to &Selection") : tr("Zoom &In"), any, [this] { zoomIn(); });
    add(tr("&Zoom Out"), m_model->isZoomed(), [this] { zoomOut(); });
    add(tr("&Whole Log"), m_model->isZoomed(), [this] { m_model->zoomOut(); });
    menu->addSeparator();
    add(tr("&Hide Timeline"), true, [this] { Q_EMIT hideWanted(); });
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/eventtable.h"

#include "models/eventlogmodel.h"
#include "models/orderedevents.h"
#include "views/eventlog/cellmenu.h"
#include "views/eventlog/columnmenu.h"
#include "views/eventlog/eventdelegate.h"
#include "views/eventlog/glyphsearch.h"
#include "views/eventlog/rowanchor.h"
#include "views/eventlog/rowjumps.h"
#include "views/eventlog/rowmarks.h"
#include "views/eventlog/tablecolumns.h"
#include "views/eventlog/tablekeys.h"
#include "views/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>

namespace eventscope {

using namespace Qt::StringLiterals;

EventTable::EventTable(EventLogModel *model, QWidget *parent)
    : LongTable(parent), m_model(model), m_follower(new TailFollower(this)),
      m_events(new OrderedEvents(model, this))
{
    setObjectName(u"eventTable"_s);
    setAccessibleName(tr("Event log"));
    setFrameShape(QFrame::NoFrame);
    setTabKeyNavigation(false);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setTextElideMode(Qt::ElideRight);
    setUpCells();
    m_anchor = new RowAnchor(this);
    m_keys = new TableKeys(this, m_anchor);
    setModel(m_events);
    m_columns = new TableColumns(this, model);
    m_marks = new RowMarks(this);
    m_jumps = new RowJumps(this);
    setUpHeaders();
    applyFont();
    resetColumns();

    connect(selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &current) { onCurrentChanged(current); });
    // A row may be current before it is chosen: taking the focus made it so.
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &EventTable::onSelectionChanged);
    m_copyTimer.setSingleShot(true);
    connect(&m_copyTimer, &QTimer::timeout, this, &EventTable::goOnCopying);
    m_anchor->watchEnds();
    m_follower->watchModel();
    connectOrder();
}

void EventTable::setUpCells()
{
    auto *delegate = new EventDelegate(this);
    m_glyphs = new GlyphSearch(this);
    delegate->setGlyphs(m_glyphs);
    setItemDelegate(delegate);
    connect(m_glyphs, &GlyphSearch::found, viewport(), qOverload<>(&QWidget::update));
    connect(verticalScrollBar(), &QScrollBar::sliderPressed, m_glyphs, &GlyphSearch::rowsMoved);
    connect(verticalScrollBar(), &QScrollBar::sliderMoved, m_glyphs, &GlyphSearch::rowsMoved);
}

void EventTable::setUpHeaders()
{
    QHeaderView *header = horizontalHeader();
    header->setSectionsMovable(true);
    header->setFirstSectionMovable(true);
    header->setStretchLastSection(true);
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    // A click sorts; Qt would select the column, which is all of the log.
    header->setSectionsClickable(true);
    disconnect(header, &QHeaderView::sectionPressed, this, nullptr);
    disconnect(header, &QHeaderView::sectionEntered, this, nullptr);
    header->setSortIndicatorShown(true);
    header->setSortIndicator(EventLogColumn::Time, Qt::AscendingOrder);
    connect(header, &QHeaderView::customContextMenuRequested, this, [this, header](QPoint at) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillHeaderMenu(menu, this, header->logicalIndexAt(at));
        menu->popup(header->mapToGlobal(at));
    });
    connect(m_columns, &TableColumns::changed, this, &EventTable::columnsChanged);
}

void EventTable::connectOrder()
{
    connect(horizontalHeader(), &QHeaderView::sortIndicatorChanged, this,
            [this](int column, Qt::SortOrder order) {
                if (!m_columns->isRestoring())
                    m_events->sort(column, order);
            });
    connect(m_events, &OrderedEvents::orderChanged, this, &EventTable::showOrder);
    connect(m_events, &OrderedEvents::sortRefused, this, &EventTable::remark);
    connect(m_follower, &TailFollower::followingChanged, this, [this](bool following) {
        if (following && !m_events->isByArrival())
            m_events->sort(EventLogColumn::Time); // only there is an end that can be followed
    });
    connect(m_model, &EventLogModel::timeShownChanged, this, [this] {
        if (m_model->timeShown().form == TimeShown::UntilNow)
            m_clock.start();
        else
            m_clock.stop();
        Q_EMIT columnsChanged();
    });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] {
        const EventLog *log = m_model->log();
        m_lastAtReset = log ? log->firstSequence() + log->size() - 1 : 0;
    });
    // Hits of a search come one after another, too, but are nothing new.
    m_follower->setNewCounter(
        [this](int first, int last) { return m_events->countBehind(m_lastAtReset, first, last); });
    m_clock.setInterval(1'000);
    connect(&m_clock, &QTimer::timeout, m_model, &EventLogModel::clockTicked);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &EventTable::sightChanged);
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, &EventTable::sightChanged);
}

void EventTable::showOrder()
{
    QHeaderView *header = horizontalHeader();
    const bool other = header->sortIndicatorSection() != m_events->sortColumn()
        || header->sortIndicatorOrder() != m_events->sortOrder();
    if (other)
        header->setSortIndicator(m_events->sortColumn(), m_events->sortOrder());
    if (!m_events->isByArrival())
        m_follower->setFollowing(false);
    m_follower->setNewestFirst(m_events->isNewestFirst());
    Q_EMIT columnsChanged();
}

void EventTable::applyFont()
{
    setHeightOfRows(eventscope::rowHeight(fontMetrics()));
    m_columns->applyFont();
    m_glyphs->begin(font());
}

void EventTable::resetColumns()
{
    m_columns->reset();
}

void EventTable::fillColumnMenu(QMenu *menu)
{
    eventscope::fillColumnMenu(menu, this);
}

Result<void> EventTable::addPathColumn(const QString &path, const QString &title)
{
    return m_columns->addPath(path, title);
}

QByteArray EventTable::saveColumns() const
{
    return m_columns->save();
}

bool EventTable::restoreColumns(const QByteArray &state)
{
    const bool known = m_columns->restore(state);
    if (const auto columns = EventColumns::fromJson(state))
        m_events->sort(EventLogColumn::Time,
                       columns->newestFirst ? Qt::DescendingOrder : Qt::AscendingOrder);
    showOrder();
    return known;
}

bool EventTable::showSequence(quint64 sequence)
{
    const int row = m_events->rowOfSequence(sequence);
    if (row < 0)
        return false;
    m_follower->setFollowing(false);
    const TailFollower::Quiet quiet(*m_follower);
    setCurrentIndex(m_events->index(row, std::max(currentIndex().column(), 0)));
    centreRow(row);
    return true;
}

void EventTable::centreRow(int row)
{
    scrollTo(m_events->index(row, std::max(columnAt(0), 0)), PositionAtCenter);
}

void EventTable::scrollToRow(int row)
{
    executeDelayedItemsLayout(); // the range of the scroll bar knows of the rows only then
    verticalScrollBar()->setValue(row);
}

bool EventTable::isRowInSight(int row) const
{
    const QRect cell = visualRect(m_events->index(row, std::max(columnAt(0), 0)));
    return viewport()->rect().intersects(cell);
}

quint64 EventTable::sequenceInSight() const
{
    if (m_currentSequence > 0 && m_events->rowOfSequence(m_currentSequence) >= 0)
        return m_currentSequence;
    if (m_follower->isFollowing() && !m_events->isNewestFirst())
        return m_events->sequenceAt(m_events->rowCount() - 1);
    return m_events->sequenceAt(verticalScrollBar()->value());
}

std::pair<quint64, quint64> EventTable::sequencesInSight() const
{
    if (m_events->rowCount() == 0)
        return {0, 0};
    const int first = std::max(rowAt(0), 0);
    const int end = rowAt(viewport()->height() - 1);
    const int last = end < 0 ? m_events->rowCount() - 1 : end;
    return std::minmax({m_events->sequenceAt(first), m_events->sequenceAt(last)});
}

void EventTable::setRemoving(bool removing)
{
    if (removing)
        m_removing.emplace(*m_follower);
    else
        m_removing.reset();
}

void EventTable::onCurrentChanged(const QModelIndex &current)
{
    if (!current.isValid() || m_takingFocus || m_keys->isPlacing() || m_removing)
        return; // a reset; what was selected is still meant
    const quint64 sequence = m_events->sequenceAt(current.row());
    if (sequence == m_currentSequence)
        return;
    m_currentSequence = sequence;
    Q_EMIT currentSequenceChanged(sequence);
}

void EventTable::onSelectionChanged()
{
    const QModelIndex current = currentIndex();
    if (!current.isValid() || !selectionModel()->isRowSelected(current.row())
        || m_events->sequenceAt(current.row()) == m_currentSequence)
        return;
    onCurrentChanged(current);
    m_follower->rowChosen(current);
}

void EventTable::restoreCurrent()
{
    if (m_currentSequence == 0)
        return;
    if (m_model->logSize() == 0) {
        m_currentSequence = 0;
        Q_EMIT currentSequenceChanged(0);
        return;
    }
    const int row = m_events->rowOfSequence(m_currentSequence);
    if (row < 0)
        return;
    const TailFollower::Quiet quiet(*m_follower);
    const QModelIndex index = m_events->index(row, std::max(columnAt(0), 0));
    const bool selected = selectionModel()->isRowSelected(row);
    selectionModel()->setCurrentIndex(index,
                                      selected ? QItemSelectionModel::NoUpdate
                                               : QItemSelectionModel::Select
                                              | QItemSelectionModel::Rows);
}

void EventTable::copyAs(CopyForm form)
{
    m_copying = std::make_unique<RowCopy>(*m_events, selectionModel()->selection(), form,
                                          m_columns->shown());
    const bool ofCells = form == CopyForm::Text || form == CopyForm::Csv;
    m_copiedUnseen = ofCells ? m_columns->withoutRoom() : QStringList();
    goOnCopying();
}

void EventTable::goOnCopying()
{
    if (m_copying->advance())
        return m_copyTimer.start();
    const CopiedRows rows = m_copying->take();
    m_copying.reset();
    m_copyTimer.stop();
    if (rows.rows == 0)
        return;
    QApplication::clipboard()->setText(rows.text);
    Q_EMIT copied(rows.rows, rows.selected, m_copiedUnseen);
}

void EventTable::keyPressEvent(QKeyEvent *event)
{
    if (m_keys->press(*event))
        event->accept();
    else
        LongTable::keyPressEvent(event);
}

void EventTable::focusInEvent(QFocusEvent *event)
{
    // Qt makes the first row current where none is, which would look like a choice of the user and
    // end following. The arrow keys are to start where the user looks: at the end.
    const TailFollower::Quiet quiet(*m_follower);
    m_keys->beginWhereTheUserLooks();
    m_takingFocus = true;
    LongTable::focusInEvent(event);
    m_takingFocus = false;
}

void EventTable::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex index =
        event->reason() == QContextMenuEvent::Keyboard ? currentIndex() : indexAt(event->pos());
    if (!index.isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillCellMenu(menu, this, index);
    const QPoint at = event->reason() == QContextMenuEvent::Keyboard
        ? viewport()->mapToGlobal(visualRect(index).center())
        : event->globalPos();
    menu->popup(at);
}

void EventTable::changeEvent(QEvent *event)
{
    LongTable::changeEvent(event);
    if (m_model && (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange))
        applyFont();
}

} // namespace eventscope

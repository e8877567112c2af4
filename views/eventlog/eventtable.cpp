// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/eventtable.h"

#include "models/eventlogmodel.h"
#include "views/eventlog/columnroom.h"
#include "views/eventlog/eventdelegate.h"
#include "views/eventlog/rowcopy.h"
#include "views/eventlog/tailfollower.h"
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

namespace {

bool isNavigation(int key)
{
    return key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp
        || key == Qt::Key_PageDown;
}

} // namespace

EventTable::EventTable(EventLogModel *model, QWidget *parent)
    : QTableView(parent), m_model(model), m_follower(new TailFollower(this))
{
    setObjectName(u"eventTable"_s);
    setAccessibleName(tr("Event log"));
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setCornerButtonEnabled(false);
    setTabKeyNavigation(false);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerItem);
    setHorizontalScrollMode(ScrollPerPixel);
    setTextElideMode(Qt::ElideRight);
    setItemDelegate(new EventDelegate(this));
    setModel(model);
    setUpHeaders();
    applyFont();
    resetColumns();

    connect(selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &current) { onCurrentChanged(current); });
    // A row may be current before it is chosen: taking the focus made it so.
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &EventTable::onSelectionChanged);
    connect(model, &QAbstractItemModel::modelReset, this, &EventTable::restoreSelection);
    m_follower->watchModel();
}

void EventTable::setUpHeaders()
{
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);

    QHeaderView *header = horizontalHeader();
    header->setSectionsMovable(true);
    header->setStretchLastSection(true);
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    m_room = new ColumnRoom(header);
    connect(header, &QHeaderView::customContextMenuRequested, this, [this, header](QPoint at) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillColumnMenu(menu);
        menu->popup(header->mapToGlobal(at));
    });
    connect(header, &QHeaderView::sectionResized, this, &EventTable::columnsChanged);
    connect(header, &QHeaderView::sectionMoved, this, &EventTable::columnsChanged);
}

void EventTable::applyFont()
{
    const int height = eventscope::rowHeight(fontMetrics());
    verticalHeader()->setMinimumSectionSize(height);
    verticalHeader()->setDefaultSectionSize(height);
    QFont font = strongFont(this->font());
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * 0.93);
    horizontalHeader()->setFont(font);
    horizontalHeader()->setMinimumSectionSize(
        EventDelegate::naturalWidth(EventLogColumn::SeverityGlyph, this->font()));
    horizontalHeader()->setFixedHeight(height);
}

void EventTable::resetColumns()
{
    QHeaderView *header = horizontalHeader();
    for (int column = 0; column < EventLogColumn::Count; ++column) {
        header->showSection(column);
        header->moveSection(header->visualIndex(column), column);
        if (column != EventLogColumn::Summary) // the last one takes what is left
            header->resizeSection(column, EventDelegate::naturalWidth(column, font()));
    }
    header->setSectionResizeMode(EventLogColumn::SeverityGlyph, QHeaderView::Fixed);
    m_room->forgetChoices();
}

void EventTable::fillColumnMenu(QMenu *menu)
{
    QHeaderView *header = horizontalHeader();
    for (int column = 0; column < EventLogColumn::Count; ++column) {
        QString title = m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        if (title.isEmpty())
            title = tr("Severity");
        QAction *action = menu->addAction(title);
        action->setCheckable(true);
        action->setChecked(!header->isSectionHidden(column));
        // Without any column there would be no header left to bring one back.
        action->setEnabled(header->isSectionHidden(column)
                           || header->count() - header->hiddenSectionCount() > 1);
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            m_room->choose(column, shown);
            Q_EMIT columnsChanged();
        });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("&Reset Columns")), &QAction::triggered, this, [this] {
        resetColumns();
        Q_EMIT columnsChanged();
    });
}

QByteArray EventTable::saveColumns() const
{
    return m_room->save();
}

bool EventTable::restoreColumns(const QByteArray &state)
{
    if (!m_room->restore(state) || horizontalHeader()->count() != EventLogColumn::Count) {
        resetColumns();
        return false;
    }
    horizontalHeader()->setSectionResizeMode(EventLogColumn::SeverityGlyph, QHeaderView::Fixed);
    horizontalHeader()->setStretchLastSection(true);
    return true;
}

bool EventTable::showSequence(quint64 sequence)
{
    const int row = m_model->rowOfSequence(sequence);
    if (row < 0)
        return false;
    m_follower->setFollowing(false);
    const QModelIndex index = m_model->index(row, EventLogColumn::Time);
    {
        const TailFollower::Quiet quiet(*m_follower);
        setCurrentIndex(index);
        scrollTo(index, PositionAtCenter);
    }
    return true;
}

void EventTable::onCurrentChanged(const QModelIndex &current)
{
    if (!current.isValid() || m_takingFocus)
        return; // a reset; what was selected is still meant
    const quint64 sequence = m_model->sequenceAt(current.row());
    if (sequence == m_currentSequence)
        return;
    m_currentSequence = sequence;
    Q_EMIT currentSequenceChanged(sequence);
}

void EventTable::onSelectionChanged()
{
    const QModelIndex current = currentIndex();
    if (!current.isValid() || !selectionModel()->isRowSelected(current.row())
        || m_model->sequenceAt(current.row()) == m_currentSequence)
        return;
    onCurrentChanged(current);
    m_follower->rowChosen(current);
}

void EventTable::restoreSelection()
{
    if (m_currentSequence == 0)
        return;
    if (m_model->logSize() == 0) {
        m_currentSequence = 0;
        Q_EMIT currentSequenceChanged(0);
        return;
    }
    const int row = m_model->rowOfSequence(m_currentSequence);
    if (row < 0)
        return;
    const TailFollower::Quiet quiet(*m_follower);
    const QModelIndex index = m_model->index(row, EventLogColumn::Time);
    setCurrentIndex(index);
    if (!m_follower->isFollowing())
        scrollTo(index, PositionAtCenter);
}

QVector<int> EventTable::shownColumns() const
{
    QVector<int> columns;
    const QHeaderView *header = horizontalHeader();
    for (int visual = 0; visual < header->count(); ++visual) {
        const int column = header->logicalIndex(visual);
        if (!header->isSectionHidden(column) || m_room->isHiddenForRoom(column))
            columns.append(column);
    }
    return columns;
}

void EventTable::copyRows()
{
    const CopiedRows rows = copyAsTable(*m_model, selectionModel()->selection(), shownColumns());
    if (rows.rows == 0)
        return;
    QApplication::clipboard()->setText(rows.text);
    Q_EMIT copied(rows.rows, rows.selected);
}

void EventTable::copyJsonLines()
{
    const CopiedRows rows = copyAsJsonLines(*m_model, selectionModel()->selection());
    if (rows.rows == 0)
        return;
    QApplication::clipboard()->setText(rows.text);
    Q_EMIT copied(rows.rows, rows.selected);
}

void EventTable::keyPressEvent(QKeyEvent *event)
{
    if (isNavigation(event->key()) && !isCurrentInSight())
        startWhereTheUserLooks();
    const auto modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if (modifiers == Qt::NoModifier && choosesTheRowItStandsOn(event->key())) {
        setCurrentIndex(currentIndex());
    } else if (modifiers == Qt::NoModifier && event->key() == Qt::Key_Space) {
        Q_EMIT pauseToggled();
    } else if (modifiers == Qt::NoModifier && event->key() == Qt::Key_End) {
        m_follower->setFollowing(true);
    } else if (modifiers == Qt::NoModifier && event->key() == Qt::Key_Home
               && m_model->rowCount() > 0) {
        setCurrentIndex(m_model->index(0, std::max(currentIndex().column(), 0)));
    } else if (event->matches(QKeySequence::Copy)) {
        copyRows();
    } else {
        QTableView::keyPressEvent(event);
        return;
    }
    event->accept();
}

void EventTable::focusInEvent(QFocusEvent *event)
{
    // Qt makes the first row current where none is, which would look like a choice of the user and
    // end following. The arrow keys are to start where the user looks: at the end.
    const TailFollower::Quiet quiet(*m_follower);
    if (m_currentSequence == 0 || m_model->rowOfSequence(m_currentSequence) < 0)
        startWhereTheUserLooks();
    m_takingFocus = true;
    QTableView::focusInEvent(event);
    m_takingFocus = false;
}

bool EventTable::isCurrentInSight() const
{
    return m_currentSequence != 0 && viewport()->rect().intersects(visualRect(currentIndex()));
}

/// The focus stands on a row that was not chosen: the first step is to choose it. At the end that
/// is followed the way up leads away from it at once.
bool EventTable::choosesTheRowItStandsOn(int key) const
{
    if (!isNavigation(key) || !currentIndex().isValid() || selectionModel()->hasSelection())
        return false;
    const bool down = key == Qt::Key_Down || key == Qt::Key_PageDown;
    return down || !m_follower->isFollowing() || m_model->rowCount() == 1;
}

void EventTable::startWhereTheUserLooks()
{
    // The current row is where it once was chosen, or put by Qt, far above by now.
    if (!m_follower->isFollowing() || m_model->rowCount() == 0)
        return;
    const TailFollower::Quiet quiet(*m_follower);
    m_takingFocus = true;
    selectionModel()->setCurrentIndex(m_model->index(m_model->rowCount() - 1, EventLogColumn::Time),
                                      QItemSelectionModel::NoUpdate);
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
    connect(menu->addAction(tr("&Copy Rows")), &QAction::triggered, this, &EventTable::copyRows);
    connect(menu->addAction(tr("Copy as &JSON")), &QAction::triggered, this,
            &EventTable::copyJsonLines);
    const QString cell = index.data(EventLogRole::FullText).toString();
    if (!cell.isEmpty() && index.column() != EventLogColumn::SeverityGlyph) {
        connect(menu->addAction(tr("Copy &Cell")), &QAction::triggered, this,
                [cell] { QApplication::clipboard()->setText(cell); });
        const bool searchable = index.column() == EventLogColumn::Type
            || index.column() == EventLogColumn::Topic || index.column() == EventLogColumn::Subject
            || index.column() == EventLogColumn::Connection;
        if (searchable) {
            menu->addSeparator();
            connect(menu->addAction(tr("&Show Only Events With This")), &QAction::triggered, this,
                    [this, cell] { Q_EMIT filterWanted(cell); });
        }
    }
    const QPoint at = event->reason() == QContextMenuEvent::Keyboard
        ? viewport()->mapToGlobal(visualRect(index).center())
        : event->globalPos();
    menu->popup(at);
}

void EventTable::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (m_model && (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange))
        applyFont();
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/bookmarksdialog.h"

#include "models/event/displaytext.h"
#include "models/eventbookmarks.h"
#include "models/eventlogmodel.h"
#include "views/dialoglayout.h"
#include "views/eventlog/eventtable.h"
#include "views/plainlabel.h"
#include "views/roomyrows.h"
#include "views/rowkeys.h"
#include "views/theme.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QShortcut>
#include <QTreeWidget>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

enum Column { Event, Time, Type, Summary, Note };
constexpr int maxSummary = 120;

/// Only the note is written: Tab leads from its editor to another one, wherever that is.
class BookmarkRows final : public RoomyRows
{
public:
    using RoomyRows::RoomyRows;

    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const override
    {
        return index.column() == Note ? RoomyRows::createEditor(parent, option, index) : nullptr;
    }
};

QString shownNote(const EventBookmarks &marks, quint64 sequence)
{
    return displayText(marks.note(sequence), EventBookmarks::maxNote);
}

/// Of an event that has no row.
QString whyUnseen(const EventLogModel &model, quint64 sequence)
{
    const EventLog *log = model.log();
    if (!log || sequence < log->firstSequence() || sequence - log->firstSequence() >= log->size())
        return BookmarksDialog::tr("(no longer in the log)");
    return model.isHidden(sequence) ? BookmarksDialog::tr("(hidden by the filter)")
                                    : BookmarksDialog::tr("(not shown yet)");
}

} // namespace

BookmarksDialog::BookmarksDialog(EventTable *table)
    : QDialog(table), m_table(table), m_list(new QTreeWidget(this)), m_state(new PlainLabel(this))
{
    setObjectName(u"bookmarksDialog"_s);
    setWindowTitle(tr("Bookmarks"));
    build();
    fill();
    connect(&m_table->eventModel()->bookmarks(), &EventBookmarks::changed, this,
            &BookmarksDialog::fill);
    connect(m_list, &QTreeWidget::itemChanged, this,
            [this](QTreeWidgetItem *item) { noteEdited(item); });
    connect(m_list, &QTreeWidget::itemSelectionChanged, this, &BookmarksDialog::refreshButtons);
    connect(m_list, &QTreeWidget::itemDoubleClicked, this,
            [this](const QTreeWidgetItem *, int column) {
                if (column == Note)
                    editNote();
                else
                    goTo();
            });
    refreshButtons();
}

BookmarksDialog::~BookmarksDialog()
{
    m_list->disconnect(this); // a note that is being written is told while the base class ends
}

void BookmarksDialog::build()
{
    m_list->setObjectName(u"bookmarkList"_s);
    m_list->setAccessibleName(tr("Bookmarks"));
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setItemDelegate(new BookmarkRows(m_list));
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHeaderLabels({tr("Event"), tr("Received"), tr("Type"), tr("Summary"), tr("Note")});
    m_list->headerItem()->setTextAlignment(Event, Qt::AlignRight | Qt::AlignVCenter);
    m_state->setWordWrap(true);
    auto *row = new QHBoxLayout;
    m_go = addQuietButton(row, tr("&Go to Event"), this, &BookmarksDialog::goTo);
    m_note = addQuietButton(row, tr("Edit &Note"), this, &BookmarksDialog::editNote);
    m_note->setObjectName(u"editNote"_s);
    m_note->setToolTip(tr("What is to be remembered about the event (F2)"));
    m_remove = addQuietButton(row, tr("&Remove"), this, &BookmarksDialog::remove);
    m_remove->setToolTip(tr("The events stay (Delete)"));
    row->addStretch();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    row->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = dialogLayout(this);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_state);
    layout->addLayout(row);
    auto *keys = new RowKeys(m_list);
    connect(keys, &RowKeys::activated, this, &BookmarksDialog::goTo);
    // Of the list alone: where a note is written, Delete takes a letter.
    new QShortcut(Qt::Key_F2, m_list, this, &BookmarksDialog::editNote, Qt::WidgetShortcut);
    new QShortcut(Qt::Key_Delete, m_list, this, &BookmarksDialog::remove, Qt::WidgetShortcut);
    const int unit = fontMetrics().averageCharWidth();
    for (const auto &[column, width] :
         {std::pair(Event, 14), {Time, 32}, {Type, 18}, {Summary, 36}})
        m_list->setColumnWidth(column, unit * width);
    resize(unit * 130, fontMetrics().height() * 24);
}

void BookmarksDialog::fill()
{
    if (m_filling)
        return;
    m_filling = true;
    const quint64 kept = current();
    const int row = m_list->indexOfTopLevelItem(m_list->currentItem());
    m_list->clear();
    const EventBookmarks &marks = m_table->eventModel()->bookmarks();
    for (const quint64 sequence : marks.sequences()) {
        addRow(sequence);
        if (sequence == kept)
            m_list->setCurrentItem(m_list->topLevelItem(m_list->topLevelItemCount() - 1));
    }
    // Where the current one was taken away, the next one is in its place.
    if (const int count = m_list->topLevelItemCount(); !m_list->currentItem() && count > 0)
        m_list->setCurrentItem(m_list->topLevelItem(std::clamp(row, 0, count - 1)));
    m_filling = false;
    refreshState();
    refreshButtons();
}

void BookmarksDialog::refreshState()
{
    const EventBookmarks &marks = m_table->eventModel()->bookmarks();
    m_state->setText(
        !marks.keptOnlyHere().isEmpty() ? marks.keptOnlyHere()
            : marks.size() == 0
            ? tr("No event is bookmarked yet: Ctrl+B in the log marks the current one.")
            : QString());
    m_state->setVisible(!m_state->text().isEmpty());
}

void BookmarksDialog::addRow(quint64 sequence)
{
    const EventLogModel &model = *m_table->eventModel();
    auto *item = new QTreeWidgetItem(m_list);
    item->setData(Event, Qt::UserRole, sequence);
    item->setText(Event, countText(sequence));
    item->setTextAlignment(Event, Qt::AlignRight | Qt::AlignVCenter);
    item->setText(Note, shownNote(model.bookmarks(), sequence));
    item->setFlags(item->flags() | Qt::ItemIsEditable);
    const int row = model.rowOfSequence(sequence);
    if (row < 0) {
        item->setText(Summary, whyUnseen(model, sequence));
        return;
    }
    item->setText(Time, fullTimeText(model.recordAt(row)->recordedUs, model.timeZone()));
    item->setText(Type, model.index(row, EventLogColumn::Type).data().toString());
    item->setText(
        Summary,
        displayText(
            model.index(row, EventLogColumn::Summary).data(EventLogRole::FullText).toString(),
            maxSummary));
}

quint64 BookmarksDialog::current() const
{
    const QTreeWidgetItem *item = m_list->currentItem();
    return item ? item->data(Event, Qt::UserRole).toULongLong() : 0;
}

void BookmarksDialog::goTo()
{
    const quint64 sequence = current();
    if (sequence == 0)
        return;
    accept();
    Q_EMIT m_table->eventWanted(sequence);
    m_table->setFocus(Qt::OtherFocusReason);
}

void BookmarksDialog::editNote()
{
    QTreeWidgetItem *item = m_list->currentItem();
    if (!item)
        return;
    m_list->setCurrentItem(item, Note); // Tab goes on in this column
    m_list->editItem(item, Note);
}

void BookmarksDialog::remove()
{
    QVector<quint64> gone;
    for (const QTreeWidgetItem *item : m_list->selectedItems())
        gone.append(item->data(Event, Qt::UserRole).toULongLong());
    for (const quint64 sequence : gone) {
        // Why it is not saved stands below the list.
        static_cast<void>(m_table->eventModel()->bookmarks().remove(sequence));
    }
}

void BookmarksDialog::noteEdited(QTreeWidgetItem *item)
{
    if (m_filling)
        return;
    const quint64 sequence = item->data(Event, Qt::UserRole).toULongLong();
    m_filling = true;
    EventBookmarks &marks = m_table->eventModel()->bookmarks();
    static_cast<void>(marks.set(sequence, item->text(Note)));
    // The list cannot be filled anew: the editor of the next note may be open already.
    item->setText(Note, shownNote(marks, sequence));
    m_filling = false;
    refreshState();
}

void BookmarksDialog::refreshButtons()
{
    m_go->setEnabled(m_list->currentItem());
    m_note->setEnabled(m_list->currentItem());
    m_remove->setEnabled(!m_list->selectedItems().isEmpty());
}

} // namespace eventscope

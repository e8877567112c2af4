// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace eventscope {

class EventTable;
class PlainLabel;

/// All bookmarks of the log with what they mark, to go to one, to change its note, or to take some
/// away. It follows what changes elsewhere. To be shown with open(); the table outlives it.
class BookmarksDialog final : public QDialog
{
    Q_OBJECT
public:
    explicit BookmarksDialog(EventTable *table);
    ~BookmarksDialog() override;

    QTreeWidget *list() const { return m_list; }

private:
    void build();
    void fill();
    void addRow(quint64 sequence);
    void goTo();
    void editNote();
    void remove();
    void noteEdited(QTreeWidgetItem *item);
    void refreshButtons();
    void refreshState();
    quint64 current() const;

    EventTable *m_table;
    QTreeWidget *m_list;
    PlainLabel *m_state;
    QPushButton *m_go = nullptr;
    QPushButton *m_note = nullptr;
    QPushButton *m_remove = nullptr;
    bool m_filling = false;
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QTreeWidget;

namespace eventscope {

/// The language of filters as a table, made from the tables that the parser reads. It stays open
/// beside the log; a click on an example puts it into the bar.
class FilterHelp final : public QDialog
{
    Q_OBJECT
public:
    explicit FilterHelp(QWidget *parent);

Q_SIGNALS:
    void exampleChosen(const QString &text);

private:
    void buildTable();
    void fill();
    void addRow(const QString &section, const QString &form, const QString &meaning,
                const QString &example);

    QTreeWidget *m_table;
};

} // namespace eventscope

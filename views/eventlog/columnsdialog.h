// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QBoxLayout;
class QLineEdit;
class QListWidget;
class QListWidgetItem;
class QPushButton;
class QSpinBox;

namespace eventscope {

class PlainLabel;
class TableColumns;

/// Which columns are shown, in which order and how wide, by keyboard as well as by mouse; columns
/// from paths are made and taken away here, and all of them go to a file and come from one. What is
/// changed is changed at once. To be shown with open(); the columns outlive it.
class ColumnsDialog final : public QDialog
{
    Q_OBJECT
public:
    explicit ColumnsDialog(TableColumns *columns, QWidget *parent);

    QListWidget *list() const { return m_list; }
    QLineEdit *pathEdit() const { return m_path; }
    QString problem() const;

    void addPath();
    void move(int step);
    void saveTo(const QString &path);
    void loadFrom(const QString &path);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    QLayout *makeSide();
    void addWidth(QBoxLayout *side);
    QLayout *makePathRow();
    void fill(int row);
    void apply();
    void removeCurrent();
    void rename();
    int currentColumn() const;
    void refreshWidth();
    void refreshButtons();
    void say(const QString &problem);
    void chooseFile(bool save);

    TableColumns *m_columns;
    QListWidget *m_list;
    QLineEdit *m_path;
    PlainLabel *m_problem;
    QPushButton *m_add = nullptr;
    QPushButton *m_up = nullptr;
    QPushButton *m_down = nullptr;
    QPushButton *m_remove = nullptr;
    QPushButton *m_rename = nullptr;
    QSpinBox *m_width = nullptr;
    bool m_filling = false;
};

} // namespace eventscope

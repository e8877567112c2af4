// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/filtercompletion.h"
#include "views/filters/filteredit.h"

#include <QTimer>
#include <QWidget>

#include <functional>

class QAction;
class QToolButton;

namespace eventscope {

class FilterChips;
class FilterCompleter;
class FilterSetModel;
class FilterStatus;

/// The line in which the log is filtered, the saved filters beside it, and what came of them below.
/// It says what is wanted once typing rests.
class FilterBar final : public QWidget
{
    Q_OBJECT
public:
    explicit FilterBar(QWidget *parent = nullptr);

    QString text() const;
    /// Sets the text and says so at once.
    void setText(const QString &text);
    void clear() { setText({}); }
    void focusEdit();
    FilterEdit *edit() const { return m_edit; }
    FilterStatus *status() const { return m_status; }
    FilterCompleter *completer() const { return m_completer; }

    /// The saved filters; not owned, and they outlive the bar.
    void setFilters(FilterSetModel *filters);
    FilterChips *chips() const { return m_chips; } ///< null: there are no saved filters
    void setVocabulary(std::function<FilterVocabulary()> vocabulary);
    /// What is offered now may be more.
    void vocabularyGrew();
    /// Whether what is typed is a filter that could be saved.
    void setSavable(bool savable);
    void setHistory(const QStringList &texts);

    void saveFilter();
    void askForImport();
    void askForExport();
    /// What else is offered where a filter is saved; not owned.
    void setSharingActions(const QList<QAction *> &actions);
    void showHelp();

    /// It gives way to everything: what has no room is left out.
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void filterChanged(const QString &text);
    /// Return: the text is meant, and worth remembering.
    void confirmed(const QString &text);
    /// Taken away at once, or left for another place: it may be wanted again.
    void leftBehind(const QString &text);
    /// Return, or Escape in an empty field: the user is done here.
    void left();
    void remark(const QString &sentence);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void buildSaving();
    void announce();
    void confirm();
    bool pressKey(const QKeyEvent &key);
    void fit();
    void orderTabs();
    void editFilter(int row);
    void putExample(const QString &text);

    QWidget *m_line; ///< holds what stands side by side; placed by fit()
    FilterEdit *m_edit;
    FilterStatus *m_status;
    FilterCompleter *m_completer;
    QToolButton *m_help;
    QToolButton *m_save = nullptr;
    FilterSetModel *m_filters = nullptr;
    FilterChips *m_chips = nullptr;
    QTimer m_rest;
    QString m_announced;
    QString m_before; ///< what stands in the line, to know it once it is gone
    bool m_hasHistory = false;
    bool m_savable = false;
};

} // namespace eventscope

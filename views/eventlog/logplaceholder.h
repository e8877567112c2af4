// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/eventlog/logfiltering.h"

#include <QWidget>

#include <vector>

class QPushButton;
class QVBoxLayout;

namespace eventscope {

class EventLogModel;
class PlainLabel;

/// Says over an empty table why it is empty, and offers what to do about it: where several filters
/// hide everything, each can be switched off by itself. It lies over its parent, which owns it. GUI
/// thread.
class LogPlaceholder final : public QWidget
{
    Q_OBJECT
public:
    explicit LogPlaceholder(QWidget *over);

    /// What its button does.
    enum class Action : quint8 { None, ClearFilter, SearchAgain, Resume, AddConnection };

    /// Of a table of this log; hidden while that has rows. `filters` are wanted; `stopped`: they
    /// are not those of the log, because their search was stopped.
    void explain(const EventLogModel &log, const std::vector<LogFiltering::Hiding> &filters,
                 bool stopped, bool hasConnections);
    Action action() const { return m_action; }
    QString title() const;
    QString reason() const;
    QPushButton *button() const { return m_button; }

Q_SIGNALS:
    void actionTriggered();
    void switchOffWanted(const LogFiltering::Hiding &filter);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void explainFilter(const EventLogModel &log, const std::vector<LogFiltering::Hiding> &filters,
                       bool stopped);
    static QString titleFor(const std::vector<LogFiltering::Hiding> &filters);
    static std::vector<LogFiltering::Hiding> offered(std::vector<LogFiltering::Hiding> filters);
    void offer(std::vector<LogFiltering::Hiding> filters);
    void say(const QString &title, const QString &reason = {}, const QString &button = {},
             Action action = Action::None, const std::vector<LogFiltering::Hiding> &filters = {});
    void place();

    Action m_action = Action::None;
    PlainLabel *m_title;
    PlainLabel *m_reason;
    QVBoxLayout *m_switches; ///< a button for each of m_offered
    std::vector<LogFiltering::Hiding> m_offered;
    QPushButton *m_button;
};

} // namespace eventscope

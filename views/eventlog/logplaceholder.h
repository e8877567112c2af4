// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;

namespace eventscope {

class EventLogModel;
class PlainLabel;

/// Says over an empty table why it is empty, and offers the one thing to do about it. It lies over
/// its parent, which owns it. GUI thread.
class LogPlaceholder final : public QWidget
{
    Q_OBJECT
public:
    explicit LogPlaceholder(QWidget *over);

    /// What its button does.
    enum class Action : quint8 { None, ClearFilter, SearchAgain, Resume, AddConnection };

    /// Of a table of this log; hidden while that has rows. `stopped`: the filters that are wanted
    /// are not those of the log, because their search was stopped.
    void explain(const EventLogModel &log, bool stopped, bool hasConnections);
    Action action() const { return m_action; }
    QString title() const;
    QString reason() const;
    QPushButton *button() const { return m_button; }

Q_SIGNALS:
    void actionTriggered();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void explainFilter(const EventLogModel &log, bool stopped);
    void say(const QString &title, const QString &reason = {}, const QString &button = {},
             Action action = Action::None);
    void place();

    Action m_action = Action::None;
    PlainLabel *m_title;
    PlainLabel *m_reason;
    QPushButton *m_button;
};

} // namespace eventscope

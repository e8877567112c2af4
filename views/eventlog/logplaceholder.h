// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;

namespace eventscope {

class PlainLabel;

/// Says over an empty view why it is empty, and offers the one thing to do about it. It lies over
/// its parent.
class LogPlaceholder final : public QWidget
{
    Q_OBJECT
public:
    explicit LogPlaceholder(QWidget *over);

    /// An empty title hides it; an empty action hides the button.
    void setState(const QString &title, const QString &reason = {}, const QString &action = {});
    QString title() const;
    QString reason() const;
    QPushButton *button() const { return m_button; }

Q_SIGNALS:
    void actionTriggered();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place();

    PlainLabel *m_title;
    PlainLabel *m_reason;
    QPushButton *m_button;
};

} // namespace eventscope

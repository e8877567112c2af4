// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

class QLineEdit;

namespace eventscope {

class PlainLabel;

/// The line in which the log is filtered, and what the filter found. It says what is wanted once
/// typing rests.
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
    QLineEdit *edit() const { return m_edit; }

    void setResult(const QString &text);

Q_SIGNALS:
    void filterChanged(const QString &text);
    /// Return, or Escape in an empty field: the user is done here.
    void left();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void announce();

    QLineEdit *m_edit;
    PlainLabel *m_result;
    QTimer m_rest;
    QString m_announced;
};

} // namespace eventscope

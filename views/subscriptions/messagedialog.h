// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QDialogButtonBox;
class QLineEdit;
class QPlainTextEdit;

namespace eventscope {

class WrapLabel;

/// Writes a message for the subscribers of one topic: a JSON object, checked while it is typed. To
/// be shown with open(); it sends nothing by itself.
class MessageDialog final : public QDialog
{
    Q_OBJECT
public:
    explicit MessageDialog(const QString &topic, QWidget *parent = nullptr);

    QString topic() const;
    QByteArray message() const;

private:
    void check();
    QString problem() const;

    QLineEdit *m_topic;
    QPlainTextEdit *m_text;
    WrapLabel *m_problem;
    QDialogButtonBox *m_buttons;
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLineEdit;
class QToolButton;

namespace eventscope {

/// A field for a secret: hidden while typing, with a button to look at it. It is never filled from
/// storage.
class SecretField final : public QWidget
{
    Q_OBJECT
public:
    explicit SecretField(QWidget *parent = nullptr);

    QString secret() const;
    QLineEdit *edit() const { return m_edit; }
    void setLabel(const QString &label);

Q_SIGNALS:
    void changed();

private:
    void setRevealed(bool revealed);

    QLineEdit *m_edit;
    QToolButton *m_reveal;
};

} // namespace eventscope

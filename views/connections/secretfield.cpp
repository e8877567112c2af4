// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/connections/secretfield.h"

#include "views/theme.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>

#include <algorithm>

namespace eventscope {

SecretField::SecretField(QWidget *parent)
    : QWidget(parent), m_edit(new QLineEdit), m_reveal(new QToolButton)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(margin(fontMetrics(), 0.4));
    m_edit->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText
                                | Qt::ImhNoAutoUppercase);
    layout->addWidget(m_edit, 1);
    m_reveal->setCheckable(true);
    m_reveal->setFocusPolicy(Qt::TabFocus);
    layout->addWidget(m_reveal);
    setFocusProxy(m_edit);
    connect(m_reveal, &QToolButton::toggled, this, &SecretField::setRevealed);
    connect(m_edit, &QLineEdit::textChanged, this, &SecretField::changed);
    setRevealed(false);
    const QString shown = tr("Hide");
    m_reveal->setMinimumWidth(
        std::max(m_reveal->sizeHint().width(), fontMetrics().horizontalAdvance(shown) + 20));
}

QString SecretField::secret() const
{
    return m_edit->text();
}

void SecretField::setLabel(const QString &label)
{
    m_edit->setAccessibleName(label);
    m_reveal->setAccessibleName(tr("Show %1").arg(label));
}

void SecretField::setRevealed(bool revealed)
{
    m_edit->setEchoMode(revealed ? QLineEdit::Normal : QLineEdit::Password);
    m_reveal->setText(revealed ? tr("Hide") : tr("Show"));
    m_reveal->setToolTip(tr("Show or hide what is typed"));
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/connections/secretkeeping.h"

#include "views/theme.h"
#include "views/wraplabel.h"

#include <QCheckBox>
#include <QRadioButton>
#include <QVBoxLayout>

namespace eventscope {

SecretKeeping::SecretKeeping(bool keychainAvailable, QWidget *parent)
    : QWidget(parent), m_keychain(new QRadioButton(tr("Keep secrets in the &keychain"))),
      m_session(new QRadioButton(tr("Keep secrets only for this s&ession")))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(margin(fontMetrics(), 0.3));
    layout->addWidget(m_keychain);
    layout->addWidget(m_session);
    m_keychain->setEnabled(keychainAvailable);
    (keychainAvailable ? m_keychain : m_session)->setChecked(true);
    if (keychainAvailable)
        return;
    const QString reason =
        tr("There is no unlocked keychain on this desktop, so secrets are asked for again after "
           "the next start.");
    auto *note = new WrapLabel(reason, WrapLabel::Tone::Dim);
    layout->addWidget(note);
    m_keychain->setAccessibleDescription(reason);
}

void SecretKeeping::offerSame(const QString &name)
{
    m_same = new QCheckBox(tr("Use the same secrets as %1")
                               .arg(QString(name).replace(QLatin1Char('&'), QLatin1String("&&"))));
    static_cast<QVBoxLayout *>(layout())->insertWidget(0, m_same);
    connect(m_same, &QCheckBox::toggled, this, &SecretKeeping::sameChanged);
}

bool SecretKeeping::isSameChosen() const
{
    return m_same && m_same->isChecked();
}

bool SecretKeeping::isKeychainChosen() const
{
    return m_keychain->isChecked();
}

bool SecretKeeping::isKeychainAvailable() const
{
    return m_keychain->isEnabled();
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QCheckBox;
class QRadioButton;

namespace eventscope {

/// The choice how long the secrets of a connection are kept, and why there is none if the desktop
/// has no keychain.
class SecretKeeping final : public QWidget
{
    Q_OBJECT
public:
    explicit SecretKeeping(bool keychainAvailable, QWidget *parent = nullptr);

    /// Lets the user take the secrets of another connection, whose name is shown.
    void offerSame(const QString &name);
    bool isSameChosen() const;
    bool isKeychainChosen() const;
    bool isKeychainAvailable() const;
    /// For the tab order.
    QRadioButton *keychain() const { return m_keychain; }
    QRadioButton *session() const { return m_session; }

Q_SIGNALS:
    void sameChanged();

private:
    QCheckBox *m_same = nullptr; ///< only where it is offered
    QRadioButton *m_keychain;
    QRadioButton *m_session;
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/connectionsfile.h"
#include "app/notify/secretstore.h"
#include "models/connectionmodel.h"

#include <QTimer>

namespace eventscope {

/// Keeps the connections of a window from one session to the next: reads them at the start, saves
/// them soon after a change, and brings their secrets to the keychain. Owns none of the three that
/// it holds together; they outlive it. GUI thread.
class ConnectionKeeper final : public QObject
{
    Q_OBJECT
public:
    ConnectionKeeper(ConnectionModel *model, ConnectionsFile *file, SecretStore *secrets,
                     QObject *parent = nullptr);

    /// Reads the saved connections into the list, and opens those that are to be open if `open`.
    /// Nothing is saved before.
    void restore(bool open);
    /// What is due, or could not be saved before, is saved now: there is no later.
    void finish();

Q_SIGNALS:
    /// To be told to the user, once.
    void trouble(const QString &title, const QString &text);

private:
    void save();
    void keep(const QString &id, const OptionValues &secrets, bool persist);
    void moveToKeychain(const ConnectionProfile &profile, const OptionValues &secrets);

    ConnectionModel *m_model;
    ConnectionsFile *m_file;
    SecretStore *m_secrets;
    QTimer m_later;
    bool m_restored = false; ///< the list has what was saved
    bool m_failed = false; ///< what changed is still to be saved
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/connectionsfile.h"
#include "app/notify/secretstore.h"

#include <QPair>
#include <functional>

namespace eventscope {

/// The connections that the window saved, with their secrets, for `eventscope record --profile`.
/// Main thread.
class SavedConnections
{
public:
    using Found = std::function<void(QVector<QPair<ConnectionProfile, OptionValues>> connections)>;

    /// Calls `found` later, from the event loop, once the keychain has answered. The error names
    /// the profile that is not there.
    Result<void> find(const QStringList &names, const Found &found);

private:
    ConnectionsFile m_file;
    SecretStore m_secrets;
};

} // namespace eventscope

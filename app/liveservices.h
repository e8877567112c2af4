// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/windowservices.h"

namespace eventscope {

class ConnectionModel;
class SecretStore;

/// What the window on live connections asks the program for: connections tried, systems detected,
/// secrets copied. `owner` owns what runs for it; with it the answers end. GUI thread.
WindowServices liveServices(ConnectionModel *connections, SecretStore *secrets, QObject *owner);

/// Asks the keychain for the secrets of a connection. It may answer when `owner` is long gone, and
/// then says nothing.
void fetchSecrets(SecretStore *secrets, const ConnectionProfile &profile, QObject *owner,
                  const std::function<void(const OptionValues &)> &next);
/// The keys of what is secret in the settings of a system.
QStringList secretKeys(const QString &dialectId);

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/connectionprofile.h"
#include "models/connection/connectionstatus.h"
#include "models/noticemodel.h"

namespace eventscope {

/// What to call the secrets that were once given to a connection and are not known any more: they
/// went with the session before, or with the keychain. Nobody is to be connected as somebody else
/// without a word.
QStringList missingSecrets(const ConnectionProfile &profile, const OptionValues &known);

/// How a connection stands that waits for them, and how the user is told.
ConnectionStatus waitingForSecrets(const QStringList &missing);
Notice missingSecretsNotice(const ConnectionProfile &profile, const QStringList &missing);

} // namespace eventscope

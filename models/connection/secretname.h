// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace eventscope {

/// By the one list of models/event/secretnames.h, however a name is written.

/// True for what is a secret by its name wherever it stands: `accessToken`, `client-secret`.
bool isSecretName(const QString &name);
/// True besides for what servers call one where they ask for it, in the query of a URL or in a
/// header: `key`, `ticket`, `X-Session`. To keep something in the keychain that is none does no
/// harm: it is sent as it was.
bool isSecretParameter(const QString &name);

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace eventscope {

/// True for what servers call a secret in the query of a URL: `access_token`, `apikey`, `sig`.
/// To keep something in the keychain that is none does no harm: it is sent as it was.
bool isSecretName(const QString &name);
/// The same for the name of a header, in any case: `Authorization`, `Cookie`, `X-Api-Key`.
bool isSecretHeader(const QString &name);

} // namespace eventscope

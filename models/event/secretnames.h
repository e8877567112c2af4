// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace eventscope {

/// The one place that says what is a secret by its name: see FieldMask for how names are compared.

/// Wherever it stands: in events, URLs, headers, frames. The masked fields of a connection unless
/// its user says otherwise.
extern const QString usualSecretFields;
/// Besides, where nothing but what a server asks for stands: in the query of a URL and in headers.
/// In an event a key or a ticket is mostly something else.
extern const QString furtherSecretParameters;

} // namespace eventscope

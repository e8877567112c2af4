// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/namepart.h"

#include <QString>
#include <string_view>
#include <vector>

namespace eventscope {

/// What is a secret by its form, whatever it is called and wherever it stands in a text: the
/// credentials of an `Authorization` or `Cookie` header with their scheme, `Bearer …`, tokens of
/// three parts (`eyJ….….…`), hashes of passwords (`$2a$…`), private keys, and the user and password
/// in a URL.

/// The text with `[masked]` in their places.
QString withSecretValuesMasked(const QString &text);

/// Parts of names, one of which is in whatever has such a value, unless mayBeSecretValue() is true
/// of some place in it.
const std::vector<NamePart> &secretValueParts();
/// Such a value may begin here: with a `$`, `eyJ`, or the `:` of a URL.
bool mayBeSecretValue(std::string_view text);

} // namespace eventscope

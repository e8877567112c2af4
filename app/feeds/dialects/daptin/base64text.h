// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace eventscope {

/// Decodes base64 as Go's encoding/json writes it (RFC 4648 §4, padded); missing padding is
/// forgiven. `out` is replaced and keeps its memory. False, and then `out` is worth nothing, if it
/// is something else.
bool decodeBase64(std::string_view text, std::string &out);

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <optional>
#include <string>
#include <string_view>

namespace eventscope {

/// True if the first byte that is no white space opens an object or an array.
bool beginsAsJson(std::string_view text);
/// What a text is the base64 of, if that begins as JSON does: Daptin writes rows so (protocols.md
/// 3). It need not be whole.
std::optional<QByteArray> decodedJson(std::string_view text);
/// A JSON text with each such row in the place of its base64, to be read by people; as it is where
/// it has none.
std::string withRowsDecoded(std::string_view json);

} // namespace eventscope

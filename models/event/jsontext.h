// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

/// Appends `text` (UTF-8, unescaped) as the inside of a JSON string: only what RFC 8259 demands is
/// escaped.
void appendJsonEscaped(std::string &out, std::string_view text);
/// The same with quotes around it.
void appendJsonString(std::string &out, std::string_view text);
/// Undoes escapes of the inside of a JSON string; lone surrogates become U+FFFD. `out` is replaced.
void unescapeJson(std::string_view inside, std::string &out);
/// Appends `json` without the white space between its tokens; everything else byte for byte.
/// simdjson does it.
void appendMinified(std::string &out, std::string_view json);
bool validUtf8(std::string_view text);
/// Replaces what is no UTF-8 by U+FFFD.
std::string toValidUtf8(std::string_view bytes);

/// A JSON pointer (RFC 6901) of a value, made from its keys: `/data/status`.
std::string jsonPointer(const std::vector<std::string> &path);

} // namespace eventscope

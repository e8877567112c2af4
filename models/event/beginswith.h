// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstring>
#include <string_view>

namespace eventscope {

/// std::string_view::starts_with() for a literal, without the call of memcmp that it makes for a
/// length which it forgets to be constant: for what is asked of every event.
template<std::size_t Size>
bool beginsWith(std::string_view text, const char (&literal)[Size])
{
    return text.size() >= Size - 1 && std::memcmp(text.data(), literal, Size - 1) == 0;
}

/// `text == literal` likewise.
template<std::size_t Size>
bool isText(std::string_view text, const char (&literal)[Size])
{
    return text.size() == Size - 1 && std::memcmp(text.data(), literal, Size - 1) == 0;
}

} // namespace eventscope

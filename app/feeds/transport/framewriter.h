// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace eventscope {

enum class ClientFrame : uint8_t { Text = 1, Close = 8, Ping = 9, Pong = 10 };

/// A whole frame as clients send them: masked by `key`, which no server may be able to foresee.
/// Control frames are cut to the 125 bytes that they may have. Pure.
void appendFrame(std::string &out, ClientFrame kind, std::string_view payload, uint32_t key);
/// The payload of a close frame; the reason is cut to whole characters.
std::string closePayload(uint16_t code, std::string_view reason = {});

} // namespace eventscope

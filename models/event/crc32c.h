// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <string_view>

namespace eventscope {

/// CRC-32C (Castagnoli, RFC 3720 B.4), as the blocks of an index file carry it. Debian has no
/// library for it.
quint32 crc32c(std::string_view bytes, quint32 seed = 0);

} // namespace eventscope

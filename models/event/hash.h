// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <cstring>
#include <string_view>

namespace eventscope {

/// A quick 64-bit hash of bytes, the same on every machine and in every version (index files keep
/// it). Give a random seed where a hostile feed could choose the texts of a table.
inline quint64 hash64(std::string_view bytes, quint64 seed = 0)
{
    constexpr quint64 multiplier = 0x9e3779b97f4a7c15ULL;
    quint64 hash = (seed ^ bytes.size()) * multiplier;
    const char *at = bytes.data();
    size_t left = bytes.size();
    const auto mix = [&hash](quint64 word) {
        hash = (hash ^ word) * multiplier;
        hash ^= hash >> 32;
    };
    for (; left >= 8; at += 8, left -= 8) {
        quint64 word = 0;
        std::memcpy(&word, at, 8);
        mix(word);
    }
    if (left > 0) {
        quint64 word = 0;
        std::memcpy(&word, at, left);
        mix(word);
    }
    hash *= 0xd6e8feb86659fd93ULL;
    return hash ^ (hash >> 32);
}

} // namespace eventscope

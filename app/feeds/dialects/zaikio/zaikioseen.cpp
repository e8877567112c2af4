// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/zaikio/zaikioseen.h"

#include <QRandomGenerator>
#include <algorithm>
#include <charconv>

namespace eventscope {

namespace {

/// A delivery that failed is tried again within minutes.
constexpr std::chrono::milliseconds window{3'600'000};
constexpr size_t capacity = size_t(1) << 16;

void appendHex(std::string &out, quint64 number)
{
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
    out.append(size_t(digits.data() + digits.size() - end), '0');
    out.append(digits.data(), end);
}

/// The number in the first 16 digits of `text`.
quint64 fromHex(std::string_view text)
{
    quint64 number = 0;
    std::from_chars(text.data(), text.data() + std::min<size_t>(text.size(), 16), number, 16);
    return number;
}

} // namespace

ZaikioSeen::ZaikioSeen()
    : m_seed(QRandomGenerator::global()->generate64()), m_window(window, capacity)
{ }

bool ZaikioSeen::lookAt(quint64 hash, std::chrono::milliseconds now)
{
    if (m_window.look(hash, 0, now))
        return true;
    m_last[m_count % kept] = hash;
    ++m_count;
    return false;
}

void ZaikioSeen::restore(JsonRef saved, std::chrono::milliseconds now)
{
    std::string scratch;
    std::string_view hashes = saved.string(scratch);
    if (hashes.size() < 16)
        return;
    m_seed = fromHex(hashes);
    for (hashes.remove_prefix(16); hashes.size() >= 16; hashes.remove_prefix(16))
        lookAt(fromHex(hashes), now);
}

void ZaikioSeen::save(std::string &json) const
{
    json += '"';
    appendHex(json, m_seed);
    for (size_t i = m_count - std::min(m_count, kept); i < m_count; ++i)
        appendHex(json, m_last[i % kept]);
    json += '"';
}

} // namespace eventscope

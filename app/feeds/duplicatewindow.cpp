// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/duplicatewindow.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace eventscope {

namespace {

constexpr size_t firstSize = 256;

} // namespace

DuplicateWindow::DuplicateWindow(std::chrono::milliseconds window, size_t capacity)
    : m_window(window), m_maxSlots(std::bit_ceil(std::max(capacity, firstSize)))
{ }

const DuplicateWindow::Slot *DuplicateWindow::Generation::find(quint64 content) const
{
    if (table.empty())
        return nullptr;
    const size_t mask = table.size() - 1;
    for (size_t i = content & mask; table[i].content != 0; i = (i + 1) & mask) {
        if (table[i].content == content)
            return &table[i];
    }
    return nullptr;
}

void DuplicateWindow::Generation::insert(const Slot &slot)
{
    const size_t mask = table.size() - 1;
    size_t i = slot.content & mask;
    while (table[i].content != 0)
        i = (i + 1) & mask;
    table[i] = slot;
    ++used;
}

void DuplicateWindow::Generation::grow(size_t size)
{
    std::vector<Slot> old(size);
    old.swap(table);
    used = 0;
    for (const Slot &slot : old) {
        if (slot.content != 0)
            insert(slot);
    }
}

void DuplicateWindow::Generation::clear(std::chrono::milliseconds now)
{
    if (used > 0)
        std::fill(table.begin(), table.end(), Slot());
    used = 0;
    begun = now;
}

void DuplicateWindow::turnOver(std::chrono::milliseconds now)
{
    std::swap(m_current, m_previous);
    m_current.clear(now);
}

std::optional<quint32> DuplicateWindow::look(quint64 content, quint32 place,
                                             std::chrono::milliseconds now)
{
    content += content == 0; // 0 marks a free slot
    if (!m_started) {
        m_started = true;
        m_current.begun = now;
    }
    if (now - m_current.begun >= m_window)
        turnOver(now);

    // A generation is younger than the window while it is the current one, so only the previous one
    // can be too old.
    if (const Slot *slot = m_current.find(content))
        return slot->place;
    if (const Slot *slot = m_previous.find(content)) {
        const auto seen = m_previous.begun + std::chrono::milliseconds(slot->afterBegin);
        if (now - seen <= m_window)
            return slot->place;
    }

    if (m_current.used * 2 >= m_current.table.size()) {
        if (m_current.table.size() < m_maxSlots)
            m_current.grow(std::max(firstSize, m_current.table.size() * 2));
        else
            turnOver(now);
        return look(content, place, now);
    }
    m_current.insert({content, place, quint32((now - m_current.begun).count())});
    return {};
}

quint64 DuplicateWindow::hash(std::string_view bytes, quint64 seed)
{
    constexpr size_t word = sizeof(quint64);
    const auto mix = [](quint64 lane, const char *from, size_t size) {
        quint64 value = 0;
        std::memcpy(&value, from, size);
        lane = (lane ^ value) * 0x9e3779b97f4a7c15ULL;
        return lane ^ (lane >> 32);
    };
    quint64 first = seed;
    quint64 second = seed + 1;
    quint64 third = seed + 2;
    quint64 fourth = seed + 3;
    const char *at = bytes.data();
    size_t left = bytes.size();
    for (; left >= 4 * word; at += 4 * word, left -= 4 * word) {
        first = mix(first, at, word);
        second = mix(second, at + word, word);
        third = mix(third, at + 2 * word, word);
        fourth = mix(fourth, at + 3 * word, word);
    }
    for (; left >= word; at += word, left -= word)
        second = mix(second, at, word);
    if (left > 0)
        third = mix(third, at, left);
    quint64 hash = (seed ^ bytes.size()) * 0x9e3779b97f4a7c15ULL;
    for (const quint64 lane : {first, second, third, fourth}) {
        hash = (hash ^ lane) * 0xd6e8feb86659fd93ULL;
        hash ^= hash >> 32;
    }
    return hash;
}

size_t DuplicateWindow::memoryBytes() const
{
    return (m_current.table.capacity() + m_previous.table.capacity()) * sizeof(Slot);
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/stringtable.h"

#include "models/event/event.h"
#include "models/event/hash.h"

#include <QRandomGenerator>
#include <algorithm>
#include <array>
#include <atomic>

namespace eventscope {

namespace {

constexpr size_t entriesPerBlock = 4096;
constexpr size_t arenaBlock = 64 * 1024;
/// No feed has longer ones, but files that others wrote: as many as there may be would eat the
/// memory.
constexpr size_t longestText = EventFields::maxAttribute;

} // namespace

struct StringTable::Slots
{
    struct Slot
    {
        quint32 hash = 0;
        quint32 id = overflow;
    };
    using Entries = std::array<std::string_view, entriesPerBlock>;

    explicit Slots(quint32 limit)
        : capacity(limit), seed(QRandomGenerator::global()->generate64()), table(1024),
          blocks(limit / entriesPerBlock + 1)
    { }

    /// The slot that holds `text`, or the free one where it belongs.
    size_t slotOf(std::string_view text, quint32 hash) const
    {
        const size_t mask = table.size() - 1;
        size_t at = hash & mask;
        while (table[at].id != overflow && (table[at].hash != hash || entry(table[at].id) != text))
            at = (at + 1) & mask;
        return at;
    }
    std::string_view entry(quint32 id) const
    {
        return (*blocks[id / entriesPerBlock])[id % entriesPerBlock];
    }

    void grow()
    {
        std::vector<Slot> old(table.size() * 2);
        old.swap(table);
        const size_t mask = table.size() - 1;
        for (const Slot &slot : old) {
            if (slot.id == overflow)
                continue;
            size_t at = slot.hash & mask;
            while (table[at].id != overflow)
                at = (at + 1) & mask;
            table[at] = slot;
        }
    }

    std::string_view keep(std::string_view text)
    {
        if (text.empty())
            return {};
        if (arenaFree < text.size()) {
            const size_t size = std::max(arenaBlock, text.size());
            arena.push_back(std::make_unique<char[]>(size));
            arenaBytes += size;
            arenaAt = arena.back().get();
            arenaFree = size;
        }
        char *kept = arenaAt;
        std::copy(text.begin(), text.end(), kept);
        arenaAt += text.size();
        arenaFree -= text.size();
        return {kept, text.size()};
    }

    quint32 add(std::string_view text)
    {
        const quint32 id = count++;
        std::unique_ptr<Entries> &block = blocks[id / entriesPerBlock];
        if (!block)
            block = std::make_unique<Entries>();
        (*block)[id % entriesPerBlock] = keep(text);
        return id;
    }

    const quint32 capacity;
    const quint64 seed;
    std::atomic<quint32> count{0}; // read by the threads that filter
    std::vector<Slot> table;
    std::vector<std::unique_ptr<Entries>>
        blocks; // never resized: readers on other threads index it
    std::vector<std::unique_ptr<char[]>> arena;
    char *arenaAt = nullptr;
    size_t arenaFree = 0;
    size_t arenaBytes = 0;
};

StringTable::StringTable(quint32 capacity) : m_slots(std::make_unique<Slots>(capacity))
{
    intern({});
}

StringTable::~StringTable() = default;

quint32 StringTable::intern(std::string_view text)
{
    if (text.size() > longestText)
        return overflow;
    const auto hash = quint32(hash64(text, m_slots->seed));
    size_t at = m_slots->slotOf(text, hash);
    if (m_slots->table[at].id != overflow)
        return m_slots->table[at].id;
    if (m_slots->count >= m_slots->capacity)
        return overflow;
    if (m_slots->count * 2 >= m_slots->table.size()) {
        m_slots->grow();
        at = m_slots->slotOf(text, hash);
    }
    const quint32 id = m_slots->add(text);
    m_slots->table[at] = {hash, id};
    return id;
}

quint32 StringTable::find(std::string_view text) const
{
    if (text.size() > longestText)
        return overflow;
    return m_slots->table[m_slots->slotOf(text, quint32(hash64(text, m_slots->seed)))].id;
}

std::string_view StringTable::text(quint32 id) const
{
    return id < m_slots->count ? m_slots->entry(id) : std::string_view();
}

quint32 StringTable::size() const
{
    return m_slots->count;
}

void StringTable::clear()
{
    m_slots = std::make_unique<Slots>(m_slots->capacity);
    intern({});
}

size_t StringTable::memoryBytes() const
{
    size_t bytes = sizeof(Slots) + m_slots->table.capacity() * sizeof(Slots::Slot)
        + m_slots->blocks.capacity() * sizeof(void *) + m_slots->arenaBytes;
    for (const auto &block : m_slots->blocks)
        bytes += block ? sizeof(Slots::Entries) : 0;
    return bytes;
}

} // namespace eventscope

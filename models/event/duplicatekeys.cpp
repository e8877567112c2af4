// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/duplicatekeys.h"

#include "models/event/hash.h"

#include <QRandomGenerator>
#include <algorithm>
#include <bit>

namespace eventscope {

namespace {

constexpr std::string_view routing[] = {"type",       "id",    "topic",     "kind",
                                        "event_type", "event", "EventType", "ObjectType",
                                        "identifier", "method"};
/// A table for more keys is not kept.
constexpr size_t mostKept = size_t(1) << 16;

std::string_view insideOf(JsonRef key)
{
    const std::string_view raw = key.raw();
    return raw.substr(1, raw.size() - 2);
}

} // namespace

DuplicateKeys::DuplicateKeys() : m_seed(QRandomGenerator::global()->generate64()) { }

bool DuplicateKeys::areIn(JsonRef value)
{
    if (!value)
        return false;
    const JsonTape &tape = value.tape();
    for (quint32 i = value.index(), end = tape[i].next; i < end; ++i) {
        if (tape[i].kind == JsonKind::Object && tape[i].count > 1 && hasTwice(JsonRef(tape, i)))
            return true;
    }
    return false;
}

bool DuplicateKeys::hasTwice(JsonRef object)
{
    if (object.size() > fewKeys)
        return hasTwiceOfMany(object);
    const JsonTape &tape = object.tape();
    const char *const text = tape.text().data();
    quint64 met = 0;
    size_t count = 0;
    const quint32 end = tape[object.index()].next;
    for (quint32 i = object.index() + 1; i < end; i = tape[i + 1].next) {
        const JsonToken &token = tape[i];
        if (token.escaped)
            return hasTwiceOfMany(object);
        const std::string_view key(text + token.offset + 1, token.length - 2);
        const quint64 sign = key.empty()
            ? 0
            : quint64(key.size()) << 16 | quint64(uchar(key.front())) << 8 | uchar(key.back());
        const quint64 bit = quint64(1) << ((sign * 0x9e3779b97f4a7c15ULL) >> 58);
        for (size_t other = 0; (met & bit) && other < count; ++other) {
            if (m_signs[other] == sign && m_keys[other] == key)
                return true;
        }
        met |= bit;
        m_signs[count] = sign;
        m_keys[count++] = key;
    }
    return false;
}

bool DuplicateKeys::hasTwiceOfMany(JsonRef object)
{
    m_table.assign(std::bit_ceil(size_t(object.size()) * 2), 0);
    const size_t mask = m_table.size() - 1;
    bool twice = false;
    object.forEachMember([&](JsonRef key, JsonRef) {
        if (twice)
            return;
        const quint64 hash = hash64(key.string(m_scratch), m_seed) | 1;
        size_t at = (hash >> 1) & mask;
        while (m_table[at] != 0 && m_table[at] != hash)
            at = (at + 1) & mask;
        twice = m_table[at] == hash;
        m_table[at] = hash;
    });
    if (m_table.size() > mostKept)
        m_table = {};
    return twice;
}

std::string_view DuplicateKeys::routingKeyIn(JsonRef object)
{
    std::array<bool, std::size(routing)> met{};
    std::string_view found;
    object.forEachMember([&](JsonRef key, JsonRef) {
        const std::string_view name =
            key.raw().find('\\') == std::string_view::npos ? insideOf(key) : key.string(m_scratch);
        const auto *const at = std::find(std::begin(routing), std::end(routing), name);
        if (at == std::end(routing))
            return;
        bool &before = met[size_t(at - std::begin(routing))];
        if (before && found.empty())
            found = *at;
        before = true;
    });
    return found;
}

} // namespace eventscope

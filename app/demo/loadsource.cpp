// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/loadsource.h"

#include "models/event/timestamp.h"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace eventscope {

namespace {

constexpr qint64 oneSecond = 1'000'000;

std::size_t width(char slot)
{
    switch (slot) {
    case loadslot::sequence:
        return 10;
    case loadslot::time:
        return 27;
    case loadslot::wholeTime:
        return 20;
    default:
        return 36;
    }
}

std::string webSocketHeader(std::size_t length)
{
    std::string header{'\x81'};
    const int lengthBytes = length < 126 ? 0 : length < 65536 ? 2 : 8;
    header += lengthBytes == 0 ? static_cast<char>(length) : lengthBytes == 2 ? '\x7e' : '\x7f';
    for (int shift = 8 * (lengthBytes - 1); shift >= 0; shift -= 8)
        header += static_cast<char>((length >> shift) & 0xff);
    return header;
}

void writeHex(char *end, quint64 value, int digits)
{
    static constexpr char hex[] = "0123456789abcdef";
    for (int i = 0; i < digits; ++i, value >>= 4)
        *--end = hex[value & 0xf];
}

// Ten digits from the start: a JSON number must not begin with zero, and every frame keeps its
// length.
constexpr quint64 firstSequence = 1'000'000'000;

void writeDecimal(char *end, quint64 value)
{
    for (int i = 0; i < 10; ++i, value /= 10)
        *--end = static_cast<char>('0' + value % 10);
}

// Not random, but distinct, and a valid version 4 UUID all the same.
void writeId(char *at, quint64 number)
{
    static constexpr std::string_view pattern = "00000000-5e4a-4c0d-9b1f-000000000000";
    std::copy(pattern.begin(), pattern.end(), at);
    writeHex(at + 8, (number * 2654435761U) & 0xffffffff, 8);
    writeHex(at + 36, number, 12);
}

} // namespace

std::string loadslot::of(char slot)
{
    return std::string(width(slot), slot);
}

std::string loadslot::quoted(char slot)
{
    std::string text(width(slot) + 2, slot);
    text.front() = text.back() = '"';
    return text;
}

LoadSource::LoadSource(int topics) : m_topics(static_cast<std::size_t>(qMax(0, topics))) { }

void LoadSource::setFrames(const std::vector<std::string> &frames)
{
    m_templates.clear();
    for (const std::string &text : frames) {
        Template made{webSocketHeader(text.size()), {}};
        const std::size_t header = made.frame.size();
        made.frame += text;
        for (std::size_t i = header; i < made.frame.size(); ++i) {
            const char c = made.frame[i];
            if (c < loadslot::topicId || c > loadslot::wholeTime)
                continue;
            made.slots.push_back({c, i});
            i += width(c) - 1;
        }
        m_templates.push_back(std::move(made));
    }
}

void LoadSource::append(QByteArray &out, qint64 count, qint64 fromUs, qint64 toUs)
{
    for (qint64 i = 0; i < count; ++i) {
        const Template &made = m_templates[m_sequence % m_templates.size()];
        const qsizetype start = out.size();
        out.append(made.frame.data(), static_cast<qsizetype>(made.frame.size()));
        const qint64 us = fromUs + (toUs - fromUs) * i / count;
        for (const Slot &slot : made.slots)
            fill(slot, out.data() + start + slot.offset, us);
        ++m_sequence;
    }
}

void LoadSource::fill(const Slot &slot, char *at, qint64 us)
{
    switch (slot.kind) {
    case loadslot::topicId:
        writeId(at, m_topics == 0 ? m_sequence : m_sequence % m_topics);
        break;
    case loadslot::uniqueId:
        writeId(at, m_sequence);
        break;
    case loadslot::sequence:
        writeDecimal(at + 10, firstSequence + m_sequence);
        break;
    case loadslot::time:
        writeTime(at, us);
        break;
    default: {
        char time[27];
        writeTime(time, us);
        std::memcpy(at, time, 19);
        at[19] = 'Z';
    }
    }
}

void LoadSource::writeTime(char *at, qint64 us)
{
    if (us / oneSecond != m_second) {
        m_second = us / oneSecond;
        writeTimestamp(us, m_time);
    }
    std::memcpy(at, m_time, 27);
    qint64 fraction = us % oneSecond;
    for (char *digit = at + 25; digit > at + 19; --digit, fraction /= 10)
        *digit = static_cast<char>('0' + fraction % 10);
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/transport/framereader.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace eventscope {

namespace {

/// What is kept of the memory that one huge message needed.
constexpr size_t keptBytes = 1 << 20;
constexpr size_t maxHeader = 14;

uint16_t sixteenBits(const char *at)
{
    return uint16_t(uint8_t(at[0]) << 8 | uint8_t(at[1]));
}

} // namespace

bool FrameReader::isCloseCode(uint16_t code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014)
        || (code >= 3000 && code <= 4999);
}

uint16_t FrameReader::codeFor(Fault fault)
{
    switch (fault) {
    case Fault::NotUtf8:
    case Fault::BadReason:
        return 1007;
    case Fault::TooLarge:
        return 1009;
    case Fault::None:
    case Fault::Protocol:
        break;
    }
    return 1002;
}

char *FrameReader::room(size_t size)
{
    if (m_capacity - m_end >= size)
        return m_bytes.get() + m_end;
    const size_t kept = available();
    if (kept + size > m_capacity) {
        // Twice as much, but never more than the frame needs that is being read.
        const size_t frame = std::max(m_left, kept) + maxHeader + size;
        m_capacity = std::max(kept + size, std::min(2 * m_capacity, frame));
        auto bytes = std::unique_ptr<char[]>(new char[m_capacity]);
        if (kept > 0)
            std::memcpy(bytes.get(), m_bytes.get() + m_begin, kept);
        m_bytes = std::move(bytes);
    } else if (kept > 0) {
        std::memmove(m_bytes.get(), m_bytes.get() + m_begin, kept);
    }
    m_begin = 0;
    m_end = kept;
    return m_bytes.get() + m_end;
}

void FrameReader::add(std::string_view bytes)
{
    if (bytes.empty())
        return;
    std::memcpy(room(bytes.size()), bytes.data(), bytes.size());
    filled(bytes.size());
}

FrameReader::Item FrameReader::next()
{
    forgetMessage();
    for (;;) {
        if (m_fault != Fault::None)
            return {What::Broken, {}, {}};
        if (m_closed)
            m_begin = m_end;
        if (m_begin == m_end) {
            forgetBytes();
            return {};
        }
        if (!m_inFrame && !readHeader()) {
            if (m_fault != Fault::None)
                continue;
            return {};
        }
        if (!takePart()) {
            if (m_fault != Fault::None)
                continue;
            return {};
        }
        if (const Item item = takeFrame(); item.what != What::Nothing)
            return item;
    }
}

/// False: there is not all of it yet, or it breaks a rule.
bool FrameReader::readHeader()
{
    if (available() < 2)
        return false;
    const auto first = uint8_t(m_bytes[m_begin]);
    const auto second = uint8_t(m_bytes[m_begin + 1]);
    if (const char *problem = problemWith(first, second))
        return fail(Fault::Protocol, problem);
    if (!readLength(second))
        return false;
    m_final = first & 0x80;
    m_opcode = first & 0x0f;
    m_checked = 0;
    if (!isControl()) {
        if (m_left > m_maxMessage - m_message.size())
            return fail(Fault::TooLarge, "the message is larger than the limit");
        if (m_opcode != Continuation) {
            m_text = m_opcode == TextFrame;
            m_utf8.reset();
        }
    }
    m_inFrame = true;
    return true;
}

const char *FrameReader::problemWith(uint8_t first, uint8_t second) const
{
    const uint8_t opcode = first & 0x0f;
    if (first & 0x70)
        return "a reserved bit is set";
    if ((opcode > BinaryFrame && opcode < CloseFrame) || opcode > PongFrame)
        return "a frame of an unknown kind";
    if (second & 0x80)
        return "a masked frame";
    if (opcode >= CloseFrame) {
        if (!(first & 0x80))
            return "a control frame in fragments";
        return second > 125 ? "a control frame of more than 125 bytes" : nullptr;
    }
    if (opcode == Continuation)
        return m_inMessage ? nullptr : "a fragment of no message";
    return m_inMessage ? "a new message within another one" : nullptr;
}

bool FrameReader::readLength(uint8_t second)
{
    const size_t extra = second < 126 ? 0 : second == 126 ? 2 : 8;
    if (available() < 2 + extra)
        return false;
    const char *at = m_bytes.get() + m_begin + 2;
    uint64_t length = second;
    if (extra > 0) {
        length = 0;
        for (size_t i = 0; i < extra; ++i)
            length = length << 8 | uint8_t(at[i]);
        if (length >> 63)
            return fail(Fault::Protocol, "a length of more than 63 bits");
        if (length < (extra == 2 ? 126U : 65536U))
            return fail(Fault::Protocol, "a length in more bytes than it needs");
        if (length > m_maxMessage)
            return fail(Fault::TooLarge, "the message is larger than the limit");
    }
    m_begin += 2 + extra;
    m_left = size_t(length);
    return true;
}

/// Looks at what is there of the payload. False: there is not all of it, or it is no UTF-8.
bool FrameReader::takePart()
{
    const size_t part = std::min(available(), m_left);
    if (isControl())
        return part == m_left;
    const char *at = m_bytes.get() + m_begin;
    if (m_text && part > m_checked) {
        if (!m_utf8.add(at + m_checked, part - m_checked))
            return fail(Fault::NotUtf8, "the text is not UTF-8");
        m_checked = part;
    }
    if (isWholeMessage())
        return part == m_left;
    m_message.append(at, part);
    m_begin += part;
    m_left -= part;
    m_checked = 0;
    return m_left == 0;
}

/// All of the frame is there. Nothing: it was a fragment, and not the last one.
FrameReader::Item FrameReader::takeFrame()
{
    m_inFrame = false;
    const std::string_view payload(m_bytes.get() + m_begin, m_left);
    m_begin += m_left;
    m_left = 0;
    if (isControl())
        return takeControl(payload);
    m_inMessage = !m_final;
    if (!m_final)
        return {};
    if (m_text && !m_utf8.isWhole())
        return broken(Fault::NotUtf8, "the text ends within a character");
    const What what = m_text ? What::Text : What::Binary;
    if (m_opcode != Continuation)
        return {what, payload, {}};
    m_taken = true;
    return {what, m_message, {}};
}

FrameReader::Item FrameReader::takeControl(std::string_view payload)
{
    if (m_opcode == CloseFrame)
        return takeClose(payload);
    return {m_opcode == PingFrame ? What::Ping : What::Pong, payload, {}};
}

FrameReader::Item FrameReader::takeClose(std::string_view payload)
{
    m_closed = true;
    if (payload.empty())
        return {What::Close, {}, {}};
    if (payload.size() == 1)
        return broken(Fault::Protocol, "a close frame with half a code");
    Utf8Check reason;
    if (!reason.add(payload.data() + 2, payload.size() - 2) || !reason.isWhole())
        return broken(Fault::BadReason, "the reason of the close frame is not UTF-8");
    return {What::Close, payload.substr(2), sixteenBits(payload.data())};
}

FrameReader::Item FrameReader::broken(Fault fault, const char *words)
{
    fail(fault, words);
    return {What::Broken, {}, {}};
}

bool FrameReader::fail(Fault fault, const char *words)
{
    m_fault = fault;
    m_words = words;
    m_bytes.reset();
    m_message = {};
    m_capacity = m_begin = m_end = 0;
    m_inFrame = m_inMessage = m_taken = false;
    return false;
}

void FrameReader::forgetBytes()
{
    if (m_inFrame)
        return;
    m_begin = m_end = 0;
    if (m_capacity <= keptBytes)
        return;
    m_bytes.reset();
    m_capacity = 0;
}

void FrameReader::forgetMessage()
{
    if (!std::exchange(m_taken, false))
        return;
    if (m_message.capacity() > keptBytes)
        m_message = {};
    else
        m_message.clear();
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/transport/utf8check.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace eventscope {

/// What a WebSocket server sends, taken apart as RFC 6455 has it: bytes go in, cut anywhere, and
/// messages, pings, pongs and the closing come out, or the first rule that was broken. It takes
/// no more memory than the largest message, and no more than came. No I/O, no Qt; fuzzed.
class FrameReader
{
public:
    enum class What : uint8_t {
        Nothing, ///< more bytes are needed
        Text, ///< a whole message
        Binary,
        Ping,
        Pong,
        Close, ///< nothing comes after it
        Broken, ///< the same again for ever: fault() says why
    };
    /// A bad reason is that of a close frame, with which no message is lost.
    enum class Fault : uint8_t { None, Protocol, NotUtf8, BadReason, TooLarge };
    struct Item
    {
        What what = What::Nothing;
        std::string_view payload; ///< of Close: the reason; valid until the next call
        std::optional<uint16_t> code = {}; ///< of Close, legal or not; none: it had none
    };

    explicit FrameReader(size_t maxMessageBytes) : m_maxMessage(maxMessageBytes) { }

    /// Where the next bytes are to be written: room for at least `size`, then filled().
    char *room(size_t size);
    void filled(size_t size) { m_end += size; }
    void add(std::string_view bytes);
    Item next();

    Fault fault() const { return m_fault; }
    /// Which rule was broken; a constant.
    const char *words() const { return m_words; }
    /// A message has begun and not ended.
    bool isWithinMessage() const { return m_inFrame || m_inMessage || m_begin != m_end; }
    /// What a server that broke a rule is told.
    static uint16_t codeFor(Fault fault);
    /// A code that may stand in a close frame.
    static bool isCloseCode(uint16_t code);

private:
    enum Opcode : uint8_t {
        Continuation = 0,
        TextFrame = 1,
        BinaryFrame = 2,
        CloseFrame = 8,
        PingFrame = 9,
        PongFrame = 10
    };

    bool readHeader();
    const char *problemWith(uint8_t first, uint8_t second) const;
    bool readLength(uint8_t second);
    bool takePart();
    Item takeFrame();
    Item takeControl(std::string_view payload);
    Item takeClose(std::string_view payload);
    Item broken(Fault fault, const char *words);
    bool fail(Fault fault, const char *words);
    void forgetBytes();
    void forgetMessage();

    size_t available() const { return m_end - m_begin; }
    bool isControl() const { return m_opcode >= CloseFrame; }
    /// Of a message in one piece, which needs no copy.
    bool isWholeMessage() const { return m_final && m_opcode != Continuation; }

    const size_t m_maxMessage;
    std::unique_ptr<char[]> m_bytes; ///< what was not taken yet: from m_begin to m_end
    size_t m_capacity = 0;
    size_t m_begin = 0;
    size_t m_end = 0;

    // The frame whose header was read.
    size_t m_left = 0; ///< of its payload
    size_t m_checked = 0; ///< of what is there of it, from m_begin on
    uint8_t m_opcode = 0;
    bool m_final = false;
    bool m_inFrame = false;

    // The message that it belongs to.
    std::string m_message; ///< of several fragments
    Utf8Check m_utf8;
    bool m_text = false;
    bool m_inMessage = false; ///< a fragment of it came, and it was not the last one
    bool m_taken = false; ///< m_message was handed out

    bool m_closed = false;
    Fault m_fault = Fault::None;
    const char *m_words = "";
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace eventscope::wire {

/// Bytes as a server may send them, right or wrong in any way; written against RFC 6455 alone, so
/// that a mistake in the program is not made here as well. Pure.

enum Opcode { Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10 };
constexpr int fin = 0x80;

inline QByteArray number(quint64 value, int bytes)
{
    QByteArray text;
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        text += char(value >> shift & 0xff);
    return text;
}

/// `first` is FIN, the reserved bits and the opcode; the length is said in 0, 2 or 8 further bytes,
/// -1: in as few as it needs.
inline QByteArray header(int first, quint64 length, int lengthBytes = -1)
{
    if (lengthBytes < 0)
        lengthBytes = length < 126 ? 0 : length < 65536 ? 2 : 8;
    QByteArray bytes(1, char(first));
    bytes += char(lengthBytes == 0 ? length : lengthBytes == 2 ? 126 : 127);
    return bytes + number(length, lengthBytes);
}

inline QByteArray frame(int first, const QByteArray &payload = {})
{
    return header(first, quint64(payload.size())) + payload;
}

/// As only clients may send it.
inline QByteArray maskedFrame(int first, QByteArray payload)
{
    QByteArray bytes = header(first, quint64(payload.size()));
    bytes[1] = char(bytes[1] | 0x80);
    const QByteArray key("\x12\x34\x56\x78", 4);
    for (qsizetype i = 0; i < payload.size(); ++i)
        payload[i] = char(payload[i] ^ key[i % 4]);
    return bytes + key + payload;
}

inline QByteArray text(const QByteArray &payload)
{
    return frame(fin | Text, payload);
}
inline QByteArray binary(const QByteArray &payload)
{
    return frame(fin | Binary, payload);
}
inline QByteArray ping(const QByteArray &payload = {})
{
    return frame(fin | Ping, payload);
}
inline QByteArray pong(const QByteArray &payload = {})
{
    return frame(fin | Pong, payload);
}
inline QByteArray close(int code, const QByteArray &reason = {})
{
    return frame(fin | Close, number(quint64(code), 2) + reason);
}

/// One message in fragments of so many bytes.
inline QByteArray fragmented(int opcode, const QByteArray &payload, qsizetype size)
{
    QByteArray bytes;
    for (qsizetype at = 0; at < payload.size(); at += size) {
        const bool last = at + size >= payload.size();
        bytes += frame((last ? fin : 0) | (at == 0 ? opcode : Continuation), payload.mid(at, size));
    }
    return bytes;
}

} // namespace eventscope::wire

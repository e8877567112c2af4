// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVector>

#include <string_view>

namespace eventscope {

/// What a stretch of readable text is, so that it can be coloured.
enum class TextPart : quint8 {
    Key,
    String,
    Number,
    Literal,
    Faded,
    Trouble,
    Added, ///< what a difference has more …
    Removed, ///< … and no longer
    AddedSign,
    RemovedSign
};

struct TextSpan
{
    int line = 0;
    int start = 0;
    int length = 0;
    TextPart part = TextPart::Faded;
};

/// Text for a person, line by line, with what its parts are. Bounded: a view of text takes seconds
/// for what a feed can send.
struct ReadableText
{
    QString text;
    QVector<TextSpan> spans; ///< ascending by line
    int lines = 0;
    bool complete = true; ///< false: the bounds cut it
};

struct TextBounds
{
    qsizetype characters = 256 << 10;
    int lines = 4'000;
    int line = 4'096; ///< longest line; longer values end in "…"

    TextBounds times(int factor) const { return {characters * factor, lines * factor, line}; }
};

/// A JSON document with one member a line, indented, without its braces: keys as they came, in
/// their order, duplicates too; numbers exactly as received. Times of the years 0001 and 9999,
/// which servers send for "never", are faded behind a dash. A text that is no JSON comes out as it
/// is.
ReadableText readableJson(std::string_view json, const TextBounds &bounds);

/// Plain text by its lines; what is longer than a line may be goes on in the next one.
ReadableText readableLines(std::string_view text, const TextBounds &bounds);

/// Bytes as offset, hexadecimal and characters.
ReadableText readableBytes(std::string_view bytes, const TextBounds &bounds);

} // namespace eventscope

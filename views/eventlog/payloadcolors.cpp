// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/payloadcolors.h"

#include "views/shapedtext.h"
#include "views/theme.h"

#include <algorithm>

namespace eventscope {

namespace {

QColor colorOf(TextPart part)
{
    const Theme &theme = currentTheme();
    switch (part) {
    case TextPart::Key:
        return theme.link;
    case TextPart::String:
    case TextPart::Added:
    case TextPart::AddedSign:
        return theme.success;
    case TextPart::Number:
    case TextPart::Literal:
        return theme.warning;
    case TextPart::Faded:
        return theme.dim;
    case TextPart::Trouble:
    case TextPart::Removed:
    case TextPart::RemovedSign:
        return theme.error;
    }
    return theme.text;
}

QTextCharFormat formatOf(TextPart part)
{
    QTextCharFormat format;
    format.setForeground(colorOf(part));
    if (part == TextPart::Added)
        format.setBackground(currentTheme().successTint);
    if (part == TextPart::Removed) {
        format.setBackground(currentTheme().errorTint);
        format.setFontStrikeOut(true); // what went is not told by colour alone
    }
    return format;
}

} // namespace

PayloadColors::PayloadColors(QTextDocument *document) : QSyntaxHighlighter(document) { }

void PayloadColors::setSpans(const QVector<TextSpan> &spans)
{
    m_spans = spans;
}

void PayloadColors::highlightBlock(const QString &text)
{
    const int line = currentBlock().blockNumber();
    auto span = std::lower_bound(m_spans.cbegin(), m_spans.cend(), line,
                                 [](const TextSpan &one, int wanted) { return one.line < wanted; });
    for (; span != m_spans.cend() && span->line == line; ++span)
        setFormat(span->start, span->length, formatOf(span->part));
    for (const auto &range : shapedRanges(text))
        shape(range.start, range.start + range.length);
}

/// What has a colour keeps it.
void PayloadColors::shape(int from, int end)
{
    while (from < end) {
        const QTextCharFormat before = format(from);
        const int start = from;
        while (from < end && format(from) == before)
            ++from;
        QTextCharFormat shaped = before;
        shaped.setFontStyleStrategy(QFont::PreferDefault);
        setFormat(start, from - start, shaped);
    }
}

} // namespace eventscope

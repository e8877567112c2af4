// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/jsonpointer.h"

#include "models/event/utf16.h"

#include <QCoreApplication>
#include <algorithm>

namespace eventscope {

namespace {

constexpr qsizetype maxLength = 512;

QString tr(const char *text)
{
    return QCoreApplication::translate("JsonDialect", text);
}

/// `0` or a number without leading zeros; more digits than this are no index of any frame.
qint64 indexOf(std::string_view key)
{
    if (key.empty() || key.size() > 9 || (key.size() > 1 && key.front() == '0'))
        return -1;
    qint64 index = 0;
    for (const char c : key) {
        if (c < '0' || c > '9')
            return -1;
        index = index * 10 + (c - '0');
    }
    return index;
}

/// A tape may have left plain elements out (JsonTape::Keep), and counting what is there would find
/// the wrong one. But they have neither texts nor containers in them, so that each comma between
/// two tokens is the end of one element.
JsonRef elementAt(JsonRef array, qint64 index)
{
    const JsonTape &tape = array.tape();
    const JsonToken &whole = tape[array.index()];
    const char *const text = tape.text().data();
    qint64 at = 0;
    // An array of a hostile frame may be long, but no longer than it took to be parsed.
    for (quint32 i = array.index() + 1, from = whole.offset + 1; i < whole.next; i = tape[i].next) {
        at += std::count(text + from, text + tape[i].offset, ',');
        if (at >= index)
            return at == index ? JsonRef(tape, i) : JsonRef();
        from = tape[i].offset + tape[i].length;
    }
    return {};
}

} // namespace

QString JsonPointer::problemWith(const QString &text)
{
    if (text.isEmpty())
        return {};
    if (!text.startsWith(u'/'))
        return tr("A JSON pointer begins with “/”, as in /data/type.");
    if (text.size() > maxLength)
        return tr("It is longer than %1 characters.").arg(maxLength);
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == u'~'
            && (i + 1 == text.size() || (text[i + 1] != u'0' && text[i + 1] != u'1')))
            return tr("In a JSON pointer, “~” is written “~0” and a “/” within a name “~1” "
                      "(position %1).")
                .arg(i + 1);
    }
    return {};
}

JsonPointer::JsonPointer(std::string_view text)
{
    if (!problemWith(toUtf16(text)).isEmpty())
        return;
    while (!text.empty()) {
        text.remove_prefix(1);
        const size_t end = std::min(text.find('/'), text.size());
        Step step;
        for (size_t i = 0; i < end; ++i) {
            if (text[i] == '~')
                step.key += text[++i] == '1' ? '/' : '~';
            else
                step.key += text[i];
        }
        step.index = indexOf(step.key);
        m_steps.push_back(std::move(step));
        text.remove_prefix(end);
    }
}

JsonRef JsonPointer::in(JsonRef document) const
{
    if (isEmpty())
        return {};
    for (const Step &step : m_steps) {
        if (!document.isArray()) {
            document = document[step.key];
            continue;
        }
        if (step.index < 0 || step.index >= qint64(document.size()))
            return {};
        document = elementAt(document, step.index);
    }
    return document;
}

} // namespace eventscope

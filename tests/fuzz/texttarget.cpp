// SPDX-License-Identifier: GPL-3.0-or-later
//
// Texts of strangers on their way to a person: times, cells, tool tips, names.
#include "models/event/consoleline.h"
#include "models/event/displaytext.h"
#include "models/event/jsontext.h"
#include "models/event/timestamp.h"
#include "models/event/utf16.h"
#include "models/query/wordsearch.h"
#include "tests/fuzz/fuzztarget.h"

#include <QDateTime>
#include <algorithm>

namespace eventscope::fuzz {

namespace {

using namespace Qt::StringLiterals;

/// Signs before numbers and around words, which are drawn although Unicode calls them a matter of
/// format.
bool isDrawnFormat(char32_t c)
{
    return (c >= 0x600 && c <= 0x605) || c == 0x6dd || c == 0x70f || (c >= 0x890 && c <= 0x891)
        || c == 0x8e2 || c == 0x110bd || c == 0x110cd || (c >= 0x13430 && c <= 0x1345f);
}

/// By Unicode's own classes and not by the program's list; and what these do not tell.
bool drawsNothing(char32_t c)
{
    constexpr std::u32string_view blank = U"\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0";
    return (QChar::category(c) == QChar::Other_Format && !isDrawnFormat(c))
        || QChar::isNonCharacter(c) || blank.find(c) != std::u32string_view::npos
        || (c >= 0x180b && c <= 0x180f) || (c >= 0xfe00 && c <= 0xfe0d)
        || (c >= 0xe0100 && c <= 0xe01ef);
}

/// Alone behind a letter or a sign that such a character can belong to, and one of few; never in
/// plain ASCII.
bool hidesLittle(char32_t before, char32_t c)
{
    const bool belongs = c == 0x200c || c == 0x200d || c == 0x2800 || (c >= 0x180b && c <= 0x180f)
        || (c >= 0xfe0e && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe011f);
    const bool keycap = (before >= '0' && before <= '9') || before == '#' || before == '*';
    return belongs && (before >= 0x80 || keycap || c == 0x2800)
        && (!drawsNothing(before) || before == 0x2800);
}

/// What reaches a widget changes nothing around it, and leaves nothing invisible.
void demandPlain(const QString &shown, std::string_view bytes)
{
    char32_t before = 0;
    for (qsizetype i = 0; i < shown.size(); ++i) {
        const QChar c = shown[i];
        const bool pair =
            c.isHighSurrogate() && i + 1 < shown.size() && shown[i + 1].isLowSurrogate();
        demand(!c.isSurrogate() || pair, "no half of a character is shown", bytes);
        const char32_t code = pair ? QChar::surrogateToUcs4(c, shown[i + 1]) : c.unicode();
        i += pair ? 1 : 0;
        const QChar::Category category = QChar::category(code);
        demand(category != QChar::Other_Control, "no control character is shown", bytes);
        const bool isSelector = code == 0xfe0e || code == 0xfe0f;
        demand(!(drawsNothing(code) || isSelector) || hidesLittle(before, code),
               "nothing that is shown is unseen", bytes);
        before =
            QChar::script(code) == QChar::Script_Inherited && !drawsNothing(code) ? before : code;
        demand(!(code >= 0x202a && code <= 0x202e) && !(code >= 0x2066 && code <= 0x2069)
                   && code != 0x200e && code != 0x200f && code != 0x061c,
               "nothing that is shown turns the direction of text", bytes);
        demand(category != QChar::Separator_Line && category != QChar::Separator_Paragraph,
               "a cell is one line", bytes);
    }
}

void checkCells(std::string_view bytes)
{
    for (const int limit : {1, 2, 7, 40, maxCellLength}) {
        const QString shown = displayText(bytes, limit);
        demand(shown.size() <= limit, "a cell is as short as was asked", bytes);
        demandPlain(shown, bytes);
        const QString elided = middleElided(shown, limit);
        demand(elided.size() <= std::max(limit, 3), "an elided text is as short as was asked",
               bytes);
    }
    const QString text = toUtf16(bytes);
    demandPlain(consoleLine(text), bytes);
    const QString tip = toolTipText(text);
    QString inside = tip.mid(4, std::max<qsizetype>(0, tip.size() - 9));
    inside.remove(u"<br>"_s);
    demand(!inside.contains(u'<') && !inside.contains(u'>'), "a tool tip has no tags of a feed",
           bytes);
    const std::string valid = toValidUtf8(bytes);
    demand(validUtf8(valid) && (valid == bytes) == validUtf8(bytes), "what is made valid is valid",
           bytes);
    demand(toUtf8(text) == valid, "a text comes back from Qt", bytes);
}

void checkTime(std::string_view bytes)
{
    const qint64 us = parseTimestamp(bytes);
    timeOfDayText(us, TimeZoneChoice::Utc);
    if (us == noTime)
        return;
    const std::string written = timestampText(us);
    demand(parseTimestamp(written) == us, "a time that is written comes back", bytes);
    demand(written.size() == 27, "a time has 27 bytes", bytes);
    fullTimeText(us, TimeZoneChoice::Local);
    // Qt's reading, where it has one: it knows neither a leap second nor all zones, and rounds.
    const QDateTime reference =
        QDateTime::fromString(QString::fromLatin1(bytes.data(), 19) + u'Z', Qt::ISODate);
    demand(reference.isValid() || bytes.substr(17, 2) == "60", "a time is one by the calendar",
           bytes);
    if (reference.isValid() && bytes.size() == 20 && bytes.back() == 'Z')
        demand(reference.toSecsSinceEpoch() * 1'000'000 == us, "a time is Qt's", bytes);
}

/// One of the cases of a character. ASCII keeps to itself.
char32_t folded(char32_t c)
{
    const char32_t other = QChar::toCaseFolded(c);
    return (c < 0x80) == (other < 0x80) ? other : c;
}

std::u32string foldedText(const QString &text)
{
    std::u32string all;
    for (const uint c : text.toUcs4())
        all += folded(c);
    return all;
}

/// A word in a text is found as one finds it who compares letter by letter, and Qt, where it says
/// the same of letters.
void checkSearch(std::string_view bytes)
{
    const size_t end = bytes.find('\n');
    if (end == std::string_view::npos || end == 0 || !validUtf8(bytes))
        return;
    const QString word = toUtf16(bytes.substr(0, end));
    const std::string_view text = bytes.substr(end + 1);
    const WordSearch search(word);
    const WordSearch::Found found = search.find(text);
    if (found)
        demand(found.at < found.end && found.end <= text.size(), "what is found is in the text",
               bytes);
    demand(bool(found) == search.foundIn(text), "found is found", bytes);
    if (bytes.find('\\') != std::string_view::npos) // which may write a letter otherwise
        return;
    demand(bool(found)
               == (foldedText(toUtf16(text)).find(foldedText(word)) != std::u32string::npos),
           "a word is found letter by letter", bytes);
    const auto isAscii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (std::all_of(bytes.begin(), bytes.end(), isAscii))
        demand(bool(found)
                   == QString::fromUtf8(text.data(), qsizetype(text.size()))
                          .contains(word, Qt::CaseInsensitive),
               "a word is found as Qt finds it", bytes);
}

} // namespace

void text(std::string_view bytes)
{
    checkCells(bytes);
    checkTime(bytes);
    checkSearch(bytes);
}

} // namespace eventscope::fuzz

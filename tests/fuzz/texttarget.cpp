// SPDX-License-Identifier: GPL-3.0-or-later
//
// Texts of strangers on their way to a person: times, cells, tool tips, names.
#include "models/event/displaytext.h"
#include "models/event/jsontext.h"
#include "models/event/timestamp.h"
#include "models/query/wordsearch.h"
#include "tests/fuzz/fuzztarget.h"

#include <QDateTime>
#include <algorithm>

namespace eventscope::fuzz {

namespace {

using namespace Qt::StringLiterals;

/// What reaches a widget changes nothing around it, and leaves nothing invisible.
void demandPlain(const QString &shown, std::string_view bytes)
{
    for (qsizetype i = 0; i < shown.size(); ++i) {
        const QChar c = shown[i];
        const bool pair =
            c.isHighSurrogate() && i + 1 < shown.size() && shown[i + 1].isLowSurrogate();
        demand(!c.isSurrogate() || pair, "no half of a character is shown", bytes);
        const char32_t code = pair ? QChar::surrogateToUcs4(c, shown[i + 1]) : c.unicode();
        i += pair ? 1 : 0;
        const QChar::Category category = QChar::category(code);
        // The soft hyphen and its like draw nothing, and move nothing either.
        demand(category != QChar::Other_Control, "no control character is shown", bytes);
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
    const QString tip = toolTipText(QString::fromUtf8(bytes.data(), qsizetype(bytes.size())));
    QString inside = tip.mid(4, std::max<qsizetype>(0, tip.size() - 9));
    inside.remove(u"<br>"_s);
    demand(!inside.contains(u'<') && !inside.contains(u'>'), "a tool tip has no tags of a feed",
           bytes);
    demand(validUtf8(toValidUtf8(bytes)), "what is made valid is valid", bytes);
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

/// A word in a text is found as Qt finds it.
void checkSearch(std::string_view bytes)
{
    const size_t end = bytes.find('\n');
    if (end == std::string_view::npos || end == 0 || !validUtf8(bytes))
        return;
    const QString word = QString::fromUtf8(bytes.data(), qsizetype(end));
    if (word.isEmpty()) // a byte order mark is no letter to Qt, and nobody searches for nothing
        return;
    const std::string_view text = bytes.substr(end + 1);
    const WordSearch search(word);
    const WordSearch::Found found = search.find(text);
    if (found)
        demand(found.at < found.end && found.end <= text.size(), "what is found is in the text",
               bytes);
    demand(bool(found) == search.foundIn(text), "found is found", bytes);
    const auto isAscii = [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != '\\'; };
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/textmatch.h"

#include "models/event/utf16.h"
#include "models/query/filterregex.h"

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

// No characters of Unicode: they stand for wildcards.
constexpr char32_t anyText = 0x110000;
constexpr char32_t anyCharacter = 0x110001;

/// One of the cases of a character, the same for all of them. ASCII keeps to itself, as in free
/// text: the Kelvin sign is no k.
char32_t folded(char32_t c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
    const char32_t other = QChar::toCaseFolded(c);
    return other < 0x80 ? c : other;
}

/// The character at `at`, which moves behind it. What is no UTF-8 counts byte by byte.
char32_t nextCharacter(std::string_view text, size_t &at)
{
    const auto byte = [&](size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const unsigned first = byte(at);
    const size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (length == 1 || first < 0xc0) {
        ++at;
        return first;
    }
    char32_t c = first & (0xffU >> (length + 1));
    for (size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xc0) != 0x80) {
            ++at;
            return first;
        }
        c = c << 6 | (byte(at + i) & 0x3f);
    }
    at += length;
    return c;
}

/// Goes back to the last `*` when something does not fit, never further: at most quadratic.
bool matchesPattern(const std::u32string &pattern, std::string_view text)
{
    size_t inPattern = 0;
    size_t inText = 0;
    size_t star = std::u32string::npos;
    size_t behindStar = 0; // where in the text the rest of the pattern was tried last
    while (inText < text.size()) {
        size_t next = inText;
        const char32_t c = folded(nextCharacter(text, next));
        const char32_t wanted = inPattern < pattern.size() ? pattern[inPattern] : 0;
        if (inPattern < pattern.size() && wanted == anyText) {
            star = inPattern++;
            behindStar = inText;
        } else if (inPattern < pattern.size() && (wanted == anyCharacter || wanted == c)) {
            ++inPattern;
            inText = next;
        } else if (star != std::u32string::npos) {
            inPattern = star + 1;
            nextCharacter(text, behindStar);
            inText = behindStar;
        } else {
            return false;
        }
    }
    while (inPattern < pattern.size() && pattern[inPattern] == anyText)
        ++inPattern;
    return inPattern == pattern.size();
}

/// As WordSearch has it: no known producer of JSON writes these as escapes.
bool isPlain(QChar c)
{
    return c >= u' ' && c.unicode() < 0x7f && !QStringView(u"\"\\/<>&'").contains(c);
}

} // namespace

QString longestPlainRun(const QString &text)
{
    QString best;
    qsizetype from = 0;
    for (qsizetype at = 0; at <= text.size(); ++at) {
        if (at < text.size() && isPlain(text[at]))
            continue;
        if (at - from > best.size())
            best = text.mid(from, at - from);
        from = at + 1;
    }
    return best;
}

BoundedRegex::BoundedRegex(const FilterValue &value, RegexCounter regexes)
    : m_regex(filterRegex(value)), m_counts(std::move(regexes)),
      m_patience(m_counts->patienceOfNext())
{
    m_regex.optimize();
}

/// Long texts are seen in parts that overlap, as PCRE wants it: where what was begun does not end
/// in a part, the next one begins there. So an answer is the same as of the whole text, and an
/// expression that reaches on and on (`.*`) cannot take the square of a length.
BoundedRegex::Outcome BoundedRegex::triedByWindows(const QString &text) const
{
    constexpr qsizetype lookBehind = 1 << 10;
    // These mean where a search begins, which is another place in each part.
    const bool onlyWhole =
        m_regex.pattern().contains(u"\\G"_s) || m_regex.pattern().contains(u"(?<"_s);
    qsizetype from = 0;
    for (;;) {
        qsizetype begin = std::max<qsizetype>(0, from - lookBehind);
        qsizetype end = std::min(text.size(), from + longest);
        const bool last = end == text.size();
        begin += text[begin].isLowSurrogate(); // no half of a character
        end -= !last && text[end - 1].isHighSurrogate();
        const QString part = QString::fromRawData(text.constData() + begin, end - begin);
        const QRegularExpressionMatch match = m_regex.match(
            part, from - begin,
            last ? QRegularExpression::NormalMatch : QRegularExpression::PartialPreferFirstMatch,
            QRegularExpression::DontCheckSubjectStringMatchOption);
        if (!match.isValid())
            return Outcome::GaveUp;
        if (match.hasMatch())
            return Outcome::Found;
        if (last)
            return Outcome::NotFound;
        const qsizetype next = match.hasPartialMatch() ? begin + match.capturedStart() : end;
        if (next <= from || onlyWhole)
            return Outcome::TooLong;
        from = next;
    }
}

BoundedRegex::Outcome BoundedRegex::tried(std::string_view utf8) const
{
    const QString text = toUtf16(utf8);
    if (text.size() > longest)
        return triedByWindows(text);
    const QRegularExpressionMatch match =
        m_regex.match(text, 0, QRegularExpression::NormalMatch,
                      QRegularExpression::DontCheckSubjectStringMatchOption);
    return !match.isValid() ? Outcome::GaveUp
        : match.hasMatch()  ? Outcome::Found
                            : Outcome::NotFound;
}

Truth BoundedRegex::foundIn(std::string_view utf8) const
{
    if (m_patience->isOver())
        return Truth::Unknown;
    const Outcome outcome = tried(utf8);
    if (outcome == Outcome::GaveUp) {
        m_patience->gaveUp();
        m_counts->attempts.fetch_add(1, std::memory_order_relaxed);
    }
    return outcome == Outcome::Found   ? Truth::Yes
        : outcome == Outcome::NotFound ? Truth::No
                                       : Truth::Unknown;
}

void BoundedRegex::countGivenUp() const
{
    m_counts->givenUp.fetch_add(1, std::memory_order_relaxed);
}

Truth BoundedRegex::foundInAny(std::initializer_list<std::string_view> texts) const
{
    if (m_patience->isOver()) {
        m_counts->leftOut.fetch_add(1, std::memory_order_relaxed);
        return Truth::Unknown;
    }
    bool gaveUp = false;
    bool tooLong = false;
    for (const std::string_view text : texts) {
        const Outcome outcome = text.empty() ? Outcome::NotFound : tried(text);
        if (outcome == Outcome::Found) {
            m_patience->answered();
            return Truth::Yes;
        }
        gaveUp |= outcome == Outcome::GaveUp;
        tooLong |= outcome == Outcome::TooLong;
    }
    if (gaveUp) {
        m_patience->gaveUp();
        m_counts->attempts.fetch_add(1, std::memory_order_relaxed);
        countGivenUp();
    } else {
        m_patience->answered();
        if (tooLong)
            m_counts->tooLong.fetch_add(1, std::memory_order_relaxed);
    }
    return gaveUp || tooLong ? Truth::Unknown : Truth::No;
}

TextMatch::TextMatch(const FilterValue &value, bool exact, RegexCounter regexes)
{
    if (value.form == FilterValue::Form::Regex) {
        m_way = Way::Regex;
        m_regex.emplace(value, std::move(regexes));
        m_needed = longestPlainRun(regexNeededText(value));
        return;
    }
    if (exact) {
        m_text = toUtf8(value.text);
        m_needed = longestPlainRun(value.text);
        return;
    }
    m_way = Way::Folded;
    const bool wild = value.form == FilterValue::Form::Bare;
    QString literal = value.text; // a NUL for each wildcard, which is in no run
    for (const uint c : value.text.toUcs4()) {
        const bool isWildcard = wild && (c == '*' || c == '?');
        if (isWildcard)
            m_way = Way::Wildcard;
        m_pattern += !isWildcard ? folded(c) : c == '*' ? anyText : anyCharacter;
    }
    if (m_pattern == std::u32string(1, anyText))
        m_way = Way::Anything;
    if (wild)
        literal.replace(u'*', QChar()).replace(u'?', QChar());
    m_needed = longestPlainRun(literal);
}

Truth TextMatch::matches(std::string_view utf8) const
{
    switch (m_way) {
    case Way::Exact:
        return truthOf(utf8 == m_text);
    case Way::Anything:
        return truthOf(!utf8.empty());
    case Way::Regex:
        return m_regex->foundInAny({utf8});
    case Way::Folded:
    case Way::Wildcard:
        break;
    }
    return truthOf(matchesPattern(m_pattern, utf8));
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filtervalues.h"

#include "models/event/displaytext.h"

#include <QDateTime>
#include <QTimeZone>
#include <array>
#include <limits>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 second = 1'000'000;
constexpr qint64 longestAgo = qint64(200) * 366 * 86'400 * second;

QString tr(const char *text)
{
    return QCoreApplication::translate("FilterValues", text);
}

struct Unit
{
    QStringView name;
    qint64 factor;
};

/// A decimal of at most 15 digits at `at`, which moves behind it; times `factor` it must fit.
struct Number
{
    qint64 digits = 0;
    qint64 divisor = 1;
};
std::optional<Number> readNumber(QStringView text, qsizetype &at)
{
    Number number;
    int count = 0;
    bool point = false;
    for (; at < text.size(); ++at) {
        const char16_t c = text[at].unicode();
        if (c == u'.' && !point && count > 0) {
            point = true;
            continue;
        }
        if (c < u'0' || c > u'9')
            break;
        if (++count > 15)
            return {};
        number.digits = number.digits * 10 + (c - u'0');
        number.divisor *= point ? 10 : 1;
    }
    return count > 0 && text[at - 1] != u'.' ? std::optional(number) : std::nullopt;
}

/// digits × factor / divisor, if that is not beyond all measure.
std::optional<qint64> scaled(const Number &number, qint64 factor)
{
    const qint64 whole = number.digits / number.divisor;
    const qint64 rest = number.digits % number.divisor;
    constexpr qint64 most = qint64(1) << 62;
    if (whole > most / factor - 1)
        return {};
    return whole * factor + qint64(static_cast<long double>(rest) * factor / number.divisor);
}

template<size_t Size>
std::optional<qint64> unitAt(QStringView text, qsizetype &at, const std::array<Unit, Size> &units)
{
    qsizetype end = at;
    while (end < text.size() && text[end].isLetter())
        ++end;
    const QStringView name = text.mid(at, end - at);
    for (const Unit &unit : units) {
        if (name.compare(unit.name, Qt::CaseInsensitive) == 0) {
            at = end;
            return unit.factor;
        }
    }
    return {};
}

constexpr std::array durationUnits{Unit{u"us", 1},
                                   Unit{u"µs", 1},
                                   Unit{u"ms", 1000},
                                   Unit{u"s", second},
                                   Unit{u"m", 60 * second},
                                   Unit{u"min", 60 * second},
                                   Unit{u"h", 3600 * second},
                                   Unit{u"d", 86'400 * second},
                                   Unit{u"w", 604'800 * second}};

constexpr std::array byteUnits{Unit{u"", 1},
                               Unit{u"B", 1},
                               Unit{u"k", 1000},
                               Unit{u"kB", 1000},
                               Unit{u"MB", 1'000'000},
                               Unit{u"GB", 1'000'000'000},
                               Unit{u"KiB", 1 << 10},
                               Unit{u"MiB", 1 << 20},
                               Unit{u"GiB", 1 << 30},
                               Unit{u"M", 1'000'000},
                               Unit{u"G", 1'000'000'000}};

QDateTime localTime(QDate date, QTime time, TimeZoneChoice zone)
{
    return zone == TimeZoneChoice::Utc ? QDateTime(date, time, Qt::UTC)
                                       : QDateTime(date, time, Qt::LocalTime);
}

QDate today(qint64 nowUs, TimeZoneChoice zone)
{
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(nowUs / 1000, Qt::UTC);
    return (zone == TimeZoneChoice::Utc ? now : now.toLocalTime()).date();
}

qint64 startOf(QDate day, TimeZoneChoice zone)
{
    return day.startOfDay(zone == TimeZoneChoice::Utc ? Qt::UTC : Qt::LocalTime).toMSecsSinceEpoch()
        * 1000;
}

FilterTime wholeDay(QDate day, TimeZoneChoice zone)
{
    return {startOf(day, zone), startOf(day.addDays(1), zone), 0};
}

/// Something about today holds until midnight.
FilterTime untilMidnight(FilterTime time, qint64 nowUs, TimeZoneChoice zone)
{
    const qint64 midnight = startOf(today(nowUs, zone).addDays(1), zone);
    time.refreshMs = std::max<qint64>(1000, (midnight - nowUs) / 1000 + 1);
    return time;
}

/// Exactly `count` digits at `at`; -1 if there are none.
int digitsAt(QStringView text, qsizetype &at, int count)
{
    if (at + count > text.size())
        return -1;
    int value = 0;
    for (int i = 0; i < count; ++i) {
        const char16_t c = text[at + i].unicode();
        if (c < u'0' || c > u'9')
            return -1;
        value = value * 10 + (c - u'0');
    }
    at += count;
    return value;
}

struct Clock
{
    QTime time; ///< to the second
    qint64 us = 0; ///< of the second
    qint64 unit = 0; ///< how long what was written lasts, microseconds
};

/// `10:30`, `10:30:05`, `10:30:05.25` at `at`, which moves behind it.
std::optional<Clock> readClock(QStringView text, qsizetype &at)
{
    const auto skip = [&](char16_t c) {
        const bool there = at < text.size() && text[at] == c;
        at += there;
        return there;
    };
    Clock clock;
    const int hour = digitsAt(text, at, 2);
    if (!skip(u':'))
        return {};
    const int minute = digitsAt(text, at, 2);
    int seconds = 0;
    clock.unit = 60 * second;
    if (skip(u':')) {
        seconds = digitsAt(text, at, 2);
        clock.unit = second;
        if (skip(u'.')) {
            int digits = 0;
            for (; at < text.size() && text[at] >= u'0' && text[at] <= u'9'; ++at) {
                if (digits++ == 6)
                    return {};
                clock.unit /= 10;
                clock.us += (text[at].unicode() - u'0') * clock.unit;
            }
            if (digits == 0)
                return {};
        }
    }
    clock.time = QTime(hour, minute, seconds);
    return clock.time.isValid() ? std::optional(clock) : std::nullopt;
}

/// `Z`, `+01:00`, `+0100` or nothing up to the end of the text.
bool readZone(QStringView text, qsizetype at, std::optional<int> &offset)
{
    if (at == text.size())
        return true;
    if (text.mid(at).compare(u"z", Qt::CaseInsensitive) == 0) {
        offset = 0;
        return true;
    }
    const bool negative = text[at] == u'-';
    if (!negative && text[at] != u'+')
        return false;
    ++at;
    const int hours = digitsAt(text, at, 2);
    if (at < text.size() && text[at] == u':')
        ++at;
    const int minutes = digitsAt(text, at, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || at != text.size())
        return false;
    offset = (hours * 60 + minutes) * (negative ? -60 : 60);
    return true;
}

/// The other moment at which clocks show this, where they were put back.
void addOther(FilterTime &time, const QDateTime &start)
{
    for (const qint64 shift : {-3600, -1800, 1800, 3600}) {
        const QDateTime other = start.addSecs(shift).toUTC().toLocalTime();
        if (other.date() != start.date() || other.time() != start.time())
            continue;
        const FilterTime moved{time.fromUs + shift * second, time.toUs + shift * second};
        const FilterTime &first = shift < 0 ? moved : time;
        const FilterTime &last = shift < 0 ? time : moved;
        time = {first.fromUs, last.toUs, 0, first.toUs, last.fromUs};
        return;
    }
}

/// A time of day without a date is of today, or of so many `days` later.
std::optional<FilterTime> readAbsolute(QStringView text, qint64 nowUs, TimeZoneChoice zone,
                                       int days = 0)
{
    qsizetype at = 0;
    QDate day;
    if (text.size() >= 10 && text[4] == u'-' && text[7] == u'-') {
        const int year = digitsAt(text, at, 4);
        const int month = digitsAt(text, ++at, 2);
        day = QDate(year, month, digitsAt(text, ++at, 2));
        if (!day.isValid() || year < 1 || at != 10)
            return {};
        if (text.size() == 10)
            return wholeDay(day, zone);
        if (text[at] != u'T' && text[at] != u't' && text[at] != u' ')
            return {};
        ++at;
    }
    const std::optional<Clock> clock = readClock(text, at);
    std::optional<int> offset;
    if (!clock || !readZone(text, at, offset))
        return {};
    const bool isToday = !day.isValid();
    if (isToday)
        day = offset
            ? QDateTime::fromMSecsSinceEpoch(nowUs / 1000, Qt::OffsetFromUTC, *offset).date()
            : today(nowUs, zone);
    if (isToday)
        day = day.addDays(days);
    const QDateTime start = offset ? QDateTime(day, clock->time, Qt::OffsetFromUTC, *offset)
                                   : localTime(day, clock->time, zone);
    const qint64 from = start.toMSecsSinceEpoch() * 1000 + clock->us;
    FilterTime time{from, from + clock->unit, 0};
    if (!offset && zone == TimeZoneChoice::Local)
        addOther(time, start);
    return isToday ? untilMidnight(time, nowUs, zone) : time;
}

} // namespace

std::optional<qint64> readFilterDuration(QStringView text)
{
    qint64 sum = 0;
    qsizetype at = 0;
    while (at < text.size()) {
        const auto number = readNumber(text, at);
        const auto unit = number ? unitAt(text, at, durationUnits) : std::nullopt;
        const auto part = unit ? scaled(*number, *unit) : std::nullopt;
        if (!part || *part > longestAgo - sum)
            return {};
        sum += *part;
    }
    return text.isEmpty() ? std::nullopt : std::optional(sum);
}

std::optional<FilterTime> readFilterTime(const QString &text, qint64 nowUs, TimeZoneChoice zone)
{
    const auto is = [&text](QStringView word) {
        return text.compare(word, Qt::CaseInsensitive) == 0;
    };
    if (is(u"today"))
        return untilMidnight(wholeDay(today(nowUs, zone), zone), nowUs, zone);
    if (is(u"yesterday"))
        return untilMidnight(wholeDay(today(nowUs, zone).addDays(-1), zone), nowUs, zone);
    if (is(u"now"))
        return FilterTime{nowUs, nowUs + 1, 1000};
    if (text.startsWith(u'-')) {
        const auto ago = readFilterDuration(QStringView(text).mid(1));
        if (!ago)
            return {};
        // Of a span that ends now nobody sees a sixtieth.
        const qint64 refreshMs = std::clamp<qint64>(*ago / 60'000, 1000, 60'000);
        return FilterTime{nowUs - *ago, nowUs - *ago + 1, refreshMs};
    }
    return readAbsolute(text, nowUs, zone);
}

std::optional<FilterTime> readFilterTimeSpan(const QString &from, const QString &upTo, qint64 nowUs,
                                             TimeZoneChoice zone)
{
    FilterTime span{std::numeric_limits<qint64>::min(), std::numeric_limits<qint64>::max(), 0};
    const auto low = from.isEmpty() ? std::optional(span) : readFilterTime(from, nowUs, zone);
    const auto high = upTo.isEmpty() ? std::optional(span) : readFilterTime(upTo, nowUs, zone);
    if (!low || !high)
        return {};
    span = {low->fromUs, high->toUs, std::max(low->refreshMs, high->refreshMs)};
    if (low->refreshMs > 0 && high->refreshMs > 0)
        span.refreshMs = std::min(low->refreshMs, high->refreshMs);
    const auto isClock = [](const QString &text) { return text.size() >= 5 && text[2] == u':'; };
    if (!isClock(from) || !isClock(upTo) || low->fromUs < high->toUs)
        return span;
    if (nowUs >= low->fromUs) { // tonight
        span.toUs = readAbsolute(upTo, nowUs, zone, 1).value_or(*high).toUs;
    } else {
        span.fromUs = readAbsolute(from, nowUs, zone, -1).value_or(*low).fromUs;
        span.refreshMs =
            std::min(span.refreshMs, std::max<qint64>(1000, (low->fromUs - nowUs) / 1000 + 1));
    }
    return span;
}

std::optional<qint64> readFilterBytes(QStringView text)
{
    qsizetype at = 0;
    const auto number = readNumber(text, at);
    const auto unit = number ? unitAt(text, at, byteUnits) : std::nullopt;
    return unit && at == text.size() ? scaled(*number, *unit) : std::nullopt;
}

std::optional<qint64> readFilterCount(QStringView text)
{
    bool ok = false;
    const qint64 value = text.toLongLong(&ok);
    return ok && value >= 0 && text[0].isDigit() ? std::optional(value) : std::nullopt;
}

std::optional<Severity> readFilterSeverity(const QString &text)
{
    const QString lower = text.toLower();
    if (lower == u"warn")
        return Severity::Warning;
    if (lower == u"err")
        return Severity::Error;
    if (lower == u"information")
        return Severity::Info;
    return severityFromText(lower.toStdString());
}

std::optional<FilterFlag> readFilterFlag(const QString &text)
{
    static constexpr std::array names{u"gap",         u"own",          u"received",   u"error",
                                      u"undecodable", u"binary",       u"bookmarked", u"late",
                                      u"repeated",    u"duplicatekey", u"idconflict"};
    for (size_t i = 0; i < names.size(); ++i) {
        if (text.compare(QStringView(names[i]), Qt::CaseInsensitive) == 0)
            return FilterFlag(i);
    }
    return {};
}

QString filterValueProblem(FilterValueKind kind, const QString &text)
{
    const qint64 now = nowUs();
    switch (kind) {
    case FilterValueKind::Severity:
        return readFilterSeverity(text) ? QString()
                                        : tr("Expected info, success, warning, error or fatal.");
    case FilterValueKind::Time:
        return readFilterTime(text, now, TimeZoneChoice::Local)
            ? QString()
            : tr("Expected a time: 10:30, 10:30:05.25, 2026-11-21, 2026-11-21T10:30, today, "
                 "yesterday, or -5m for five minutes ago.");
    case FilterValueKind::Duration:
        return readFilterDuration(text.startsWith(u'-') ? QStringView(text).mid(1) : text)
            ? QString()
            : tr("Expected a duration: 250ms, 1.5s, 5m, 1h30m or 2d.");
    case FilterValueKind::Count:
        return readFilterCount(text) ? QString() : tr("Expected a whole number.");
    case FilterValueKind::Bytes:
        return readFilterBytes(text) ? QString() : tr("Expected a size: 1500, 10kB or 1MiB.");
    case FilterValueKind::Flag:
        return readFilterFlag(text)
            ? QString()
            : tr("Expected gap, own, received, error, undecodable, binary, bookmarked, late, "
                 "repeated, duplicatekey or idconflict.");
    case FilterValueKind::Path:
        return readFilterPath(text) ? QString()
                                    : tr("Expected a path into the payload: status, "
                                         "items[*].name, or * for any change.");
    case FilterValueKind::Text:
    case FilterValueKind::Any:
        break;
    }
    return {};
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filtertimes.h"

#include "models/query/filtervalues.h"

#include <QDateTime>
#include <QTimeZone>
#include <algorithm>
#include <limits>

namespace eventscope {

namespace {

constexpr qint64 secondUs = 1'000'000;

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

struct ClockTime
{
    QTime time; ///< to the second
    qint64 us = 0; ///< of the second
    qint64 unit = 0; ///< how long what was written lasts, microseconds
};

/// `10:30`, `10:30:05`, `10:30:05.25` at `at`, which moves behind it.
std::optional<ClockTime> readClock(QStringView text, qsizetype &at)
{
    const auto skip = [&](char16_t c) {
        const bool there = at < text.size() && text[at] == c;
        at += there;
        return there;
    };
    ClockTime clock;
    const int hour = digitsAt(text, at, 2);
    if (!skip(u':'))
        return {};
    const int minute = digitsAt(text, at, 2);
    int seconds = 0;
    clock.unit = 60 * secondUs;
    if (skip(u':')) {
        seconds = digitsAt(text, at, 2);
        clock.unit = secondUs;
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
        const FilterTime moved{time.fromUs + shift * secondUs, time.toUs + shift * secondUs};
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
    const std::optional<ClockTime> clock = readClock(text, at);
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

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/timestamp.h"

#include <QDateTime>
#include <QTimeZone>
#include <cstring>
#include <ctime>

namespace eventscope {

namespace {

constexpr qint64 usPerSecond = 1'000'000;
constexpr qint64 secondsPerDay = 86'400;

// Days and civil dates of the proleptic Gregorian calendar: Howard Hinnant, "chrono-Compatible
// Low-Level Date Algorithms".
constexpr qint64 daysFromCivil(qint64 year, unsigned month, unsigned day)
{
    year -= month <= 2;
    const qint64 era = (year >= 0 ? year : year - 399) / 400;
    const auto yearOfEra = unsigned(year - era * 400);
    const unsigned dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    const unsigned dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146'097 + qint64(dayOfEra) - 719'468;
}

struct Civil
{
    qint64 year;
    unsigned month;
    unsigned day;
};

constexpr Civil civilFromDays(qint64 days)
{
    days += 719'468;
    const qint64 era = (days >= 0 ? days : days - 146'096) / 146'097;
    const auto dayOfEra = unsigned(days - era * 146'097);
    const unsigned yearOfEra =
        (dayOfEra - dayOfEra / 1460 + dayOfEra / 36'524 - dayOfEra / 146'096) / 365;
    const unsigned dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const unsigned shifted = (5 * dayOfYear + 2) / 153;
    const unsigned month = shifted < 10 ? shifted + 3 : shifted - 9;
    return {qint64(yearOfEra) + era * 400 + (month <= 2), month,
            dayOfYear - (153 * shifted + 2) / 5 + 1};
}

constexpr qint64 startOfYear(qint64 year)
{
    return daysFromCivil(year, 1, 1) * secondsPerDay * usPerSecond;
}

int daysIn(int year, int month)
{
    constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

/// Exactly `count` digits at `at`, or -1.
int digits(std::string_view text, size_t at, size_t count)
{
    if (at + count > text.size())
        return -1;
    int value = 0;
    for (size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

char *writeDigits(char *out, unsigned value, int count)
{
    for (int i = count - 1; i >= 0; --i) {
        out[i] = char('0' + value % 10);
        value /= 10;
    }
    return out + count;
}

/// The offset from UTC in seconds that stands at the end of a time, or nothing if that is no zone.
bool parseZone(std::string_view zone, qint64 &seconds)
{
    seconds = 0;
    if (zone.empty() || zone == "Z" || zone == "z" || zone == " UTC")
        return true;
    if (zone[0] != '+' && zone[0] != '-')
        return false;
    const bool colon = zone.size() == 6 && zone[3] == ':';
    if (!colon && zone.size() != 5 && zone.size() != 3)
        return false;
    const int hours = digits(zone, 1, 2);
    const int minutes = zone.size() == 3 ? 0 : digits(zone, colon ? 4 : 3, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
        return false;
    seconds = (hours * 60 + minutes) * 60;
    if (zone[0] == '-')
        seconds = -seconds;
    return true;
}

} // namespace

qint64 nowUs()
{
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    return qint64(now.tv_sec) * usPerSecond + now.tv_nsec / 1000;
}

bool isTimestamp(qint64 us)
{
    return us >= startOfYear(2) && us < startOfYear(9999);
}

qint64 parseTimestamp(std::string_view text)
{
    if (text.size() < 19 || text[4] != '-' || text[7] != '-'
        || (text[10] != 'T' && text[10] != ' ' && text[10] != 't') || text[13] != ':'
        || text[16] != ':')
        return noTime;
    const int year = digits(text, 0, 4);
    const int month = digits(text, 5, 2);
    const int day = digits(text, 8, 2);
    const int hour = digits(text, 11, 2);
    const int minute = digits(text, 14, 2);
    const int second = digits(text, 17, 2); // 60: a leap second, taken as the next one's start
    if (year <= 1 || year >= 9999 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)
        || hour < 0 || hour > 24 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return noTime;
    if (hour == 24 && (minute != 0 || second != 0)) // the end of a day has no minutes
        return noTime;

    size_t at = 19;
    qint64 fraction = 0;
    if (at < text.size() && (text[at] == '.' || text[at] == ',')) {
        ++at;
        int kept = 0;
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
            if (kept < 6) {
                fraction = fraction * 10 + (text[at] - '0');
                ++kept;
            }
        }
        for (; kept < 6; ++kept)
            fraction *= 10;
    }
    qint64 zone = 0;
    if (!parseZone(text.substr(at), zone))
        return noTime;
    const qint64 seconds = daysFromCivil(year, unsigned(month), unsigned(day)) * secondsPerDay
        + hour * 3600 + minute * 60 + second - zone;
    // A zone can lead into a year that the text does not name.
    const qint64 us = seconds * usPerSecond + fraction;
    return isTimestamp(us) ? us : noTime;
}

char *writeTimestamp(qint64 us, char *out)
{
    qint64 seconds = us / usPerSecond;
    qint64 fraction = us % usPerSecond;
    if (fraction < 0) {
        fraction += usPerSecond;
        --seconds;
    }
    qint64 days = seconds / secondsPerDay;
    qint64 ofDay = seconds % secondsPerDay;
    if (ofDay < 0) {
        ofDay += secondsPerDay;
        --days;
    }
    const Civil date = civilFromDays(days);
    out = writeDigits(out, unsigned(date.year), 4);
    *out++ = '-';
    out = writeDigits(out, date.month, 2);
    *out++ = '-';
    out = writeDigits(out, date.day, 2);
    *out++ = 'T';
    out = writeDigits(out, unsigned(ofDay / 3600), 2);
    *out++ = ':';
    out = writeDigits(out, unsigned(ofDay / 60 % 60), 2);
    *out++ = ':';
    out = writeDigits(out, unsigned(ofDay % 60), 2);
    *out++ = '.';
    out = writeDigits(out, unsigned(fraction), 6);
    *out++ = 'Z';
    return out;
}

std::string timestampText(qint64 us)
{
    char buffer[32];
    return {buffer, writeTimestamp(us, buffer)};
}

namespace {

QString fractionText(qint64 us)
{
    const qint64 fraction = ((us % usPerSecond) + usPerSecond) % usPerSecond;
    return QStringLiteral(".%1").arg(fraction, 6, 10, QLatin1Char('0'));
}

QDateTime atSecond(qint64 us, TimeZoneChoice zone)
{
    const qint64 seconds = us / usPerSecond - (us % usPerSecond < 0);
    return QDateTime::fromSecsSinceEpoch(seconds,
                                         zone == TimeZoneChoice::Utc ? Qt::UTC : Qt::LocalTime);
}

} // namespace

QString timeOfDayText(qint64 us, TimeZoneChoice zone)
{
    if (us == noTime)
        return {};
    return atSecond(us, zone).time().toString(u"HH:mm:ss") + fractionText(us);
}

QString fullTimeText(qint64 us, TimeZoneChoice zone)
{
    if (us == noTime)
        return {};
    const QDateTime time = atSecond(us, zone);
    QString text = time.toString(u"yyyy-MM-dd HH:mm:ss") + fractionText(us);
    if (zone == TimeZoneChoice::Utc)
        return text + QStringLiteral(" UTC");
    const int offset = time.offsetFromUtc();
    return text
        + QStringLiteral(" %1%2:%3")
              .arg(QChar(offset < 0 ? u'-' : u'+'))
              .arg(qAbs(offset) / 3600, 2, 10, QLatin1Char('0'))
              .arg(qAbs(offset) / 60 % 60, 2, 10, QLatin1Char('0'));
}

} // namespace eventscope

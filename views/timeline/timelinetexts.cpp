// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/timeline/timelinetexts.h"

#include "views/theme.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <numeric>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 millisecond = 1'000;
constexpr qint64 second = 1'000 * millisecond;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;

QString tr(const char *text)
{
    return QCoreApplication::translate("eventscope::Timeline", text);
}

QDateTime atSecond(qint64 us, TimeZoneChoice zone)
{
    return QDateTime::fromSecsSinceEpoch(floorDivide(us, second),
                                         zone == TimeZoneChoice::Utc ? Qt::UTC : Qt::LocalTime);
}

/// The time of day, as exact as times that far apart need it.
QString clockText(qint64 us, qint64 stepUs, TimeZoneChoice zone)
{
    const QString whole = timeOfDayText(us, zone); // 10:30:05.003511
    if (stepUs % minute == 0)
        return whole.left(5);
    if (stepUs % second == 0)
        return whole.left(8);
    return stepUs % millisecond == 0 ? whole.left(12) : whole;
}

/// The same for the exact moment, without what is zero at its end.
QString exactClock(qint64 us, TimeZoneChoice zone)
{
    return clockText(us, us % second == 0 ? second : us % millisecond == 0 ? millisecond : 1, zone);
}

QString dayText(qint64 us, TimeZoneChoice zone)
{
    return QLocale().toString(atSecond(us, zone).date(), QLocale::ShortFormat);
}

quint64 sum(const SeverityCounts &counts)
{
    return std::accumulate(counts.begin(), counts.end(), quint64(0));
}

} // namespace

QString lengthText(qint64 us)
{
    const QLocale locale;
    const auto in = [&](qint64 unit, const QString &name) {
        const double value = double(us) / double(unit);
        const QString number = locale.toString(value, 'f', us % unit == 0 || value >= 100 ? 0 : 1);
        return number + QChar(QChar::Nbsp) + name;
    };
    if (us < millisecond)
        return in(1, tr("µs"));
    if (us < second)
        return in(millisecond, tr("ms"));
    if (us < 2 * minute && us % minute != 0)
        return in(second, tr("s"));
    if (us < 2 * hour && us % hour != 0)
        return in(minute, tr("min"));
    if (us < 2 * day && us % day != 0)
        return in(hour, tr("h"));
    return in(day, us == day ? tr("day") : tr("days"));
}

QString periodText(TimelineSpan span, TimeZoneChoice zone)
{
    const qint64 step = span.length() % second == 0 && span.fromUs % second == 0 ? second
        : span.length() >= 10 * second                                           ? second
        : span.length() >= 10 * millisecond                                      ? millisecond
                                                                                 : 1;
    const QString from = clockText(span.fromUs, step, zone);
    const QString to = clockText(span.toUs, step, zone);
    const QString fromDay = dayText(span.fromUs, zone);
    const QString toDay = dayText(span.toUs, zone);
    return fromDay == toDay ? tr("%1 – %2, %3").arg(from, to, fromDay)
                            : tr("%1 %2 – %3 %4").arg(fromDay, from, toDay, to);
}

QString countsText(const SeverityCounts &counts)
{
    const quint64 total = sum(counts);
    QStringList parts;
    for (int i = int(Severity::Fatal); i >= 0; --i) {
        if (counts[size_t(i)] > 0)
            parts << tr("%1 %2").arg(countText(counts[size_t(i)]), severityWord(Severity(i)));
    }
    return total == 1 ? tr("1 event: %1").arg(parts.join(u", "_s))
                      : tr("%1 events: %2").arg(countText(total), parts.join(u", "_s));
}

QString stretchText(const TimelineModel &timeline, TimelineSpan stretch, const TimelineBar *bar)
{
    QStringList lines{
        tr("%1 (%2)").arg(periodText(stretch, timeline.timeZone()), lengthText(stretch.length()))};
    lines << (bar ? countsText(bar->all) : tr("Nothing arrived"));
    if (timeline.isFiltered() && bar)
        lines << (bar->totalMatching() > 0 ? tr("Shown: %1").arg(countsText(bar->matching))
                                           : tr("The filter shows none of them"));
    for (const TimelineGap &gap : timeline.gaps()) {
        const bool touches = gap.span.fromUs < stretch.toUs && gap.span.toUs >= stretch.fromUs;
        if (!touches)
            continue;
        if (lines.size() > 5) {
            lines << tr("… and more gaps");
            break;
        }
        lines << (gap.span.isEmpty()
                      ? tr("Gap: events may be missing")
                      : tr("Gap of %1: events may be missing").arg(lengthText(gap.span.length())));
    }
    return lines.join(u'\n');
}

QString timelineSummary(const TimelineModel &timeline)
{
    if (timeline.isEmpty())
        return tr("No events yet");
    const TimelineBars bars = timeline.bars();
    SeverityCounts counts{};
    SeverityCounts matching{};
    for (const TimelineBar &bar : bars.bars) {
        for (size_t i = 0; i < counts.size(); ++i) {
            counts[i] += bar.all[i];
            matching[i] += bar.matching[i];
        }
    }
    QStringList sentences{periodText(bars.span, timeline.timeZone()), countsText(counts)};
    if (timeline.isFiltered())
        sentences << tr("Shown: %1").arg(countsText(matching));
    if (const size_t gaps = timeline.gaps().size(); gaps > 0)
        sentences << (gaps == 1 ? tr("1 gap") : tr("%1 gaps").arg(countText(gaps)));
    return sentences.join(u". "_s);
}

QString axisText(qint64 us, qint64 stepUs, TimeZoneChoice zone)
{
    const bool midnight = (us + zoneOffsetUs(us, zone)) % day == 0;
    if (stepUs % day == 0 || midnight)
        return QLocale().toString(atSecond(us, zone).date(),
                                  stepUs >= 300 * day ? u"MMM yyyy"_s : u"d MMM"_s);
    return clockText(us, stepUs, zone);
}

qint64 zoneOffsetUs(qint64 us, TimeZoneChoice zone)
{
    return zone == TimeZoneChoice::Utc ? 0 : atSecond(us, zone).offsetFromUtc() * second;
}

QString spanFilterText(TimelineSpan span, TimeZoneChoice zone, qint64 nowUs)
{
    // Both ends of a range belong to it, and a time stands for its whole second or millisecond.
    const qint64 unit = span.toUs % second == 0 ? second
        : span.toUs % millisecond == 0          ? millisecond
                                                : 1;
    const qint64 last = span.toUs - unit;
    QString to = clockText(last, unit, zone);
    QString from = exactClock(span.fromUs, zone);
    const QDate today = atSecond(nowUs, zone).date();
    if (atSecond(span.fromUs, zone).date() != today || atSecond(last, zone).date() != today) {
        from = atSecond(span.fromUs, zone).toString(u"yyyy-MM-dd'T'") + from;
        to = atSecond(last, zone).toString(u"yyyy-MM-dd'T'") + to;
    }
    return u"recorded:%1..%2"_s.arg(from, to);
}

} // namespace eventscope

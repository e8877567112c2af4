// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/timeshown.h"

#include <QCoreApplication>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString twoDigits(quint64 value)
{
    return u"%1"_s.arg(value, 2, 10, QLatin1Char('0'));
}

} // namespace

QString dateTimeText(qint64 us, TimeZoneChoice zone)
{
    // The zone stands in the header, once.
    return fullTimeText(us, zone).left(26);
}

QString spanText(qint64 fromUs, qint64 toUs)
{
    if (fromUs == noTime || toUs == noTime)
        return {};
    const bool negative = toUs < fromUs;
    const quint64 us = negative ? quint64(fromUs) - quint64(toUs) : quint64(toUs) - quint64(fromUs);
    const quint64 seconds = us / 1'000'000;
    const QString fraction = u".%1"_s.arg(us % 1'000'000, 6, 10, QLatin1Char('0'));
    const QString sign = negative ? u"−"_s : u"+"_s;
    if (seconds < 60)
        return sign + QString::number(seconds) + fraction + u" s"_s;
    const QString end = twoDigits(seconds % 60) + fraction;
    const quint64 minutes = seconds / 60;
    if (minutes < 60)
        return sign + QString::number(minutes) + u':' + end;
    const QString ofHour = twoDigits(minutes % 60) + u':' + end;
    const quint64 hours = minutes / 60;
    if (hours < 24)
        return sign + QString::number(hours) + u':' + ofHour;
    return sign + QString::number(hours / 24) + u" d "_s + twoDigits(hours % 24) + u':' + ofHour;
}

QString agoText(qint64 us, qint64 nowUs)
{
    if (us == noTime)
        return {};
    const quint64 distance =
        us > nowUs ? quint64(us) - quint64(nowUs) : quint64(nowUs) - quint64(us);
    const quint64 seconds = distance / 1'000'000;
    const auto translated = [](const char *text) {
        return QCoreApplication::translate("eventscope::TimeShown", text);
    };
    QString span;
    if (seconds < 60)
        span = translated("%1 s").arg(seconds);
    else if (seconds < 3'600)
        span = translated("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
    else if (seconds < 86'400)
        span = translated("%1 h %2 min").arg(seconds / 3'600).arg(seconds % 3'600 / 60);
    else
        span = translated("%1 d %2 h").arg(seconds / 86'400).arg(seconds % 86'400 / 3'600);
    return (us > nowUs && seconds > 0 ? translated("in %1") : translated("%1 ago")).arg(span);
}

} // namespace eventscope

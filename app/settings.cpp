// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings.h"

#include <QSettings>
#include <QStandardPaths>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString folder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation);
}

// One line a setting: its key and its default.
const QString colorSchemeKey = u"appearance/colorScheme"_s;
const QString notificationsKey = u"notifications/desktop"_s;
const QString layoutKey = u"window/layout"_s;

const QString retentionEachKey = u"retention/capture"_s;
const QString retentionAllKey = u"retention/all"_s;

QSettings store()
{
    return QSettings(folder() + u"/eventscope.ini"_s, QSettings::IniFormat);
}

RetentionLimits readLimits(const QString &key)
{
    const QSettings settings = store();
    return {settings.value(key + u"/events"_s).toULongLong(),
            settings.value(key + u"/bytes"_s).toULongLong(),
            std::max<qint64>(0, settings.value(key + u"/seconds"_s).toLongLong()) * 1'000'000};
}

void writeLimits(const QString &key, const RetentionLimits &limits)
{
    QSettings settings = store();
    settings.setValue(key + u"/events"_s, limits.events);
    settings.setValue(key + u"/bytes"_s, limits.bytes);
    settings.setValue(key + u"/seconds"_s, limits.ageUs / 1'000'000);
}

} // namespace

RetentionSettings Settings::retention() const
{
    return {readLimits(retentionEachKey), readLimits(retentionAllKey)};
}

void Settings::setRetention(const RetentionSettings &retention)
{
    writeLimits(retentionEachKey, retention.each);
    writeLimits(retentionAllKey, retention.all);
}

QString Settings::subscriptionSetsFolder()
{
    return folder() + u"/subscription-sets"_s;
}

QString Settings::filtersFile()
{
    return folder() + u"/filters.json"_s;
}

QString Settings::placesFile()
{
    return folder() + u"/places.json"_s;
}

QString Settings::colorScheme() const
{
    const QString scheme = store().value(colorSchemeKey, u"system"_s).toString();
    return scheme == u"light" || scheme == u"dark" ? scheme : u"system"_s;
}

void Settings::setColorScheme(const QString &scheme)
{
    store().setValue(colorSchemeKey, scheme);
}

bool Settings::notifications() const
{
    return store().value(notificationsKey, true).toBool();
}

void Settings::setNotifications(bool enabled)
{
    store().setValue(notificationsKey, enabled);
}

QByteArray Settings::layout() const
{
    return store().value(layoutKey).toByteArray();
}

void Settings::setLayout(const QByteArray &layout)
{
    store().setValue(layoutKey, layout);
}

} // namespace eventscope

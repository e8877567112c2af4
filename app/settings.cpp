// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings.h"

#include "models/connection/wholefile.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>
#include <QStandardPaths>
#include <algorithm>
#include <climits>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString folder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation);
}

// One line a setting: its key.
const QString colorSchemeKey = u"appearance/colorScheme"_s;
const QString notificationsKey = u"notifications/desktop"_s;
const QString layoutKey = u"window/layout"_s;

const QString retentionEachKey = u"retention/capture"_s;
const QString retentionAllKey = u"retention/all"_s;

constexpr qint64 maxFileBytes = 4 << 20;

QString fileName()
{
    return folder() + u"/settings.json"_s;
}

/// As QSettings kept them, which replaces a good file by an empty one where the disk is full.
QJsonObject earlierValues()
{
    QJsonObject values;
    const QSettings store(folder() + u"/eventscope.ini"_s, QSettings::IniFormat);
    const QStringList keys = store.allKeys();
    for (const QString &key : keys)
        values.insert(key,
                      key == layoutKey
                          ? QString::fromLatin1(store.value(key).toByteArray().toBase64())
                          : store.value(key).toString());
    return values;
}

QJsonObject readValues()
{
    QFile file(fileName());
    if (!file.exists())
        return earlierValues();
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.read(maxFileBytes)).object();
}

/// What was not saved holds until the program ends, at least for what is shown of it.
void write(const QJsonObject &changed)
{
    QJsonObject values = readValues();
    for (auto it = changed.begin(); it != changed.end(); ++it)
        values.insert(it.key(), *it);
    QDir().mkpath(folder());
    (void)saveWholeFile(fileName(), QJsonDocument(values).toJson(), Readers::Owner).has_value();
}

RetentionLimits readLimits(const QString &key)
{
    const QJsonObject values = readValues();
    const auto number = [&](const QString &name) {
        return values[key + name].toString().toULongLong();
    };
    return {number(u"/events"_s), number(u"/bytes"_s),
            qint64(std::min<quint64>(number(u"/seconds"_s), INT_MAX)) * 1'000'000};
}

/// Numbers are text: JSON's own end at 2^53.
void writeLimits(const QString &key, const RetentionLimits &limits)
{
    write({{key + u"/events"_s, QString::number(limits.events)},
           {key + u"/bytes"_s, QString::number(limits.bytes)},
           {key + u"/seconds"_s, QString::number(limits.ageUs / 1'000'000)}});
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
    const QString scheme = readValues()[colorSchemeKey].toString();
    return scheme == u"light" || scheme == u"dark" ? scheme : u"system"_s;
}

void Settings::setColorScheme(const QString &scheme)
{
    write({{colorSchemeKey, scheme}});
}

bool Settings::notifications() const
{
    return readValues()[notificationsKey].toString() != u"false";
}

void Settings::setNotifications(bool enabled)
{
    write({{notificationsKey, enabled ? u"true"_s : u"false"_s}});
}

QByteArray Settings::layout() const
{
    return QByteArray::fromBase64(readValues()[layoutKey].toString().toLatin1());
}

void Settings::setLayout(const QByteArray &layout)
{
    write({{layoutKey, QString::fromLatin1(layout.toBase64())}});
}

} // namespace eventscope

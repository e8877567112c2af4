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

RetentionLimits limitsIn(const QJsonObject &values, const QString &key)
{
    const auto number = [&](const QString &name) {
        return values[key + name].toString().toULongLong();
    };
    return {number(u"/events"_s), number(u"/bytes"_s),
            qint64(std::min<quint64>(number(u"/seconds"_s), INT_MAX)) * 1'000'000};
}

/// Numbers are text: JSON's own end at 2^53.
void putLimits(QJsonObject &values, const QString &key, const RetentionLimits &limits)
{
    values.insert(key + u"/events"_s, QString::number(limits.events));
    values.insert(key + u"/bytes"_s, QString::number(limits.bytes));
    values.insert(key + u"/seconds"_s, QString::number(limits.ageUs / 1'000'000));
}

} // namespace

QJsonObject Settings::values() const
{
    QJsonObject all;
    QFile file(fileName());
    if (!file.exists())
        all = earlierValues();
    else if (file.open(QIODevice::ReadOnly))
        all = QJsonDocument::fromJson(file.read(maxFileBytes)).object();
    for (auto it = m_unsaved.begin(); it != m_unsaved.end(); ++it)
        all.insert(it.key(), *it);
    return all;
}

void Settings::write(const QJsonObject &changed)
{
    for (auto it = changed.begin(); it != changed.end(); ++it)
        m_unsaved.insert(it.key(), *it);
    QDir().mkpath(folder());
    const Result<void> saved =
        saveWholeFile(fileName(), QJsonDocument(values()).toJson(), Readers::Owner);
    m_problem = saved ? QString() : u"Cannot write %1: %2"_s.arg(fileName(), saved.error());
    if (saved)
        m_unsaved = {};
}

RetentionSettings Settings::retention() const
{
    const QJsonObject all = values();
    return {limitsIn(all, retentionEachKey), limitsIn(all, retentionAllKey)};
}

void Settings::setRetention(const RetentionSettings &retention)
{
    QJsonObject changed;
    putLimits(changed, retentionEachKey, retention.each);
    putLimits(changed, retentionAllKey, retention.all);
    write(changed);
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
    const QString scheme = values()[colorSchemeKey].toString();
    return scheme == u"light" || scheme == u"dark" ? scheme : u"system"_s;
}

void Settings::setColorScheme(const QString &scheme)
{
    write({{colorSchemeKey, scheme}});
}

bool Settings::notifications() const
{
    return values()[notificationsKey].toString() != u"false";
}

void Settings::setNotifications(bool enabled)
{
    write({{notificationsKey, enabled ? u"true"_s : u"false"_s}});
}

QByteArray Settings::layout() const
{
    return QByteArray::fromBase64(values()[layoutKey].toString().toLatin1());
}

void Settings::setLayout(const QByteArray &layout)
{
    write({{layoutKey, QString::fromLatin1(layout.toBase64())}});
}

} // namespace eventscope

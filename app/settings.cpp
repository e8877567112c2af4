// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>
#include <QSettings>
#include <QStandardPaths>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString folder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation);
}

QString profilesFile()
{
    return folder() + u"/connections.json"_s;
}

// One line a setting: its key and its default.
const QString colorSchemeKey = u"appearance/colorScheme"_s;
const QString notificationsKey = u"notifications/desktop"_s;
const QString layoutKey = u"window/layout"_s;

QSettings store()
{
    return QSettings(folder() + u"/eventscope.ini"_s, QSettings::IniFormat);
}

} // namespace

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

QVector<ConnectionProfile> Settings::profiles(QString *problem) const
{
    QVector<ConnectionProfile> profiles;
    QFile file(profilesFile());
    if (!file.exists())
        return profiles;
    if (!file.open(QIODevice::ReadOnly)) {
        *problem = u"Cannot read the saved connections in %1: %2."_s.arg(file.fileName(),
                                                                         file.errorString());
        return profiles;
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &error);
    QStringList problems;
    if (error.error != QJsonParseError::NoError)
        problems += error.errorString();
    else if (!document.object()[u"connections"_s].isArray())
        problems += u"it has no list of connections"_s;
    const QJsonArray list = document.object()[u"connections"_s].toArray();
    for (const QJsonValue &value : list) {
        auto profile = ConnectionProfile::fromJson(value.toObject());
        if (profile)
            profiles.append(*profile);
        else
            problems += profile.error();
    }
    if (!problems.isEmpty()) {
        const QString kept = file.fileName() + u".unreadable"_s;
        QFile::remove(kept);
        QFile::copy(file.fileName(), kept);
        *problem =
            u"Some saved connections could not be read (%1); the file as it was is kept as %2."_s
                .arg(problems.join(u"; "_s), kept);
    }
    return profiles;
}

Result<void> Settings::saveProfiles(const QVector<ConnectionProfile> &profiles) const
{
    QJsonArray list;
    for (const ConnectionProfile &profile : profiles) {
        if (!profile.transient)
            list.append(profile.toJson());
    }
    const QByteArray text =
        QJsonDocument(QJsonObject{{u"format"_s, 1}, {u"connections"_s, list}}).toJson();
    QDir().mkpath(folder());
    QSaveFile file(profilesFile());
    // QSaveFile commits a file that a full disk cut short, if nobody looks at what write()
    // answered.
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.flush()) {
        const QString why = file.errorString();
        file.cancelWriting();
        return Error{u"Cannot save the connections to %1: %2."_s.arg(profilesFile(), why)};
    }
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    if (!file.commit())
        return Error{
            u"Cannot save the connections to %1: %2."_s.arg(profilesFile(), file.errorString())};
    return {};
}

} // namespace eventscope

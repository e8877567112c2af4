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

QSettings store()
{
    return QSettings(folder() + u"/eventscope.ini"_s, QSettings::IniFormat);
}

} // namespace

QString Settings::subscriptionSetsFolder()
{
    return folder() + u"/subscription-sets"_s;
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

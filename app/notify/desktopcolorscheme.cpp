// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/desktopcolorscheme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QGuiApplication>
#include <QPalette>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

const QString portalName = u"org.freedesktop.portal.Desktop"_s;
const QString portalPath = u"/org/freedesktop/portal/desktop"_s;
const QString portalInterface = u"org.freedesktop.portal.Settings"_s;
const QString appearance = u"org.freedesktop.appearance"_s;
const QString colorScheme = u"color-scheme"_s;

} // namespace

DesktopColorScheme::DesktopColorScheme(QObject *parent)
    : QObject(parent), m_dark(QGuiApplication::palette().color(QPalette::Window).lightness() < 128)
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(portalName, portalPath, portalInterface, u"SettingChanged"_s, this,
                SLOT(settingChanged(QString, QString, QDBusVariant)));
    QDBusMessage call =
        QDBusMessage::createMethodCall(portalName, portalPath, portalInterface, u"Read"_s);
    call << appearance << colorScheme;
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(call, 2000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this,
            [this](QDBusPendingCallWatcher *finished) {
                const QDBusPendingReply<QDBusVariant> reply = *finished;
                if (!reply.isError()) {
                    QVariant value = reply.value().variant();
                    // Read() wraps its answer twice.
                    if (value.canConvert<QDBusVariant>())
                        value = value.value<QDBusVariant>().variant();
                    apply(value.toUInt());
                }
                finished->deleteLater();
            });
}

void DesktopColorScheme::settingChanged(const QString &space, const QString &key,
                                        const QDBusVariant &value)
{
    if (space == appearance && key == colorScheme)
        apply(value.variant().toUInt());
}

void DesktopColorScheme::apply(uint scheme)
{
    // 0: no preference, 1: dark, 2: light.
    if (scheme == 0 || (scheme == 1) == m_dark)
        return;
    m_dark = scheme == 1;
    Q_EMIT changed(m_dark);
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QDBusVariant;

namespace eventscope {

/// Whether the desktop wants light or dark windows: the XDG portal's `org.freedesktop.appearance
/// color-scheme`, followed live. Qt learns it by itself only from 6.5 on. Where there is no portal
/// the palette that Qt started with decides. GUI thread.
class DesktopColorScheme final : public QObject
{
    Q_OBJECT
public:
    explicit DesktopColorScheme(QObject *parent = nullptr);

    bool isDark() const { return m_dark; }

Q_SIGNALS:
    void changed(bool dark);

private Q_SLOTS:
    void settingChanged(const QString &space, const QString &key,
                        const QDBusVariant &value); // named by the D-Bus connection

private:
    void apply(uint scheme);

    bool m_dark;
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/connectionprofile.h"

#include <QByteArray>
#include <QString>
#include <QVector>

namespace eventscope {

/// What is remembered between two starts: the only place that touches the user's configuration
/// folder. Files are 0600. Secrets are not here (see SecretStore).
class Settings
{
public:
    /// "system", "light" or "dark"
    QString colorScheme() const;
    void setColorScheme(const QString &scheme);
    bool notifications() const;
    void setNotifications(bool enabled);
    QByteArray layout() const;
    void setLayout(const QByteArray &layout);

    /// Saved connections. What cannot be read is left out and said in `problem`; the file is then
    /// kept under another name.
    QVector<ConnectionProfile> profiles(QString *problem) const;
    /// All or nothing; transient ones are left out.
    Result<void> saveProfiles(const QVector<ConnectionProfile> &profiles) const;
};

} // namespace eventscope

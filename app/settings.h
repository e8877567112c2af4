// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/connectionsfile.h"
#include "models/capture/retention.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

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

    /// Without limits until the user sets some: nobody expects a recorder to forget.
    RetentionSettings retention() const;
    void setRetention(const RetentionSettings &retention);

    /// Why the last change could not be kept; then it holds as long as this object. Empty: it was.
    const QString &problem() const { return m_problem; }

    /// Where somebody was in their captures.
    static QString placesFile();
    /// The filters that are saved under names.
    static QString filtersFile();
    /// Where the window keeps sets of subscriptions, one file each.
    static QString subscriptionSetsFolder();

    ConnectionsFile &connections() { return m_connections; }

private:
    QJsonObject values() const;
    void write(const QJsonObject &changed);

    ConnectionsFile m_connections;
    QJsonObject m_unsaved;
    QString m_problem;
};

} // namespace eventscope

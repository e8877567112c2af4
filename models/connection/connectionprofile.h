// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/dialectinfo.h"
#include "models/event/result.h"

#include <QJsonObject>
#include <QString>
#include <QVector>

namespace eventscope {

/// What the user wants to be subscribed to: desired state, not a message. It is sent again after
/// every reconnect.
struct Subscription
{
    QString pattern;
    QMap<QString, QString> filters; ///< as far as the dialect has filters
    bool paused = false; ///< kept in the list, not asked for

    bool operator==(const Subscription &) const = default;
};

/// A saved connection. Secrets are not in it: they live in the keychain under `id` and the option's
/// key.
struct ConnectionProfile
{
    QString id; ///< 8 lower-case hex digits, made once; the `source` of its events is "/" + id
    QString name;
    QString dialect; ///< DialectInfo::id
    OptionValues options;
    QVector<Subscription> subscriptions;
    bool connectOnStart = true;
    bool transient = false; ///< the embedded demo and `record`: never saved

    static QString newId();
    QJsonObject toJson() const;
    static Result<ConnectionProfile> fromJson(const QJsonObject &json);
    bool operator==(const ConnectionProfile &) const = default;
};

} // namespace eventscope

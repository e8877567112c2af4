// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/urlsecrets.h"
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
    QStringList givenSecrets; ///< the keys of those that the user gave, sorted; never what they are
    QStringList declinedDialects; ///< that its server seems to speak, and the user does not want
    bool connectOnStart = true;
    bool transient = false; ///< the embedded demo and `record`: never saved

    static QString newId();
    /// Without what is secret in its URL, should there still be something.
    QJsonObject toJson() const;
    static Result<ConnectionProfile> fromJson(const QJsonObject &json);
    /// The user gave these, too; empty ones are none.
    void noteGiven(const OptionValues &secrets);
    bool operator==(const ConnectionProfile &) const = default;
};

/// Takes what is secret in the URL out of the profile; the caller keeps the secrets. sortUrl()
/// says which.
SortedUrl takeSecretsOut(ConnectionProfile &profile, const DialectInfo &dialect);

} // namespace eventscope

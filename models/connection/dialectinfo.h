// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/permissionform.h"
#include "models/connection/subscriptionfilters.h"
#include "models/connection/topicform.h"
#include "models/connection/topicrequest.h"

#include <QMap>
#include <QString>
#include <QVector>
#include <optional>

namespace eventscope {

/// Values of a connection's options, by key. Never holds a secret.
using OptionValues = QMap<QString, QString>;

/// What a dialect's bytes travel over.
enum class Transport : quint8 { WebSocket, Kafka };

/// One setting of a connection. The connection dialog, the checks and `eventscope record` are built
/// from these.
struct Option
{
    enum class Kind : quint8 { Text, Url, Secret, Choice, Flag, Integer };
    struct Choice
    {
        QString value;
        QString label;
    };
    QString key;
    QString label;
    Kind kind = Kind::Text;
    QString defaultValue;
    QVector<Choice> choices; ///< for Choice; for Url: well-known addresses, which are offered
    bool required = false;
    QString hint; ///< one sentence under the field
    QString placeholder;
    bool advanced = false; ///< shown under "More"
    bool lines = false; ///< for Text: it may have several lines
    bool flows = false; ///< for lines: where they break means nothing, so that long ones are wrapped
    std::optional<Transport>
        onlyOver; ///< where the connection travels otherwise, it has no meaning
    /// For Text: what else a value must be. Answers nothing, or one sentence about what is wrong.
    QString (*check)(const QString &value) = nullptr;
    /// For Secret: what it is called where it stands in the query of a URL, and the options that
    /// say so.
    QMap<QString, OptionValues> fromQuery;
};

/// What everyone but the feeds knows about a dialect.
struct DialectInfo
{
    QString id; ///< `voipbin`: on the command line, in profiles
    QString title; ///< "VoIPBIN"
    QString description; ///< one sentence
    QVector<Option> options;
    /// What its servers can be reached over, the usual one first: the URL says which it is.
    QVector<Transport> transports{Transport::WebSocket};
    /// Over these its servers send what they send, whatever is subscribed to.
    QVector<Transport> unasked;
    bool catchAll = false; ///< for what no other one speaks: listed last, and never proposed first
    bool canSubscribe =
        true; ///< false: a connection delivers everything, there is nothing to subscribe to
    TopicForm topicForm;
    QVector<TopicRequest::Kind>
        requests; ///< what can be asked of its servers, besides subscriptions
    /// Keys of Subscription::filters that its servers understand; `*` at the end: any column name.
    QStringList filterKeys;
    QMap<QString, KnownFilter> knownFilters; ///< of filterKeys, those that are no column
    QString filterHint; ///< one sentence under the filters
    PermissionForm permissionForm; ///< of the topics, where requests have GetPermission
    /// True if every event of the pattern `narrow` comes on `wide` too, as far as the two texts can
    /// tell. Null: only equal patterns overlap.
    bool (*covers)(const QString &wide, const QString &narrow) = nullptr;

    const Option *option(const QString &key) const;
    /// By what the URL begins with; the usual one where that says nothing, or nothing that fits.
    Transport transportFor(const QString &url) const;
    Transport transportFor(const OptionValues &values) const;
    /// True if the option means something for a connection with these values.
    bool applies(const Option &option, const OptionValues &values) const;
    bool sendsUnasked(const OptionValues &values) const;
    /// The keys of all secrets that a connection may have, that of its URL included.
    QStringList secretKeys() const;
    /// Checks values (secrets included, under their keys); empty if a connection can be tried, else
    /// one sentence. Where it has the option of plaintextKey, that counts too.
    QString problemWith(const OptionValues &values) const;
};

/// The option every dialect has: key "url".
Option urlOption(const QString &placeholder, const QString &hint = {});
Option textOption(const QString &key, const QString &label, const QString &hint = {},
                  const QString &placeholder = {});
/// The first choice is the default.
Option choiceOption(const QString &key, const QString &label,
                    const QVector<Option::Choice> &choices, const QString &hint = {});
Option secretOption(const QString &key, const QString &label, const QString &hint = {});
/// The secret that most servers want: key "token".
Option tokenOption(const QString &hint);
/// How the token goes to the server: key "auth".
Option authOption(const QVector<Option::Choice> &choices, const QString &hint = {});
/// The same, shown under "More".
Option advanced(Option option);
/// The same options, for connections that travel so.
QVector<Option> onlyOver(Transport transport, QVector<Option> options);
/// Empty if `url` is ws:// or wss:// with a host, no user info and no fragment; else one sentence.
/// For Kafka: what problemWithKafkaUrl() says.
QString problemWithUrl(const QString &url, Transport transport = Transport::WebSocket);
/// Empty if `secret` has only visible ASCII, as a header or query value must; else one sentence
/// with the position.
QString problemWithSecret(const QString &secret);

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/connectionprofile.h"

#include <QJsonArray>
#include <QRandomGenerator>
#include <QRegularExpression>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QJsonObject toObject(const QMap<QString, QString> &values)
{
    QJsonObject object;
    for (auto it = values.cbegin(); it != values.cend(); ++it)
        object.insert(it.key(), it.value());
    return object;
}

QMap<QString, QString> toMap(const QJsonObject &object)
{
    QMap<QString, QString> values;
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.value().isString())
            values.insert(it.key(), it.value().toString());
    }
    return values;
}

} // namespace

QString ConnectionProfile::newId()
{
    return u"%1"_s.arg(QRandomGenerator::global()->generate(), 8, 16, QLatin1Char('0'));
}

QJsonObject ConnectionProfile::toJson() const
{
    QJsonArray list;
    for (const Subscription &subscription : subscriptions) {
        QJsonObject object{{u"pattern"_s, subscription.pattern}};
        if (!subscription.filters.isEmpty())
            object.insert(u"filters"_s, toObject(subscription.filters));
        if (subscription.paused)
            object.insert(u"paused"_s, true);
        list.append(object);
    }
    OptionValues publicOptions = options;
    for (QString &value : publicOptions) {
        if (value.contains(u"://"_s))
            value = publicUrl(value);
    }
    QJsonObject object{{u"id"_s, id},
                       {u"name"_s, name},
                       {u"dialect"_s, dialect},
                       {u"options"_s, toObject(publicOptions)},
                       {u"subscriptions"_s, list},
                       {u"connectOnStart"_s, connectOnStart}};
    if (!givenSecrets.isEmpty())
        object.insert(u"givenSecrets"_s, QJsonArray::fromStringList(givenSecrets));
    if (!declinedDialects.isEmpty())
        object.insert(u"declinedDialects"_s, QJsonArray::fromStringList(declinedDialects));
    return object;
}

void ConnectionProfile::noteGiven(const OptionValues &secrets)
{
    for (auto it = secrets.cbegin(); it != secrets.cend(); ++it) {
        if (!it.value().isEmpty() && !givenSecrets.contains(it.key()))
            givenSecrets += it.key();
    }
    givenSecrets.sort();
}

Result<ConnectionProfile> ConnectionProfile::fromJson(const QJsonObject &json)
{
    static const QRegularExpression idForm(u"^[0-9a-f]{8}\\z"_s);
    ConnectionProfile profile;
    profile.id = json[u"id"_s].toString();
    profile.name = json[u"name"_s].toString();
    profile.dialect = json[u"dialect"_s].toString();
    if (!idForm.match(profile.id).hasMatch())
        return Error{u"A saved connection has no proper id: it must be 8 hexadecimal digits."_s};
    if (profile.dialect.isEmpty())
        return Error{
            u"The saved connection “%1” does not say which system it is for."_s.arg(profile.name)};
    profile.options = toMap(json[u"options"_s].toObject());
    const QJsonArray list = json[u"subscriptions"_s].toArray();
    for (const auto &value : list) {
        const QJsonObject object = value.toObject();
        Subscription subscription;
        subscription.pattern = object[u"pattern"_s].toString();
        subscription.filters = toMap(object[u"filters"_s].toObject());
        subscription.paused = object[u"paused"_s].toBool();
        if (!subscription.pattern.isEmpty())
            profile.subscriptions.append(subscription);
    }
    profile.givenSecrets = json[u"givenSecrets"_s].toVariant().toStringList();
    profile.declinedDialects = json[u"declinedDialects"_s].toVariant().toStringList();
    profile.connectOnStart = json[u"connectOnStart"_s].toBool(true);
    return profile;
}

SortedUrl takeSecretsOut(ConnectionProfile &profile, const DialectInfo &dialect)
{
    SortedUrl sorted = sortUrl(profile.options.value(u"url"_s), dialect);
    if (sorted.hadSecrets()) {
        profile.options.insert(u"url"_s, sorted.url);
        profile.options.insert(sorted.options);
    }
    return sorted;
}

} // namespace eventscope

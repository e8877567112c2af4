// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/subscriptionset.h"

#include "models/connection/passedfile.h"
#include "models/connection/secretname.h"
#include "models/event/displaytext.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxBytes = 4 << 20;
constexpr qsizetype maxNamed = 5;
constexpr int shownPattern = 80;
const QString listKey = u"subscriptions"_s; ///< and the kind of the file

QString tr(const char *text)
{
    return QCoreApplication::translate("SubscriptionSet", text);
}

bool hasSecret(const Subscription &subscription)
{
    const QStringList keys = subscription.filters.keys();
    return std::any_of(keys.cbegin(), keys.cend(), isSecretParameter);
}

Result<Subscription> readOne(const QJsonValue &value, qsizetype number)
{
    const QJsonObject object = value.toObject();
    Subscription subscription;
    subscription.pattern = object[u"pattern"_s].toString().trimmed();
    if (subscription.pattern.isEmpty())
        return Error{tr("Subscription %1 of the file has no pattern.").arg(number)};
    const QJsonObject filters = object[u"filters"_s].toObject();
    for (auto it = filters.begin(); it != filters.end(); ++it) {
        if (!it.value().isString())
            return Error{tr("A filter of subscription %1 of the file is no text.").arg(number)};
        subscription.filters.insert(it.key(), it.value().toString());
    }
    if (hasSecret(subscription))
        return Error{tr("The file holds a secret in the filters of subscription %1. Tell whoever "
                        "gave it to you, and take it out.")
                         .arg(number)};
    subscription.paused = object[u"paused"_s].toBool();
    return subscription;
}

/// The first few of them by name.
QString listed(const QStringList &patterns)
{
    QStringList shown;
    for (const QString &pattern : patterns.first(std::min(maxNamed, patterns.size())))
        shown += displayText(pattern, shownPattern);
    if (patterns.size() > maxNamed)
        shown += tr("and %1 more").arg(patterns.size() - maxNamed);
    return shown.join(u", "_s);
}

} // namespace

SubscriptionSet withoutSecrets(SubscriptionSet set, QStringList *leftOut)
{
    set.subscriptions.removeIf([leftOut](const Subscription &subscription) {
        if (!hasSecret(subscription))
            return false;
        if (leftOut)
            leftOut->append(subscription.pattern);
        return true;
    });
    return set;
}

QByteArray writeSubscriptionSet(const SubscriptionSet &set)
{
    QJsonArray list;
    const SubscriptionSet clean = withoutSecrets(set);
    for (const Subscription &subscription : clean.subscriptions) {
        QJsonObject one{{u"pattern"_s, subscription.pattern}};
        QJsonObject filters;
        for (auto it = subscription.filters.cbegin(); it != subscription.filters.cend(); ++it)
            filters.insert(it.key(), it.value());
        if (!filters.isEmpty())
            one.insert(u"filters"_s, filters);
        if (subscription.paused)
            one.insert(u"paused"_s, true);
        list.append(one);
    }
    const QJsonObject object{{u"eventscope"_s, listKey},
                             {u"version"_s, SubscriptionSet::version},
                             {u"name"_s, set.name},
                             {u"dialect"_s, set.dialect},
                             {listKey, list}};
    return QJsonDocument(object).toJson(QJsonDocument::Indented);
}

Result<SubscriptionSet> readSubscriptionSet(const QByteArray &bytes)
{
    const Result<QJsonObject> object =
        readPassedFile(bytes, {listKey, SubscriptionSet::version, maxBytes, tr("subscriptions")});
    if (!object)
        return Error{object.error()};
    if (!(*object)[listKey].isArray())
        return Error{tr("The file has no list of subscriptions.")};
    const QJsonArray list = (*object)[listKey].toArray();
    if (list.size() > SubscriptionSet::maxSubscriptions)
        return Error{tr("The file holds more than %1 subscriptions.")
                         .arg(SubscriptionSet::maxSubscriptions)};
    SubscriptionSet set;
    set.name = displayText((*object)[u"name"_s].toString().simplified(), SubscriptionSet::maxName);
    set.dialect = (*object)[u"dialect"_s].toString();
    for (qsizetype i = 0; i < list.size(); ++i) {
        const Result<Subscription> one = readOne(list.at(i), i + 1);
        if (!one)
            return Error{one.error()};
        set.subscriptions.append(*one);
    }
    return set;
}

QString SubscriptionImport::text() const
{
    QStringList sentences;
    sentences += added.isEmpty() ? tr("Nothing was added.")
        : added.size() == 1      ? tr("1 subscription was added.")
                                 : tr("%1 subscriptions were added.").arg(added.size());
    if (!known.isEmpty())
        sentences += tr("Skipped, because they are there already: %1.").arg(listed(known));
    if (!knownWithOtherFilters.isEmpty())
        sentences += tr("Skipped, because they are there with other filters: %1.")
                         .arg(listed(knownWithOtherFilters));
    if (!refused.isEmpty())
        sentences += tr("Skipped, because they cannot be sent: %1.").arg(listed(refused));
    return sentences.join(u' ');
}

SubscriptionImport planImport(const SubscriptionSet &set, const ConnectionProfile &into,
                              const DialectInfo &dialect)
{
    SubscriptionImport plan;
    QMap<QString, QMap<QString, QString>> there;
    for (const Subscription &subscription : into.subscriptions)
        there.insert(subscription.pattern, subscription.filters);
    for (const Subscription &subscription : set.subscriptions) {
        const auto known = there.constFind(subscription.pattern);
        if (known != there.cend()) {
            (*known == subscription.filters ? plan.known : plan.knownWithOtherFilters)
                .append(subscription.pattern);
            continue;
        }
        QString problem = dialect.topicForm.problemWith(subscription.pattern);
        if (problem.isEmpty())
            problem = problemWithFilters(subscription.filters, dialect);
        if (!problem.isEmpty()) {
            if (problem.endsWith(u'.'))
                problem.chop(1);
            plan.refused.append(displayText(subscription.pattern, shownPattern) + u" ("_s + problem
                                + u')');
            continue;
        }
        there.insert(subscription.pattern, subscription.filters);
        plan.added.append(subscription);
    }
    return plan;
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/urlsecrets.h"

#include "models/connection/secretname.h"

#include <QRegularExpression>
#include <QUrl>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

struct Item
{
    QString text; ///< as written
    QString name;
    QString value;
};

/// The items of a query. As text, because a URL that is not valid is no reason to keep its secrets.
QVector<Item> itemsOf(const QString &query)
{
    QVector<Item> items;
    for (const QString &text : query.split(u'&', Qt::SkipEmptyParts)) {
        const qsizetype equals = text.indexOf(u'=');
        const auto decoded = [](const QString &part) {
            return QUrl::fromPercentEncoding(part.toUtf8());
        };
        items.append({text, decoded(text.left(equals)),
                      equals < 0 ? QString() : decoded(text.mid(equals + 1))});
    }
    return items;
}

/// The option that stands for an item, if there is one.
const Option *optionFor(const DialectInfo &dialect, const Item &item)
{
    for (const Option &option : dialect.options) {
        if (option.kind == Option::Kind::Secret && option.fromQuery.contains(item.name))
            return &option;
    }
    return nullptr;
}

QString withQuery(const QString &url, const QString &query)
{
    const qsizetype hash = url.indexOf(u'#');
    const QString fragment = hash < 0 ? QString() : url.mid(hash);
    const QString before = hash < 0 ? url : url.left(hash);
    const QString base = before.left(before.indexOf(u'?'));
    return query.isEmpty() ? base + fragment : base + u'?' + query + fragment;
}

QString queryOf(const QString &url)
{
    const QString before = url.left(url.indexOf(u'#'));
    const qsizetype question = before.indexOf(u'?');
    return question < 0 ? QString() : before.mid(question + 1);
}

} // namespace

SortedUrl sortUrl(const QString &url, const DialectInfo &dialect)
{
    SortedUrl sorted;
    QStringList rest;
    QStringList kept;
    for (const Item &item : itemsOf(queryOf(url))) {
        const Option *option = optionFor(dialect, item);
        if (item.value.isEmpty() || (!option && !isSecretParameter(item.name))) {
            rest += item.text;
            continue;
        }
        sorted.names += item.name;
        if (!option || sorted.secrets.contains(option->key)) {
            kept += item.text;
            rest += item.text.left(item.text.indexOf(u'=') + 1);
            continue;
        }
        sorted.secrets.insert(option->key, item.value);
        sorted.options.insert(option->fromQuery.value(item.name));
    }
    sorted.url = sorted.hadSecrets() ? withQuery(url, rest.join(u'&')) : url;
    if (!kept.isEmpty())
        sorted.secrets.insert(urlQueryKey, kept.join(u'&'));
    return sorted;
}

QString publicUrl(const QString &url)
{
    static const QRegularExpression userInfo(u"^(\\s*[A-Za-z][A-Za-z0-9+.-]*://)[^/?#]*@"_s);
    QString result = sortUrl(url, {}).url;
    return result.replace(userInfo, u"\\1"_s);
}

QString withQueryItems(const QString &url, const QString &items)
{
    QVector<Item> kept = itemsOf(items);
    QStringList query;
    for (const Item &item : itemsOf(queryOf(url))) {
        const auto found = std::find_if(kept.begin(), kept.end(), [&item](const Item &one) {
            return one.name == item.name && item.value.isEmpty();
        });
        query += found == kept.end() ? item.text : found->text;
        if (found != kept.end())
            kept.erase(found);
    }
    return items.isEmpty() ? url : withQuery(url, query.join(u'&'));
}

} // namespace eventscope

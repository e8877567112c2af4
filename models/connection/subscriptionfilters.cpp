// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/subscriptionfilters.h"

#include "models/connection/dialectinfo.h"
#include "models/event/displaytext.h"

#include <QCoreApplication>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxFilters = 32;
constexpr qsizetype maxKey = 128;
constexpr qsizetype maxValue = 1024;
constexpr int shownKey = 40;
constexpr int shownValue = 60;
constexpr int maxShown = 200;

QString tr(const char *text)
{
    return QCoreApplication::translate("SubscriptionFilters", text);
}

bool takesKey(const DialectInfo &dialect, const QString &key)
{
    return dialect.filterKeys.contains(key) || dialect.filterKeys.contains(u"*"_s);
}

} // namespace

QString filtersText(const QMap<QString, QString> &filters, const DialectInfo *dialect)
{
    // What means the same everywhere comes first.
    QStringList known, columns;
    for (auto it = filters.cbegin(); it != filters.cend(); ++it) {
        const KnownFilter filter = dialect ? dialect->knownFilters.value(it.key()) : KnownFilter();
        const QString name =
            filter.shortName.isEmpty() ? displayText(it.key(), shownKey) : filter.shortName;
        const QString text = name + u'=' + displayText(it.value(), shownValue);
        (filter.shortName.isEmpty() ? columns : known).append(text);
    }
    return displayText((known + columns).join(u", "_s), maxShown);
}

QString problemWithFilters(const QMap<QString, QString> &filters, const DialectInfo &dialect)
{
    if (!filters.isEmpty() && dialect.filterKeys.isEmpty())
        return tr("%1 has no filters of subscriptions.").arg(dialect.title);
    if (filters.size() > maxFilters)
        return tr("More than %1 filters.").arg(maxFilters);
    for (auto it = filters.cbegin(); it != filters.cend(); ++it) {
        const QString shown = displayText(it.key(), shownKey);
        if (it.key().trimmed().isEmpty())
            return tr("A filter has no name.");
        if (it.key().size() > maxKey || it.value().size() > maxValue)
            return tr("The filter on %1 is too long.").arg(shown);
        if (!takesKey(dialect, it.key()))
            return tr("%1 has no filter “%2”.").arg(dialect.title, shown);
        if (dialect.knownFilters.contains(it.key()) && it.value().trimmed().isEmpty())
            return tr("The filter on %1 has no value.").arg(shown);
    }
    return {};
}

} // namespace eventscope

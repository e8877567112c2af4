// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QString>
#include <QStringList>

namespace eventscope {

struct DialectInfo;

/// A key of Subscription::filters that means the same on every topic of a system.
struct KnownFilter
{
    QString label; ///< "Event type"
    QString shortName; ///< "type", as rows show it
    QStringList values; ///< those that are known; others can be written
};

/// "type=update, status=open"; empty without filters. Plain text, bounded.
QString filtersText(const QMap<QString, QString> &filters, const DialectInfo *dialect);
/// Empty if a subscription of the dialect can have these; else one sentence.
QString problemWithFilters(const QMap<QString, QString> &filters, const DialectInfo &dialect);

} // namespace eventscope

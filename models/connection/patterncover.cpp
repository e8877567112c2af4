// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/patterncover.h"

#include <QSet>
#include <QStringList>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QSet<QString> membersOf(const QString &list)
{
    QSet<QString> members;
    for (const QString &member : list.split(u',', Qt::SkipEmptyParts)) {
        if (!member.trimmed().isEmpty())
            members.insert(member.trimmed());
    }
    return members;
}

/// `a:b:` for `a:b`, `a:b:` and `a:b:*`.
QString prefixOf(const QString &pattern)
{
    QString prefix = pattern.trimmed();
    if (prefix.endsWith(u":*"_s))
        prefix.chop(1);
    return prefix.endsWith(u':') ? prefix : prefix + u':';
}

} // namespace

bool coversAsList(const QString &wide, const QString &narrow)
{
    // Asked for every pair of a connection's patterns, most of which have nothing in common.
    const QStringView all(narrow);
    const qsizetype comma = all.indexOf(u',');
    if (!wide.contains((comma < 0 ? all : all.left(comma)).trimmed()))
        return false;
    const QSet<QString> members = membersOf(narrow);
    return !members.isEmpty() && membersOf(wide).contains(members);
}

bool coversAsPrefix(const QString &wide, const QString &narrow)
{
    return !wide.trimmed().isEmpty() && prefixOf(narrow).startsWith(prefixOf(wide));
}

} // namespace eventscope

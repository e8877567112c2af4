// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/connections/connectionname.h"

#include "models/event/displaytext.h"

#include <QRegularExpression>
#include <QUrl>

namespace eventscope {

using namespace Qt::StringLiterals;

QString unnumberedName(QString name)
{
    static const QRegularExpression number(u" [0-9]{1,4}$"_s);
    return name.remove(number);
}

QString numberedName(const QString &name, const QVector<ConnectionProfile> &others)
{
    QStringList taken;
    for (const ConnectionProfile &other : others)
        taken += other.name;
    QString base = name.left(maxConnectionName - 5);
    if (taken.contains(name)) // "acme 2" is followed by "acme 3"
        base = unnumberedName(base);
    QString free = name;
    for (int n = 2; taken.contains(free); ++n)
        free = base + u' ' + QString::number(n);
    return free;
}

QString suggestedConnectionName(const QString &system, const QString &url,
                                const QVector<ConnectionProfile> &others)
{
    const QString host = QUrl(url).host();
    return numberedName(
        host.isEmpty() ? system : system + u" · "_s + displayText(host, maxConnectionName - 20),
        others);
}

} // namespace eventscope

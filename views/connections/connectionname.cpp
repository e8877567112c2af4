// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/connections/connectionname.h"

#include "models/event/displaytext.h"

#include <QUrl>

namespace eventscope {

using namespace Qt::StringLiterals;

QString suggestedConnectionName(const QString &system, const QString &url,
                                const QVector<ConnectionProfile> &others)
{
    QString base = system;
    const QString host = QUrl(url).host();
    if (!host.isEmpty())
        base += u" · "_s + displayText(host, maxConnectionName - 20);
    QStringList taken;
    for (const ConnectionProfile &other : others)
        taken += other.name;
    QString name = base;
    for (int n = 2; taken.contains(name); ++n)
        name = u"%1 %2"_s.arg(base).arg(n);
    return name;
}

} // namespace eventscope

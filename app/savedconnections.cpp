// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/savedconnections.h"

#include "app/feeds/dialectregistry.h"

#include <QTimer>

namespace eventscope {

using namespace Qt::StringLiterals;

Result<void> SavedConnections::find(const QStringList &names, const Found &found)
{
    QString problem;
    const QVector<ConnectionProfile> all = m_file.read(&problem);
    QVector<QPair<ConnectionProfile, OptionValues>> wanted;
    for (const QString &name : names) {
        const auto profile =
            std::find_if(all.cbegin(), all.cend(),
                         [&name](const ConnectionProfile &one) { return one.name == name; });
        if (profile == all.cend())
            return Error{u"There is no saved connection \"%1\".%2"_s.arg(
                name, problem.isEmpty() ? problem : u' ' + problem)};
        wanted.append({*profile, {}});
    }

    const auto connections =
        std::make_shared<QVector<QPair<ConnectionProfile, OptionValues>>>(wanted);
    const auto remaining = std::make_shared<qsizetype>(wanted.size());
    for (qsizetype i = 0; i < wanted.size(); ++i) {
        const Dialect *dialect = dialectById(wanted[i].first.dialect);
        if (!dialect)
            return Error{
                u"This program does not speak \"%1\", which the connection \"%2\" needs."_s.arg(
                    wanted[i].first.dialect, wanted[i].first.name)};
        const QStringList keys = dialect->info().secretKeys();
        const SortedUrl sorted = takeSecretsOut((*connections)[i].first, dialect->info());
        QTimer::singleShot(0, &m_secrets, [this, i, keys, sorted, connections, remaining, found] {
            m_secrets.fetch((*connections)[i].first.id, keys,
                            [i, sorted, connections, remaining, found](OptionValues secrets) {
                                secrets.insert(sorted.secrets);
                                (*connections)[i].second = secrets;
                                if (--*remaining == 0)
                                    found(*connections);
                            });
        });
    }
    return {};
}

} // namespace eventscope

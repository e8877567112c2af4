// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/savedconnections.h"

#include "app/feeds/dialectregistry.h"

#include <QTimer>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// By its name, or by its id where several have that name: two windows can make them.
Result<ConnectionProfile> oneCalled(const QString &name, const QVector<ConnectionProfile> &all)
{
    QVector<ConnectionProfile> found;
    QStringList which;
    for (const ConnectionProfile &one : all) {
        if (one.id == name)
            return one;
        if (one.name != name)
            continue;
        found += one;
        which += u"%1 (%2)"_s.arg(one.id, publicUrl(one.options.value(u"url"_s)));
    }
    if (found.isEmpty())
        return Error{u"There is no saved connection \"%1\"."_s.arg(name)};
    if (found.size() > 1)
        return Error{u"Several saved connections are called \"%1\"; give the id of one to "
                     "--profile: %2."_s.arg(name, which.join(u", "_s))};
    return found.constFirst();
}

} // namespace

Result<void> SavedConnections::find(const QStringList &names, const Found &found)
{
    QString problem;
    const QVector<ConnectionProfile> all = m_file.read(&problem);
    QVector<QPair<ConnectionProfile, OptionValues>> wanted;
    for (const QString &name : names) {
        const auto profile = oneCalled(name, all);
        if (!profile)
            return Error{problem.isEmpty() ? profile.error() : profile.error() + u' ' + problem};
        const auto same = [&profile](const auto &one) { return one.first.id == profile->id; };
        if (std::any_of(wanted.cbegin(), wanted.cend(), same))
            return Error{u"--profile names the connection \"%1\" twice."_s.arg(profile->name)};
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

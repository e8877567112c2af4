// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/permissionform.h"

#include <QCoreApplication>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PermissionForm", text);
}

} // namespace

quint32 PermissionForm::bit(int person, int action) const
{
    const qsizetype at = person * actions.size() + action;
    const bool there =
        person >= 0 && person < people.size() && action >= 0 && action < actions.size() && at < 32;
    return there ? quint32(1) << at : 0;
}

quint32 PermissionForm::known() const
{
    quint32 all = 0;
    for (int person = 0; person < people.size(); ++person) {
        for (int action = 0; action < actions.size(); ++action)
            all |= bit(person, action);
    }
    return all;
}

QString PermissionForm::text(quint32 permission) const
{
    QStringList parts;
    for (int person = 0; person < people.size(); ++person) {
        QStringList allowed;
        for (int action = 0; action < actions.size(); ++action) {
            if (permission & bit(person, action))
                allowed += actions.at(action).name;
        }
        const QString what = allowed.isEmpty() ? tr("nothing")
            : allowed.size() == actions.size() ? tr("everything")
                                               : allowed.join(u", "_s);
        parts += tr("%1: %2").arg(people.at(person), what);
    }
    if (const quint32 rest = permission & ~known(); rest != 0)
        parts += tr("further bits: %1").arg(rest);
    return parts.join(u"; "_s);
}

} // namespace eventscope

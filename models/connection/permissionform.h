// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <QVector>

namespace eventscope {

/// How the permissions of a topic are written as a bit mask: who may do what, the actions of the
/// first group of people at the lowest bits. A dialect declares it; what a person reads and changes
/// is made from it.
struct PermissionForm
{
    struct Action
    {
        QString name;
        QString effect; ///< what it means for a topic; empty: nothing
    };
    QStringList people; ///< "guests", "owner", "groups"
    QVector<Action> actions; ///< of each of them
    QString note; ///< one sentence under them

    bool isEmpty() const { return people.isEmpty() || actions.isEmpty(); }
    quint32 bit(int person, int action) const;
    /// All bits that it has a name for.
    quint32 known() const;
    /// "guests: peek, execute; owner: everything; groups: nothing".
    QString text(quint32 permission) const;
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace eventscope {

/// Something that is asked of a server about its topics, once, and not again after a reconnect: all
/// that is no subscription. Made by a view, carried out by the session of the connection.
struct TopicRequest
{
    enum class Kind : quint8 {
        List, ///< which topics there are
        Create,
        Destroy,
        Publish, ///< send `message` on `topic`
        GetPermission,
        SetPermission
    };
    Kind kind = Kind::List;
    QString topic;
    QByteArray message; ///< JSON, checked before it gets here
    quint32 permission = 0; ///< a bit mask, as the server has it

    bool operator==(const TopicRequest &) const = default;
};

/// What became of it.
struct TopicAnswer
{
    enum class Outcome : quint8 {
        Done,
        Refused, ///< `reason` is the server's
        Unanswered ///< nobody said anything within the dialect's time; servers that never answer
                   ///< say so by `reason`
    };
    Outcome outcome = Outcome::Done;
    QString reason; ///< for a person; may be empty if it is done
    QStringList topics; ///< of List
    quint32 permission = 0; ///< of GetPermission
    QString owner; ///< of GetPermission; may be empty
};

} // namespace eventscope

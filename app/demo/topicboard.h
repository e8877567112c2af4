// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/boardvisitor.h"

#include <QJsonObject>
#include <QMap>
#include <QString>
#include <QStringList>
#include <QVector>

namespace eventscope {

/// What all connections to the demo's Daptin share: the tables, the topics that users have made,
/// and who is there to be told. Shared by the server and the sessions, on one thread; sessions
/// enter and leave by themselves.
class TopicBoard
{
public:
    struct Topic
    {
        QString owner;
        qint64 permission = ownersOnly;
    };
    static constexpr qint64 ownersOnly = 16256;
    static constexpr qint64 everybody = 2'097'151;

    TopicBoard();

    static const QStringList &tables();
    /// Tables that nobody but the administrator may read.
    static bool isSecret(const QString &table);
    static bool isTable(const QString &name) { return tables().contains(name); }
    QStringList all() const; ///< tables and topics
    Topic *find(const QString &name);
    /// False where there is no room for another.
    bool add(const QString &name, const Topic &topic);
    void remove(const QString &name);

    /// As Go compares what it has decoded: 5 is not "5", and a column that is missing is none.
    /// `withKind` looks at the filter on the kind of event, too.
    static bool passes(const QJsonObject &filters, const RecordEvent &event, bool withKind);

    void enter(BoardVisitor *visitor) { m_visitors.append(visitor); }
    void leave(BoardVisitor *visitor) { m_visitors.removeOne(visitor); }
    int nextSessionId() { return ++m_lastId; }
    /// To all who are subscribed, the sender too.
    void publish(const QString &topic, const QString &source, const QByteArray &message) const;

private:
    QMap<QString, Topic> m_topics;
    QVector<BoardVisitor *> m_visitors;
    int m_lastId = 0;
};

} // namespace eventscope

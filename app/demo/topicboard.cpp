// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/topicboard.h"

#include "app/demo/demoidentity.h"
#include "models/event/timestamp.h"

#include <QJsonDocument>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxTopics = 1000;

} // namespace

TopicBoard::TopicBoard()
{
    const QString operators =
        QString::fromLatin1(demoOperator.data(), static_cast<qsizetype>(demoOperator.size()));
    // All may read it, only its owner may write to it.
    m_topics.insert(u"announcements"_s, {operators, 2'097'025});
}

const QStringList &TopicBoard::tables()
{
    static const QStringList names = [] {
        const QStringList plain{u"cluster"_s,     u"user_account"_s, u"usergroup"_s, u"document"_s,
                                u"task"_s,        u"timeline"_s,     u"calendar"_s,  u"mail"_s,
                                u"certificate"_s, u"deployment"_s,   u"plan"_s,      u"site"_s,
                                u"world"_s,       u"action"_s,       u"feed"_s,      u"stream"_s};
        QStringList all = plain;
        for (const QString &name : plain)
            all << u"%1_%1_id_has_usergroup_usergroup_id"_s.arg(name);
        return all << u"oauth_token"_s << u"user_otp_account"_s << u"secret_table"_s;
    }();
    return names;
}

bool TopicBoard::isSecret(const QString &table)
{
    return table == u"user_otp_account" || table == u"secret_table";
}

QStringList TopicBoard::all() const
{
    return tables() + m_topics.keys();
}

bool TopicBoard::passes(const QJsonObject &filters, const RecordEvent &event, bool withKind)
{
    if (filters.isEmpty())
        return true;
    const QJsonObject row = QJsonDocument::fromJson(QByteArray::fromStdString(event.row)).object();
    for (auto it = filters.begin(); it != filters.end(); ++it) {
        const bool isKind = it.key() == u"EventType";
        if (isKind && !withKind)
            continue;
        const QJsonValue actual =
            isKind ? QJsonValue(QString::fromStdString(event.kind)) : row.value(it.key());
        if (actual != it.value())
            return false;
    }
    return true;
}

TopicBoard::Topic *TopicBoard::find(const QString &name)
{
    const auto found = m_topics.find(name);
    return found == m_topics.end() ? nullptr : &*found;
}

bool TopicBoard::add(const QString &name, const Topic &topic)
{
    if (m_topics.size() >= maxTopics)
        return false;
    m_topics.insert(name, topic);
    return true;
}

void TopicBoard::remove(const QString &name)
{
    m_topics.remove(name);
    for (BoardVisitor *visitor : m_visitors)
        visitor->forgetTopic(name);
}

void TopicBoard::publish(const QString &topic, const QString &source,
                         const QByteArray &message) const
{
    const RecordEvent event{topic.toStdString(), "new-message", source.toStdString(),
                            message.toStdString(), nowUs()};
    for (BoardVisitor *visitor : m_visitors)
        visitor->hear(event);
}

} // namespace eventscope

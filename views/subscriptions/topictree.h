// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QStringList>

namespace eventscope {

/// The table that a topic `a_a_id_has_b_b_id` is a relation of: `a`; empty for every other topic.
QString relationOwner(const QString &topic);

/// The topics of a server as a tree: relations stand below the table that they begin with. What is
/// searched for is found in any part of a name. GUI thread.
class TopicTree final : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit TopicTree(QObject *parent = nullptr);

    void setTopics(const QStringList &topics);
    QStringList topics() const { return m_topics; }
    void search(const QString &text);
    /// Empty for a table that is only the head of its relations.
    QString topicAt(const QModelIndex &index) const;
    QModelIndex indexOf(const QString &topic) const;

private:
    QStandardItemModel m_items;
    QStringList m_topics;
};

} // namespace eventscope

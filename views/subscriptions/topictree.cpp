// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/subscriptions/topictree.h"

#include "models/event/displaytext.h"

#include <QHash>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int topicRole = Qt::UserRole + 1;
constexpr int shownLength = 160;

/// `a` of `a_a`.
QString halfOf(const QString &twice)
{
    const qsizetype half = twice.size() / 2;
    const bool isTwice = twice.size() >= 3 && twice.size() % 2 == 1 && twice[half] == u'_'
        && QStringView(twice).left(half) == QStringView(twice).mid(half + 1);
    return isTwice ? twice.left(half) : QString();
}

QStandardItem *itemOf(const QString &name, const QString &topic)
{
    auto *item = new QStandardItem(displayText(name, shownLength));
    item->setData(topic, topicRole);
    item->setToolTip(toolTipText(topic.isEmpty() ? name : topic));
    item->setEditable(false);
    return item;
}

} // namespace

QString relationOwner(const QString &topic)
{
    const QString between = u"_id_has_"_s;
    for (qsizetype at = topic.indexOf(between); at >= 0; at = topic.indexOf(between, at + 1)) {
        QString owner = halfOf(topic.left(at));
        const QString other = topic.mid(at + between.size());
        if (!owner.isEmpty() && other.endsWith(u"_id"_s) && !halfOf(other.chopped(3)).isEmpty())
            return owner;
    }
    return {};
}

TopicTree::TopicTree(QObject *parent) : QSortFilterProxyModel(parent)
{
    setRecursiveFilteringEnabled(true);
    setAutoAcceptChildRows(true);
    setFilterCaseSensitivity(Qt::CaseInsensitive);
    setSourceModel(&m_items);
}

void TopicTree::setTopics(const QStringList &topics)
{
    m_topics = topics;
    m_topics.sort();
    m_topics.removeDuplicates();
    QHash<QString, QStandardItem *> tables;
    QList<QStandardItem *> rows;
    const auto add = [&rows](QStandardItem *item) {
        rows.append(item);
        return item;
    };
    for (const QString &topic : std::as_const(m_topics)) {
        if (relationOwner(topic).isEmpty())
            tables.insert(topic, add(itemOf(topic, topic)));
    }
    for (const QString &topic : std::as_const(m_topics)) {
        const QString owner = relationOwner(topic);
        if (owner.isEmpty())
            continue;
        QStandardItem *&table = tables[owner];
        if (!table)
            table = add(itemOf(owner, {}));
        table->appendRow(itemOf(topic, topic));
    }
    std::sort(rows.begin(), rows.end(),
              [](const QStandardItem *a, const QStandardItem *b) { return a->text() < b->text(); });
    m_items.clear();
    m_items.invisibleRootItem()->appendRows(rows);
}

void TopicTree::search(const QString &text)
{
    setFilterFixedString(text.trimmed());
}

QString TopicTree::topicAt(const QModelIndex &index) const
{
    return index.data(topicRole).toString();
}

QModelIndex TopicTree::indexOf(const QString &topic) const
{
    const QModelIndexList found = m_items.match(m_items.index(0, 0), topicRole, topic, 1,
                                                Qt::MatchExactly | Qt::MatchRecursive);
    return found.isEmpty() ? QModelIndex() : mapFromSource(found.first());
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemModel>
#include <QStringList>

#include <algorithm>
#include <memory>
#include <vector>

namespace eventscope {

/// A copy of a model's rows that is kept right by nothing but the model's signals, as a view keeps
/// its own: if it differs from the model, a signal was missing or wrong. A row is what it answers
/// for `roles`.
class TreeShadow final : public QObject
{
    Q_OBJECT
public:
    TreeShadow(QAbstractItemModel *model, QVector<int> roles) : m_model(model), m_roles(roles)
    {
        readBelow(m_root, {});
        connect(model, &QAbstractItemModel::modelReset, this, [this] {
            m_root.below.clear();
            readBelow(m_root, {});
        });
        connect(model, &QAbstractItemModel::rowsInserted, this, &TreeShadow::insert);
        connect(model, &QAbstractItemModel::rowsRemoved, this, &TreeShadow::remove);
        connect(model, &QAbstractItemModel::rowsMoved, this, &TreeShadow::move);
        connect(model, &QAbstractItemModel::dataChanged, this, &TreeShadow::change);
    }

    /// Empty if the copy is right; else the first difference.
    QString difference() const
    {
        const QStringList shown = lines(m_model, m_roles);
        QStringList kept;
        print(m_root, 0, kept);
        for (qsizetype i = 0; i < std::max(shown.size(), kept.size()); ++i) {
            if (shown.value(i) != kept.value(i))
                return QStringLiteral("line %1: the model has \"%2\", its signals said \"%3\"")
                    .arg(QString::number(i), shown.value(i), kept.value(i));
        }
        return {};
    }

    /// The model's rows as indented lines.
    static QStringList lines(const QAbstractItemModel *model, const QVector<int> &roles,
                             const QModelIndex &parent = {}, int depth = 0)
    {
        QStringList all;
        for (int row = 0; row < model->rowCount(parent); ++row) {
            const QModelIndex index = model->index(row, 0, parent);
            all << QString(depth * 2, u' ') + text(index, roles);
            all << lines(model, roles, index, depth + 1);
        }
        return all;
    }

private:
    struct Row
    {
        QString text;
        std::vector<std::unique_ptr<Row>> below;
    };

    static QString text(const QModelIndex &index, const QVector<int> &roles)
    {
        QStringList words;
        for (const int role : roles)
            words << index.data(role).toString();
        return words.join(u'|');
    }
    Row &find(const QModelIndex &index)
    {
        return index.isValid() ? *find(index.parent()).below[size_t(index.row())] : m_root;
    }
    void readBelow(Row &row, const QModelIndex &index) const
    {
        for (int i = 0; i < m_model->rowCount(index); ++i)
            row.below.push_back(read(m_model->index(i, 0, index)));
    }
    std::unique_ptr<Row> read(const QModelIndex &index) const
    {
        auto row = std::make_unique<Row>();
        row->text = text(index, m_roles);
        readBelow(*row, index);
        return row;
    }
    void insert(const QModelIndex &parent, int first, int last)
    {
        std::vector<std::unique_ptr<Row>> &below = find(parent).below;
        for (int row = first; row <= last; ++row)
            below.insert(below.begin() + row, read(m_model->index(row, 0, parent)));
    }
    void remove(const QModelIndex &parent, int first, int last)
    {
        std::vector<std::unique_ptr<Row>> &below = find(parent).below;
        below.erase(below.begin() + first, below.begin() + last + 1);
    }
    void move(const QModelIndex &, int first, int last, const QModelIndex &, int before)
    {
        const auto begin = m_root.below.begin(); // only top-level rows ever move
        if (before > last)
            std::rotate(begin + first, begin + last + 1, begin + before);
        else
            std::rotate(begin + before, begin + first, begin + last + 1);
    }
    void change(const QModelIndex &first, const QModelIndex &last)
    {
        Row &parent = find(first.parent());
        for (int row = first.row(); row <= last.row(); ++row)
            parent.below[size_t(row)]->text = text(first.siblingAtRow(row), m_roles);
    }
    static void print(const Row &row, int depth, QStringList &out)
    {
        for (const auto &child : row.below) {
            out << QString(depth * 2, u' ') + child->text;
            print(*child, depth + 1, out);
        }
    }

    QAbstractItemModel *m_model;
    QVector<int> m_roles;
    Row m_root;
};

} // namespace eventscope

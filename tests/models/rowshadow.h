// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemModel>
#include <QObject>
#include <functional>
#include <vector>

namespace eventscope {

/// What a view believes a flat model to hold, from its signals alone: if signals and contents ever
/// disagree, a view would show nonsense. `identify` names a row by something that does not change.
class RowShadow final : public QObject
{
public:
    using Identify = std::function<quint64(int row)>;

    RowShadow(const QAbstractItemModel &model, Identify identify)
        : m_model(model), m_identify(std::move(identify))
    {
        connect(&model, &QAbstractItemModel::rowsAboutToBeInserted, this,
                [this] { m_announced = m_rows.size() == size_t(m_model.rowCount()); });
        connect(&model, &QAbstractItemModel::rowsInserted, this,
                [this](const QModelIndex &, int first, int last) {
                    for (int row = first; row <= last; ++row)
                        m_rows.insert(m_rows.begin() + row, m_identify(row));
                });
        connect(&model, &QAbstractItemModel::rowsRemoved, this,
                [this](const QModelIndex &, int first, int last) {
                    m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
                });
        connect(&model, &QAbstractItemModel::modelReset, this, &RowShadow::readAll);
        readAll();
    }

    const std::vector<quint64> &rows() const { return m_rows; }
    bool isRight() const { return m_announced && m_rows == contents(); }

private:
    void readAll() { m_rows = contents(); }
    std::vector<quint64> contents() const
    {
        std::vector<quint64> rows(size_t(m_model.rowCount()));
        for (size_t row = 0; row < rows.size(); ++row)
            rows[row] = m_identify(int(row));
        return rows;
    }

    const QAbstractItemModel &m_model;
    Identify m_identify;
    std::vector<quint64> m_rows;
    bool m_announced = true; ///< every insert began with what was there before
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/dialectinfo.h"

#include <QWidget>
#include <memory>

namespace eventscope {

/// The filters of a subscription, to be edited: a choice for each that the system knows by name,
/// and a row of column and value for each other one, with an empty row at the end for one more. An
/// empty field is no filter.
class FilterRows final : public QWidget
{
    Q_OBJECT
public:
    explicit FilterRows(const DialectInfo &dialect, QWidget *parent = nullptr);
    ~FilterRows() override;

    QMap<QString, QString> filters() const;
    /// Does not emit changed().
    void setFilters(const QMap<QString, QString> &filters);
    /// One sentence about what cannot be meant; empty: none.
    QString problem() const;
    /// Where a user begins.
    QWidget *firstField() const;
    /// The width of the column of labels, so that what stands above can line up.
    int labelWidth() const;
    void setLabelWidth(int width);

Q_SIGNALS:
    void changed();
    /// Rows came or went.
    void resized();

private:
    struct Row;
    struct State;

    void addKnown(const QString &key, const KnownFilter &filter);
    Row *addRow(const QString &column = {}, const QString &value = {});
    void removeRow(Row *row);
    void edited();
    void refresh();

    std::unique_ptr<State> m_state;
};

} // namespace eventscope

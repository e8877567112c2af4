// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace eventscope {

class EventLogModel;
class FilterBar;

/// Between the filter bar and the log: what is typed becomes a filter of the model, and what came
/// of it is said beside the bar. Neither is owned.
class LogFiltering final : public QObject
{
    Q_OBJECT
public:
    LogFiltering(EventLogModel *model, FilterBar *bar, QObject *parent = nullptr);

    /// Joins a condition with what is filtered by already.
    void narrow(const QString &condition);

private:
    void apply(const QString &text);
    void showResult();

    EventLogModel *m_model;
    FilterBar *m_bar;
    double m_seconds = -1; ///< of the last finished search; negative: none
    quint64 m_found = 0; ///< by the search that runs
};

} // namespace eventscope

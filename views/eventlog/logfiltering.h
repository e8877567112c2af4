// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/filterwords.h"
#include "models/query/compiledfilter.h"
#include "models/query/filterparser.h"
#include "models/query/shownrows.h"
#include "views/eventlog/searchoutcome.h"
#include "views/filters/filterhistory.h"

#include <QHash>
#include <QObject>
#include <QTimer>

namespace eventscope {

class EventLogModel;
class FilterBar;
class FilterSetModel;

/// Between the filter bar and the log: what is typed and the saved filters that are on become the
/// model's stack of filters, and what came of it is said under the bar. A filter with an error
/// leaves the last good one in force. What a filter means anew as time goes, or as connections get
/// their names, is bound anew. Nothing is owned.
class LogFiltering final : public QObject
{
    Q_OBJECT
public:
    LogFiltering(EventLogModel *model, FilterBar *bar, QObject *parent = nullptr);

    void setFilters(FilterSetModel *filters);
    FilterSetModel *filters() const { return m_filters; }
    /// Joins a condition with what is filtered by already. A range of time takes the place of the
    /// one that is there.
    void narrow(const QString &condition);
    /// A filter that hides events now: a saved one that is on, or what is typed, without a name.
    struct Hiding
    {
        QString name;
        QString text;
        bool excludes = false;
        bool operator==(const Hiding &) const = default;
    };
    std::vector<Hiding> hiding() const;
    void switchOff(const Hiding &filter);
    /// No filter hides anything any more.
    void showEverything();
    /// The filters that are wanted are not those that are in force: the search was stopped.
    bool isStopped() const { return m_stopped; }
    /// What was stopped goes on where it was.
    void searchAgain();

    QStringList history() const { return m_history.texts(); }
    void setHistory(const QStringList &texts);
    /// Of the model's filters, in their order: which colour rows get by it; -1: none.
    const std::vector<int> &colors() const { return m_colors; }

Q_SIGNALS:
    void colorsChanged();
    void stoppedChanged();

private:
    struct Bound
    {
        std::shared_ptr<const CompiledFilter> filter;
        std::vector<FilterRemark> remarks;
    };

    void connectModel();
    void take(const QString &text);
    void confirm(const QString &text);
    void remember(const QString &text);
    void restack(int patienceMs = 150);
    void addSaved(std::vector<StackedFilter> &stack, std::vector<int> &colors,
                  QHash<QString, Bound> &used, bool marks);
    void forgetBindings();
    void bindRelativeAnew();
    void lookForConnections();
    void stop();
    void showError();
    void showResult();
    QString remarkText() const;
    const Bound *boundTo(const QString &text, QHash<QString, Bound> &used);
    std::vector<const CompiledFilter *> filtersInUse() const;

    EventLogModel *m_model;
    FilterBar *m_bar;
    FilterSetModel *m_filters = nullptr;
    FilterWords m_words;
    FilterHistory m_history;

    QString m_inForce; ///< the last good text of the bar
    std::optional<FilterRemark> m_error; ///< of what stands there now
    QTimer m_errorRest; ///< nobody wants to read about what is half typed
    QHash<QString, Bound> m_bound; ///< what is on, by text
    std::vector<int> m_colors;
    QMap<quint32, QString> m_names; ///< that filters were bound to
    QTimer m_clock; ///< until `last 5m` means something else

    std::vector<StackedFilter> m_finished; ///< what was searched for to the end last
    bool m_stopped = false;
    SearchOutcome m_outcome;
    QTimer m_look; ///< when it is no longer too early; a search may find nothing to say by itself
    TimeZoneChoice m_zone;
};

} // namespace eventscope

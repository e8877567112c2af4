// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventlog.h"
#include "models/event/timestamp.h"
#include "models/query/rowset.h"
#include "models/query/timelinebars.h"

#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace eventscope {

class EventLogModel;

/// When events may be missing, by a gap row of the log.
struct TimelineGap
{
    TimelineSpan span; ///< empty: the row does not say for how long
    quint64 sequence = 0;
};

/// How the log is spread over the time of arrival: all of it, and what the filter lets through. It
/// follows EventLogModel by itself, a few times a second; what takes longer than a moment is
/// counted by a worker, for which nobody waits. Rows that are retired are taken out again. Zoomed,
/// it keeps finer counts of the span that is shown. GUI thread only.
class TimelineModel final : public QObject
{
    Q_OBJECT
public:
    /// The log's model is not owned and must outlive this one.
    explicit TimelineModel(EventLogModel *log, QObject *parent = nullptr);
    ~TimelineModel() override;

    /// Whether somebody looks: nothing is counted otherwise, and what came meanwhile is then.
    void setAwake(bool awake);

    EventLogModel *eventLog() const;
    bool isEmpty() const;
    bool isCounting() const;
    bool isFiltered() const;
    quint64 untimed() const; ///< events of the log that have no time at all
    quint64 total() const; ///< events in the whole timeline

    TimelineSpan wholeSpan() const;
    TimelineSpan shownSpan() const;
    bool isZoomed() const;
    /// Zoomed to the end of the log: the span moves on with it.
    bool followsEnd() const;
    /// A span that has the whole log in it ends zooming. Before the log is counted it is kept as it
    /// is, and looked at then.
    void zoomTo(TimelineSpan span);
    /// Makes the span so many times as long; that moment stays where it is.
    void zoomBy(double factor, qint64 aroundUs);
    void zoomOut();

    /// How many bars there is room for.
    void setMostBars(int most);
    TimelineBars bars() const;
    /// Those of the shown span whose length is known, and the others as a moment.
    std::vector<TimelineGap> gaps() const;
    TimeZoneChoice timeZone() const;

Q_SIGNALS:
    void changed(); ///< what bars() answers
    void zoomChanged();

private:
    void soon();
    void onOtherRows();
    void takeNew();
    void keepRetiring();
    void startAnew();
    void countFiner();
    void takeOut(const EventLog::Snapshot &before, const std::optional<RowSet> &shown);
    void slide();
    void catchUp();
    void refine();
    void dropFine();
    void readGaps();
    qint64 leastBarUs() const;

    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <memory>

namespace eventscope {

class DetailPane;
class EventLogModel;
class EventTable;
class FilterBar;
class FilterSetModel;
class NewPill;
class TimelineView;

/// The middle of the window: filter, timeline, table and the selected event. The model is not owned
/// and outlives the view.
class EventLogView final : public QWidget
{
    Q_OBJECT
public:
    explicit EventLogView(EventLogModel *model, QWidget *parent = nullptr);
    ~EventLogView() override;

    FilterBar *filterBar() const;
    TimelineView *timeline() const;
    EventTable *table() const;
    DetailPane *details() const;
    NewPill *pill() const;

    bool isFollowing() const;
    bool isPaused() const;
    /// Puts an event in sight; a filter that hides it is cleared for it. False if the log does not
    /// have it.
    bool showSequence(quint64 sequence);
    /// The filters that are saved under names; not owned, and they outlive the view.
    void setSavedFilters(FilterSetModel *filters);
    FilterSetModel *savedFilters() const; ///< null: there are none
    /// Whether an empty log has a connection to wait for.
    void setHasConnections(bool any);

    bool areDetailsShown() const;
    bool isTimelineShown() const;
    QByteArray saveLayout() const;
    bool restoreLayout(const QByteArray &bytes);
    void resetLayout();

public Q_SLOTS:
    void setFollowing(bool following);
    void setPaused(bool paused);
    void setDetailsShown(bool shown);
    /// No filter hides anything any more.
    void clearFilters();
    void setTimelineShown(bool shown);

Q_SIGNALS:
    void followingChanged(bool following);
    void pausedChanged(bool paused);
    void layoutChanged();
    void timelineShown(bool shown);
    /// A short remark for the status bar.
    void remark(const QString &text);
    void addConnectionWanted();

private:
    struct State;

    void build();
    void connectFollowing();
    void connectFilter();
    void connectTable();
    void showRows();
    void showWaiting();
    void showPlaceholder();
    void doAboutEmptiness();
    void resume();

    std::unique_ptr<State> m_state;
};

} // namespace eventscope

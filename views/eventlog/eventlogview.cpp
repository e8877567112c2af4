// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/eventlogview.h"

#include "models/eventlogmodel.h"
#include "models/orderedevents.h"
#include "models/timelinemodel.h"
#include "views/eventlog/detailpane.h"
#include "views/eventlog/eventdelegate.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/filterbar.h"
#include "views/eventlog/logfiltering.h"
#include "views/eventlog/loglayout.h"
#include "views/eventlog/logplaceholder.h"
#include "views/eventlog/newpill.h"
#include "views/eventlog/tailfollower.h"
#include "views/theme.h"
#include "views/timeline/timelinelink.h"
#include "views/timeline/timelineview.h"

#include <QLineEdit>
#include <QLocale>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString copiedText(int rows, qint64 selected, const QStringList &unseen)
{
    const QString text = rows < selected
        ? EventLogView::tr("Copied the first %1 of %2 rows; export takes them all.")
              .arg(countText(quint64(rows)), countText(quint64(selected)))
        : rows == 1 ? EventLogView::tr("Copied one row.")
                    : EventLogView::tr("Copied %1 rows.").arg(countText(quint64(rows)));
    if (unseen.isEmpty())
        return text;
    // Briefly: where the table has no room the status bar has little.
    return EventLogView::tr("%1 Not in sight: %2.")
        .arg(text, unseen.join(EventLogView::tr(", ")));
}

} // namespace

struct EventLogView::State
{
    EventLogModel *model = nullptr;
    FilterBar *filterBar = nullptr;
    LogFiltering *filtering = nullptr;
    TimelineView *timeline = nullptr;
    QSplitter *splitter = nullptr;
    EventTable *table = nullptr;
    NewPill *pill = nullptr;
    LogPlaceholder *placeholder = nullptr;
    DetailPane *details = nullptr;
    bool hasConnections = false;
    quint64 jumpTo = 0; ///< shown once the filter that hid it is gone
};

EventLogView::EventLogView(EventLogModel *model, QWidget *parent)
    : QWidget(parent), m_state(std::make_unique<State>())
{
    m_state->model = model;
    build();
    connectFollowing();
    connectFilter();
    connectTable();
    showPlaceholder();
}

EventLogView::~EventLogView()
{
    // Children still speak while the base class takes them down, and then this is no EventLogView
    // any more.
    const auto children = findChildren<QObject *>();
    for (QObject *child : children)
        child->disconnect(this);
}

void EventLogView::build()
{
    State &s = *m_state;
    setObjectName(u"eventLogView"_s);
    // What it would like has no say in how wide the docks are when the window becomes narrower.
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    s.filterBar = new FilterBar(this);
    s.filtering = new LogFiltering(s.model, s.filterBar, this);
    s.timeline = new TimelineView(new TimelineModel(s.model, this), this);
    s.splitter = new QSplitter(Qt::Vertical, this);
    s.splitter->setChildrenCollapsible(false);
    s.table = new EventTable(s.model, s.splitter);
    s.pill = new NewPill(s.table);
    s.placeholder = new LogPlaceholder(s.table->viewport());
    s.details = new DetailPane(s.model, s.splitter); // Tab comes to it behind what lies on the table
    s.table->setMinimumHeight(fontMetrics().height() * 6);
    s.details->setMinimumHeight(fontMetrics().height() * 6);
    s.splitter->setStretchFactor(0, 2); // both give way in a small window
    s.splitter->setStretchFactor(1, 1);
    resetLayout();

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(s.filterBar);
    layout->addWidget(s.timeline);
    layout->addWidget(s.splitter, 1);
}

void EventLogView::connectFollowing()
{
    State &s = *m_state;
    TailFollower *follower = s.table->follower();
    connect(follower, &TailFollower::followingChanged, this, &EventLogView::followingChanged);
    connect(follower, &TailFollower::followingChanged, this, &EventLogView::showWaiting);
    connect(follower, &TailFollower::newRowsChanged, this, &EventLogView::showWaiting);
    connect(s.model, &EventLogModel::waitingChanged, this, &EventLogView::showWaiting);
    connect(s.table->events(), &OrderedEvents::cameSinceChanged, this, &EventLogView::showWaiting);
    connect(s.table->events(), &OrderedEvents::orderChanged, this, &EventLogView::showWaiting);
    connect(s.pill, &NewPill::clicked, this, [this] {
        OrderedEvents *events = m_state->table->events();
        if (events->isByArrival() || isPaused())
            resume();
        else
            events->sortAgain();
    });
}

void EventLogView::connectFilter()
{
    State &s = *m_state;
    connect(s.filterBar, &FilterBar::left, s.table,
            [table = s.table] { table->setFocus(Qt::OtherFocusReason); });
    connect(s.model, &EventLogModel::filterFinished, this, &EventLogView::showRows);
    connect(s.model, &QAbstractItemModel::rowsInserted, this, &EventLogView::showRows);
    connect(s.model, &QAbstractItemModel::rowsRemoved, this, &EventLogView::showRows);
    connect(s.model, &EventLogModel::filterCaughtUp, this, &EventLogView::showRows);
    connect(s.filtering, &LogFiltering::stoppedChanged, this, &EventLogView::showRows);
    // The words over an empty table count events that it does not show.
    connect(s.model, &EventLogModel::logGrown, this, &EventLogView::showRows);
    connect(s.model, &EventLogModel::logRetired, this, &EventLogView::showPlaceholder);
    connect(s.model, &QAbstractItemModel::modelReset, this, [this] {
        showRows();
        if (const quint64 wanted = std::exchange(m_state->jumpTo, 0))
            m_state->table->showSequence(wanted);
    });
    connect(s.filterBar, &FilterBar::remark, this, &EventLogView::remark);
    connect(s.filterBar, &FilterBar::confirmed, this, &EventLogView::layoutChanged);
    connect(s.filtering, &LogFiltering::colorsChanged, this, [this] {
        static_cast<EventDelegate *>(m_state->table->itemDelegate())
            ->setFilterColors(m_state->filtering->colors());
        m_state->table->viewport()->update();
    });
    new TimelineLink(s.timeline, s.table);
    connect(s.timeline, &TimelineView::rangeWanted, s.filtering, &LogFiltering::narrow);
    connect(s.timeline, &TimelineView::hideWanted, this, [this] {
        setTimelineShown(false);
        m_state->table->setFocus(Qt::OtherFocusReason);
    });
}

void EventLogView::connectTable()
{
    State &s = *m_state;
    connect(s.table, &EventTable::currentSequenceChanged, this, [this](quint64 sequence) {
        m_state->details->setHidden(m_state->model->isHidden(sequence));
        m_state->details->setSequence(sequence);
    });
    connect(s.table, &EventTable::pauseToggled, this, [this] { setPaused(!isPaused()); });
    connect(s.table, &EventTable::filterWanted, s.filtering, &LogFiltering::narrow);
    connect(s.table, &EventTable::otherFilterWanted, s.filterBar, &FilterBar::setText);
    connect(s.table, &EventTable::eventWanted, this, &EventLogView::showSequence);
    connect(s.table, &EventTable::remark, this, &EventLogView::remark);
    connect(s.table, &EventTable::copied, this,
            [this](int rows, qint64 selected, const QStringList &unseen) {
                Q_EMIT remark(copiedText(rows, selected, unseen));
            });
    connect(s.details, &DetailPane::copied, this,
            [this] { Q_EMIT remark(tr("Copied the event as received.")); });
    connect(s.details, &DetailPane::filterWanted, s.filtering, &LogFiltering::narrow);
    connect(s.details, &DetailPane::eventWanted, this, &EventLogView::showSequence);
    connect(s.details, &DetailPane::remark, this, &EventLogView::remark);
    connect(s.details, &DetailPane::tabChanged, this, &EventLogView::layoutChanged);
    connect(s.table, &EventTable::columnsChanged, this, &EventLogView::layoutChanged);
    connect(s.splitter, &QSplitter::splitterMoved, this, &EventLogView::layoutChanged);
    connect(s.placeholder, &LogPlaceholder::actionTriggered, this,
            &EventLogView::doAboutEmptiness);
    connect(s.placeholder, &LogPlaceholder::switchOffWanted, s.filtering, &LogFiltering::switchOff);
}

void EventLogView::showRows()
{
    State &s = *m_state;
    s.details->setHidden(s.model->isHidden(s.table->currentSequence()));
    showPlaceholder();
}

void EventLogView::showWaiting()
{
    State &s = *m_state;
    const TailFollower &follower = *s.table->follower();
    const OrderedEvents &events = *s.table->events();
    const quint64 below = events.isByArrival() ? follower.newRows() : events.cameSince();
    s.pill->setNewestFirst(events.isNewestFirst());
    s.pill->setState(isPaused(), follower.isFollowing(), s.model->waiting() + below);
    if (isPaused() && s.model->rowCount() == 0)
        showPlaceholder();
}

void EventLogView::showPlaceholder()
{
    State &s = *m_state;
    s.placeholder->explain(*s.model, s.filtering->hiding(), s.filtering->isStopped(),
                           s.hasConnections);
}

void EventLogView::doAboutEmptiness()
{
    switch (m_state->placeholder->action()) {
    case LogPlaceholder::Action::None:
        break;
    case LogPlaceholder::Action::ClearFilter:
        return clearFilters();
    case LogPlaceholder::Action::SearchAgain:
        return m_state->filtering->searchAgain();
    case LogPlaceholder::Action::Resume:
        return resume();
    case LogPlaceholder::Action::AddConnection:
        Q_EMIT addConnectionWanted();
    }
}

void EventLogView::resume()
{
    setPaused(false);
    setFollowing(true);
}

FilterBar *EventLogView::filterBar() const
{
    return m_state->filterBar;
}

TimelineView *EventLogView::timeline() const
{
    return m_state->timeline;
}

EventTable *EventLogView::table() const
{
    return m_state->table;
}

DetailPane *EventLogView::details() const
{
    return m_state->details;
}

NewPill *EventLogView::pill() const
{
    return m_state->pill;
}

bool EventLogView::isFollowing() const
{
    return m_state->table->follower()->isFollowing();
}

bool EventLogView::isPaused() const
{
    return m_state->model->isPaused();
}

void EventLogView::setFollowing(bool following)
{
    m_state->table->follower()->setFollowing(following);
}

void EventLogView::setPaused(bool paused)
{
    if (paused == isPaused())
        return;
    m_state->model->setPaused(paused);
    showWaiting();
    showPlaceholder();
    Q_EMIT pausedChanged(paused);
}

bool EventLogView::showSequence(quint64 sequence)
{
    State &s = *m_state;
    if (s.table->showSequence(sequence))
        return true;
    if (isPaused())
        setPaused(false);
    if (s.model->isFiltered()) {
        s.jumpTo = sequence;
        clearFilters();
        if (!s.model->isFiltered() && s.jumpTo != 0)
            s.table->showSequence(std::exchange(s.jumpTo, 0));
        return true;
    }
    return s.table->showSequence(sequence);
}

void EventLogView::setSavedFilters(FilterSetModel *filters)
{
    m_state->filtering->setFilters(filters);
}

FilterSetModel *EventLogView::savedFilters() const
{
    return m_state->filtering->filters();
}

void EventLogView::clearFilters()
{
    m_state->filtering->showEverything();
}

void EventLogView::setHasConnections(bool any)
{
    m_state->hasConnections = any;
    showPlaceholder();
}

void EventLogView::setDetailsShown(bool shown)
{
    m_state->details->setVisible(shown);
    Q_EMIT layoutChanged();
}

bool EventLogView::areDetailsShown() const
{
    return !m_state->details->isHidden();
}

void EventLogView::setTimelineShown(bool shown)
{
    if (shown == isTimelineShown())
        return;
    m_state->timeline->setVisible(shown);
    Q_EMIT timelineShown(shown);
    Q_EMIT layoutChanged();
}

bool EventLogView::isTimelineShown() const
{
    return !m_state->timeline->isHidden();
}

QByteArray EventLogView::saveLayout() const
{
    const State &s = *m_state;
    return LogLayout{.columns = s.table->saveColumns(),
                     .splitter = s.splitter->saveState(),
                     .details = areDetailsShown(),
                     .timeline = isTimelineShown(),
                     .history = s.filtering->history(),
                     .tab = s.details->tab()}
        .toBytes();
}

bool EventLogView::restoreLayout(const QByteArray &bytes)
{
    const std::optional<LogLayout> layout = LogLayout::fromBytes(bytes);
    if (!layout)
        return false;
    State &s = *m_state;
    s.filtering->setHistory(layout->history);
    s.details->setTab(layout->tab >= 0 && layout->tab < DetailPane::TabCount
                          ? DetailPane::Tab(layout->tab)
                          : DetailPane::Tree);
    const bool columnsKnown = s.table->restoreColumns(layout->columns);
    const bool splitterKnown = s.splitter->restoreState(layout->splitter);
    s.splitter->setChildrenCollapsible(false);
    s.details->setVisible(layout->details);
    setTimelineShown(layout->timeline);
    return columnsKnown && splitterKnown;
}

void EventLogView::resetLayout()
{
    const int unit = fontMetrics().height();
    m_state->table->resetColumns();
    m_state->splitter->setSizes({unit * 34, unit * 16});
    m_state->details->show();
    m_state->details->setTab(DetailPane::Tree);
    setTimelineShown(true);
}

} // namespace eventscope

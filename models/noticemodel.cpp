// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/noticemodel.h"

#include "models/event/displaytext.h"
#include "models/noticetexts.h"

#include <QSet>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <deque>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr size_t maxNotices = 1000;
constexpr qint64 sameWithinUs = 60'000'000;
/// A flood of errors repeats one notice thousands of times a second; whoever shows it is told so
/// often.
constexpr auto floodPause = 250ms;

} // namespace

struct NoticeModel::State
{
    struct Item
    {
        NoticeDraft draft;
        QString firstText; ///< of a flood
        bool mixed = false; ///< a flood whose texts differ
    };

    explicit State(NoticeModel *owner) : model(owner)
    {
        floodTimer.setSingleShot(true);
        floodTimer.setInterval(floodPause);
        connect(&floodTimer, &QTimer::timeout, owner, [this] { tellFlood(); });
    }

    NoticeModel *model;
    std::deque<Item> items; ///< newest first
    quint64 nextId = 1;
    int unread = 0;
    int toldUnread = 0;
    quint64 toldCurrent = 0;
    int toldCurrentRepeated = 0;
    QTimer floodTimer;
    QSet<quint64> untold; ///< repeated since their signal

    void take(NoticeDraft draft);
    void insert(NoticeDraft draft);
    void repeat(size_t row, const NoticeDraft &again);
    void trim();
    void tellRepeat(size_t row);
    void tellFlood();
    void answer(size_t row);
    void tellChanges();
    void tellRow(int row) const { Q_EMIT model->dataChanged(model->index(row), model->index(row)); }
    const Item *openOne() const;
    template<typename Wanted>
    void answerAll(Wanted wanted)
    {
        for (size_t row = 0; row < items.size(); ++row) {
            if (items[row].draft.notice.needsAnswer && wanted(items[row].draft.notice))
                answer(row);
        }
        tellChanges();
    }
};

void NoticeModel::State::take(NoticeDraft draft)
{
    const auto same = std::find_if(items.begin(), items.end(), [&draft](const Item &item) {
        // One that still waits for an answer is never asked a second time beside itself.
        return item.draft.key == draft.key
            && (item.draft.notice.needsAnswer
                || std::abs(draft.notice.atUs - item.draft.notice.atUs) <= sameWithinUs);
    });
    if (same != items.end())
        repeat(size_t(same - items.begin()), draft);
    else
        insert(std::move(draft));
}

void NoticeModel::State::insert(NoticeDraft draft)
{
    draft.notice.id = nextId++;
    const Notice told = draft.notice;
    unread += told.read ? 0 : 1;
    model->beginInsertRows({}, 0, 0);
    items.push_front({std::move(draft), told.text, false});
    model->endInsertRows();
    trim();
    Q_EMIT model->added(told);
    tellChanges();
}

/// What needs an answer is kept as long as anything else can go.
void NoticeModel::State::trim()
{
    if (items.size() <= maxNotices)
        return;
    size_t row = items.size() - 1;
    while (row > 0 && items[row].draft.notice.needsAnswer)
        --row;
    if (row == 0)
        row = items.size() - 1;
    model->beginRemoveRows({}, int(row), int(row));
    unread -= items[row].draft.notice.read ? 0 : 1;
    untold.remove(items[row].draft.notice.id);
    items.erase(items.begin() + std::ptrdiff_t(row));
    model->endRemoveRows();
}

void NoticeModel::State::repeat(size_t row, const NoticeDraft &again)
{
    Item &item = items[row];
    Notice &notice = item.draft.notice;
    notice.repeated += again.notice.repeated;
    notice.atUs = std::max(notice.atUs, again.notice.atUs);
    notice.sequence = again.notice.sequence;
    notice.severity = std::max(notice.severity, again.notice.severity);
    notice.needsAnswer = notice.needsAnswer || again.notice.needsAnswer;
    unread += notice.read && !again.notice.read ? 1 : 0;
    notice.read = notice.read && again.notice.read;
    item.mixed = item.mixed || again.notice.text != item.firstText;
    if (item.draft.flood) {
        notice.text = item.mixed
            ? tr("%1 (%2 more)").arg(item.firstText, QString::number(notice.repeated - 1))
            : tr("%1 (%2 times)").arg(item.firstText, QString::number(notice.repeated));
    }
    const bool flooding = item.draft.flood || notice.kind == Notice::Kind::Undecodable;
    if (flooding && floodTimer.isActive()) {
        untold.insert(notice.id);
        return;
    }
    if (flooding)
        floodTimer.start();
    tellRepeat(row);
}

/// What was told late has its place among what came after it.
void NoticeModel::State::tellRepeat(size_t row)
{
    const auto self = items.begin() + std::ptrdiff_t(row);
    const auto place = std::find_if(items.begin(), self, [&self](const Item &item) {
        return item.draft.notice.atUs <= self->draft.notice.atUs;
    });
    const int to = int(place - items.begin());
    if (place != self) {
        model->beginMoveRows({}, int(row), int(row), {}, to);
        std::rotate(place, self, self + 1);
        model->endMoveRows();
    }
    const Notice told = items[size_t(to)].draft.notice;
    tellRow(to);
    Q_EMIT model->added(told);
    tellChanges();
}

void NoticeModel::State::tellFlood()
{
    const QSet<quint64> waiting = std::exchange(untold, {});
    for (const quint64 id : waiting) {
        const auto found = std::find_if(items.begin(), items.end(), [id](const Item &item) {
            return item.draft.notice.id == id;
        });
        if (found == items.end())
            continue;
        floodTimer.start();
        tellRepeat(size_t(found - items.begin()));
    }
}

const NoticeModel::State::Item *NoticeModel::State::openOne() const
{
    const auto found = std::find_if(items.begin(), items.end(),
                                    [](const Item &item) { return item.draft.notice.needsAnswer; });
    return found == items.end() ? nullptr : &*found;
}

void NoticeModel::State::answer(size_t row)
{
    Notice &notice = items[row].draft.notice;
    notice.needsAnswer = false;
    unread -= notice.read ? 0 : 1;
    notice.read = true;
    tellRow(int(row));
}

void NoticeModel::State::tellChanges()
{
    if (std::exchange(toldUnread, unread) != unread)
        Q_EMIT model->unreadChanged(unread);
    const Item *open = openOne();
    const quint64 id = open ? open->draft.notice.id : 0;
    const int repeated = open ? open->draft.notice.repeated : 0;
    const bool changed = toldCurrent != id || toldCurrentRepeated != repeated;
    toldCurrent = id;
    toldCurrentRepeated = repeated;
    if (changed)
        Q_EMIT model->currentChanged();
}

NoticeModel::NoticeModel(QObject *parent)
    : QAbstractListModel(parent), m_state(std::make_unique<State>(this))
{ }

NoticeModel::~NoticeModel() = default;

int NoticeModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_state->items.size());
}

namespace {

QString severityWord(Severity severity)
{
    switch (severity) {
    case Severity::Info:
        return NoticeModel::tr("information");
    case Severity::Success:
        return NoticeModel::tr("success");
    case Severity::Warning:
        return NoticeModel::tr("warning");
    case Severity::Error:
        return NoticeModel::tr("error");
    case Severity::Fatal:
        return NoticeModel::tr("fatal error");
    }
    return {};
}

QString spoken(const NoticeDraft &draft)
{
    QStringList words = {severityWord(draft.notice.severity) + u": "_s + draft.notice.title,
                         countedText(draft)};
    if (draft.notice.needsAnswer)
        words << NoticeModel::tr("needs an answer");
    if (!draft.notice.read)
        words << NoticeModel::tr("unread");
    return words.join(u", "_s);
}

} // namespace

QVariant NoticeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const NoticeDraft &draft = m_state->items[size_t(index.row())].draft;
    const Notice &notice = draft.notice;
    switch (role) {
    case Qt::DisplayRole:
        return countedBrief(draft);
    case Qt::ToolTipRole:
        return toolTipText(notice.title + u'\n' + countedText(draft) + u'\n'
                           + fullTimeText(notice.atUs, TimeZoneChoice::Local));
    case Qt::AccessibleTextRole:
        return spoken(draft);
    case NoticeRole::Id:
        return notice.id;
    case NoticeRole::SeverityValue:
        return int(notice.severity);
    case NoticeRole::Title:
        return notice.title;
    case NoticeRole::ConnectionId:
        return notice.connectionId;
    case NoticeRole::Topic:
        return notice.topic;
    case NoticeRole::Sequence:
        return notice.sequence;
    case NoticeRole::AtUs:
        return notice.atUs;
    case NoticeRole::NeedsAnswer:
        return notice.needsAnswer;
    case NoticeRole::Read:
        return notice.read;
    default:
        return {};
    }
}

bool NoticeModel::wants(std::string_view type, Severity severity, EventFlags flags)
{
    return isNoticeWorthy(type, severity, flags);
}

void NoticeModel::consume(const EventView &event, const QString &connectionName)
{
    std::optional<NoticeDraft> draft = draftNotice(event, connectionName);
    if (!draft)
        return;
    const Notice told = draft->notice;
    // What works again needs no answer any more.
    if (told.kind == Notice::Kind::Acknowledged && !told.topic.isEmpty()) {
        dismissTopic(told.connectionId, told.topic);
    } else if (told.kind == Notice::Kind::Connected) {
        m_state->answerAll([&told](const Notice &open) {
            return open.kind == Notice::Kind::Disconnected
                && open.connectionId == told.connectionId;
        });
    }
    m_state->take(std::move(*draft));
}

void NoticeModel::add(Notice notice)
{
    constexpr int maxText = 1000;
    notice.title = displayText(notice.title);
    notice.text = displayText(notice.text, maxText);
    notice.repeated = std::max(1, notice.repeated);
    if (notice.atUs == 0)
        notice.atUs = nowUs();
    NoticeDraft draft;
    draft.key = noticeKey(notice);
    draft.notice = std::move(notice);
    m_state->take(std::move(draft));
}

std::optional<Notice> NoticeModel::current() const
{
    const State::Item *open = m_state->openOne();
    return open ? std::optional(open->draft.notice) : std::nullopt;
}

int NoticeModel::openCount() const
{
    return int(
        std::count_if(m_state->items.begin(), m_state->items.end(),
                      [](const State::Item &item) { return item.draft.notice.needsAnswer; }));
}

void NoticeModel::dismiss(quint64 id)
{
    const auto open =
        std::find_if(m_state->items.begin(), m_state->items.end(), [id](const State::Item &item) {
            return item.draft.notice.id == id && item.draft.notice.needsAnswer;
        });
    if (open == m_state->items.end())
        return;
    const Notice answered = open->draft.notice;
    m_state->answerAll([id](const Notice &notice) { return notice.id == id; });
    Q_EMIT dismissed(answered);
}

void NoticeModel::dismissTopic(const QString &connectionId, const QString &topic)
{
    m_state->answerAll([&](const Notice &notice) {
        return notice.connectionId == connectionId && notice.topic == topic;
    });
}

int NoticeModel::unreadCount() const
{
    return m_state->unread;
}

void NoticeModel::markAllRead()
{
    if (m_state->unread == 0)
        return;
    for (State::Item &item : m_state->items)
        item.draft.notice.read = true;
    m_state->unread = 0;
    Q_EMIT dataChanged(index(0), index(rowCount() - 1), {NoticeRole::Read, Qt::AccessibleTextRole});
    m_state->tellChanges();
}

void NoticeModel::clear()
{
    beginResetModel();
    m_state->items.clear();
    m_state->untold.clear();
    m_state->unread = 0;
    endResetModel();
    m_state->tellChanges();
}

const Notice &NoticeModel::at(int row) const
{
    return m_state->items.at(size_t(row)).draft.notice;
}

} // namespace eventscope

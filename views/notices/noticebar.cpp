// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/notices/noticebar.h"

#include "models/connection/messagelimit.h"
#include "models/connectionmodel.h"
#include "models/noticemodel.h"
#include "views/plainlabel.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include <functional>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// What can be done about a notice; a button each.
struct Action
{
    QString label;
    std::function<void()> run;
};

/// What takes the messages that were too large: the next limit, at once.
std::optional<Action> largerMessages(ConnectionModel *connections, NoticeModel *notices,
                                     const Notice &notice)
{
    const ConnectionProfile *profile = connections->profile(notice.connectionId);
    const DialectInfo *info = profile ? connections->dialect(profile->dialect) : nullptr;
    const auto larger = info ? largerMessageLimit(*info, *profile) : std::nullopt;
    if (!larger)
        return {};
    return Action{NoticeBar::tr("&Allow %1").arg(larger->label),
                  [connections, notices, notice, value = larger->value] {
                      if (const auto *now = connections->profile(notice.connectionId)) {
                          ConnectionProfile edited = *now;
                          edited.options.insert(maxMessageKey, value);
                          connections->editConnection(edited, {}, false);
                      }
                      notices->dismiss(notice.id);
                  }};
}

/// What the bar offers about a notice; `doubted`: the system may be another than was chosen.
QVector<Action> actionsAbout(NoticeBar *bar, ConnectionModel *connections, NoticeModel *notices,
                             const Notice &notice, bool doubted)
{
    const QString id = notice.connectionId;
    const ConnectionProfile *profile = connections->profile(id);
    if (!profile)
        return {};
    const ConnectionStatus status = connections->status(id);
    const Action edit{NoticeBar::tr("&Edit Connection"),
                      [bar, id] { Q_EMIT bar->editConnectionRequested(id); }};
    const Action reconnect{NoticeBar::tr("&Reconnect"),
                           [bar, id] { Q_EMIT bar->reconnectRequested(id); }};
    if (const QString topic = notice.topic;
        notice.kind == Notice::Kind::Refused && !topic.isEmpty())
        return {{NoticeBar::tr("&Edit Topic"),
                 [bar, id, topic] { Q_EMIT bar->editTopicRequested(id, topic); }},
                {NoticeBar::tr("&Remove"),
                 [bar, id, topic] { Q_EMIT bar->removeTopicRequested(id, topic); }}};
    if (status.certificate)
        return {{NoticeBar::tr("&Look at the Certificate"),
                 [bar, id] { Q_EMIT bar->certificateWanted(id); }},
                reconnect};
    if (status.phase == ConnectionPhase::NeedsCredentials)
        return {edit, reconnect};
    if (notice.code == tooLargeCode) {
        const auto larger = largerMessages(connections, notices, notice);
        return larger ? QVector<Action>{*larger, edit} : QVector<Action>{edit};
    }
    if (doubted) {
        const DialectInfo *other = connections->dialect(status.speaks);
        if (!other)
            return {edit};
        return {{NoticeBar::tr("&Switch to %1").arg(QString(other->title).replace(u'&', u"&&"_s)),
                 [bar, id] { Q_EMIT bar->switchSystemRequested(id); }},
                edit};
    }
    return status.phase == ConnectionPhase::Stopped ? QVector<Action>{reconnect}
                                                    : QVector<Action>();
}

} // namespace

struct NoticeBar::State
{
    NoticeModel *notices = nullptr;
    ConnectionModel *connections = nullptr;
    Notice shown; ///< valid while the bar is visible
    WrapLabel *title = nullptr;
    WrapLabel *text = nullptr;
    PlainLabel *position = nullptr;
    QVector<QPushButton *>
        buttons; ///< of the actions, kept and reused so that focus is not lost at every change
    QToolButton *dismiss = nullptr;
    QVector<Action> actions;
    quint64 doubted = 0; ///< the notice that offers to change the system
};

NoticeBar::NoticeBar(NoticeModel *notices, ConnectionModel *connections, QWidget *parent)
    : QFrame(parent), m_state(std::make_unique<State>())
{
    m_state->notices = notices;
    m_state->connections = connections;
    build();
    followModels();
    refresh();
}

NoticeBar::~NoticeBar() = default;

void NoticeBar::build()
{
    const int gap = margin(fontMetrics(), 0.6);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(margin(fontMetrics(), 0.75), gap / 2 + 1, gap, gap / 2 + 2);
    layout->setSpacing(gap);
    m_state->title = new WrapLabel;
    m_state->title->setFont(strongFont(font()));
    m_state->title->setMaxLines(1);
    m_state->title->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    m_state->title->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    layout->addWidget(m_state->title);
    m_state->text = new WrapLabel;
    m_state->text->setMaxLines(3);
    m_state->text->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_state->text->setTextInteractionFlags(Qt::NoTextInteraction);
    layout->addWidget(m_state->text, 1);
    m_state->position = new PlainLabel;
    m_state->position->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(m_state->position);
    for (int i = 0; i < 3; ++i) {
        auto *button = new QPushButton;
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, [this, i] {
            if (i < m_state->actions.size())
                std::function<void()>(
                    m_state->actions[i].run)(); // a copy: it may change the notice shown
        });
        m_state->buttons.append(button);
        layout->addWidget(button);
    }
    m_state->dismiss = new QToolButton;
    m_state->dismiss->setText(severityGlyph(Severity::Error));
    m_state->dismiss->setAutoRaise(true);
    m_state->dismiss->setFocusPolicy(Qt::TabFocus);
    m_state->dismiss->setAccessibleName(tr("Dismiss this notice"));
    m_state->dismiss->setToolTip(tr("Dismiss this notice; it stays in the history"));
    connect(m_state->dismiss, &QToolButton::clicked, this,
            [this] { m_state->notices->dismiss(m_state->shown.id); });
    layout->addWidget(m_state->dismiss);
}

void NoticeBar::followModels()
{
    connect(m_state->notices, &NoticeModel::currentChanged, this, &NoticeBar::refresh);
    connect(m_state->connections, &ConnectionModel::subscriptionsReset, this,
            &NoticeBar::dismissAnswered);
    connect(m_state->connections, &ConnectionModel::connectionRemoved, this,
            &NoticeBar::dismissAnswered);
    connect(m_state->connections, &QAbstractItemModel::dataChanged, this, [this] {
        if (isHidden())
            return;
        dismissAnswered(m_state->shown.connectionId);
        offerActions();
    });
}

/// A notice whose cause is gone needs no answer any more.
void NoticeBar::dismissAnswered(const QString &connectionId)
{
    const std::optional<Notice> current = m_state->notices->current();
    if (!current || connectionId.isEmpty() || current->connectionId != connectionId)
        return;
    const ConnectionProfile *profile = m_state->connections->profile(connectionId);
    if (!profile) {
        m_state->notices->dismiss(current->id);
        return;
    }
    if (current->kind == Notice::Kind::Disconnected
        && m_state->connections->status(connectionId).phase == ConnectionPhase::Live) {
        m_state->notices->dismiss(current->id);
        return;
    }
    // The user has switched to the system that was seen.
    if (m_state->doubted == current->id
        && m_state->connections->status(connectionId).remark.isEmpty()) {
        m_state->notices->dismiss(current->id);
        return;
    }
    if (current->kind != Notice::Kind::Refused || current->topic.isEmpty())
        return;
    for (const Subscription &subscription : profile->subscriptions) {
        if (subscription.pattern == current->topic)
            return;
    }
    m_state->notices->dismissTopic(connectionId, current->topic);
}

void NoticeBar::refresh()
{
    const std::optional<Notice> current = m_state->notices->current();
    setVisible(current.has_value());
    if (!current) {
        m_state->shown = {};
        return;
    }
    const bool another =
        current->id != m_state->shown.id || current->repeated != m_state->shown.repeated;
    m_state->shown = *current;
    const WrapLabel::Tone tone = current->severity >= Severity::Error ? WrapLabel::Tone::Error
        : current->severity == Severity::Warning                      ? WrapLabel::Tone::Warning
        : current->severity == Severity::Success                      ? WrapLabel::Tone::Success
                                                                      : WrapLabel::Tone::Dim;
    m_state->title->say(severityGlyph(current->severity) + u' ' + current->title, tone);
    m_state->title->setFixedWidth(m_state->title->sizeHint().width());
    m_state->title->setAccessibleName(current->title);
    m_state->text->setText(current->text);
    const int open = m_state->notices->openCount();
    m_state->position->setText(tr("1 of %1").arg(open));
    m_state->position->setVisible(open > 1);
    offerActions();
    update();
    if (!another)
        return;
    setAccessibleName(severityWord(current->severity) + u": "_s + current->title);
    setAccessibleDescription(current->text);
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void NoticeBar::offerActions()
{
    const Notice &notice = m_state->shown;
    const ConnectionStatus status = m_state->connections->status(notice.connectionId);
    const bool doubted = notice.kind == Notice::Kind::Trouble && !status.remark.isEmpty();
    m_state->doubted = doubted ? notice.id : 0;
    QVector<Action> actions =
        actionsAbout(this, m_state->connections, m_state->notices, notice, doubted);
    if (notice.sequence > 0 && actions.size() < 2)
        actions.append(
            {tr("&Show"), [this, sequence = notice.sequence] { Q_EMIT eventWanted(sequence); }});
    m_state->actions = actions;
    for (qsizetype i = 0; i < m_state->buttons.size(); ++i) {
        QPushButton *button = m_state->buttons[i];
        button->setVisible(i < actions.size());
        if (i < actions.size()
            && button->text() != actions[i].label) // a new text makes a new layout
            button->setText(actions[i].label);
    }
}

void NoticeBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &theme = currentTheme();
    painter.fillRect(rect(), theme.severityTint(m_state->shown.severity));
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.line);
}

void NoticeBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        m_state->notices->dismiss(m_state->shown.id);
    else
        QFrame::keyPressEvent(event);
}

} // namespace eventscope

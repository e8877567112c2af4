// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/desktopnotifier.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QElapsedTimer>
#include <QHash>
#include <QTimer>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

// Desktop Notifications Specification 1.2.
const QString busName = u"org.freedesktop.Notifications"_s;
const QString busPath = u"/org/freedesktop/Notifications"_s;

/// A kind of notice that keeps coming is replaced in place at most so often.
constexpr qint64 quietMs = 3000;
/// The least pause while the service has not answered yet.
constexpr qint64 retryMs = 100;

enum class Urgency : uchar { Low, Normal, Critical };

Urgency urgencyOf(const Notice &notice)
{
    return notice.severity == Severity::Fatal || notice.kind == Notice::Kind::WorkflowFailed
        ? Urgency::Critical
        : notice.severity >= Severity::Warning ? Urgency::Normal
                                               : Urgency::Low;
}

/// Success and routine are for the window; a bubble is for what a person who looks elsewhere should
/// know.
bool deservesBubble(const Notice &notice)
{
    return notice.severity >= Severity::Warning || notice.kind == Notice::Kind::WorkflowFinished;
}

} // namespace

struct DesktopNotifier::State
{
    /// What is on screen for one kind and connection.
    struct Bubble
    {
        uint serverId = 0;
        Notice latest;
        int count = 0;
        bool owed = false; ///< the latest is not on screen yet
        bool pending = false; ///< the server has not told us its id yet
        QElapsedTimer shown;
    };
    QHash<QString, Bubble> bubbles;
    QTimer later; ///< shows what is owed
    bool enabled = true;
    bool windowActive = true;
};

DesktopNotifier::DesktopNotifier(QObject *parent)
    : QObject(parent), m_state(std::make_unique<State>())
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    bus.connect(busName, busPath, busName, u"ActionInvoked"_s, this,
                SLOT(actionInvoked(uint, QString)));
    bus.connect(busName, busPath, busName, u"NotificationClosed"_s, this, SLOT(closed(uint, uint)));
    m_state->later.setSingleShot(true);
    connect(&m_state->later, &QTimer::timeout, this, &DesktopNotifier::showOwed);
}

DesktopNotifier::~DesktopNotifier() = default;

void DesktopNotifier::setEnabled(bool enabled)
{
    m_state->enabled = enabled;
    if (!enabled)
        withdrawAll();
}

void DesktopNotifier::setWindowActive(bool active)
{
    m_state->windowActive = active;
    if (active)
        withdrawAll(); // whoever looks at the window now has seen it all
}

/// Urgent bubbles would never go by themselves.
void DesktopNotifier::withdrawAll()
{
    for (State::Bubble &bubble : m_state->bubbles) {
        bubble.owed = false;
        bubble.count = 0;
        withdraw(std::exchange(bubble.serverId, 0));
    }
}

void DesktopNotifier::withdraw(uint serverId)
{
    if (serverId == 0)
        return;
    QDBusMessage call =
        QDBusMessage::createMethodCall(busName, busPath, busName, u"CloseNotification"_s);
    call << serverId;
    QDBusConnection::sessionBus().send(call);
}

void DesktopNotifier::notify(const Notice &notice)
{
    if (!m_state->enabled || m_state->windowActive || !deservesBubble(notice))
        return;
    if (!QDBusConnection::sessionBus().isConnected())
        return;
    const QString key = u"%1 %2"_s.arg(int(notice.kind)).arg(notice.connectionId);
    State::Bubble &bubble = m_state->bubbles[key];
    ++bubble.count;
    bubble.latest = notice;
    bubble.owed = true;
    showOwed();
}

/// What may be shown now; the rest when its pause is over.
void DesktopNotifier::showOwed()
{
    if (!m_state->enabled || m_state->windowActive)
        return;
    qint64 next = -1;
    const QStringList keys = m_state->bubbles.keys();
    for (const QString &key : keys) {
        State::Bubble &bubble = m_state->bubbles[key];
        if (!bubble.owed)
            continue;
        const qint64 left = bubble.shown.isValid() ? quietMs - bubble.shown.elapsed() : 0;
        if (left > 0 || bubble.pending) {
            const qint64 wait = std::max<qint64>(left, retryMs);
            next = next < 0 ? wait : std::min(next, wait);
            continue;
        }
        bubble.owed = false;
        bubble.shown.start();
        send(key, bubble.latest, bubble.serverId, bubble.count);
    }
    if (next >= 0)
        m_state->later.start(int(next));
}

void DesktopNotifier::send(const QString &key, const Notice &notice, uint replaces, int count)
{
    const QString summary =
        count > 1 ? tr("%1 (%n more)", nullptr, count - 1).arg(notice.title) : notice.title;
    QVariantMap hints{{u"urgency"_s, QVariant::fromValue(uchar(urgencyOf(notice)))},
                      {u"desktop-entry"_s, u"org.eventscope.Eventscope"_s},
                      {u"category"_s, u"network"_s}};
    QDBusMessage call = QDBusMessage::createMethodCall(busName, busPath, busName, u"Notify"_s);
    // The body is markup for many servers: what came from a feed must arrive as text.
    call << u"Eventscope"_s << replaces << u"org.eventscope.Eventscope"_s << summary
         << notice.text.toHtmlEscaped() << QStringList{u"default"_s, tr("Show")} << hints << -1;
    m_state->bubbles[key].pending = true;
    auto *watcher =
        new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call, 5000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this,
            [this, key](QDBusPendingCallWatcher *finished) {
                const QDBusPendingReply<uint> reply = *finished;
                State::Bubble &bubble = m_state->bubbles[key];
                bubble.pending = false;
                bubble.serverId = reply.isError() ? 0 : reply.value();
                if (m_state->windowActive || !m_state->enabled)
                    withdraw(std::exchange(bubble.serverId, 0));
                finished->deleteLater();
            });
}

void DesktopNotifier::actionInvoked(uint serverId, const QString &action)
{
    Q_UNUSED(action)
    for (const State::Bubble &bubble : std::as_const(m_state->bubbles)) {
        if (bubble.serverId == serverId && serverId != 0)
            return Q_EMIT activated(bubble.latest.id);
    }
}

void DesktopNotifier::closed(uint serverId, uint reason)
{
    Q_UNUSED(reason)
    for (State::Bubble &bubble : m_state->bubbles) {
        if (bubble.serverId == serverId) {
            bubble.serverId = 0;
            bubble.count = bubble.owed ? bubble.count : 0;
        }
    }
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/websocketfeed.h"

#include "app/feeds/closecause.h"

#include "app/feeds/handshakeheaders.h"

#include <QRandomGenerator>
#include <algorithm>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 statusReportMs = 1'000;
constexpr int owedRowsMs = 250;

SubscriptionLedger::Timing ledgerTiming(const FeedSettings &settings)
{
    return {std::chrono::milliseconds(settings.dropSuspicionMs),
            std::chrono::milliseconds(settings.settleMs),
            std::chrono::milliseconds(settings.rateLimitRetryMs)};
}

quint64 seedOf(const FeedSettings &settings, const QString &id)
{
    return settings.seed ? settings.seed ^ qHash(id, 1) : QRandomGenerator::system()->generate64();
}

} // namespace

WebSocketFeed::WebSocketFeed(const QString &id, EventSink &sink, HandshakeLimiter &limiter,
                             const FeedSettings &settings, QObject *parent)
    : Feed(parent), m_id(id), m_settings(settings), m_limiter(limiter),
      m_conversation(sink, id, ledgerTiming(settings), *this),
      m_policy(settings, seedOf(settings, id))
{
    m_clock.start();
    m_status.sinceUs = nowUs();
    connectTimers();
}

WebSocketFeed::~WebSocketFeed()
{
    if (isConnected())
        m_conversation.closedHere({{}, u"the program ends"_s}, now(),
                                  FeedConversation::Closer::User);
    dropSocket();
}

void WebSocketFeed::connectTimers()
{
    for (QTimer *timer : {&m_attemptTimer, &m_conversationTimer, &m_heartbeatTimer, &m_healthTimer,
                          &m_flushTimer, &m_reportTimer})
        timer->setSingleShot(true);
    m_flushTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_attemptTimer, &QTimer::timeout, this, [this] {
        if (m_status.phase == ConnectionPhase::Opening)
            m_conversation.prove(now());
        else if (!m_socket)
            start();
    });
    connect(&m_conversationTimer, &QTimer::timeout, this, &WebSocketFeed::onConversationTimer);
    connect(&m_heartbeatTimer, &QTimer::timeout, this, &WebSocketFeed::onHeartbeatTimer);
    connect(&m_healthTimer, &QTimer::timeout, this, [this] { m_policy.startAnew(); });
    connect(&m_flushTimer, &QTimer::timeout, this, &WebSocketFeed::onFlushTimer);
    connect(&m_reportTimer, &QTimer::timeout, this, &WebSocketFeed::report);
}

void WebSocketFeed::open(const Dialect &dialect, const ConnectionProfile &profile,
                         const OptionValues &values)
{
    const bool same = m_dialect == &dialect && m_values == values;
    if (!same)
        m_conversation.forget();
    m_dialect = &dialect;
    m_profile = profile;
    m_values = values;
    m_conversation.setName(profile.name.isEmpty() ? m_id : profile.name);
    if (m_socket && same && m_status.phase != ConnectionPhase::Closing) {
        m_conversation.setDesired(profile.subscriptions, now());
        afterInput();
        return;
    }
    if (m_socket)
        endHere({CloseTreatment::Retry, u"it is opened again with other settings"_s},
                FeedConversation::Closer::User);
    m_conversation.setDesired(profile.subscriptions, now());
    m_policy.startAnew();
    m_status.attempt = 0;
    scheduleReport();
    start();
}

void WebSocketFeed::start()
{
    m_attemptTimer.stop();
    m_conversation.begin(*m_dialect, m_values);
    m_handshake = m_conversation.session()->handshake();
    m_handshake.headers += headersFromLines(m_values.value(furtherHeadersKey));
    ++m_status.attempt;
    setPhase(ConnectionPhase::Connecting, m_status.cause);
    const auto wait = m_limiter.book(m_handshake.url.host(), std::chrono::steady_clock::now());
    if (wait.count() == 0) {
        openSocket();
        return;
    }
    QTimer::singleShot(wait, this, [this, attempt = m_status.attempt] {
        if (m_status.phase == ConnectionPhase::Connecting && m_status.attempt == attempt
            && !m_socket)
            openSocket();
    });
}

void WebSocketFeed::openSocket()
{
    m_socket = new FeedSocket(m_settings, *this, this);
    m_socket->open(m_handshake);
    m_handshake = {};
}

void WebSocketFeed::dropSocket()
{
    if (m_socket)
        m_socket->retire();
    m_socket = nullptr;
    for (QTimer *timer : {&m_attemptTimer, &m_conversationTimer, &m_heartbeatTimer, &m_healthTimer})
        timer->stop();
    m_timedFor.reset();
}

void WebSocketFeed::retryNow()
{
    if (m_status.phase == ConnectionPhase::Backoff && m_attemptTimer.isActive()) {
        m_policy.startAnew(); // a network needs some seconds to come up, and more than one attempt
        start();
    } else if (isConnected()) {
        m_heartbeat.doubt();
        onHeartbeatTimer();
    }
}

void WebSocketFeed::close()
{
    if (isConnected() && m_socket) {
        m_conversation.closedHere({{}, u"it was closed here"_s}, now(),
                                  FeedConversation::Closer::User);
        m_conversation.outlet().settle();
        m_heartbeatTimer.stop();
        m_conversationTimer.stop();
        m_healthTimer.stop();
        m_attemptTimer.stop();
        setPhase(ConnectionPhase::Closing);
        reportNow();
        m_socket->close();
        return;
    }
    if (m_status.phase == ConnectionPhase::Closing)
        return;
    const bool wasIdle = m_status.phase == ConnectionPhase::Idle;
    endHere({}, FeedConversation::Closer::User);
    if (!wasIdle)
        setPhase(ConnectionPhase::Idle);
    reportNow();
    Q_EMIT settled();
}

void WebSocketFeed::endHere(const CloseVerdict &verdict, FeedConversation::Closer closer)
{
    if (m_conversation.session())
        m_conversation.closedHere(verdict, now(), closer);
    m_conversation.outlet().settle();
    dropSocket();
    scheduleReport();
}

void WebSocketFeed::subscribe(const Subscription &subscription)
{
    m_conversation.subscribe(subscription, now());
    afterInput();
}

void WebSocketFeed::unsubscribe(const QString &pattern)
{
    m_conversation.unsubscribe(pattern, now());
    afterInput();
}

void WebSocketFeed::request(const TopicRequest &request)
{
    m_conversation.request(request, m_dialect, now());
    afterInput();
}

void WebSocketFeed::setEventLimit(std::shared_ptr<EventLimit> limit)
{
    m_conversation.setLimit(std::move(limit));
}

FeedCounters WebSocketFeed::finalCounters()
{
    m_conversation.outlet().settle();
    return counters();
}

void WebSocketFeed::noteDropped(quint64 events)
{
    m_conversation.outlet().noteDropped(events);
    afterInput();
}

void WebSocketFeed::socketOpened(const QString &subprotocol)
{
    const Heartbeat heartbeat = m_conversation.session()->heartbeat();
    m_heartbeat.start(heartbeat, now());
    setPhase(ConnectionPhase::Opening);
    Q_EMIT opened(nowUs());
    m_attemptTimer.start(m_settings.connectTimeoutMs);
    m_conversation.opened(now(), subprotocol, m_socket->host());
    // Its answer is the first proof that a quiet server works; nothing dies if it never comes.
    if (heartbeat.pingAfter.count() > 0 && m_socket)
        m_socket->ping();
    onHeartbeatTimer();
    afterInput();
}

void WebSocketFeed::socketFrame(const FrameView &frame)
{
    if (!isConnected())
        return;
    // All the frames of one read came at the same time, and timers need a look once for all of
    // them.
    const bool first = !std::exchange(m_framesSinceHeard, true);
    if (first) {
        m_readAt = now();
        m_readAtUs = nowUs();
    }
    m_conversation.frame(frame, m_readAt, m_readAtUs);
    if (first)
        afterInput();
}

void WebSocketFeed::socketHeard()
{
    m_heartbeat.heard(now());
    if (std::exchange(m_framesSinceHeard, false))
        afterInput();
}

void WebSocketFeed::socketPong()
{
    if (isConnected())
        m_conversation.prove(now());
}

void WebSocketFeed::sendFrame(std::string_view frame)
{
    if (m_socket)
        m_socket->send(frame);
}

void WebSocketFeed::endConnection(CloseTreatment treatment, const QString &cause)
{
    // Queued: the session that asks for it must not be destroyed in its own call.
    QMetaObject::invokeMethod(
        this,
        [this, socket = m_socket, verdict = CloseVerdict{treatment, cause}] {
            if (!socket || socket != m_socket || m_status.phase == ConnectionPhase::Closing)
                return;
            endHere(verdict, FeedConversation::Closer::Session);
            decide(verdict);
        },
        Qt::QueuedConnection);
}

void WebSocketFeed::connectionProven()
{
    m_attemptTimer.stop();
    m_status.attempt = 0;
    m_status.inVain = false;
    setPhase(ConnectionPhase::Live);
    m_healthTimer.start(m_settings.healthyAfterMs);
}

void WebSocketFeed::limitFilled()
{
    QMetaObject::invokeMethod(this, &WebSocketFeed::stopAtLimit, Qt::QueuedConnection);
}

void WebSocketFeed::stopAtLimit()
{
    m_conversation.outlet().settle();
    if (m_socket)
        close();
    reportNow();
    Q_EMIT limitReached();
}

void WebSocketFeed::socketEnded(const EndEvidence &ended)
{
    if (m_status.phase == ConnectionPhase::Closing) {
        dropSocket();
        setPhase(ConnectionPhase::Idle);
        Q_EMIT settled();
        return;
    }
    EndEvidence evidence = ended;
    evidence.silentMs = m_heartbeat.silence(now()).count();
    const FeedConversation::End end = m_conversation.ended(evidence, now());
    m_conversation.outlet().settle();
    dropSocket();
    if (end.culpritFound)
        m_policy.hurry();
    m_status.inVain = isWaitingInVain(evidence);
    decide(end.verdict);
    afterInput();
}

void WebSocketFeed::decide(const CloseVerdict &verdict)
{
    const ReconnectPolicy::Step step = m_policy.next(verdict.treatment);
    if (step.pause) {
        retryIn(*step.pause, step.phase, verdict.cause);
        return;
    }
    setPhase(step.phase, verdict.cause);
    reportNow();
    Q_EMIT settled();
}

void WebSocketFeed::retryIn(std::chrono::milliseconds pause, ConnectionPhase phase,
                            const QString &cause)
{
    m_attemptTimer.start(pause);
    m_status.retryAtUs = nowUs() + pause.count() * 1000;
    setPhase(phase, cause);
    reportNow();
}

void WebSocketFeed::setPhase(ConnectionPhase phase, const QString &cause)
{
    if (!m_attemptTimer.isActive()
        || (phase != ConnectionPhase::Backoff && phase != ConnectionPhase::NeedsCredentials))
        m_status.retryAtUs = 0;
    m_status.phase = phase;
    m_status.cause = cause;
    m_status.sinceUs = nowUs();
    m_status.lastEventUs = m_conversation.outlet().lastEventUs();
    m_statusReportedAt = m_clock.elapsed();
    Q_EMIT statusChanged(m_status);
}

void WebSocketFeed::onConversationTimer()
{
    m_timedFor.reset();
    m_conversation.tick(now());
    afterInput();
}

void WebSocketFeed::onHeartbeatTimer()
{
    if (!m_socket || !isConnected())
        return;
    switch (m_heartbeat.check(now())) {
    case HeartbeatClock::Action::Ping:
        m_socket->ping();
        break;
    case HeartbeatClock::Action::Dead:
        m_socket->fail(LocalEnd::HeartbeatLost);
        return;
    case HeartbeatClock::Action::Nothing:
        break;
    }
    // Not moved at every byte that comes: the timer finds out by itself that it rang too early.
    if (const auto due = m_heartbeat.deadline())
        m_heartbeatTimer.start(std::max(*due - now(), Moment(1)));
}

void WebSocketFeed::onFlushTimer()
{
    EventOutlet &outlet = m_conversation.outlet();
    outlet.settle();
    if (outlet.owesRows())
        m_flushTimer.start(owedRowsMs);
    scheduleReport();
}

void WebSocketFeed::afterInput()
{
    const EventOutlet &outlet = m_conversation.outlet();
    if ((outlet.hasPending() || outlet.owesRows()) && !m_flushTimer.isActive())
        m_flushTimer.start(outlet.hasPending() ? m_settings.batchDelayMs : owedRowsMs);
    scheduleReport();
    // Only ever moved forward: a deadline that every frame puts off must not cost a timer for every
    // frame.
    const std::optional<Moment> due = m_conversation.deadline();
    if (!due || (m_timedFor && *m_timedFor <= *due))
        return;
    m_timedFor = due;
    m_conversationTimer.start(std::max(*due - now(), Moment(0)));
}

void WebSocketFeed::scheduleReport()
{
    if (!m_reportTimer.isActive())
        m_reportTimer.start(m_settings.reportMs);
}

void WebSocketFeed::report()
{
    const EventOutlet &outlet = m_conversation.outlet();
    Q_EMIT countersChanged(outlet.counters());
    if (m_conversation.ledger().takeChanged())
        Q_EMIT subscriptionsChanged(m_conversation.ledger().statuses());
    if (m_status.lastEventUs == outlet.lastEventUs())
        return;
    const qint64 wait = m_statusReportedAt + statusReportMs - m_clock.elapsed();
    if (wait > 0) {
        m_reportTimer.start(int(wait));
        return;
    }
    m_status.lastEventUs = outlet.lastEventUs();
    m_statusReportedAt = m_clock.elapsed();
    Q_EMIT statusChanged(m_status);
}

void WebSocketFeed::reportNow()
{
    m_reportTimer.stop();
    m_status.lastEventUs = m_conversation.outlet().lastEventUs();
    report();
}

} // namespace eventscope

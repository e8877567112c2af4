// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/websocketfeed.h"

#include "app/feeds/closecause.h"
#include "app/feeds/handshakeheaders.h"
#include "app/feeds/handshakeoptions.h"

#include <algorithm>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr Moment answerAfterSleep{3'000};
/// What an attempt takes where all is well; one that takes longer may be of a network that has
/// gone.
constexpr Moment usualAttempt{1'000};

} // namespace

WebSocketFeed::WebSocketFeed(const QString &id, EventSink &sink, HandshakeLimiter &limiter,
                             const FeedSettings &settings, QObject *parent)
    : Feed(id, sink, settings, parent), m_limiter(limiter), m_quietTimer(this),
      m_heartbeatTimer(this)
{
    m_quietTimer.setSingleShot(true);
    m_heartbeatTimer.setSingleShot(true);
    m_heartbeatTimer.setTimerType(Qt::PreciseTimer); // the limits are tight
    connect(&m_quietTimer, &QTimer::timeout, this, [this] {
        if (m_status.phase == ConnectionPhase::Opening)
            m_conversation.prove(now());
    });
    connect(&m_heartbeatTimer, &QTimer::timeout, this, &WebSocketFeed::onHeartbeatTimer);
}

WebSocketFeed::~WebSocketFeed()
{
    m_conversation.closedHere({{}, u"the program ends"_s}, now(), FeedConversation::Closer::User);
    dropSocket();
}

void WebSocketFeed::open(const Dialect &dialect, const ConnectionProfile &profile,
                         const OptionValues &values)
{
    const bool same = m_dialect == &dialect && m_values == values;
    if (!same) {
        m_conversation.forget();
        m_tooLarge = 0;
    }
    m_dialect = &dialect;
    m_values = values;
    m_conversation.setName(profile.name.isEmpty() ? m_id : profile.name);
    m_otherDialect.decline(profile.declinedDialects);
    if (noteOther())
        Q_EMIT statusChanged(m_status);
    if (m_socket && same && m_status.phase != ConnectionPhase::Closing) {
        m_conversation.setDesired(profile.subscriptions, now());
        afterInput();
        return;
    }
    if (m_socket || !same)
        endHere({CloseTreatment::Retry, u"it is opened again with other settings"_s},
                FeedConversation::Closer::User);
    startAnew(profile);
}

/// True if that is news.
bool WebSocketFeed::noteOther()
{
    const bool news = m_status.speaks != m_otherDialect.speaks();
    m_status.remark = m_otherDialect.remark();
    m_status.speaks = m_otherDialect.speaks();
    return news;
}

void WebSocketFeed::start()
{
    m_attemptTimer.stop();
    m_conversation.begin(*m_dialect, m_values);
    m_handshake = m_conversation.session()->handshake();
    m_handshake.headers += headersFromLines(m_values.value(furtherHeadersKey));
    m_handshake.proxy = QUrl(m_values.value(proxyKey).trimmed());
    m_handshake.pin = canonicalPin(m_values.value(pinKey));
    m_otherDialect.begin(m_dialect->info(), m_values, m_handshake.url);
    noteOther();
    ++m_status.attempt;
    setPhase(ConnectionPhase::Connecting, m_status.cause);
    const auto wait = m_limiter.book(m_handshake.url.host(), std::chrono::steady_clock::now());
    if (wait.count() == 0) {
        openSocket();
        return;
    }
    QTimer::singleShot(wait, Qt::PreciseTimer, this, [this, attempt = m_status.attempt] {
        if (m_status.phase == ConnectionPhase::Connecting && m_status.attempt == attempt
            && !m_socket)
            openSocket();
    });
}

void WebSocketFeed::openSocket()
{
    FeedSettings settings = m_settings;
    if (m_values.value(webSocketKey) == u"qt")
        settings.client = WebSocketClient::Qt;
    settings.maxMessageBytes = maxMessageBytes(m_values).value_or(settings.maxMessageBytes);
    m_socket = new FeedSocket(settings, *this, this);
    m_attemptedAt = now();
    m_framesSinceHeard = false; // the last ones may have come together with the end
    m_verdict.reset();
    m_socket->open(m_handshake);
    m_handshake = {};
}

void WebSocketFeed::dropSocket()
{
    if (m_socket)
        m_socket->retire();
    m_socket = nullptr;
    stopTimers();
    m_quietTimer.stop();
    m_heartbeatTimer.stop();
}

void WebSocketFeed::retryNow(std::chrono::milliseconds slept, Standstill of)
{
    if (slept.count() > 0)
        m_conversation.slept(slept, of);
    if (m_status.phase == ConnectionPhase::Backoff) {
        tryEarlier(); // a network needs some seconds to come up, and more than one attempt
    } else if (m_status.phase == ConnectionPhase::Connecting && m_socket
               && now() - m_attemptedAt > usualAttempt) {
        dropSocket();
        decide({CloseTreatment::Retry, m_status.cause});
        tryEarlier();
    } else if (isConnected()) {
        // After a sleep most connections are dead, and nobody waits as long as usual to know it.
        m_heartbeat.doubt(slept.count() > 0 ? answerAfterSleep : Moment(0));
        onHeartbeatTimer();
    }
}

void WebSocketFeed::close()
{
    if (isConnected() && m_socket) {
        m_conversation.closedHere({{}, u"it was closed here"_s}, now(),
                                  FeedConversation::Closer::User);
        m_conversation.outlet().settle();
        stopTimers();
        m_quietTimer.stop();
        m_heartbeatTimer.stop();
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
    m_conversation.closedHere(verdict, now(), closer);
    m_conversation.outlet().settle();
    dropSocket();
    scheduleReport();
}

void WebSocketFeed::socketOpened(const QString &subprotocol)
{
    const Heartbeat heartbeat = m_conversation.session()->heartbeat();
    m_heartbeat.start(heartbeat, now());
    setPhase(ConnectionPhase::Opening);
    Q_EMIT opened(nowUs());
    m_quietTimer.start(m_settings.connectTimeoutMs);
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
    if (m_otherDialect.isListening()) {
        if (const QString words = m_otherDialect.heard(frame); !words.isEmpty()) {
            m_conversation.remark(otherDialectCode, words);
            noteOther();
            Q_EMIT statusChanged(m_status);
        }
    }
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
    if (isConnected()) {
        m_conversation.awake();
        m_conversation.prove(now());
    }
}

void WebSocketFeed::sendFrame(std::string_view frame)
{
    if (m_socket)
        m_socket->send(frame);
}

void WebSocketFeed::endConnection(CloseTreatment treatment, const QString &cause)
{
    if (!m_socket)
        return;
    if (!m_verdict)
        m_verdict = CloseVerdict{treatment, cause};
    // Queued: the session that asks for it must not be destroyed in its own call.
    QMetaObject::invokeMethod(
        this,
        [this, socket = m_socket] {
            if (socket && socket == m_socket && m_status.phase != ConnectionPhase::Closing)
                endAsTheSessionAsked();
        },
        Qt::QueuedConnection);
}

void WebSocketFeed::endAsTheSessionAsked()
{
    const CloseVerdict verdict = *m_verdict;
    endHere(verdict, FeedConversation::Closer::Session);
    decide(verdict);
}

void WebSocketFeed::connectionProven()
{
    m_quietTimer.stop();
    Feed::connectionProven();
}

void WebSocketFeed::socketEnded(const EndEvidence &ended)
{
    if (m_status.phase == ConnectionPhase::Closing) {
        dropSocket();
        setPhase(ConnectionPhase::Idle);
        Q_EMIT settled();
        return;
    }
    if (m_verdict) { // the server said why, and hung up in the same breath
        endAsTheSessionAsked();
        afterInput();
        return;
    }
    EndEvidence evidence = ended;
    evidence.silentMs = m_heartbeat.silence(now()).count();
    evidence.pinged = m_heartbeat.waitsForAnswer();
    const FeedConversation::End end = m_conversation.ended(evidence, now());
    noteTooLarge(evidence);
    m_conversation.outlet().settle();
    dropSocket();
    if (end.culpritFound)
        m_policy.hurry();
    m_status.inVain = isWaitingInVain(evidence);
    m_status.certificate = evidence.certificate;
    decide(end.verdict, evidence.cause.handshakeDone ? Moment(0) : now() - m_attemptedAt);
    afterInput();
}

/// Once is an accident; what comes again and again is what this server sends, and only the user can
/// say that it may.
void WebSocketFeed::noteTooLarge(const EndEvidence &evidence)
{
    constexpr int again = 3;
    if (!isMessageTooLarge(evidence) || ++m_tooLarge != again
        || evidence.maxMessageBytes >= mostMessageBytes)
        return;
    m_conversation.remark(tooLargeCode,
                          u"messages larger than %1 have ended the connection %2 times: shall they "
                          "be taken?"_s.arg(messageLimitText(evidence.maxMessageBytes))
                              .arg(again));
}

void WebSocketFeed::onHeartbeatTimer()
{
    if (!m_socket || !isConnected())
        return;
    m_heartbeat.follow(m_conversation.session()->heartbeat());
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

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialectof.h"
#include "app/feeds/dialectregistry.h"
#include "app/feeds/dialects/json/frametemplate.h"
#include "app/feeds/dialects/json/jsonevent.h"
#include "app/feeds/dialects/json/jsonoptions.h"
#include "app/feeds/duplicatewindow.h"
#include "app/feeds/handshakeoptions.h"
#include "app/feeds/jsonframe.h"
#include "models/event/jsontext.h"

#include <QCoreApplication>
#include <QRandomGenerator>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// Servers refuse right after the handshake, if at all: a socket that is open for so long works.
constexpr Moment settleTime{2'000};
/// Copies come when a server or a bridge sends again what it got no answer to.
constexpr Moment duplicateWindow{60'000};
/// What is recorded in place of the token.
constexpr std::string_view hidden = "\xe2\x80\xa6";

QString tr(const char *text)
{
    return QCoreApplication::translate("JsonDialect", text);
}

/// The bare words with which servers and clients that are not quite JSON keep a connection alive.
bool isKeepAliveWord(std::string_view text)
{
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
        text.remove_suffix(1);
    return text == "pong" || text == "ping" || text == "PONG" || text == "PING";
}

/// A conversation with a server that only the user of the connection knows: what to say to it and
/// where its events have their parts is in the options.
class JsonSession final : public Session
{
public:
    explicit JsonSession(const OptionValues &options);

    Handshake handshake() const override;
    void opened(Moment now, const QString &subprotocol, SessionOutput &out) override;
    void frame(const FrameView &frame, Moment now, SessionOutput &out) override;
    void tick(Moment now, SessionOutput &out) override;
    std::optional<Moment> deadline() const override;
    void subscribe(const Subscription &subscription, Moment now, SessionOutput &out) override;
    void unsubscribe(const QString &pattern, Moment now, SessionOutput &out) override;
    CloseVerdict closed(const CloseCause &) const override { return {}; }
    QString memory() const override { return m_event.memory(); }

private:
    void send(const FrameTemplate &frame, std::string_view topic, SessionOutput &out);
    void event(JsonRef event, std::string_view payload, Moment now, SessionOutput &out);
    std::string_view lineOf(JsonRef element);
    int subscriptionOf(std::string_view topic) const;
    void prove(SessionOutput &out);

    OptionValues m_options;
    std::string m_token;
    std::vector<FrameTemplate> m_opening;
    FrameTemplate m_subscribe;
    FrameTemplate m_unsubscribe;
    FrameTemplate m_keepAlive;
    Moment m_keepAliveEvery{0};
    std::vector<std::string> m_patterns; ///< of the subscriptions, by position
    JsonFrame m_frame{JsonFrame::Roots::ObjectsAndArrays, JsonFrame::BlankFrames::Ignored};
    std::string m_line; ///< an element of an array, without its line breaks
    JsonEvent m_event;
    DuplicateWindow m_ids{duplicateWindow}; ///< with what the first of each id said
    DuplicateWindow m_seen{duplicateWindow}; ///< what others of the same id said
    quint64 m_seed = QRandomGenerator::global()->generate64();
    std::optional<Moment> m_settleAt;
    std::optional<Moment> m_keepAliveAt;
    bool m_proven = false;
};

JsonSession::JsonSession(const OptionValues &options)
    : m_options(options), m_subscribe(options.value(u"subscribe"_s)),
      m_unsubscribe(options.value(u"unsubscribe"_s)), m_keepAlive(options.value(u"keepalive"_s)),
      m_event(options)
{
    const QString token = options.value(u"token"_s);
    if (problemWithSecret(token).isEmpty())
        m_token = token.toStdString();
    const QStringList lines = options.value(u"open"_s).split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        if (FrameTemplate frame(line); !frame.isEmpty())
            m_opening.push_back(std::move(frame));
    }
    const int seconds = options.value(u"keepaliveseconds"_s, u"30"_s).toInt();
    if (!m_keepAlive.isEmpty() && seconds > 0)
        m_keepAliveEvery = std::chrono::seconds(seconds);
}

Handshake JsonSession::handshake() const
{
    Handshake handshake = tokenHandshake(m_options);
    handshake.subprotocols = subprotocolsOf(m_options.value(u"subprotocols"_s));
    return handshake;
}

void JsonSession::opened(Moment now, const QString &, SessionOutput &out)
{
    m_settleAt = now + settleTime;
    if (m_keepAliveEvery.count() > 0)
        m_keepAliveAt = now + m_keepAliveEvery;
    for (const FrameTemplate &frame : m_opening) {
        if (frame.usesToken() && m_token.empty()) {
            out.close(CloseTreatment::NeedsCredentials,
                      tr("A frame that is sent at the start has {token}, and there is no token."));
            return;
        }
        send(frame, {}, out);
    }
}

void JsonSession::send(const FrameTemplate &frame, std::string_view topic, SessionOutput &out)
{
    const std::string text = frame.fill(topic, m_token);
    if (frame.usesToken())
        out.send(text, frame.fill(topic, hidden));
    else if (!topic.empty())
        out.sendAbout(topic, text);
    else
        out.send(text);
}

void JsonSession::frame(const FrameView &frame, Moment now, SessionOutput &out)
{
    if (!frame.binary && frame.bytes.size() < 8 && isKeepAliveWord(frame.bytes)) {
        out.control();
        prove(out);
        return;
    }
    m_frame.begin(frame);
    while (m_frame.next(out)) {
        const JsonRef root = m_frame.root();
        if (m_frame.isBatch())
            root.forEachElement(
                [&](JsonRef element) { event(element, lineOf(element), now, out); });
        else
            event(root, m_frame.payload(), now, out);
    }
    prove(out);
}

std::string_view JsonSession::lineOf(JsonRef element)
{
    if (!m_frame.tape().multiLine())
        return element.raw();
    m_line.clear();
    appendMinified(m_line, element.raw());
    return m_line;
}

void JsonSession::event(JsonRef event, std::string_view payload, Moment now, SessionOutput &out)
{
    EventFields &fields = m_event.read(event);
    const int subscription = subscriptionOf(fields.topic);
    fields.marks = m_frame.marksOf(event);
    fields.content = 0;
    if (m_event.idIsGiven() && !fields.id.empty()) {
        const quint64 id = DuplicateWindow::hash(fields.id, m_seed);
        const quint64 content = DuplicateWindow::hash(event.raw(), id);
        const auto first = m_ids.look(id, quint32(content >> 32), now);
        if (first && (*first == quint32(content >> 32) || m_seen.look(content, 0, now))) {
            out.duplicate(subscription, content);
            return;
        }
        // One that is used again for something else makes no copy.
        fields.marks |= first ? IdConflict : 0;
        fields.content = content;
    }
    fields.payload = payload;
    fields.oneLine = true;
    out.event(fields, subscription);
}

/// The subscription that asked for just this topic, or for all that begin so; without a topic there
/// is no doubt only if there is one subscription.
int JsonSession::subscriptionOf(std::string_view topic) const
{
    if (topic.empty())
        return m_patterns.size() == 1 ? 0 : -1;
    int found = -1;
    size_t longest = 0;
    for (size_t i = 0; i < m_patterns.size(); ++i) {
        const std::string_view pattern = m_patterns[i];
        if (pattern == topic)
            return int(i);
        const bool open = !pattern.empty()
            && (pattern.back() == '*' || pattern.back() == '#' || pattern.back() == '>');
        if (open && topic.starts_with(pattern.substr(0, pattern.size() - 1))
            && pattern.size() > longest) {
            longest = pattern.size();
            found = int(i);
        }
    }
    return found;
}

void JsonSession::tick(Moment now, SessionOutput &out)
{
    if (m_settleAt && now >= *m_settleAt)
        prove(out);
    if (m_keepAliveAt && now >= *m_keepAliveAt) {
        m_keepAliveAt = now + m_keepAliveEvery;
        send(m_keepAlive, {}, out);
    }
}

std::optional<Moment> JsonSession::deadline() const
{
    return m_keepAliveAt && m_settleAt ? std::min(*m_keepAliveAt, *m_settleAt)
        : m_keepAliveAt                ? m_keepAliveAt
                                       : m_settleAt;
}

void JsonSession::prove(SessionOutput &out)
{
    m_settleAt.reset();
    if (!m_proven)
        out.proven();
    m_proven = true;
}

void JsonSession::subscribe(const Subscription &subscription, Moment, SessionOutput &out)
{
    m_patterns.push_back(subscription.pattern.toStdString());
    if (m_subscribe.isEmpty()) {
        out.unconfirmed(subscription.pattern,
                        tr("The settings of the connection do not say what to send to subscribe, "
                           "so nothing was sent."));
        return;
    }
    if (m_subscribe.usesToken() && m_token.empty()) {
        out.unconfirmed(subscription.pattern,
                        tr("The frame for subscribing has {token}, and there is no token, so "
                           "nothing was sent."));
        return;
    }
    send(m_subscribe, m_patterns.back(), out);
    out.unconfirmed(subscription.pattern,
                    tr("It was asked for; how this server answers is not known."));
}

void JsonSession::unsubscribe(const QString &pattern, Moment, SessionOutput &out)
{
    const auto found = std::find(m_patterns.begin(), m_patterns.end(), pattern.toStdString());
    if (found == m_patterns.end())
        return;
    const std::string topic = *found;
    m_patterns.erase(found);
    if (!m_unsubscribe.isEmpty() && !(m_unsubscribe.usesToken() && m_token.empty()))
        send(m_unsubscribe, topic, out);
}

DialectInfo jsonInfo()
{
    DialectInfo info;
    info.id = u"json"_s;
    info.title = tr("Other (JSON)");
    info.description = tr("Any WebSocket that sends JSON, CloudEvents among them.");
    info.options = jsonOptions();
    info.catchAll = true;
    info.topicForm.noun = tr("topic");
    info.topicForm.placeholder = u"orders.created"_s;
    return info;
}

} // namespace

const Dialect &jsonDialect();
const Dialect &jsonDialect()
{
    static const DialectOf<JsonSession> dialect(jsonInfo());
    return dialect;
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialectof.h"
#include "app/feeds/dialectregistry.h"
#include "app/feeds/dialects/zaikio/zaikiodisconnect.h"
#include "app/feeds/dialects/zaikio/zaikioevent.h"
#include "app/feeds/dialects/zaikio/zaikiohistory.h"
#include "app/feeds/dialects/zaikio/zaikiooptions.h"
#include "app/feeds/dialects/zaikio/zaikioseen.h"
#include "app/feeds/dialects/zaikio/zaikiosubscriptions.h"
#include "app/feeds/jsonframe.h"
#include "models/connection/patterncover.h"
#include "models/event/displaytext.h"

#include <QCoreApplication>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// Servers keep requests that come before their welcome, so one that sends none is not waited for
/// any longer than this.
constexpr Moment welcomeWithin{3'000};
/// Within it, an id that is used again is no accident of the numbering.
constexpr Moment idWindow{600'000};
constexpr int longestSilence = 3'600;

const QString plainProtocol = u"actioncable-v1-json"_s;
const QString unsupported = u"actioncable-unsupported"_s;

QString tr(const char *text)
{
    return QCoreApplication::translate("ZaikioDialect", text);
}

QString extendedProtocol()
{
    return QString::fromLatin1(ZaikioHistory::protocol.data(),
                               qsizetype(ZaikioHistory::protocol.size()));
}

/// One conversation with Zaikio Loom, which is Rails' ActionCable, or with AnyCable, which speaks
/// the same and can send again what was missed; see protocols.md 2.
class ZaikioSession final : public Session
{
public:
    explicit ZaikioSession(const OptionValues &options);

    Handshake handshake() const override;
    Heartbeat heartbeat() const override { return {Moment(0), m_silence}; }
    void opened(Moment now, const QString &subprotocol, SessionOutput &out) override;
    void frame(const FrameView &frame, Moment now, SessionOutput &out) override;
    void tick(Moment now, SessionOutput &out) override;
    std::optional<Moment> deadline() const override;
    void subscribe(const Subscription &subscription, Moment now, SessionOutput &out) override
    {
        m_subscriptions.subscribe(subscription.pattern, now, out);
    }
    void unsubscribe(const QString &pattern, Moment, SessionOutput &out) override
    {
        m_subscriptions.unsubscribe(pattern, out);
    }
    CloseVerdict closed(const CloseCause &cause) const override;
    QString memory() const override;

private:
    void protocolFrame(std::string_view type, Moment now, SessionOutput &out);
    void event(std::string_view type, Moment now, SessionOutput &out);
    bool isCopy(std::string_view id, Moment now);
    void stranger(SessionOutput &out);
    void disconnected(SessionOutput &out);
    void prove(Moment now, SessionOutput &out);
    QString text(JsonRef value);

    const OptionValues m_options;
    Moment m_silence;
    JsonFrame m_json;
    ZaikioFrame m_frame;
    ZaikioEvent m_event;
    ZaikioHistory m_history;
    ZaikioSubscriptions m_subscriptions;
    ZaikioSeen m_seen;
    DuplicateWindow m_ids{idWindow};
    std::string m_type;
    std::string m_identity;
    std::string m_scratch;
    std::optional<Moment> m_startAt; ///< asked for without a welcome
    std::optional<Moment> m_giveUpAt; ///< nothing at all came until then
    bool m_opened = false;
    bool m_known = false; ///< it speaks ActionCable
    bool m_strange = false; ///< it said something else before
    bool m_proven = false;
};

ZaikioSession::ZaikioSession(const OptionValues &options)
    : m_options(options),
      m_silence(std::chrono::seconds(
          std::clamp(options.value(u"silence"_s, QString::number(usualZaikioSilence)).toInt(), 2,
                     longestSilence))),
      m_subscriptions(options.value(u"channel"_s, u"EventChannel"_s), m_history)
{
    JsonTape tape;
    const std::string memory = options.value(memoryKey).toStdString();
    if (tape.parse(memory))
        m_history.restore(JsonRef(tape));
}

Handshake ZaikioSession::handshake() const
{
    Handshake handshake;
    handshake.url = QUrl(m_options.value(u"url"_s).trimmed());
    const auto header = [this, &handshake](const QString &key, const QByteArray &name,
                                           const QByteArray &prefix) {
        const QString value = m_options.value(key);
        if (!value.isEmpty() && problemWithSecret(value).isEmpty())
            handshake.headers.append({name, prefix + value.toLatin1()});
    };
    header(u"token"_s, "Authorization", "Bearer ");
    header(u"origin"_s, "Origin", {});
    const QString protocol = m_options.value(u"protocol"_s);
    if (protocol == u"none")
        return handshake;
    if (protocol != u"plain")
        handshake.subprotocols += extendedProtocol();
    handshake.subprotocols += {plainProtocol, unsupported};
    return handshake;
}

void ZaikioSession::opened(Moment now, const QString &subprotocol, SessionOutput &out)
{
    m_opened = true;
    JsonTape tape;
    const std::string memory = m_options.value(memoryKey).toStdString();
    if (tape.parse(memory))
        m_seen.restore(JsonRef(tape)["seen"], now);
    if (subprotocol == unsupported) {
        out.close(CloseTreatment::StoppedByServer,
                  tr("The server speaks no version of ActionCable that this program knows."));
        return;
    }
    m_history.opened(subprotocol == extendedProtocol());
    m_startAt = now + welcomeWithin;
    m_giveUpAt = now + m_silence - Moment(500);
}

void ZaikioSession::frame(const FrameView &frame, Moment now, SessionOutput &out)
{
    m_giveUpAt.reset();
    m_json.begin(frame);
    while (m_json.next(out)) {
        m_frame.read(m_json.root());
        const std::string_view type = m_frame.type.string(m_type);
        if (type.empty() ? bool(m_frame.message) : m_frame.identifier && m_frame.message)
            event(type, now, out);
        else
            protocolFrame(type, now, out);
    }
}

void ZaikioSession::protocolFrame(std::string_view type, Moment now, SessionOutput &out)
{
    if (type == "disconnect") {
        disconnected(out);
        return;
    }
    const bool welcome = type == "welcome";
    const bool ping = type == "ping";
    const bool confirm = type == "confirm_subscription";
    const bool reject = type == "reject_subscription";
    const bool history = type == "confirm_history" || type == "reject_history";
    const bool end = type == "unsubscribed";
    if (!welcome && !ping && !m_frame.identifier.isString()) {
        stranger(out);
        return;
    }
    if (!welcome && !ping && !confirm && !reject && !history && !end) {
        stranger(out);
        return;
    }
    const std::string_view payload = m_json.payload();
    prove(now, out);
    if (confirm)
        m_subscriptions.confirmed(m_frame.identifier, payload, out);
    else if (reject)
        m_subscriptions.rejected(m_frame.identifier, text(m_frame.reason), payload, out);
    else if (history)
        m_subscriptions.historyAnswered(m_frame.identifier, type == "confirm_history", out);
    else if (end)
        m_subscriptions.ended(m_frame.identifier, payload, out);
    else
        out.control();
    if (ping && m_history.isExtended()) {
        m_history.heardTime(m_frame.message);
        out.keepAlive(R"({"command":"pong"})");
    }
}

/// Before the first subscription is asked for, so that what is asked for knows of the history.
void ZaikioSession::prove(Moment now, SessionOutput &out)
{
    m_known = true;
    if (!m_proven) {
        m_proven = true;
        m_history.proven(now, out);
        out.proven();
    }
    if (!m_subscriptions.isStarted()) {
        m_startAt.reset();
        m_subscriptions.start(now, out);
    }
}

void ZaikioSession::event(std::string_view type, Moment now, SessionOutput &out)
{
    prove(now, out);
    m_event.read(m_frame.message);
    EventFields &fields = m_event.fields();
    m_history.read(m_frame);
    const int subscription = m_subscriptions.find(m_frame.identifier, fields.type);
    m_subscriptions.delivered(subscription);
    const bool copy = isCopy(fields.id, now);
    fields.content = m_identity.empty() ? 0 : m_seen.hashOf(m_identity);
    if (copy) {
        out.duplicate(subscription, fields.content);
        return;
    }
    fields.marks = m_json.marks();
    // Not a copy, for what it says is new.
    if (!fields.id.empty() && m_ids.look(m_seen.hashOf(fields.id), 0, now))
        fields.marks |= IdConflict;
    fields.topic = fields.type;
    if (fields.topic.empty() && subscription >= 0)
        fields.topic = m_subscriptions.pattern(subscription);
    if (fields.type.empty())
        fields.type = type.empty() ? std::string_view("message") : type;
    fields.payload = m_json.payload();
    fields.oneLine = true;
    out.event(fields, subscription);
}

/// By its id and what it says: an id that is used again for something else makes no copy. When it
/// was received differs between copies. An event without an id is known by its place in its stream,
/// if the server tells that.
bool ZaikioSession::isCopy(std::string_view id, Moment now)
{
    const std::string_view stream =
        m_frame.stream ? m_frame.stream.raw() : m_frame.identifier.raw();
    m_identity.clear();
    if (!id.empty()) {
        m_identity.assign(id);
        for (const char *part : {"name", "subject", "payload"})
            m_identity.append(1, ' ').append(m_frame.message[part].raw());
        return m_seen.look(m_identity, stream, now);
    }
    if (!m_frame.stream.isString() || !m_frame.offset.isNumber())
        return false;
    m_identity = m_frame.stream.raw();
    m_identity.append(m_frame.epoch.raw()).append(1, ' ').append(m_frame.offset.raw());
    return m_seen.look(m_identity, stream, now);
}

/// JSON that ActionCable does not know: kept as it is.
void ZaikioSession::stranger(SessionOutput &out)
{
    EventFields fields;
    fields.type = owntype::undecodable;
    fields.reason = "JSON, but no message of ActionCable";
    fields.flags = Undecodable;
    fields.payload = m_json.payload();
    fields.oneLine = true;
    out.event(fields);
    if (m_known || std::exchange(m_strange, true))
        return;
    out.serverError(u"not-actioncable"_s,
                    tr("What the server says is not ActionCable: it seems to be another kind of "
                       "system. Check the URL, or choose another dialect for this connection."),
                    m_json.payload());
}

void ZaikioSession::disconnected(SessionOutput &out)
{
    m_known = true;
    std::optional<bool> reconnect;
    if (m_frame.reconnect && m_frame.reconnect.kind() == JsonKind::True)
        reconnect = true;
    else if (m_frame.reconnect && m_frame.reconnect.kind() == JsonKind::False)
        reconnect = false;
    const CloseVerdict verdict = zaikioDisconnect(text(m_frame.reason), reconnect);
    out.close(verdict.treatment, verdict.cause);
}

QString ZaikioSession::text(JsonRef value)
{
    const std::string_view utf8 = value.scalar(m_scratch);
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

void ZaikioSession::tick(Moment now, SessionOutput &out)
{
    if (m_startAt && now >= *m_startAt) {
        m_startAt.reset();
        m_subscriptions.start(now, out);
    }
    if (m_giveUpAt && now >= *m_giveUpAt) {
        m_giveUpAt.reset();
        out.close(CloseTreatment::Retry,
                  tr("The server took the connection and said nothing, neither a welcome nor a "
                     "ping: is this the address of an ActionCable server?"));
    }
    m_subscriptions.tick(now, out);
    m_history.tick(now, out);
}

std::optional<Moment> ZaikioSession::deadline() const
{
    std::optional<Moment> due;
    for (const std::optional<Moment> &one :
         {m_startAt, m_giveUpAt, m_subscriptions.deadline(), m_history.deadline()}) {
        if (one && (!due || *one < *due))
            due = one;
    }
    return due;
}

CloseVerdict ZaikioSession::closed(const CloseCause &cause) const
{
    if (cause.httpStatus == 404) {
        const QString origin = m_options.value(u"origin"_s);
        const QString about = origin.isEmpty()
            ? tr("or the server wants to be told an Origin, which is set under “More”.")
            : tr("or the server does not accept the Origin %1.").arg(displayText(origin, 120));
        return {CloseTreatment::RetrySlow,
                tr("The server answered 404: either the path of the URL is wrong,") + u' ' + about};
    }
    if (cause.handshakeDone && cause.clean && !m_known
        && (cause.closeCode == 1000 || cause.closeCode == 1005))
        return {CloseTreatment::RetrySlow,
                tr("The server hung up instead of its welcome: it may not accept the token.")};
    return {};
}

QString ZaikioSession::memory() const
{
    if (!m_opened)
        return m_options.value(memoryKey);
    std::string json = R"({"seen":)";
    m_seen.save(json);
    m_history.save(json, m_subscriptions.active());
    json += '}';
    return QString::fromStdString(json);
}

DialectInfo zaikioInfo()
{
    DialectInfo info;
    info.id = u"zaikio"_s;
    info.title = u"Zaikio"_s;
    info.description = tr("Events of an organization's apps on the Zaikio platform.");
    info.options = zaikioOptions();
    info.topicForm.noun = tr("event list");
    info.topicForm.placeholder = u"mission_control.job_added,mission_control.job_updated"_s;
    info.topicForm.separator = u',';
    info.covers = coversAsList;
    return info;
}

} // namespace

const Dialect &zaikioDialect();
const Dialect &zaikioDialect()
{
    static const DialectOf<ZaikioSession> dialect(zaikioInfo());
    return dialect;
}

} // namespace eventscope

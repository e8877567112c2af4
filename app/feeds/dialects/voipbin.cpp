// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialectof.h"
#include "app/feeds/dialectregistry.h"
#include "app/feeds/dialects/voipbin/voipbinevent.h"
#include "app/feeds/dialects/voipbin/voipbintopics.h"
#include "app/feeds/duplicatewindow.h"
#include "app/feeds/jsonframe.h"
#include "models/connection/patterncover.h"
#include "models/event/hash.h"

#include <QCoreApplication>
#include <QRandomGenerator>
#include <QUrlQuery>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// Copies of an event follow each other within milliseconds; reliability asks for no more than
/// this.
constexpr Moment duplicateWindow{5'000};
/// The server checks the token before it opens the connection and says nothing more: one that is
/// open for so long works.
constexpr Moment settleTime{2'000};
/// More topics than this in one answer are not ours.
constexpr quint32 maxReplyTopics = 4'096;

QString tr(const char *text)
{
    return QCoreApplication::translate("VoipbinDialect", text);
}

/// One conversation with VoIPBIN, as documented and as deployed; see protocols.md 5 and
/// VoipbinTopics, VoipbinEvent.
///
/// **Duplicates.** The deployed server publishes each event under several topics and delivers it
/// once for each that fits, without an id: a resource with the same bytes within 5 s is a copy.
/// Documented events carry their topic and time, and equal ones can be meant: there, the same
/// content is a copy only if it came on another topic of the same resource, or on the same topic
/// while several of our requests cover it; without a `timestamp` it never is.
class VoipbinSession final : public Session
{
public:
    explicit VoipbinSession(const OptionValues &options);

    Handshake handshake() const override;
    void opened(Moment now, const QString &subprotocol, SessionOutput &out) override;
    void frame(const FrameView &frame, Moment now, SessionOutput &out) override;
    void tick(Moment now, SessionOutput &out) override;
    std::optional<Moment> deadline() const override;
    void subscribe(const Subscription &subscription, Moment now, SessionOutput &out) override
    {
        m_topics.subscribe(subscription.pattern, now, out);
    }
    void unsubscribe(const QString &pattern, Moment, SessionOutput &out) override
    {
        m_topics.unsubscribe(pattern, out);
    }
    /// The server refuses by dropping the connection without a word; the feed knows what was asked
    /// for just before.
    CloseVerdict closed(const CloseCause &) const override { return {}; }

private:
    bool isReply() const;
    void reply(SessionOutput &out);
    void event(Moment now, SessionOutput &out);
    VoipbinTopics::Match findSubscription();
    quint64 contentHash() const;
    bool isDuplicate(quint64 content, const VoipbinTopics::Match &match, Moment now);
    void prove(SessionOutput &out);

    OptionValues m_options;
    JsonFrame m_frame;
    VoipbinMembers m_members; ///< of the object that is being read
    VoipbinEvent m_event;
    VoipbinTopics m_topics;
    DuplicateWindow m_seen{duplicateWindow};
    quint64 m_seed = QRandomGenerator::global()->generate64();
    std::optional<Moment> m_settleAt;
    bool m_proven = false;
};

VoipbinVariant variantOf(const QString &value)
{
    if (value == u"documented")
        return VoipbinVariant::Documented;
    return value == u"deployed" ? VoipbinVariant::Deployed : VoipbinVariant::Automatic;
}

VoipbinSession::VoipbinSession(const OptionValues &options)
    : m_options(options), m_topics(variantOf(options.value(u"variant"_s)))
{ }

Handshake VoipbinSession::handshake() const
{
    Handshake handshake;
    handshake.url = QUrl(m_options.value(u"url"_s).trimmed());
    const QString token = m_options.value(u"token"_s);
    if (token.isEmpty() || !problemWithSecret(token).isEmpty())
        return handshake;
    const QString auth = m_options.value(u"auth"_s);
    if (auth == u"bearer") {
        handshake.headers.append({"Authorization", "Bearer " + token.toLatin1()});
        return handshake;
    }
    const QString key = auth == u"accesskey" ? u"accesskey"_s : u"token"_s;
    QUrlQuery query(handshake.url);
    query.removeAllQueryItems(key);
    query.addQueryItem(key, QString::fromLatin1(QUrl::toPercentEncoding(token)));
    handshake.url.setQuery(query);
    return handshake;
}

void VoipbinSession::opened(Moment now, const QString &, SessionOutput &)
{
    m_settleAt = now + settleTime;
}

void VoipbinSession::frame(const FrameView &frame, Moment now, SessionOutput &out)
{
    m_frame.begin(frame);
    while (m_frame.next(out)) {
        m_members.scan(m_frame.tape(), m_frame.root());
        if (isReply())
            reply(out);
        else
            event(now, out);
        prove(out);
    }
}

void VoipbinSession::tick(Moment now, SessionOutput &out)
{
    m_topics.tick(now, out);
    if (m_settleAt && now >= *m_settleAt)
        prove(out);
}

std::optional<Moment> VoipbinSession::deadline() const
{
    const std::optional<Moment> answers = m_topics.deadline();
    return answers && m_settleAt ? std::min(*answers, *m_settleAt) : answers ? answers : m_settleAt;
}

void VoipbinSession::prove(SessionOutput &out)
{
    if (m_proven)
        return;
    m_proven = true;
    m_settleAt.reset();
    out.proven();
}

bool VoipbinSession::isReply() const
{
    using Key = VoipbinKey;
    constexpr quint64 about = bitOf(Key::Action) | bitOf(Key::Topics) | bitOf(Key::Topic)
        | bitOf(Key::Code) | bitOf(Key::Message) | bitOf(Key::Status);
    if (m_members.has(Key::EventType) || m_members.has(Key::Id) || m_members[Key::Data].isObject())
        return false;
    std::string scratch;
    const std::string_view type = m_members[Key::Type].string(scratch);
    return type == "ack" || (type == "error" && (m_members.present() & about));
}

void VoipbinSession::reply(SessionOutput &out)
{
    using Key = VoipbinKey;
    std::string scratch;
    const auto text = [this, &scratch](Key key) {
        const std::string_view value = m_members[key].scalar(scratch);
        return QString::fromUtf8(value.data(), qsizetype(value.size()));
    };
    VoipbinReply reply;
    reply.frame = m_frame.payload();
    reply.error = m_members[Key::Type].string(scratch) == "error";
    reply.forUnsubscribe = m_members[Key::Action].string(scratch) == "unsubscribe";
    reply.code = text(Key::Code);
    reply.message = m_members.has(Key::Message) ? text(Key::Message) : text(Key::Error);
    const QString status = text(Key::Status);
    if (status == u"error" || status == u"failed" || status == u"failure" || status == u"denied"
        || status == u"rejected")
        reply.error = true;
    const JsonRef topics =
        m_members.has(Key::Topics) ? m_members[Key::Topics] : m_members[Key::Topic];
    if (topics.isString())
        reply.topics.emplace_back(topics.string(scratch));
    topics.forEachElement([&reply, &scratch](JsonRef topic) {
        if (topic.isString() && reply.topics.size() < maxReplyTopics)
            reply.topics.emplace_back(topic.string(scratch));
    });
    m_topics.answered(reply, out);
}

void VoipbinSession::event(Moment now, SessionOutput &out)
{
    const quint64 content = contentHash();
    m_seen.prefetch(content);
    m_event.read(m_frame.tape(), m_members, m_topics.commonKind());
    if (m_event.shape() != VoipbinEvent::Shape::Documented)
        m_topics.sawDeployedShape(out);
    const VoipbinTopics::Match match = findSubscription();
    m_topics.delivered(match.subscription);
    if (isDuplicate(content, match, now)) {
        out.duplicate(match.subscription, content);
        return;
    }
    EventFields &fields = m_event.fields();
    fields.payload = m_frame.payload();
    fields.marks = m_frame.marks();
    fields.content = content;
    fields.oneLine = true;
    out.event(fields, match.subscription);
}

/// Of all but the topic, which differs between copies.
quint64 VoipbinSession::contentHash() const
{
    const std::string_view text = m_frame.text();
    const std::string_view topic = m_members[VoipbinKey::Topic].raw();
    if (topic.empty())
        return DuplicateWindow::hash(text, m_seed);
    const size_t cut = size_t(topic.data() - text.data());
    const quint64 before = DuplicateWindow::hash(text.substr(0, cut), m_seed);
    return DuplicateWindow::hash(text.substr(cut + topic.size()), before);
}

VoipbinTopics::Match VoipbinSession::findSubscription()
{
    const std::string_view topic = m_event.fields().topic;
    VoipbinTopics::Match match = topic.empty() ? VoipbinTopics::Match() : m_topics.match(topic);
    if (match.subscription >= 0 || !m_event.sentTopic().empty())
        return match;
    if (const std::string_view agentTopic = m_event.agentTopic(); !agentTopic.empty()) {
        match = m_topics.match(agentTopic);
        if (match.subscription >= 0) {
            m_event.useAgentTopic();
            return match;
        }
    }
    // The server sends only what was asked for, so with one subscription there is no doubt.
    match.subscription = m_topics.only();
    if (match.subscription >= 0 && topic.empty())
        m_event.takeTopicOf(m_topics.pattern(match.subscription));
    return match;
}

bool VoipbinSession::isDuplicate(quint64 content, const VoipbinTopics::Match &match, Moment now)
{
    if (m_event.shape() != VoipbinEvent::Shape::Documented) {
        const bool isResource = !m_event.kind().empty() || m_members.has(VoipbinKey::Id);
        return isResource && m_seen.look(content, 0, now).has_value();
    }
    if (!m_members[VoipbinKey::Timestamp].isString())
        return false;

    // The place: half of it is the resource that the topic names, where 0 stands for any, and half
    // the rest of the topic. Topics that could be confused differ in length or towards their ends.
    const std::string_view topic = m_event.sentTopic();
    const size_t resourceAt = topic.rfind(':') + 1;
    const auto half = [this](std::string_view part) {
        const std::string_view end = part.substr(part.size() - std::min<size_t>(part.size(), 24));
        return quint32(hash64(end, m_seed ^ part.size()) & 0xffff) | 1;
    };
    const std::string_view resource = topic.substr(resourceAt);
    const quint32 resourceHash = resource == "*\"" ? 0 : half(resource);
    const quint32 place = half(topic.substr(0, resourceAt)) << 16 | resourceHash;
    const std::optional<quint32> first = m_seen.look(content, place, now);
    if (!first)
        return false;
    if (*first == place)
        return match.requests > 1;
    const quint32 firstResource = *first & 0xffff;
    return firstResource == resourceHash || firstResource == 0 || resourceHash == 0;
}

QVector<Option> voipbinOptions()
{
    Option token = tokenOption(
        tr("The access token or access key of your VoIPBIN account. A direct token takes "
           "topics with all four parts only."));
    token.fromQuery = {{u"token"_s, {{u"auth"_s, u"token"_s}}},
                       {u"accesskey"_s, {{u"auth"_s, u"accesskey"_s}}}};
    const Option auth = authOption({{u"token"_s, tr("Token in the query (token=…)")},
                                    {u"accesskey"_s, tr("Access key in the query (accesskey=…)")},
                                    {u"bearer"_s, tr("Header (Authorization: Bearer …)")}});
    const Option variant = choiceOption(
        u"variant"_s, tr("Server"),
        {{u"auto"_s, tr("Find out")},
         {u"documented"_s, tr("As documented: answers requests, understands :*")},
         {u"deployed"_s, tr("Compares topics by prefix and answers nothing")}},
        tr("Finding out takes a second in which the second kind of server delivers nothing."));

    Option url = urlOption(u"wss://api.voipbin.net/v1.0/ws"_s);
    url.choices = {{u"wss://api.voipbin.net/v1.0/ws"_s, tr("Accounts and agents")},
                   {u"wss://api.voipbin.net/v1.0/service_agents/ws"_s, tr("Service agents")}};
    return {url, token, auth, advanced(variant)};
}

TopicForm voipbinTopicForm()
{
    TopicForm form;
    form.noun = tr("topic");
    form.placeholder = u"customer_id:12345678-1234-1234-1234-123456789012:call:*"_s;
    form.separator = u':';
    form.fewestParts = 2; // the deployed server takes prefixes down to a whole scope,
    form.mostParts = 5; // and publishes scope:id:call:call_created:call's id as well
    form.parts = {
        {tr("Scope"),
         TopicPart::Kind::Choice,
         {u"customer_id"_s, u"agent_id"_s},
         tr("All of a customer's resources (administrators and managers), or one agent's own.")},
        {tr("Id"), TopicPart::Kind::Uuid, {}, tr("The UUID of the customer or the agent.")},
        {tr("Resource"),
         TopicPart::Kind::Suggested,
         {u"call"_s, u"message"_s, u"activeflow"_s, u"conference"_s, u"queue"_s, u"agent"_s,
          u"recording"_s, u"transcription"_s, u"groupcall"_s, u"queuecall"_s, u"conferencecall"_s,
          u"campaign"_s, u"campaigncall"_s, u"transcribe"_s, u"chat"_s, u"aicall"_s, u"email"_s},
         tr("The type of resource to hear of.")},
        {tr("Which"),
         TopicPart::Kind::UuidOrAll,
         {},
         tr("The UUID of one resource, or * for all.")},
    };
    return form;
}

DialectInfo voipbinInfo()
{
    DialectInfo info;
    info.id = u"voipbin"_s;
    info.title = u"VoIPBIN"_s;
    info.description = tr("Calls, messages, flows, queues and conferences of a VoIPBIN account.");
    info.options = voipbinOptions();
    info.topicForm = voipbinTopicForm();
    info.covers = coversAsPrefix;
    return info;
}

} // namespace

const Dialect &voipbinDialect();
const Dialect &voipbinDialect()
{
    static const DialectOf<VoipbinSession> dialect(voipbinInfo());
    return dialect;
}

} // namespace eventscope

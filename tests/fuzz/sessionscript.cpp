// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/sessionscript.h"

#include "models/event/jsontext.h"
#include "tests/fuzz/fuzztarget.h"

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxTicks = 1000; ///< within one step of time
constexpr qint64 maxStepMs = 600'000;

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), size_t(bytes.size())};
}

std::string_view takeLine(std::string_view &rest)
{
    const size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    return line;
}

/// The number behind `key=`, as transcripts write it.
int numberOf(const QString &line, QLatin1StringView key)
{
    const qsizetype at = line.indexOf(key);
    return at < 0 ? 0 : line.mid(at + key.size()).section(u' ', 0, 0).toInt();
}

} // namespace

SessionScript::SessionScript(const Dialect &dialect)
    : m_dialect(dialect), m_conversation(m_sink, u"0a1b2c3d"_s, {}, *this)
{
    m_conversation.setName(u"Fuzz"_s);
}

SessionScript::~SessionScript() = default;

void SessionScript::sendFrame(std::string_view frame)
{
    demand(m_open, "nothing is sent where nothing is open");
    demand(frame.size() < (size_t(64) << 20), "what is sent is bounded");
}

void SessionScript::endConnection(CloseTreatment treatment, const QString &cause)
{
    m_closing = CloseVerdict{treatment, cause};
}

void SessionScript::requestAnswered(const TopicRequest &, const TopicAnswer &)
{
    demand(--m_asked >= 0, "each request is answered once");
}

void SessionScript::begin()
{
    if (m_conversation.session())
        return;
    for (const Option &option : m_dialect.info().options) {
        if (!m_options.contains(option.key))
            m_options[option.key] = option.defaultValue;
    }
    m_conversation.begin(m_dialect, m_options);
    m_conversation.session()->handshake();
    m_conversation.session()->heartbeat();
}

void SessionScript::open(const QString &subprotocol)
{
    if (m_open)
        return;
    begin();
    m_open = true;
    m_conversation.opened(m_now, subprotocol, u"host:1"_s);
}

void SessionScript::end(const QString &rest)
{
    begin();
    EndEvidence evidence;
    evidence.cause.closeCode = numberOf(rest, "code="_L1);
    evidence.cause.httpStatus = numberOf(rest, "http="_L1);
    evidence.cause.handshakeDone = m_open;
    evidence.cause.clean = evidence.cause.closeCode != 0;
    const qsizetype reason = rest.indexOf(u"reason="_s);
    evidence.cause.closeReason = reason < 0 ? QString() : rest.mid(reason + 7);
    evidence.stage = m_open ? HandshakeStage::Open : HandshakeStage::TcpConnected;
    evidence.host = u"host:1"_s;
    m_conversation.ended(evidence, m_now);
    m_open = false;
}

void SessionScript::serve(std::string_view bytes, bool binary)
{
    if (!binary && !validUtf8(bytes))
        return; // ends the connection before any session sees it
    open({});
    m_conversation.frame({bytes, binary}, m_now, ++m_recordedUs);
}

void SessionScript::advance(std::string_view duration)
{
    const bool seconds = !duration.ends_with("ms");
    const qint64 value =
        text(duration.substr(0, duration.find_first_not_of("0123456789"))).toLongLong();
    const qint64 bounded = std::min(value, maxStepMs); // before it is multiplied
    const Moment end = m_now + Moment(std::min(seconds ? bounded * 1000 : bounded, maxStepMs));
    for (int ticks = 0; m_open && !m_closing; ++ticks) {
        const std::optional<Moment> due = m_conversation.deadline();
        if (!due || *due > end)
            break;
        demand(ticks < maxTicks, "a deadline that was met moves");
        m_now = std::max(m_now, *due);
        m_conversation.tick(m_now);
    }
    m_now = std::max(m_now, end);
}

void SessionScript::request(const QString &rest)
{
    static const QStringList kinds{u"list"_s,    u"create"_s,         u"destroy"_s,
                                   u"publish"_s, u"get-permission"_s, u"set-permission"_s};
    const qsizetype kind = kinds.indexOf(rest.section(u' ', 0, 0));
    if (kind < 0)
        return;
    TopicRequest request;
    request.kind = TopicRequest::Kind(kind);
    request.topic = rest.section(u' ', 1, 1);
    request.message = rest.section(u' ', 2).toUtf8();
    request.permission = rest.section(u' ', 2).toUInt();
    JsonTape tape;
    // Views check that before it gets here.
    if (request.kind == TopicRequest::Kind::Publish
        && (!tape.parse(view(request.message)) || tape.multiLine()))
        return;
    ++m_asked;
    m_conversation.request(request, &m_dialect, m_now);
}

bool SessionScript::setUp(std::string_view verb, const QString &rest)
{
    if (verb == "option")
        m_options[rest.section(u'=', 0, 0)] = rest.section(u'=', 1);
    else if (verb == "remembered")
        m_options[memoryKey] = rest;
    else if (verb == "full")
        m_sink.refuse(std::clamp(rest.toInt(), 0, 100));
    else if (verb == "limit") {
        auto limit = std::make_shared<EventLimit>();
        limit->left = quint64(std::max(rest.toInt(), 0));
        m_conversation.setLimit(std::move(limit));
    } else if (verb == "filters") {
        m_filters.clear();
        for (const QString &filter : rest.split(u' ', Qt::SkipEmptyParts))
            m_filters[filter.section(u'=', 0, 0)] = filter.section(u'=', 1);
    } else
        return false;
    return true;
}

bool SessionScript::wish(std::string_view verb, const QString &rest)
{
    if (verb == "subscribe" || verb == "restore") {
        for (const QString &pattern :
             verb == "restore" ? rest.split(u' ', Qt::SkipEmptyParts) : QStringList{rest})
            m_conversation.subscribe({pattern, m_filters, false}, m_now);
        m_filters.clear();
    } else if (verb == "unsubscribe") {
        m_conversation.unsubscribe(rest, m_now);
    } else if (verb == "setdesired") {
        QVector<Subscription> desired;
        for (const QString &pattern : rest.split(u' ', Qt::SkipEmptyParts))
            desired.append({pattern, {}, false});
        m_conversation.setDesired(desired, m_now);
    } else if (verb == "request") {
        request(rest);
    } else
        return false;
    return true;
}

void SessionScript::perform(std::string_view verb, std::string_view bytes)
{
    const QString rest = text(bytes);
    if (setUp(verb, rest) || wish(verb, rest))
        return;
    if (verb.starts_with('+'))
        return advance(verb.substr(1));
    if (verb == "open")
        return open(rest);
    if (verb == "closed" || verb == "drop")
        return end(rest);
    if (verb == "ending")
        return m_conversation.ending(m_now);
    if (verb == "S")
        return serve(bytes, false);
    if (verb == "SBT")
        return serve(bytes, true);
    if (verb == "SX" || verb == "SB")
        return serve(view(QByteArray::fromHex(rest.toLatin1())), verb == "SB");
    if (m_record.take(text(verb), rest) == RecordScript::Step::Complete) {
        open({});
        m_conversation.record(m_record.view(), m_now, ++m_recordedUs);
    }
}

/// received = stored + duplicates + dropped.
void SessionScript::settle()
{
    EventOutlet &outlet = m_conversation.outlet();
    outlet.flush();
    const FeedCounters &counters = outlet.counters();
    demand(counters.received == m_sink.stored() + counters.duplicates + counters.dropped,
           "received = stored + duplicates + dropped");
    demand(counters.undecodable <= counters.received, "undecodable events were received");
}

void SessionScript::play(std::string_view script)
{
    while (!script.empty()) {
        std::string_view line = takeLine(script);
        const size_t space = line.find(' ');
        const std::string_view verb = line.substr(0, space);
        std::string_view rest =
            space == std::string_view::npos ? std::string_view() : line.substr(space + 1);
        std::string body;
        if (rest == "<<") {
            while (!script.empty() && (line = takeLine(script)) != ".")
                body.append(body.empty() ? "" : "\n").append(line);
            rest = body;
        }
        perform(verb, rest);
        if (m_closing && m_conversation.session()) {
            m_conversation.closedHere(*m_closing, m_now, FeedConversation::Closer::Session);
            m_open = false;
        }
        m_closing.reset();
        settle();
    }
    if (m_conversation.session())
        m_conversation.closedHere({CloseTreatment::Retry, u"the end"_s}, m_now,
                                  FeedConversation::Closer::User);
    m_open = false;
    settle();
    demand(m_asked == 0, "each request is answered");
}

} // namespace eventscope

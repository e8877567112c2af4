// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialectof.h"
#include "app/feeds/dialectregistry.h"
#include "app/feeds/dialects/acm/acmchunks.h"
#include "app/feeds/dialects/acm/acmoptions.h"
#include "app/feeds/dialects/acm/acmrecord.h"
#include "app/feeds/handshakeoptions.h"
#include "app/feeds/jsonframe.h"
#include "app/feeds/kafkatopicpattern.h"

#include <QCoreApplication>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("AcmDialect", text);
}

/// What the binding of CloudEvents for WebSocket has clients offer; events are text in structured
/// mode.
const QString subprotocol = u"cloudevents.json"_s;
/// Bridges refuse right after the handshake, if at all: a socket that is open for so long works.
constexpr Moment settleTime{2'000};

bool isWebSocket(const QString &url)
{
    return url.startsWith(u"ws://"_s, Qt::CaseInsensitive)
        || url.startsWith(u"wss://"_s, Qt::CaseInsensitive);
}

/// One connection to the topics of a global hub of Advanced Cluster Management, or to any others
/// with CloudEvents in Kafka, or to a bridge that sends such over WebSocket. Which topics there
/// are, and from where they are read, is the feed's business, or the bridge's; what their records
/// mean is this session's.
class AcmSession final : public Session
{
public:
    explicit AcmSession(const OptionValues &options)
        : m_options(options), m_url(options.value(u"url"_s).trimmed()),
          m_bridged(isWebSocket(m_url))
    { }

    Handshake handshake() const override;
    void opened(Moment now, const QString &subprotocol, SessionOutput &out) override;
    void frame(const FrameView &frame, Moment now, SessionOutput &out) override;
    void record(const KafkaRecord &record, Moment now, SessionOutput &out) override;
    void tick(Moment now, SessionOutput &out) override;
    void ending(Moment now, SessionOutput &out) override;
    KafkaOffsets held() const override { return m_chunks.held().lowest(); }
    void stoodStill(std::chrono::milliseconds duration) override { m_chunks.stoodStill(duration); }
    std::optional<Moment> deadline() const override;
    void subscribe(const Subscription &subscription, Moment now, SessionOutput &out) override;
    void unsubscribe(const QString &pattern, Moment now, SessionOutput &out) override;
    CloseVerdict closed(const CloseCause &) const override { return {}; }

private:
    void tell(const KafkaRecord &record, std::string_view asChunk, std::optional<qint64> next,
              SessionOutput &out);
    void tellFrame(std::string_view event, SessionOutput &out);
    void put(SessionOutput &out);
    void prove(SessionOutput &out);
    void tellExpired(Moment now, SessionOutput &out);
    void tellChunks(const std::vector<KeptRecord> &chunks, SessionOutput &out);
    const std::vector<int> &positionsOf(std::string_view topic);

    OptionValues m_options;
    QString m_url;
    bool m_bridged; ///< over WebSocket, with no Kafka in sight
    bool m_proven = false;
    std::optional<Moment> m_settleAt;
    JsonFrame m_frame{JsonFrame::Roots::ObjectsAndArrays, JsonFrame::BlankFrames::Ignored};
    std::vector<KafkaTopicPattern> m_patterns;
    AcmRecord m_record;
    AcmChunks m_chunks;
    // Records of a topic come in a row.
    std::string m_lastTopic;
    std::vector<int> m_lastPositions;
};

Handshake AcmSession::handshake() const
{
    Handshake handshake;
    handshake.url = QUrl(m_url);
    if (m_bridged) {
        handshake = tokenHandshake(m_options);
        handshake.subprotocols = {subprotocol};
    }
    return handshake;
}

void AcmSession::opened(Moment now, const QString &, SessionOutput &)
{
    if (m_bridged)
        m_settleAt = now + settleTime;
}

/// An event, or a batch of them; Kafka itself has no frames.
void AcmSession::frame(const FrameView &frame, Moment, SessionOutput &out)
{
    m_frame.begin(frame);
    while (m_frame.next(out)) {
        const JsonRef root = m_frame.root();
        if (m_frame.isBatch())
            root.forEachElement([&](JsonRef element) { tellFrame(element.raw(), out); });
        else
            tellFrame(root.raw(), out);
    }
    prove(out);
}

/// Kafka's feed sees by itself that its broker answers.
void AcmSession::prove(SessionOutput &out)
{
    m_settleAt.reset();
    if (m_bridged && !m_proven)
        out.proven();
    m_proven = true;
}

std::optional<Moment> AcmSession::deadline() const
{
    const std::optional<Moment> chunks = m_chunks.deadline();
    return chunks && m_settleAt ? std::min(*chunks, *m_settleAt) : chunks ? chunks : m_settleAt;
}

void AcmSession::record(const KafkaRecord &record, Moment now, SessionOutput &out)
{
    const AcmChunk chunk = chunkOf(record);
    AcmHeld &held = m_chunks.held();
    if (!held.isEmpty())
        held.passed(record);
    if (chunk.total == 0)
        return tell(record, {}, held.isEmpty() ? std::nullopt : held.next(record), out);
    const AcmChunks::Outcome outcome = m_chunks.take(record, chunk, now);
    tellExpired(now, out);
    if (outcome == AcmChunks::Outcome::Whole) {
        const KeptRecord whole = m_chunks.takeWhole();
        tell(whole.view(), {}, held.next(record), out);
    } else if (outcome == AcmChunks::Outcome::TooLarge) {
        tell(record, "a part of an event that is too large to be put together", held.next(record),
             out);
    }
}

void AcmSession::tick(Moment now, SessionOutput &out)
{
    tellExpired(now, out);
    if (m_settleAt && now >= *m_settleAt)
        prove(out);
}

void AcmSession::ending(Moment, SessionOutput &out)
{
    tellChunks(m_chunks.takeAll(), out);
}

/// Where a subscription is paused the rest cannot come.
void AcmSession::tellExpired(Moment now, SessionOutput &out)
{
    const auto isRead = [this](std::string_view topic) { return !positionsOf(topic).empty(); };
    tellChunks(m_chunks.takeExpired(now, isRead), out);
}

void AcmSession::tellChunks(const std::vector<KeptRecord> &chunks, SessionOutput &out)
{
    for (const KeptRecord &chunk : chunks) {
        const KafkaRecord record = chunk.view();
        tell(record, "a part of a larger event whose other parts did not come",
             m_chunks.held().releaseOne(record), out);
    }
}

/// `next`: see AcmRecord::read().
void AcmSession::tell(const KafkaRecord &record, std::string_view asChunk,
                      std::optional<qint64> next, SessionOutput &out)
{
    if (record.isStored) {
        const std::vector<int> &positions = positionsOf(record.topic);
        out.duplicate(positions.empty() ? -1 : positions.front());
        return;
    }
    m_record.read(record, asChunk, next);
    put(out);
}

void AcmSession::tellFrame(std::string_view event, SessionOutput &out)
{
    m_record.readFrame(event);
    put(out);
}

void AcmSession::put(SessionOutput &out)
{
    const std::vector<int> &positions = positionsOf(m_record.fields().topic);
    out.event(m_record.fields(), positions.empty() ? -1 : positions.front());
    for (size_t i = 1; i < positions.size(); ++i)
        out.alsoOn(positions[i]);
}

/// Of all subscriptions that this topic is read for.
const std::vector<int> &AcmSession::positionsOf(std::string_view topic)
{
    if (topic == m_lastTopic)
        return m_lastPositions;
    m_lastTopic = topic;
    m_lastPositions.clear();
    const QString name = QString::fromUtf8(topic.data(), qsizetype(topic.size()));
    for (size_t i = 0; i < m_patterns.size(); ++i) {
        if (m_patterns[i].matches(name))
            m_lastPositions.push_back(int(i));
    }
    return m_lastPositions;
}

void AcmSession::subscribe(const Subscription &subscription, Moment, SessionOutput &out)
{
    m_patterns.emplace_back(subscription.pattern);
    m_lastTopic.clear();
    m_lastPositions.clear();
    const QString problem = m_patterns.back().problem();
    if (!problem.isEmpty())
        out.refused(subscription.pattern, u"INVALID_PATTERN"_s, problem, {});
    else if (m_bridged)
        out.unconfirmed(
            subscription.pattern,
            tr("Over WebSocket the server sends what it sends, and nothing can be asked "
               "for; what comes on this topic is counted here."));
}

void AcmSession::unsubscribe(const QString &pattern, Moment, SessionOutput &)
{
    const auto same = [&pattern](const KafkaTopicPattern &other) {
        return other.text() == pattern;
    };
    const auto found = std::find_if(m_patterns.begin(), m_patterns.end(), same);
    if (found != m_patterns.end())
        m_patterns.erase(found);
    m_lastTopic.clear();
    m_lastPositions.clear();
}

DialectInfo acmInfo()
{
    DialectInfo info;
    info.id = u"acm"_s;
    info.title = u"ACM"_s;
    info.description =
        tr("CloudEvents in Kafka, or over WebSocket from a bridge, as the global hub of Advanced "
           "Cluster Management sends them.");
    info.transports = {Transport::Kafka, Transport::WebSocket};
    info.unasked = {Transport::WebSocket};
    info.options = acmOptions();
    info.topicForm.noun = tr("topic");
    info.topicForm.placeholder = u"^gh-status.*"_s;
    info.topicForm.check = [](const QString &pattern) {
        return KafkaTopicPattern(pattern).problem();
    };
    info.covers = [](const QString &wide, const QString &narrow) {
        return KafkaTopicPattern(wide).covers(KafkaTopicPattern(narrow));
    };
    return info;
}

} // namespace

const Dialect &acmDialect()
{
    static const DialectOf<AcmSession> dialect(acmInfo());
    return dialect;
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialectof.h"
#include "app/feeds/dialectregistry.h"
#include "app/feeds/dialects/acm/acmchunks.h"
#include "app/feeds/dialects/acm/acmoptions.h"
#include "app/feeds/dialects/acm/acmrecord.h"
#include "app/feeds/kafkatopicpattern.h"

#include <QCoreApplication>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("AcmDialect", text);
}

/// One connection to the topics of a global hub of Advanced Cluster Management, or to any others
/// with CloudEvents in Kafka. Which topics there are, and from where they are read, is the feed's
/// business; what their records mean is this session's.
class AcmSession final : public Session
{
public:
    explicit AcmSession(const OptionValues &options) : m_url(options.value(u"url"_s).trimmed()) { }

    Handshake handshake() const override;
    void opened(Moment, const QString &, SessionOutput &) override { }
    void frame(const FrameView &frame, Moment now, SessionOutput &out) override;
    void record(const KafkaRecord &record, Moment now, SessionOutput &out) override;
    void tick(Moment now, SessionOutput &out) override;
    void ending(Moment now, SessionOutput &out) override;
    std::optional<Moment> deadline() const override { return m_chunks.deadline(); }
    void subscribe(const Subscription &subscription, Moment now, SessionOutput &out) override;
    void unsubscribe(const QString &pattern, Moment now, SessionOutput &out) override;
    CloseVerdict closed(const CloseCause &) const override { return {}; }

private:
    void tell(const KafkaRecord &record, std::string_view asChunk, SessionOutput &out);
    void tellChunks(const std::vector<KeptRecord> &chunks, SessionOutput &out);
    const std::vector<int> &positionsOf(std::string_view topic);

    QString m_url;
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
    return handshake;
}

/// Kafka has no frames; what somebody feeds in as one is the value of a record without headers.
void AcmSession::frame(const FrameView &frame, Moment now, SessionOutput &out)
{
    KafkaRecord bare;
    bare.value = frame.bytes;
    bare.hasValue = true;
    record(bare, now, out);
}

void AcmSession::record(const KafkaRecord &record, Moment now, SessionOutput &out)
{
    const AcmRecord::Chunk chunk = AcmRecord::chunkOf(record);
    if (chunk.total == 0)
        return tell(record, {}, out);
    const AcmChunks::Outcome outcome = m_chunks.take(record, chunk, now);
    tellChunks(m_chunks.takeExpired(now), out);
    if (outcome == AcmChunks::Outcome::Whole)
        tell(m_chunks.takeWhole().view(), {}, out);
    else if (outcome == AcmChunks::Outcome::TooLarge)
        tell(record, "a part of an event that is too large to be put together", out);
}

void AcmSession::tick(Moment now, SessionOutput &out)
{
    tellChunks(m_chunks.takeExpired(now), out);
}

void AcmSession::ending(Moment, SessionOutput &out)
{
    tellChunks(m_chunks.takeAll(), out);
}

void AcmSession::tellChunks(const std::vector<KeptRecord> &chunks, SessionOutput &out)
{
    for (const KeptRecord &chunk : chunks)
        tell(chunk.view(), "a part of a larger event whose other parts did not come", out);
}

void AcmSession::tell(const KafkaRecord &record, std::string_view asChunk, SessionOutput &out)
{
    m_record.read(record, asChunk);
    const std::vector<int> &positions = positionsOf(record.topic);
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
        tr("CloudEvents in Kafka, as the global hub of Advanced Cluster Management sends them.");
    info.transport = Transport::Kafka;
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

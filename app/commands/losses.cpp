// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/losses.h"

#include "app/feeds/dialectregistry.h"
#include "app/feeds/eventoutlet.h"
#include "models/capture/capturetail.h"
#include "models/capture/kafkatrail.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <numeric>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// How many events a gap row says are missing that the writer gave up: of what feeds could not read
/// there is no account to settle.
quint64 droppedIn(std::string_view data)
{
    const QByteArray json = QByteArray::fromRawData(data.data(), qsizetype(data.size()));
    const QJsonObject row = QJsonDocument::fromJson(json).object();
    return quint64(std::max(0.0, row[u"dropped"_s].toDouble() - row[u"unread"_s].toDouble()));
}

QString lengthOf(qint64 ms)
{
    if (ms < 60'000)
        return u"%1 s"_s.arg(QString::number(double(ms) / 1000, 'f', 1));
    if (ms < 3'600'000)
        return u"%1 min %2 s"_s.arg(ms / 60'000).arg(ms / 1000 % 60);
    return u"%1 h %2 min"_s.arg(ms / 3'600'000).arg(ms / 60'000 % 60);
}

/// The row between the last line and now; a clock that went back gives no length.
OwnRow cutShortRow(const QString &name, qint64 lastUs, const QStringList &topics)
{
    const qint64 ms = std::max<qint64>(0, nowUs() - lastUs) / 1000;
    const QString last = QString::fromStdString(timestampText(lastUs));
    OwnRow row;
    row.type = owntype::gap;
    row.severity = Severity::Warning;
    row.flags = GapEvent;
    row.data =
        OwnPayload(u"%1: the recording was cut short after %2; what was sent in the %3 until "
                   "Eventscope went on with it is lost"_s.arg(name, last, lengthOf(ms)))
            .text("cause", QString::fromLatin1(cutShortCause))
            .seconds("seconds", ms)
            .text("last", last)
            .list("topics", topics)
            .take();
    return row;
}

/// A feed that reads on where the capture stopped has not missed anything.
bool readsOn(const QString &dialectId, const QString &folder, const QString &connectionId)
{
    const Dialect *dialect = dialectById(dialectId);
    return dialect && dialect->info().transports.contains(Transport::Kafka)
        && !KafkaTrail::read(folder, connectionId).isEmpty();
}

} // namespace

Losses::Losses(CaptureWriter &writer)
    : m_writer(writer), m_note(writer.folder()),
      m_wasCutShort(LossNote::isRecording(writer.folder())),
      m_topicsBefore(LossNote::topics(writer.folder())), m_untold(LossNote::read(writer.folder())),
      m_noted(m_untold)
{
    m_note.setRecording(true);
    m_note.write(m_noted); // where that fails a crash will not be told, and nothing else is amiss
}

void Losses::tellCutShort()
{
    const CaptureTail tail = CaptureTail::read(m_writer.folder());
    if (tail.lastUs == noTime)
        return;
    for (const QString &id : tail.open.isEmpty() ? QStringList{tail.lastConnection} : tail.open) {
        const CaptureInfo::Connection connection = m_writer.info().connections.value(id);
        if (readsOn(connection.dialect, m_writer.folder(), id))
            continue;
        EventOutlet outlet(m_writer, id);
        outlet.own(cutShortRow(connection.name.isEmpty() ? id : connection.name, tail.lastUs,
                               m_topicsBefore.value(id)));
    }
}

void Losses::tellEarlier()
{
    if (m_wasCutShort)
        tellCutShort();
    tell(u"the disk was full when the recording before this one ended"_s);
}

void Losses::dropped(const QString &connectionId, quint64 events)
{
    m_untold[connectionId] += events;
}

void Losses::subscribed(const QString &connectionId, const QStringList &topics)
{
    if (m_topics.value(connectionId) == topics)
        return;
    m_topics.insert(connectionId, topics);
    m_note.setTopics(m_topics);
    // What is untold by now may yet be told; and no window waits for a disk because of this.
    m_note.write(m_noted, LossNote::Durable::Soon);
}

void Losses::stored(const StoredBatch &stored)
{
    constexpr EventFlags gap = OwnEvent | GapEvent;
    for (const BatchEntry &entry : stored.batch->entries()) {
        if ((entry.flags & gap) != gap)
            continue;
        const std::string_view connection = stored.batch->connection();
        const QString id = QString::fromUtf8(connection.data(), qsizetype(connection.size()));
        ++m_gaps[id];
        const auto untold = m_untold.find(id);
        if (untold == m_untold.end())
            continue;
        *untold -= std::min(*untold, droppedIn(stored.batch->part(entry, entry.data)));
        if (*untold == 0)
            m_untold.erase(untold);
    }
    // At once: after a crash the next recording would tell it a second time.
    if (!m_noted.isEmpty() && m_untold.isEmpty())
        note();
}

void Losses::tell(const QString &cause)
{
    for (auto it = m_untold.cbegin(); it != m_untold.cend(); ++it) {
        EventOutlet outlet(m_writer, it.key());
        if (const QString name = m_writer.info().connections.value(it.key()).name; !name.isEmpty())
            outlet.setName(name);
        outlet.setDropCause(cause);
        outlet.noteDropped(it.value());
    }
}

quint64 Losses::allGaps() const
{
    return std::accumulate(m_gaps.cbegin(), m_gaps.cend(), quint64(0));
}

bool Losses::note()
{
    if (!m_note.write(m_untold))
        return false;
    m_noted = m_untold;
    return true;
}

QString Losses::end()
{
    m_note.setRecording(false);
    if (note() || m_untold.isEmpty())
        return {};
    return u"The capture %1 does not say that events are missing at its end: its disk is full."_s
        .arg(m_writer.folder());
}

} // namespace eventscope

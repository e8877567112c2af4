// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/losses.h"

#include "app/feeds/dialectregistry.h"
#include "app/feeds/eventoutlet.h"
#include "models/capture/capturetail.h"
#include "models/capture/kafkatrail.h"
#include "models/event/counttext.h"

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
    constexpr double mostExact = 9007199254740992.0; // what is more was not written by us
    const double dropped = row[u"dropped"_s].toDouble() - row[u"unread"_s].toDouble();
    return dropped >= 1 ? quint64(std::min(dropped, mostExact)) : 0;
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
OwnRow cutShortRow(const QString &name, qint64 lastUs, const LossNote::Some &topics)
{
    const qint64 ms = std::max<qint64>(0, nowUs() - lastUs) / 1000;
    const QString last = QString::fromStdString(timestampText(lastUs));
    OwnRow row;
    row.type = owntype::gap;
    row.severity = Severity::Warning;
    row.flags = GapEvent;
    const QString more = topics.more == 0
        ? QString()
        : u"; it was subscribed to %1 more than are named here"_s.arg(
            counted(topics.more, u"topic"_s));
    OwnPayload data(u"%1: the recording was cut short after %2; what was sent in the %3 until "
                    "Eventscope went on with it is lost%4"_s.arg(name, last, lengthOf(ms), more));
    data.text("cause", QString::fromLatin1(cutShortCause))
        .seconds("seconds", ms)
        .text("last", last)
        .list("topics", topics.names);
    if (topics.more > 0)
        data.count("moreTopics", topics.more);
    row.data = data.take();
    return row;
}

} // namespace

Losses::Losses(CaptureWriter &writer, const ReadsOn &readsOn)
    : m_writer(writer), m_readsOn(readsOn), m_note(writer.folder()),
      m_wasCutShort(LossNote::isRecording(writer.folder())),
      m_topicsBefore(LossNote::topics(writer.folder())),
      m_connectedBefore(LossNote::connected(writer.folder())),
      m_untold(LossNote::read(writer.folder())), m_noted(m_untold)
{
    m_note.setRecording(true);
    // Until the rows are stored that tell of it: this one may be killed before.
    for (auto it = m_topicsBefore.cbegin(); it != m_topicsBefore.cend(); ++it)
        m_topics.insert(it.key(), it->names);
    m_note.setTopics(m_topics);
    m_connected = m_connectedBefore.names;
    m_note.setConnected(m_connected);
    m_note.write(m_noted); // where that fails a crash will not be told, and nothing else is amiss
}

/// Who was connected when the recording was cut short; if nobody was, who had the last word.
QStringList Losses::cutShort(const CaptureTail &tail) const
{
    QStringList connected = m_connectedBefore.names;
    if (m_connectedBefore.more > 0) // which ones, nobody knows: rather a row too many
        connected += m_writer.info().connections.keys();
    const QStringList open = tail.open(connected);
    return open.isEmpty() && !tail.lastConnection.isEmpty() ? QStringList{tail.lastConnection}
                                                            : open;
}

/// A feed that reads on where the capture stopped has not missed anything. An older version did not
/// say which one does; most do.
bool Losses::readsOn(const QString &id) const
{
    const CaptureInfo::Connection connection = m_writer.info().connections.value(id);
    const Dialect *dialect = dialectById(connection.dialect);
    if (!dialect || !dialect->info().transports.contains(Transport::Kafka))
        return false;
    const bool fromThere =
        m_readsOn.value(id, m_readsOn.value(QString(), connection.readsOn.value_or(true)));
    return fromThere && !KafkaTrail::read(m_writer.folder(), id).isEmpty();
}

void Losses::tellCutShort()
{
    const CaptureTail tail = CaptureTail::read(m_writer.folder());
    if (tail.lastUs == noTime)
        return;
    const QStringList ids = cutShort(tail);
    for (const QString &id : ids) {
        if (readsOn(id))
            continue;
        const QString name = m_writer.info().connections.value(id).name;
        EventOutlet outlet(m_writer, id);
        outlet.own(cutShortRow(name.isEmpty() ? id : name, tail.lastUs, m_topicsBefore.value(id)));
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
    const std::string_view connection = stored.batch->connection();
    const QString id = QString::fromUtf8(connection.data(), qsizetype(connection.size()));
    std::optional<bool> on;
    for (const BatchEntry &entry : stored.batch->entries()) {
        if (!(entry.flags & OwnEvent)) {
            on = true;
            continue;
        }
        const auto says = goesOn(stored.batch->part(entry, entry.type), entry.flags,
                                 stored.batch->part(entry, entry.data));
        on = says ? says : on;
        if ((entry.flags & gap) == gap)
            settle(stored, entry, id);
    }
    if (on && !id.isEmpty())
        noteConnected(id, *on);
    // At once: after a crash the next recording would tell it a second time.
    if (!m_noted.isEmpty() && m_untold.isEmpty())
        note();
}

void Losses::settle(const StoredBatch &stored, const BatchEntry &entry, const QString &id)
{
    ++m_gaps[id];
    const auto untold = m_untold.find(id);
    if (untold == m_untold.end())
        return;
    *untold -= std::min(*untold, droppedIn(stored.batch->part(entry, entry.data)));
    if (*untold == 0)
        m_untold.erase(untold);
}

void Losses::noteConnected(const QString &id, bool connected)
{
    if (m_connected.contains(id) == connected)
        return;
    if (connected)
        m_connected += id;
    else
        m_connected.removeOne(id);
    m_note.setConnected(m_connected);
    m_note.write(m_noted, LossNote::Durable::Soon);
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

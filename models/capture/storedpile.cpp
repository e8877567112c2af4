// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/storedpile.h"

#include "models/capture/lineenvelope.h"
#include "models/capture/linereader.h"
#include "models/capture/segment.h"

namespace eventscope {

namespace {

constexpr quint64 mostInMemory = 32 << 20;
/// Neighbours are read back together up to here.
constexpr quint64 longestPlace = 1 << 20;
constexpr std::string_view bodyOpening = R"("source":")";

quint64 lineBytes(const EventBatch &batch)
{
    quint64 bytes = 0;
    for (const BatchEntry &entry : batch.entries())
        bytes += quint64(entry.lineLength) + 1;
    return bytes;
}

/// Makes batches of lines, a new one for each connection.
class LineBatches
{
public:
    LineBatches(const StoredPile::Place &place, std::vector<StoredBatch> &to)
        : m_place(place), m_to(to), m_left(place.received), m_sequence(place.firstSequence),
          m_offset(place.offset)
    { }

    bool add(std::string_view line);
    void fill();

private:
    StoredBatch &batchOf(std::string_view connection);
    void finish(BatchEntry entry, std::string_view body);

    const StoredPile::Place &m_place;
    std::vector<StoredBatch> &m_to;
    QMap<QString, quint64> m_left; ///< events of feeds that are still to come
    LineParser m_parser;
    LineEnvelope m_line;
    std::string m_scratch;
    EventBatch *m_batch = nullptr;
    quint64 m_sequence;
    quint64 m_offset;
};

StoredBatch &LineBatches::batchOf(std::string_view connection)
{
    if (!m_batch || m_batch->connection() != connection) {
        StoredBatch stored;
        stored.batch = std::make_unique<EventBatch>();
        stored.batch->setConnection(connection);
        stored.firstSequence = m_sequence;
        stored.segment = m_place.segment;
        stored.offset = m_offset;
        stored.syncedUs = m_place.syncedUs;
        m_batch = stored.batch.get();
        m_to.push_back(std::move(stored));
    }
    return m_to.back();
}

void LineBatches::finish(BatchEntry entry, std::string_view body)
{
    if (!(entry.flags & OwnEvent)) {
        const std::string_view id = m_batch->connection();
        quint64 &left = m_left[QString::fromUtf8(id.data(), qsizetype(id.size()))];
        left -= left > 0 ? 1 : 0;
    }
    m_batch->restore(entry, body);
    ++m_sequence;
    m_offset += quint64(entry.lineLength) + 1;
}

bool LineBatches::add(std::string_view line)
{
    if (!m_parser.read(line, m_line) || m_line.sequence != m_sequence)
        return false;
    const auto start = size_t(m_line.source.data() - line.data()) - bodyOpening.size();
    if (start > line.size())
        return false;
    const std::string_view body = line.substr(start);
    const auto span = [&body](std::string_view part) {
        return part.empty()
            ? BatchEntry::Span()
            : BatchEntry::Span{quint32(part.data() - body.data()), quint32(part.size())};
    };
    BatchEntry entry;
    entry.type = span(m_line.type);
    entry.topic = span(m_line.topic);
    entry.subject = span(m_line.subject);
    entry.data = span(m_line.payload);
    entry.recordedUs = m_line.recordedUs;
    entry.timeUs = m_line.timeUs;
    entry.severity = m_line.severity;
    entry.flags = m_line.flags;
    entry.marks = m_line.marks;
    entry.ownId = m_line.id.data() < body.data();
    entry.lineLength = quint32(line.size());
    entry.prefixLength = quint16(start);
    (void)batchOf(connectionOfSource(m_line.source, m_scratch));
    finish(entry, body);
    return true;
}

/// Rows for the lines that are not there any more: first those of feeds, so that sums stay right.
void LineBatches::fill()
{
    const quint64 end = m_place.firstSequence + m_place.lines;
    const QMap<QString, quint64> left = m_left;
    for (auto it = left.cbegin(); it != left.cend(); ++it) {
        for (quint64 i = 0; i < it.value() && m_sequence < end; ++i) {
            (void)batchOf(it.key().toStdString());
            finish({}, {});
        }
    }
    BatchEntry own;
    own.flags = OwnEvent;
    while (m_sequence < end) {
        (void)batchOf({});
        finish(own, {});
    }
}

} // namespace

std::unique_ptr<EventBatch> StoredPile::add(StoredBatch stored, quint64 cost)
{
    if (m_bytes + cost <= mostInMemory || m_items.empty()) {
        m_bytes += cost;
        m_items.push_back({{std::move(stored), {}}, cost});
        return {};
    }
    const quint64 bytes = lineBytes(*stored.batch);
    Place *last = m_items.back().item.stored.batch ? nullptr : &m_items.back().item.place;
    const bool joins = last && last->segment == stored.segment
        && last->offset + last->bytes == stored.offset && last->bytes + bytes <= longestPlace;
    if (!joins) {
        m_items.push_back({});
        last = &m_items.back().item.place;
        last->segment = stored.segment;
        last->offset = stored.offset;
        last->firstSequence = stored.firstSequence;
    }
    last->lines += stored.batch->size();
    last->bytes += bytes;
    last->syncedUs = stored.syncedUs;
    const std::string_view id = stored.batch->connection();
    last->received[QString::fromUtf8(id.data(), qsizetype(id.size()))] +=
        stored.batch->receivedCount();
    return std::move(stored.batch);
}

std::vector<StoredPile::Item> StoredPile::take(quint64 bytes)
{
    std::vector<Item> taken;
    for (quint64 sum = 0; !m_items.empty() && sum < bytes;) {
        Waiting &front = m_items.front();
        sum += front.cost + front.item.place.bytes;
        m_bytes -= front.cost;
        taken.push_back(std::move(front.item));
        m_items.pop_front();
    }
    return taken;
}

std::vector<StoredBatch> StoredPile::resolve(std::vector<Item> items, const QString &folder)
{
    std::vector<StoredBatch> batches;
    for (Item &item : items) {
        if (item.stored.batch) {
            batches.push_back(std::move(item.stored));
            continue;
        }
        LineBatches lines(item.place, batches);
        LineReader reader;
        if (reader.open(segmentPath(folder, item.place.segment)) == 0) {
            reader.startAt(item.place.offset);
            for (quint64 i = 0; i < item.place.lines && reader.next(); ++i) {
                if (!lines.add(reader.line()))
                    break;
            }
        }
        lines.fill();
    }
    return batches;
}

} // namespace eventscope

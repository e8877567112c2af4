// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/eventoutlet.h"

#include "models/event/maskedattributes.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// Own rows that wait for room; a full disk over a weekend must not fill the memory with notices.
constexpr size_t maxOwnRows = 1024;
constexpr size_t maxOwnGaps = 1024; ///< as many again, for they are what the log is trusted for
/// Some of them quote what a server sent, and that may be megabytes each; gaps are small.
constexpr size_t maxOwnBytes = 4 << 20;
/// An extension attribute of the lines of which something was masked before they were stored.
constexpr std::string_view maskedAttribute = R"("masked":"true")";

} // namespace

EventOutlet::EventOutlet(EventSink &sink, const QString &connectionId)
    : m_sink(sink), m_id(connectionId.toStdString()), m_name(connectionId)
{ }

EventOutlet::~EventOutlet()
{
    finish();
}

void EventOutlet::setMask(const FieldMask &mask)
{
    if (*m_mask != mask)
        m_mask = std::make_shared<const FieldMask>(mask);
}

bool EventOutlet::event(const EventFields &fields, qint64 recordedUs)
{
    if (limitReached())
        return false;
    if (!m_batch)
        begin();
    take(fields, recordedUs);
    if (m_limit)
        --m_limit->left;
    ++m_counters.received;
    if (fields.flags & Undecodable)
        ++m_counters.undecodable;
    m_lastEventUs = recordedUs;
    if (m_batch->size() >= maxBatchEvents || m_batch->byteSize() >= maxBatchBytes)
        submit();
    return true;
}

void EventOutlet::setLimit(std::shared_ptr<EventLimit> limit)
{
    m_limit = std::move(limit);
    const quint64 taken = m_counters.received - m_counters.duplicates - m_counters.unread;
    m_limit->left -= std::min(m_limit->left, taken);
}

bool EventOutlet::duplicate(quint64 content)
{
    if (limitReached())
        return false;
    ++m_counters.received;
    ++m_counters.duplicates;
    const size_t known = content == 0 || !m_batch ? 0 : std::min(m_recentCount, m_recent.size());
    for (size_t i = 1; i <= known; ++i) {
        const Recent &recent = m_recent[(m_recentCount - i) % m_recent.size()];
        if (recent.content == content) {
            m_batch->repeat(recent.entry);
            break;
        }
    }
    return true;
}

void EventOutlet::unread(const QString &cause)
{
    ++m_counters.received;
    ++m_counters.dropped;
    ++m_counters.unread;
    OwnRow row;
    row.type = owntype::gap;
    row.severity = Severity::Warning;
    row.flags = GapEvent;
    row.data = OwnPayload(u"%1 lost a message here: %2"_s.arg(m_name, cause))
                   .text("cause", cause)
                   .count("dropped", 1)
                   .count("unread", 1)
                   .seconds("seconds", 0)
                   .list("topics", topics())
                   .take();
    own(row);
}

void EventOutlet::own(const OwnRow &row)
{
    own(row, m_mask);
}

void EventOutlet::own(const OwnRow &row, const Mask &mask)
{
    if (!m_batch)
        begin();
    const bool isKept = keep(row, mask);
    if (m_isWaiting && !isKept) { // the batch that waits must not grow by them either
        leaveOut(row);
        return;
    }
    append(row, *mask);
    if (!isKept) {
        ++m_unkept;
        m_unkeptGaps += (row.flags & GapEvent) ? 1 : 0;
    }
}

/// Until a batch with it is accepted. False: there is no room.
bool EventOutlet::keep(const OwnRow &row, const Mask &mask)
{
    const bool isGap = (row.flags & GapEvent) != 0;
    const bool fits = isGap
        ? m_ownGaps < maxOwnGaps
        : m_ownRows.size() - m_ownGaps < maxOwnRows && m_ownBytes + row.data.size() <= maxOwnBytes;
    if (!fits)
        return false;
    m_ownBytes += isGap ? 0 : row.data.size();
    m_ownGaps += isGap ? 1 : 0;
    m_ownRows.push_back({row, mask});
    return true;
}

void EventOutlet::leaveOut(const OwnRow &row)
{
    ++m_leftOut;
    m_leftOutGaps += (row.flags & GapEvent) ? 1 : 0;
}

void EventOutlet::takeOver(EventOutlet &gone)
{
    flush();
    m_drops = gone.m_drops;
    std::vector<Waiting> rows = std::exchange(gone.m_ownRows, {});
    gone.m_ownBytes = 0;
    gone.m_ownGaps = 0;
    m_leftOut += std::exchange(gone.m_leftOut, 0);
    m_leftOutGaps += std::exchange(gone.m_leftOutGaps, 0);
    if (!m_batch) { // else it waits, and what is in it stays where it is
        std::move(m_ownRows.begin(), m_ownRows.end(), std::back_inserter(rows));
        m_ownRows.clear();
        m_ownBytes = 0;
        m_ownGaps = 0;
    }
    for (const Waiting &one : rows) {
        if (m_batch)
            own(one.row, one.mask);
        else if (!keep(one.row, one.mask))
            leaveOut(one.row);
    }
}

void EventOutlet::flush()
{
    if (m_batch)
        submit();
}

void EventOutlet::settle()
{
    if (owesRows() && !m_batch)
        begin();
    flush();
}

void EventOutlet::finish()
{
    const bool isPatient = std::exchange(m_isPatient, false);
    const quint64 before = m_counters.dropped;
    settle();
    m_isPatient = isPatient;
    m_canReadAgain = m_canReadAgain || (isPatient && m_counters.dropped > before);
}

bool EventOutlet::hasRoom(quint64 bytes) const
{
    const quint64 here = m_batch ? m_batch->byteSize() + m_batch->size() * sizeof(BatchEntry) : 0;
    return m_sink.hasRoom(m_id, here + bytes);
}

void EventOutlet::noteDropped(quint64 events)
{
    m_counters.dropped += m_drops->told(events);
}

void EventOutlet::begin()
{
    m_recentCount = 0;
    m_batch = m_sink.takeEmptyBatch();
    m_batch->setConnection(m_id);
    for (const Waiting &one : m_ownRows)
        append(one.row, *one.mask);
    m_inThisBatch = m_drops->take();
    if (m_inThisBatch.events > 0)
        append(dropGap(), *m_mask);
}

void EventOutlet::append(const OwnRow &row, const FieldMask &mask)
{
    EventFields fields;
    fields.type = row.type;
    fields.topic = row.topic;
    fields.severity = row.severity;
    fields.flags = EventFlags(row.flags | OwnEvent);
    fields.payloadKind = row.payloadKind;
    fields.payload = row.data;
    append(fields, nowUs(), mask);
}

void EventOutlet::take(const EventFields &fields, qint64 recordedUs)
{
    if (m_newest.isOlder(fields, recordedUs)) {
        EventFields late = fields;
        late.marks |= Late;
        append(late, recordedUs, *m_mask);
    } else {
        append(fields, recordedUs, *m_mask);
    }
    if (fields.content != 0)
        m_recent[m_recentCount++ % m_recent.size()] = {fields.content, m_batch->size() - 1};
}

/// Says so in the line where it is not what was received.
void EventOutlet::append(const EventFields &fields, qint64 recordedUs, const FieldMask &mask)
{
    if (mask.isEmpty()) {
        m_batch->append(fields, recordedUs);
        return;
    }
    EventFields masked = fields;
    bool isMasked = false;
    const auto put = [&isMasked](std::string_view &part, std::string_view instead) {
        isMasked = isMasked || part.data() != instead.data();
        part = instead;
    };
    put(masked.payload, mask.applyToPayload(fields.payload, fields.payloadKind, m_masked));
    std::string subject;
    put(masked.subject, mask.applyToPayload(fields.subject, PayloadKind::Text, subject));
    std::string reason;
    put(masked.reason, mask.applyToPayload(fields.reason, PayloadKind::Text, reason));
    std::string topic;
    if (!(fields.flags & OwnEvent)) // what the user asked for, by which Kafka is read on
        put(masked.topic, mask.applyToName(fields.topic, topic));
    std::string id;
    if (mask.applyToName(fields.id, id).data() != fields.id.data())
        put(masked.id, {}); // the capture makes one, for masked ones may be equal
    std::string extensions;
    put(masked.extensions,
        maskedExtensions(mask, fields.extensions, EventFields::maxExtensions, extensions));
    if (!isMasked) {
        m_batch->append(fields, recordedUs);
        return;
    }
    static_assert(maskedAttribute.size() < EventFields::ownExtensions);
    m_extensions = maskedAttribute;
    if (!masked.extensions.empty() && masked.extensions.size() <= EventFields::maxExtensions)
        m_extensions.append(1, ',').append(masked.extensions);
    masked.extensions = m_extensions;
    m_batch->append(masked, recordedUs);
}

QString EventOutlet::dropCause() const
{
    QString cause = m_dropCause;
    if (cause.isEmpty())
        cause = m_canReadAgain ? u"there was no room for them when it ended"_s
                               : u"they came faster than they could be stored"_s;
    if (m_canReadAgain)
        cause += u"; they are read again where it starts where it stopped"_s;
    return cause;
}

OwnRow EventOutlet::dropGap() const
{
    const quint64 dropped = m_inThisBatch.events;
    const QString events = dropped == 1 ? u"1 event"_s : u"%1 events"_s.arg(dropped);
    const QString cause = dropCause();
    OwnRow row;
    row.type = owntype::gap;
    row.severity = Severity::Warning;
    row.flags = GapEvent;
    row.data = OwnPayload(u"%1 lost %2 here: %3"_s.arg(m_name, events, cause))
                   .text("cause", cause)
                   .text("kind", u"overflow"_s)
                   .count("dropped", dropped)
                   .seconds("seconds", (m_inThisBatch.toUs - m_inThisBatch.fromUs) / 1000)
                   .list("topics", topics())
                   .take();
    return row;
}

OwnRow EventOutlet::leftOutRow() const
{
    const auto notices = [](quint64 count) {
        return count == 1 ? u"1 note"_s : u"%1 notes"_s.arg(count);
    };
    const QString gaps =
        m_leftOutGaps == 0 ? QString() : u", %1 of them about gaps,"_s.arg(m_leftOutGaps);
    OwnRow row;
    row.type = owntype::error;
    row.severity = Severity::Warning;
    row.data = OwnPayload(u"%1 about %2%3 could not be stored here: there was no room"_s.arg(
                              notices(m_leftOut), m_name, gaps))
                   .text("code", u"ROWS_LEFT_OUT"_s)
                   .count("rows", m_leftOut)
                   .count("gaps", m_leftOutGaps)
                   .take();
    return row;
}

void EventOutlet::submit()
{
    const quint64 received = m_batch->receivedCount();
    m_isWaiting = m_isPatient && received > 0 && !hasRoom(0);
    if (m_isWaiting)
        return;
    if (m_leftOut > 0)
        append(leftOutRow(), *m_mask);
    if (m_sink.submit(std::move(m_batch))) {
        m_counters.gaps += m_ownGaps + m_unkeptGaps + (m_inThisBatch.events > 0 ? 1 : 0);
        m_ownRows.clear();
        m_ownBytes = 0;
        m_ownGaps = 0;
        m_leftOut = 0;
        m_leftOutGaps = 0;
    } else {
        m_counters.dropped += received;
        m_drops->giveBack(m_inThisBatch);
        m_drops->refused(received);
        m_leftOut += m_unkept;
        m_leftOutGaps += m_unkeptGaps;
    }
    m_unkept = 0;
    m_unkeptGaps = 0;
    m_batch.reset();
    m_inThisBatch = {};
}

} // namespace eventscope

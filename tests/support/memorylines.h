// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/linesource.h"
#include "models/event/storedbatch.h"

#include <memory>
#include <string>
#include <vector>

namespace eventscope {

/// A capture without a disk: puts batches into lines exactly as the writer does, and gives them
/// back. Each batch is a segment of its own that never moves, so lines may be read by other threads
/// while the next batch is added, as long as they learnt of them through a snapshot of the log.
class MemoryLines final : public LineSource
{
public:
    MemoryLines() { m_segments.reserve(maxBatches); }

    /// Gives every event its line and its place; append the answer to an EventLog.
    StoredBatch add(std::unique_ptr<EventBatch> batch)
    {
        StoredBatch stored;
        stored.firstSequence = m_nextSequence;
        stored.segment = quint32(m_segments.size());
        std::string text;
        for (BatchEntry &entry : batch->entries()) {
            const size_t begin = text.size();
            text +=
                R"({"specversion":"1.0","sequence":")" + std::to_string(m_nextSequence) + R"(",)";
            if (entry.ownId)
                text += R"("id":"m-)" + std::to_string(m_nextSequence) + R"(",)";
            entry.prefixLength = quint32(text.size() - begin);
            text += batch->body(entry);
            entry.lineLength = quint32(text.size() - begin);
            text += '\n';
            ++m_nextSequence;
        }
        Q_ASSERT(m_segments.size() < maxBatches);
        m_segments.push_back(std::make_unique<const std::string>(std::move(text)));
        stored.batch = std::move(batch);
        return stored;
    }

    /// From now on the lines of this segment cannot be read, as when retention removed its file.
    void lose(quint32 segment) { m_segments[segment] = nullptr; }

    std::string_view line(const EventRecord &record, std::string &) const override
    {
        const auto &segment = m_segments.at(record.segment());
        if (!segment || record.offset() + record.lineLength >= segment->size())
            return {};
        return std::string_view(*segment).substr(record.offset(), record.lineLength);
    }

    std::string_view lines(const EventRecord &first, const EventRecord &last) const override
    {
        const auto &segment = m_segments.at(first.segment());
        const quint64 end = last.offset() + last.lineLength;
        if (!segment || first.segment() != last.segment() || end > segment->size())
            return {};
        return std::string_view(*segment).substr(first.offset(), end - first.offset());
    }

private:
    static constexpr size_t maxBatches = 1U << 16;

    std::vector<std::unique_ptr<const std::string>> m_segments;
    quint64 m_nextSequence = 1;
};

/// One event of a test, with what most tests do not care about filled in.
struct TestEvent
{
    std::string type = "call.status";
    std::string topic = "customer_id:c1:call:77d0f2c1";
    std::string subject = "77d0f2c1";
    std::string payload = R"({"status":"ringing"})";
    Severity severity = Severity::Info;
    EventFlags flags = 0;
    PayloadKind kind = PayloadKind::Json;
    std::string reason = {};
    std::string time = {};
    EventMarks marks = 0;

    void appendTo(EventBatch &batch, qint64 recordedUs = 1'700'000'000'000'000) const
    {
        EventFields fields;
        fields.type = type;
        fields.topic = topic;
        fields.subject = subject;
        fields.payload = payload;
        fields.severity = severity;
        fields.flags = flags;
        fields.payloadKind = kind;
        fields.marks = marks;
        fields.reason = reason;
        fields.time = time;
        fields.timeUs = parseTimestamp(time);
        batch.append(fields, recordedUs);
    }
};

inline std::unique_ptr<EventBatch> batchOf(const std::vector<TestEvent> &events,
                                           std::string_view connection = "0a1b2c3d")
{
    auto batch = std::make_unique<EventBatch>();
    batch->setConnection(connection);
    for (const TestEvent &event : events)
        event.appendTo(*batch);
    return batch;
}

} // namespace eventscope

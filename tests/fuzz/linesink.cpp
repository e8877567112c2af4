// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/linesink.h"

#include "models/event/jsontext.h"
#include "tests/fuzz/fuzztarget.h"

#include <set>

namespace eventscope {

std::unique_ptr<EventBatch> LineSink::takeEmptyBatch()
{
    return m_spare ? std::move(m_spare) : std::make_unique<EventBatch>();
}

bool LineSink::submit(std::unique_ptr<EventBatch> batch)
{
    const bool taken = m_refusals <= 0;
    if (taken) {
        m_stored += batch->receivedCount();
        for (const BatchEntry &entry : batch->entries())
            check(*batch, entry);
    } else {
        --m_refusals;
        m_refused += batch->receivedCount();
    }
    batch->clear();
    m_spare = std::move(batch);
    return taken;
}

void LineSink::check(const EventBatch &batch, const BatchEntry &entry)
{
    m_line = R"({"specversion":"1.0","sequence":")" + std::to_string(++m_sequence) + R"(",)";
    if (entry.ownId)
        m_line += R"("id":"f-)" + std::to_string(m_sequence) + R"(",)";
    m_line += batch.body(entry);

    LineEnvelope quick;
    LineEnvelope strict;
    demand(m_line.find('\n') == std::string::npos, "a line has no line break in it", m_line);
    demand(m_parser.check(m_line, strict), "verify takes what was recorded", m_line);
    demand(m_parser.read(m_line, quick), "a recorded line is read", m_line);
    demand(quick.type == strict.type && quick.topic == strict.topic
               && quick.subject == strict.subject && quick.payload == strict.payload
               && quick.id == strict.id && quick.source == strict.source
               && quick.timeUs == strict.timeUs && quick.recordedUs == strict.recordedUs
               && quick.flags == strict.flags && quick.severity == strict.severity
               && quick.dataOffset == strict.dataOffset,
           "the quick way reads what the strict one reads", m_line);
    demand(strict.sequence == m_sequence && strict.recordedUs == entry.recordedUs,
           "number and time come back", m_line);
    demand(strict.timeUs == entry.timeUs, "the event's own time comes back", m_line);
    demand(strict.type == batch.part(entry, entry.type), "the type comes back", m_line);
    demand(strict.topic == batch.part(entry, entry.topic), "the topic comes back", m_line);
    demand((entry.flags & BinaryPayload) || strict.payload == batch.part(entry, entry.data),
           "the payload comes back", m_line);
    demand(strict.flags == entry.flags, "the flags come back", m_line);
    demandAttributesOnce();
    demand(strict.type.size() <= 6 * EventFields::maxAttribute, "attributes are bounded", m_line);

    tellWorkflows(strict, entry, batch);
}

/// Of two members of a name one reader takes the first and another the last.
void LineSink::demandAttributesOnce()
{
    demand(m_tape.parse(m_line), "a line is JSON", m_line);
    std::set<std::string> names;
    std::string scratch;
    JsonRef(m_tape).forEachMember([&](JsonRef key, JsonRef) {
        demand(names.emplace(key.string(scratch)).second, "no attribute is there twice", m_line);
    });
}

void LineSink::tellWorkflows(const LineEnvelope &strict, const BatchEntry &entry,
                             const EventBatch &batch)
{
    EventView view;
    view.sequence = m_sequence;
    view.connection = batch.connection();
    std::string scratch;
    view.type = plainText(strict.type, scratch);
    view.payload = strict.payload;
    view.recordedUs = entry.recordedUs;
    view.flags = entry.flags;
    if (m_workflows.consume(view)) {
        for (const quint64 run : m_workflows.takeChanged())
            m_workflows.takeTree(run);
    }
}

} // namespace eventscope

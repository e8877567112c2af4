// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/lineenvelope.h"
#include "models/event/eventsink.h"
#include "models/workflow/workflowreducer.h"

namespace eventscope {

/// Where a fuzzed conversation hands its events in: demands of each that the capture can keep it
/// and read it back as it was, and shows it to whatever reads payloads behind the capture.
class LineSink final : public EventSink
{
public:
    std::unique_ptr<EventBatch> takeEmptyBatch() override;
    bool submit(std::unique_ptr<EventBatch> batch) override;

    void refuse(int batches) { m_refusals = batches; }
    quint64 stored() const { return m_stored; }
    quint64 refused() const { return m_refused; }

private:
    void check(const EventBatch &batch, const BatchEntry &entry);
    void demandAttributesOnce();
    void tellWorkflows(const LineEnvelope &strict, const BatchEntry &entry,
                       const EventBatch &batch);

    std::unique_ptr<EventBatch> m_spare;
    LineParser m_parser;
    JsonTape m_tape{JsonTape::maxLineDepth};
    WorkflowReducer m_workflows;
    std::string m_line;
    quint64 m_sequence = 0;
    quint64 m_stored = 0;
    quint64 m_refused = 0;
    int m_refusals = 0;
};

} // namespace eventscope

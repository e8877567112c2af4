// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connectionmodel.h"
#include "models/eventlogmodel.h"
#include "models/filtersetmodel.h"
#include "models/noticemodel.h"
#include "models/subscriptionmodel.h"
#include "models/workflowmodel.h"
#include "tests/support/memorylines.h"
#include "views/mainwindow.h"

namespace eventscope {

/// All models of a window, filled with ten minutes that could have happened: through batches and
/// lines, as feeds would. For tests and for pictures.
class WindowStory
{
public:
    WindowStory() = default;

    /// Connections with subscriptions in every state, their events, workflows and notices.
    void tell();
    void addConnections();
    /// Events of ordinary calls.
    void addCalls(int count);

    WindowModels models()
    {
        return {&connections, &subscriptions, &eventLog, &workflows, &notices, &filters};
    }
    WindowServices services() const;
    CaptureFigures figures() const;

    MemoryLines lines;
    EventLog log;
    ConnectionModel connections;
    SubscriptionModel subscriptions{&connections};
    EventLogModel eventLog{&log, &lines};
    WorkflowModel workflows;
    NoticeModel notices;
    FilterSetModel filters{QString()};

private:
    struct Happening
    {
        std::string type, topic, subject, payload;
        Severity severity = Severity::Info;
        EventFlags flags = 0;
        qint64 afterUs = 40'000; ///< after the one before
    };

    void happen(std::string_view connection, const std::vector<Happening> &happenings);
    void addCallEvents();
    void addWorkflowEvents();
    void addTrouble();
    void addFilters();
    void setStates();

    qint64 m_nowUs = 0;
    int m_calls = 0;
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/callworld.h"
#include "app/demo/dice.h"
#include "app/demo/stepqueue.h"

#include <array>
#include <memory>
#include <vector>

namespace eventscope {

/// A small telephone office in a busy hour: calls ring, are answered, wait in queues, are recorded
/// and end; messages go to and fro; now and then people meet in a conference. A pure function of
/// seed and time: the clock is a parameter, so tests run hours of it in a moment, and it tells the
/// same story however often it is asked. One thread.
class CallStory
{
public:
    /// `demoAgent` is the one agent whose own events a subscriber may follow; that one never idles
    /// for long. When it starts, the office has been open for a while already.
    CallStory(quint64 seed, qint64 startUs, const std::string &demoAgent);
    CallStory(const CallStory &) = delete;
    CallStory &operator=(const CallStory &) = delete;

    /// Appends everything that happened up to `us`, oldest first.
    void advance(qint64 us, std::vector<CallEvent> &out);

private:
    struct Active;
    using ActivePtr = std::shared_ptr<Active>;

    void tell(CallEvent event);
    void after(qint64 us, StepQueue::Step step) { m_steps.at(us, std::move(step)); }

    void nextCall(qint64 us);
    void ring(const ActivePtr &active, qint64 us);
    void answer(const ActivePtr &active, qint64 us);
    void planEnd(const ActivePtr &active, qint64 us);
    void end(const ActivePtr &active, qint64 us);
    void setStatus(Active &active, const char *status);

    void startFlow(const ActivePtr &active, qint64 us);
    void action(const ActivePtr &active, const char *type, const char *name, qint64 us);
    void chooseFromMenu(const ActivePtr &active, qint64 us);
    void joinQueue(const ActivePtr &active, qint64 us);
    void tryAgent(const ActivePtr &active, qint64 us);
    void leaveQueue(const ActivePtr &active, const char *reason, qint64 us);
    void freeAgent(std::size_t index, qint64 us);
    void setAgent(std::size_t index, const char *status, qint64 us);

    void record(const ActivePtr &active, qint64 us);
    void nextMessage(qint64 us);
    void nextConference(std::size_t index, qint64 us);
    void leaveConference(std::size_t index, const std::string &callId, qint64 us);

    Dice m_dice;
    StepQueue m_steps;
    std::array<Agent, 8> m_agents;
    std::array<CallQueue, 3> m_queues;
    std::array<Conference, 3> m_conferences;
    std::array<std::string, 4> m_flows;
    std::vector<CallEvent> *m_out = nullptr; ///< only during advance()
};

} // namespace eventscope

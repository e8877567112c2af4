// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/callstory.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr qint64 second = 1'000'000;
// Long enough for calls in every state, queues that are not empty and flows half way.
constexpr qint64 openSince = 120 * second;

constexpr std::array companies{
    "Alder & Finch Logistics", "Blue Harbor Dental",  "Cedar Point Books", "Copperfield Bakery",
    "Eastgate Car Rental",     "Fernhill Pharmacy",   "Granite Bay Tools", "Hollow Oak Furniture",
    "Juniper Street Cafe",     "Lakeside Veterinary", "Maple Row Hotel",   "Stonebridge Insurance"};
constexpr std::array office{"Main line", "Sales", "Support", "Billing"};

} // namespace

struct CallStory::Active
{
    Call call;
    Activeflow flow;
    QueuePlace place;
    CallRecording recording;
    std::size_t queue = 0;
    std::size_t agent = 0;
    int tries = 0;
    bool hasFlow = false;
    bool queued = false;
    bool holdsAgent = false;
    bool recorded = false;
};

CallStory::CallStory(quint64 seed, qint64 startUs, const std::string &demoAgent) : m_dice(seed)
{
    for (std::size_t i = 0; i < m_agents.size(); ++i) {
        m_agents[i].id = i == 0 ? demoAgent : m_dice.uuid();
        m_agents[i].name = "desk-" + std::to_string(101 + i);
    }
    static constexpr std::array queueNames{"support_queue", "sales_queue", "billing_queue"};
    static constexpr std::array roomNames{"Morning stand-up", "Supplier call", "Release review"};
    for (std::size_t i = 0; i < m_queues.size(); ++i)
        m_queues[i] = {m_dice.uuid(), queueNames[i], 0};
    for (std::size_t i = 0; i < m_conferences.size(); ++i)
        m_conferences[i] = {m_dice.uuid(), roomNames[i], 0};
    for (std::string &flow : m_flows)
        flow = m_dice.uuid();

    const qint64 opened = startUs - openSince;
    after(opened, [this](qint64 us) { nextCall(us); });
    after(opened, [this](qint64 us) { nextMessage(us); });
    for (std::size_t i = 0; i < m_conferences.size(); ++i)
        after(opened + m_dice.seconds(1, 40), [this, i](qint64 us) { nextConference(i, us); });
    m_steps.runUntil(startUs);
}

void CallStory::advance(qint64 us, std::vector<CallEvent> &out)
{
    m_out = &out;
    m_steps.runUntil(us);
    m_out = nullptr;
}

void CallStory::tell(CallEvent event)
{
    if (m_out)
        m_out->push_back(std::move(event));
}

void CallStory::nextCall(qint64 us)
{
    after(us + m_dice.seconds(0.12, 0.46), [this](qint64 next) { nextCall(next); });
    const auto active = std::make_shared<Active>();
    Call &call = active->call;
    call.id = m_dice.uuid();
    call.createdUs = us;
    call.inbound = m_dice.chance(65);
    const Party outside{m_dice.phoneNumber(), m_dice.oneOf(companies)};
    const Party inside{m_dice.phoneNumber(), m_dice.oneOf(office)};
    call.source = call.inbound ? outside : inside;
    call.destination = call.inbound ? inside : outside;
    active->hasFlow = call.inbound && m_dice.chance(32);
    if (active->hasFlow) {
        call.flowId = m_dice.oneOf(m_flows);
        call.activeflowId = m_dice.uuid();
    } else if (m_dice.chance(60)) {
        call.agentId = m_dice.oneOf(m_agents).id;
    }
    call.status = call.inbound ? "ringing" : "dialing";
    call.ringingUs = call.inbound ? us : 0;
    tell(callCreated(call, us));

    if (active->hasFlow)
        after(us + m_dice.seconds(0.1, 0.3), [this, active](qint64 at) { startFlow(active, at); });
    else if (call.inbound)
        ring(active, us);
    else
        after(us + m_dice.seconds(0.4, 1.5), [this, active](qint64 at) {
            active->call.ringingUs = at;
            setStatus(*active, "ringing");
            tell(callStatus(active->call, at));
            ring(active, at);
        });
}

void CallStory::ring(const ActivePtr &active, qint64 us)
{
    if (m_dice.chance(78)) {
        after(us + m_dice.seconds(1.5, 8), [this, active](qint64 at) { answer(active, at); });
        return;
    }
    static constexpr std::array reasons{"noanswer", "noanswer", "busy", "cancel", "failed"};
    active->call.hangupReason = m_dice.oneOf(reasons);
    active->call.hangupBy = active->call.hangupReason == "cancel" ? "local" : "remote";
    after(us + m_dice.seconds(4, 14), [this, active](qint64 at) { end(active, at); });
}

void CallStory::setStatus(Active &active, const char *status)
{
    active.call.previousStatus = active.call.status;
    active.call.status = status;
}

void CallStory::answer(const ActivePtr &active, qint64 us)
{
    active->call.answeredUs = us;
    setStatus(*active, "answered");
    tell(callStatus(active->call, us));
    active->call.hangupReason = "normal";
    active->call.hangupBy = m_dice.chance(60) ? "remote" : "local";
    if (m_dice.chance(18))
        after(us + m_dice.seconds(0.3, 1.2), [this, active](qint64 at) { record(active, at); });
    if (!active->hasFlow)
        planEnd(active, us);
}

void CallStory::planEnd(const ActivePtr &active, qint64 us)
{
    // Many short calls and a few long ones.
    const qint64 talk = m_dice.chance(75) ? m_dice.seconds(4, 18) : m_dice.seconds(18, 55);
    after(us + talk, [this, active](qint64 at) {
        setStatus(*active, "terminating");
        tell(callStatus(active->call, at));
        after(at + m_dice.seconds(0.1, 0.6), [this, active](qint64 last) { end(active, last); });
    });
}

void CallStory::end(const ActivePtr &active, qint64 us)
{
    active->call.endedUs = us;
    setStatus(*active, "ended");
    tell(callEnded(active->call, us));
    if (active->recorded) {
        after(us + m_dice.seconds(0.4, 1.2), [this, active](qint64 at) {
            tell(recordingCompleted(active->recording, at));
            if (!m_dice.chance(45))
                return;
            after(at + m_dice.seconds(2, 5), [this, active](qint64 later) {
                static constexpr std::array texts{
                    "Thank you for calling. I would like to ask about my last invoice.",
                    "Could you please move the delivery to Thursday morning?",
                    "The second unit has not arrived yet; the order number ends with 4711."};
                const std::string id = m_dice.uuid();
                tell(transcriptionCompleted(active->recording, id, m_dice.oneOf(texts), later));
            });
        });
    }
    if (active->holdsAgent) {
        const std::size_t agent = active->agent;
        after(us + m_dice.seconds(0.5, 3), [this, agent](qint64 at) { freeAgent(agent, at); });
    }
    if (!active->hasFlow)
        return;
    active->flow.status = "completed";
    active->flow.result = active->call.hangupReason == "normal" ? "success" : "failed";
    after(us + m_dice.seconds(0.05, 0.3),
          [this, active](qint64 at) { tell(activeflowCompleted(active->flow, at)); });
}

void CallStory::startFlow(const ActivePtr &active, qint64 us)
{
    Activeflow &flow = active->flow;
    flow.id = active->call.activeflowId;
    flow.flowId = active->call.flowId;
    flow.callId = active->call.id;
    flow.createdUs = us;
    action(active, "answer", "answer", us);
    after(us + m_dice.seconds(0.6, 2), [this, active](qint64 at) {
        answer(active, at);
        action(active, "play", "welcome_message", at + second / 10);
        after(at + m_dice.seconds(2, 4), [this, active](qint64 menu) {
            action(active, "digits_receive", "main_menu", menu);
            after(menu + m_dice.seconds(1.5, 5),
                  [this, active](qint64 choice) { chooseFromMenu(active, choice); });
        });
    });
}

void CallStory::action(const ActivePtr &active, const char *type, const char *name, qint64 us)
{
    const std::string id = m_dice.uuid();
    const std::string actionType = type;
    const std::string actionName = name;
    after(us, [this, active, id, actionType, actionName](qint64 at) {
        active->flow.actionId = id;
        active->flow.actionType = actionType;
        active->flow.actionName = actionName;
        tell(activeflowUpdated(active->flow, at));
    });
}

void CallStory::chooseFromMenu(const ActivePtr &active, qint64 us)
{
    if (m_dice.chance(50)) {
        joinQueue(active, us);
    } else if (m_dice.chance(60)) {
        action(active, "connect", "connect_extension", us);
        planEnd(active, us);
    } else {
        action(active, "talk", "opening_hours", us);
        after(us + m_dice.seconds(3, 9), [this, active](qint64 at) { end(active, at); });
    }
}

void CallStory::joinQueue(const ActivePtr &active, qint64 us)
{
    active->queue = static_cast<std::size_t>(m_dice.between(0, 2));
    active->queued = true;
    CallQueue &queue = m_queues[active->queue];
    active->place = {m_dice.uuid(), queue.id, active->call.id, {}, {}, ++queue.waiting, us};
    const std::string name = queue.name;
    action(active, "queue_join", name.c_str(), us);
    after(us + 1000, [this, active](qint64 at) { tell(queueJoined(active->place, at)); });
    after(us + m_dice.seconds(1.5, 5), [this, active](qint64 at) { tryAgent(active, at); });
}

void CallStory::tryAgent(const ActivePtr &active, qint64 us)
{
    const std::size_t first =
        m_dice.chance(40) ? 0 : static_cast<std::size_t>(m_dice.between(0, 7));
    for (std::size_t i = 0; i < m_agents.size(); ++i) {
        const std::size_t index = (first + i) % m_agents.size();
        if (m_agents[index].status != "available")
            continue;
        active->agent = index;
        active->holdsAgent = true;
        active->call.agentId = m_agents[index].id;
        active->place.agentId = m_agents[index].id;
        --m_queues[active->queue].waiting;
        setAgent(index, "busy", us);
        tell(queueConnected(active->place, us));
        action(active, "connect", "connect_agent", us + 1000);
        planEnd(active, us);
        return;
    }
    if (++active->tries > 3 && m_dice.chance(40))
        leaveQueue(active, "abandoned", us);
    else if (active->tries > 12)
        leaveQueue(active, "timeout", us);
    else
        after(us + m_dice.seconds(1, 3), [this, active](qint64 at) { tryAgent(active, at); });
}

void CallStory::leaveQueue(const ActivePtr &active, const char *reason, qint64 us)
{
    active->place.reason = reason;
    --m_queues[active->queue].waiting;
    tell(queueLeft(active->place, us));
    active->call.hangupReason = "cancel";
    active->call.hangupBy = "remote";
    after(us + m_dice.seconds(0.05, 0.4), [this, active](qint64 at) { end(active, at); });
}

void CallStory::freeAgent(std::size_t index, qint64 us)
{
    if (!m_dice.chance(12)) {
        setAgent(index, "available", us);
        return;
    }
    setAgent(index, "away", us);
    after(us + m_dice.seconds(8, 25),
          [this, index](qint64 at) { setAgent(index, "available", at); });
}

void CallStory::setAgent(std::size_t index, const char *status, qint64 us)
{
    Agent &agent = m_agents[index];
    agent.previousStatus = agent.status;
    agent.status = status;
    tell(agentStatus(agent, us));
}

void CallStory::record(const ActivePtr &active, qint64 us)
{
    if (active->call.endedUs)
        return;
    active->recorded = true;
    active->recording = {m_dice.uuid(), active->call.id, active->call.agentId, us};
    active->call.recordingId = active->recording.id;
    tell(recordingStarted(active->recording, us));
}

void CallStory::nextMessage(qint64 us)
{
    after(us + m_dice.seconds(0.5, 1.5), [this](qint64 next) { nextMessage(next); });
    static constexpr std::array asked{"Hello, I need help with my order",
                                      "Is the 3 pm slot still free?",
                                      "Please call me back about invoice 2041",
                                      "Running ten minutes late, sorry!",
                                      "Can I pick it up on Saturday instead?",
                                      "Merci, c\xc3\xa0 marche tr\xc3\xa8s bien",
                                      "YES",
                                      "STOP"};
    static constexpr std::array told{"Your order 4711 has left our warehouse.",
                                     "Reminder: your appointment is tomorrow at 09:30.",
                                     "Your code is on its way by post.",
                                     "Thanks for your call! How did we do? Reply 1 to 5."};
    const auto message = std::make_shared<TextMessage>();
    message->id = m_dice.uuid();
    message->createdUs = us;
    message->inbound = m_dice.chance(50);
    const Party outside{m_dice.phoneNumber(), {}};
    const Party inside{m_dice.phoneNumber(), {}};
    message->source = message->inbound ? outside : inside;
    message->destination = message->inbound ? inside : outside;
    message->text = message->inbound ? m_dice.oneOf(asked) : m_dice.oneOf(told);
    message->status = message->inbound ? "received" : "sent";
    if (message->inbound) {
        tell(messageReceived(*message, us));
        return;
    }
    tell(messageSent(*message, us));
    after(us + m_dice.seconds(0.4, 3), [this, message](qint64 at) {
        message->status = m_dice.chance(93) ? "delivered" : "failed";
        tell(messageDelivery(*message, at));
    });
}

void CallStory::nextConference(std::size_t index, qint64 us)
{
    const qint64 guests = m_dice.between(3, 6);
    qint64 at = us;
    for (qint64 guest = 0; guest < guests; ++guest) {
        const std::string callId = m_dice.uuid();
        after(at, [this, index, callId](qint64 now) {
            ++m_conferences[index].participants;
            tell(conferenceJoined(m_conferences[index], callId, now));
        });
        at += m_dice.seconds(1, 5);
        after(us + m_dice.seconds(30, 75),
              [this, index, callId](qint64 now) { leaveConference(index, callId, now); });
    }
}

void CallStory::leaveConference(std::size_t index, const std::string &callId, qint64 us)
{
    Conference &conference = m_conferences[index];
    --conference.participants;
    tell(conferenceLeft(conference, callId, us));
    if (conference.participants > 0)
        return;
    after(us + second / 2,
          [this, index](qint64 at) { tell(conferenceEnded(m_conferences[index], at)); });
    after(us + m_dice.seconds(10, 30), [this, index](qint64 at) { nextConference(index, at); });
}

} // namespace eventscope

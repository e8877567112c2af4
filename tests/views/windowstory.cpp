// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/windowstory.h"

#include <QDateTime>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr auto voip = "aa11bb22";
constexpr auto fix = "cc33dd44";
constexpr auto edge = "ee55ff66";

DialectInfo dialect(const QString &id, const QString &title)
{
    DialectInfo info;
    info.id = id;
    info.title = title;
    info.options = {urlOption(u"wss://example.org/ws"_s)};
    info.topicForm.noun = u"topic"_s;
    return info;
}

std::string call(const std::string &id, const std::string &status, const std::string &more = {})
{
    return R"({"id":")" + id + R"(","type":"flow","source":{"type":"tel","target":"+15551234567"},)"
        + R"("destination":{"type":"tel","target":"+15559876543"},"status":")" + status
        + R"(","direction":"inbound",)" + more
        + R"("tm_create":"2026-01-15T10:30:00.004120Z","tm_hangup":"9999-01-01T00:00:00.000000Z"})";
}

std::string progress(const std::string &task, const std::string &parts)
{
    return R"({"type":"event","id":"1e1a2c3e-7f1b-11ee-b962-0242ac120002","at":"2026-01-15T10:30:04Z",)"
           R"("publisher":"collect-and-sync","kind":"collect-progress","data":{"workflow":"collect_and_cleanup","task":")"
        + task + R"(","message":{"kind":"tree","name":"collect_and_cleanup","parts":[)" + parts
        + "]}}}";
}

std::string leaf(const std::string &path, const std::string &name, int current, int total)
{
    return R"({"kind":"progress","name":")" + name + R"(","path":[)" + path + R"(],"current":)"
        + std::to_string(current) + R"(,"total":)" + std::to_string(total) + "}";
}

SubscriptionStatus state(const QString &pattern, SubscriptionState state, quint64 events = 0,
                         qint64 atUs = 0, const QString &reason = {})
{
    SubscriptionStatus status;
    status.pattern = pattern;
    status.state = state;
    status.events = events;
    status.lastEventUs = events > 0 ? atUs : 0;
    status.reason = reason;
    status.code = reason.isEmpty() ? QString() : u"PERMISSION_DENIED"_s;
    return status;
}

/// Between two calls: now and then many come at once.
qint64 pause(int number)
{
    const unsigned dice = unsigned(number) * 2654435761U >> 16;
    return number % 400 < 90 ? 4'000 + dice % 9'000 : 9'000 + dice % 34'000;
}

const QString calls = u"customer_id:4c1e0f5a-8a52-4b1f-9f5e-1d2c3b4a5968:call:*"_s;
const QString flows = u"customer_id:4c1e0f5a-8a52-4b1f-9f5e-1d2c3b4a5968:activeflow:*"_s;
const QString queues = u"agent_id:9876aaaa-1111-4222-8333-444455553210:queue:*"_s;
const QString messages = u"customer_id:4c1e0f5a-8a52-4b1f-9f5e-1d2c3b4a5968:message:*"_s;

} // namespace

void WindowStory::tell()
{
    m_nowUs =
        QDateTime(QDate(2026, 1, 15), QTime(10, 30, 4, 871)).toMSecsSinceEpoch() * 1'000 + 204;
    addConnections();
    addCallEvents();
    addWorkflowEvents();
    addTrouble();
    addFilters();
    addCalls(12);
    setStates();
    workflows.flush();
    workflows.tick(m_nowUs);
    connections.tick(m_nowUs);
}

void WindowStory::addConnections()
{
    connections.setDialects({dialect(u"voipbin"_s, u"VoIPBIN"_s), dialect(u"fix"_s, u"Fix"_s)});
    const auto add = [this](const char *id, const QString &name, const QString &kind,
                            const QStringList &patterns) {
        ConnectionProfile profile;
        profile.id = QLatin1String(id);
        profile.name = name;
        profile.dialect = kind;
        for (const QString &pattern : patterns)
            profile.subscriptions.append({pattern, {}, false});
        connections.addConnection(profile, {}, false, false);
    };
    add(voip, u"voip-prod"_s, u"voipbin"_s, {calls, flows, queues, messages});
    add(fix, u"fix · acme workspace"_s, u"fix"_s, {});
    add(edge, u"voip-edge"_s, u"voipbin"_s, {calls});
    eventLog.setConnectionNames({{QLatin1String(voip), u"voip-prod"_s},
                                 {QLatin1String(fix), u"fix · acme workspace"_s},
                                 {QLatin1String(edge), u"voip-edge"_s}});
}

void WindowStory::happen(std::string_view connection, const std::vector<Happening> &happenings)
{
    auto batch = std::make_unique<EventBatch>();
    batch->setConnection(connection);
    for (const Happening &one : happenings) {
        m_nowUs += one.afterUs;
        EventFields fields;
        fields.type = one.type;
        fields.topic = one.topic;
        fields.subject = one.subject;
        fields.payload = one.payload;
        fields.severity = one.severity;
        fields.flags = one.flags;
        const std::string time = timestampText(m_nowUs - 3'100);
        fields.time = time;
        fields.timeUs = m_nowUs - 3'100;
        batch->append(fields, m_nowUs);
    }
    const StoredBatch stored = lines.add(std::move(batch));
    log.append(stored);
    std::string type;
    std::string topic;
    std::string subject;
    const QString name = eventLog.connectionNames().value(
        QString::fromUtf8(connection.data(), qsizetype(connection.size())));
    for (size_t i = 0; i < happenings.size(); ++i) {
        const EventView view = viewOf(stored, i, type, topic, subject);
        workflows.consume(view);
        if (NoticeModel::wants(view.type, view.severity, view.flags))
            notices.consume(view, name);
    }
    eventLog.logGrew();
}

void WindowStory::addCallEvents()
{
    const std::string topic =
        calls.left(46).toStdString() + "call:77d0f2c1-0c2d-4e19-8f3a-2f60c4f1a9b7";
    happen(voip,
           {{"call.created", topic, "call 77d0f2c1",
             call("77d0f2c1-0c2d-4e19-8f3a-2f60c4f1a9b7", "ringing")},
            {"call.status", topic, "call 0c55e91b",
             call("0c55e91b-43aa-4f0e-8c1d-9e0b7a6f5d4c", "hangup", R"("duration":192,)")},
            {"call.status", topic, "call 2210aa04",
             call("2210aa04-93aa-4f0e-8c1d-9e0b7a6f5d4c", "ringing")}});
    happen(
        edge,
        {{std::string(owntype::gap), "", "",
          R"({"message":"voip-edge was away for 4.1 s: 1 subscription asked for again, what was sent meanwhile is lost","cause":"connection reset","seconds":4.1,"topics":["customer_id:…"]})",
          Severity::Warning, OwnEvent | GapEvent}});
    happen(
        voip,
        {{"call.status", topic, "call a1b2c3d4",
          call(
              "a1b2c3d4-e5f6-7890-abcd-ef1234567890", "answered",
              R"("previous_status":"ringing","tm_update":"2026-01-15T10:30:05.000000Z","hash":18446744073709551616,)"),
          Severity::Success},
         {"call.created", topic, "call b81e77fa",
          call("b81e77fa-43aa-4f0e-8c1d-9e0b7a6f5d4c", "dialing")},
         {"activeflow.updated", topic, "activeflow 5f0d1c9e",
          R"({"id":"5f0d1c9e-43aa-4f0e-8c1d-9e0b7a6f5d4c","status":"running","current_action":{"id":"c5b1","type":"talk"}})"}});
}

void WindowStory::addWorkflowEvents()
{
    const std::string aws = R"("collect","aws")";
    const std::string development = R"x("collect","aws","development (123456789012)")x";
    happen(
        fix,
        {{"collect-progress", "collect_and_cleanup", "75aa05da",
          progress("75aa05da-6695-11ee-a621-dad780437c54",
                   leaf(development, "eu-central-1", 5, 10) + ','
                       + leaf(development, "us-east-1", 10, 10) + ','
                       + leaf(aws, "production (210987654321)", 1, 1))},
         {"collect-progress", "collect_and_cleanup", "9e11ad29",
          progress("9e11ad29-6695-11ee-a621-dad780437c54", leaf(R"("collect")", "gcp", 34, 100))},
         {"collect-error", "collect_and_cleanup", "9e11ad29",
          R"({"type":"event","id":"2","at":"2026-01-15T10:30:05Z","publisher":"collect-and-sync","kind":"collect-error","data":{"workflow":"collect_and_cleanup","task":"9e11ad29-6695-11ee-a621-dad780437c54","message":"[aws] Access denied for profile d2iq"}})",
          Severity::Error},
         {"aws_account_degraded", "cloud_account_service", "account 123456789012",
          R"({"type":"event","id":"3","at":"2026-01-15T10:30:05Z","publisher":"cloud_account_service","kind":"aws_account_degraded","data":{"account_id":"123456789012","account_name":"development","error":"AccessDenied"}})",
          Severity::Warning}});
}

void WindowStory::addFilters()
{
    const auto add = [this](const QString &name, const QString &text, FilterEffect effect,
                            int color) {
        SavedFilter filter;
        filter.name = name;
        filter.text = text;
        filter.effect = effect;
        filter.color = color;
        [[maybe_unused]] const auto row = filters.put(filter);
    };
    add(u"not pings"_s, u"type:ping"_s, FilterEffect::Exclude, 0);
    add(u"Calls"_s, u"type:call.*"_s, FilterEffect::Include, 2);
    add(u"Errors"_s, u"is:error"_s, FilterEffect::Mark, 5);
}

void WindowStory::addTrouble()
{
    happen(voip,
           {{std::string(owntype::refused), queues.toStdString(), "",
             R"({"code":"PERMISSION_DENIED","message":"only the owner of the agent may","topic":")"
                 + queues.toStdString() + "\"}",
             Severity::Error, OwnEvent},
            {std::string(owntype::ack), calls.toStdString(), "",
             R"({"message":"subscribed","topics":[")" + calls.toStdString() + "\"]}",
             Severity::Success, OwnEvent}});
    happen(voip,
           {{std::string(owntype::undecodable), "", "", R"("<html>502 Bad Gateway</html>")",
             Severity::Warning, Undecodable}});
}

void WindowStory::addCalls(int count)
{
    static const char *const statuses[] = {"dialing", "ringing", "progressing", "hangup"};
    std::vector<Happening> happenings;
    for (int i = 0; i < count; ++i) {
        const int number = m_calls++;
        char id[9];
        qsnprintf(id, sizeof id, "%08x", unsigned(number) * 2654435761U);
        const std::string whole = std::string(id) + "-43aa-4f0e-8c1d-9e0b7a6f5d4c";
        happenings.push_back({"call.status", calls.left(46).toStdString() + "call:" + whole,
                              std::string("call ") + id, call(whole, statuses[number % 4]),
                              Severity::Info, 0, pause(number)});
    }
    happen(voip, happenings);
}

void WindowStory::setStates()
{
    const QString voipId = QLatin1String(voip);
    const QString fixId = QLatin1String(fix);
    const QString edgeId = QLatin1String(edge);
    ConnectionStatus live;
    live.phase = ConnectionPhase::Live;
    live.sinceUs = m_nowUs - 600'000'000;
    live.lastEventUs = m_nowUs;
    connections.setStatus(voipId, live);
    connections.setStatus(fixId, live);
    ConnectionStatus waiting;
    waiting.phase = ConnectionPhase::Backoff;
    waiting.cause = u"The connection was reset by the server."_s;
    waiting.retryAtUs = m_nowUs + 7'000'000;
    connections.setStatus(edgeId, waiting);
    connections.setSubscriptionStatuses(
        voipId,
        {state(calls, SubscriptionState::Delivering, 9'812'004, m_nowUs),
         state(flows, SubscriptionState::Delivering, 371'204, m_nowUs - 42'000'000),
         state(queues, SubscriptionState::Refused, 0, 0, u"only the owner of the agent may"_s),
         state(messages, SubscriptionState::Requested)});
    connections.setSubscriptionStatuses(edgeId, {state(calls, SubscriptionState::Waiting)});
    const auto counters = [this](const QString &id, quint64 received, quint64 duplicates,
                                 quint64 gaps) {
        FeedCounters counts;
        counts.received = received;
        counts.duplicates = duplicates;
        counts.gaps = gaps;
        connections.setCounters(id, counts);
        connections.setStored(id, received - duplicates);
    };
    // Rates come from how counters grow between ticks.
    for (int second = 5; second >= 0; --second) {
        const quint64 before = quint64(second);
        counters(voipId, 10'183'000 - before * 212, 215, 0);
        counters(fixId, 20'117 - before, 0, 0);
        counters(edgeId, 1'000, 0, 2);
        connections.tick(m_nowUs - qint64(before) * 1'000'000);
    }
}

WindowServices WindowStory::services() const
{
    WindowServices services;
    services.testConnection = [](const ConnectionProfile &, const OptionValues &,
                                 const std::function<void(bool, const QString &)> &answer) {
        answer(true, u"It works."_s);
    };
    services.keychainAvailable = [] { return true; };
    return services;
}

CaptureFigures WindowStory::figures() const
{
    CaptureFigures figures;
    figures.folder = u"/home/user/.local/share/eventscope/captures/2026-01-15"_s;
    figures.bytes = 6'900'000'000;
    figures.freeBytes = 81'000'000'000;
    figures.live = true;
    return figures;
}

} // namespace eventscope

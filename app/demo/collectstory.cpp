// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/collectstory.h"

#include "app/demo/jsonwriter.h"
#include "models/event/timestamp.h"

namespace eventscope {

namespace {

constexpr qint64 second = 1'000'000;
constexpr auto python = JsonWriter::Style::Python;

std::string wholeSeconds(qint64 us)
{
    return timestampText(us).substr(0, 19) + 'Z';
}

std::string withOffset(qint64 us)
{
    return timestampText(us).substr(0, 26) + "+00:00";
}

JsonWriter domainEvent(Dice &dice, qint64 us)
{
    JsonWriter json(python);
    json.text("id", dice.uuid()).text("created_at", withOffset(us));
    return json;
}

JsonWriter accountEvent(Dice &dice, const CollectAccount &account, qint64 us)
{
    JsonWriter json = domainEvent(dice, us);
    json.text("cloud", account.cloud)
        .text("cloud_account_id", account.cloudAccountId)
        .text("account_id", account.accountId);
    return json;
}

std::string partJson(const ProgressPart &part)
{
    JsonWriter json(python);
    json.text("kind", "progress").text("name", part.name);
    if (!part.path.empty()) {
        std::vector<std::string> path;
        for (const std::string &step : part.path)
            path.push_back(jsonQuoted(step, python));
        json.raw("path", jsonArray(path, python));
    }
    return json.number("current", part.current).number("total", part.total).take();
}

} // namespace

std::string CollectEvent::backendFrame() const
{
    return JsonWriter(python)
        .text("type", "event")
        .text("id", id)
        .text("at", wholeSeconds(timeUs))
        .text("publisher", publisher)
        .text("kind", kind)
        .raw("data", data)
        .take();
}

std::string CollectEvent::coreFrame() const
{
    return JsonWriter(python)
               .text("kind", "event")
               .text("message_type", coreType)
               .raw("data", coreData)
               .take()
        + '\n';
}

CollectStory::CollectStory(quint64 seed, qint64 startUs)
    : m_dice(seed ^ 0xf1c0f1c0ULL), m_greetings(~seed)
{
    const auto account = [this](const char *cloud, const char *name, const char *id) {
        return CollectAccount{cloud, name, id, m_dice.uuid()};
    };
    m_lanes[0].workflow = "collect_and_cleanup";
    m_lanes[0].accounts = {account("aws", "development", "123456789012"),
                           account("aws", "production", "210987654321"),
                           account("aws", "staging", "345678901234")};
    m_lanes[1].workflow = "collect";
    m_lanes[1].accounts = {account("gcp", "analytics-prod", "analytics-prod-417"),
                           account("gcp", "analytics-test", "analytics-test-418")};
    m_lanes[2].workflow = "collect";
    m_lanes[2].accounts = {account("aws", "payments", "456789012345"),
                           account("aws", "payments-sandbox", "567890123456")};
    m_lanes[3].workflow = "collect_and_cleanup";
    m_lanes[3].accounts = {account("azure", "b\xc3\xbcro-cloud", "7d0c9a52-1f3e-4f5b-8a64"),
                           account("aws", "data-platform", "678901234567")};
    static constexpr std::array<qint64, 4> begin{-95, -40, -4, 9};
    for (std::size_t i = 0; i < m_lanes.size(); ++i)
        m_steps.at(startUs + begin[i] * second, [this, i](qint64 us) { startRun(i, us); });
    m_steps.runUntil(startUs);
}

void CollectStory::advance(qint64 us, std::vector<CollectEvent> &out)
{
    m_out = &out;
    m_steps.runUntil(us);
    m_out = nullptr;
}

std::vector<CollectEvent> CollectStory::currentTrees(qint64 us)
{
    std::vector<CollectEvent> trees;
    for (const Lane &lane : m_lanes) {
        if (lane.run)
            trees.push_back(progress(m_greetings.uuid(), tree(*lane.run, us), us));
    }
    return trees;
}

void CollectStory::tell(CollectEvent event)
{
    if (m_out)
        m_out->push_back(std::move(event));
}

CollectEvent CollectStory::event(const char *publisher, const char *kind, std::string data,
                                 qint64 us)
{
    CollectEvent event;
    event.id = m_dice.uuid();
    event.publisher = publisher;
    event.kind = kind;
    event.data = std::move(data);
    event.timeUs = us;
    return event;
}

std::string CollectStory::tree(const CollectRun &run, qint64 us) const
{
    std::vector<std::string> parts;
    for (const ProgressPart &part : run.partsAt(us))
        parts.push_back(partJson(part));
    const std::string message = JsonWriter(python)
                                    .text("kind", "tree")
                                    .text("name", run.workflow())
                                    .raw("parts", jsonArray(parts, python))
                                    .take();
    return JsonWriter(python)
        .text("workflow", run.workflow())
        .text("task", run.task())
        .raw("message", message)
        .take();
}

CollectEvent CollectStory::progress(std::string id, std::string data, qint64 us)
{
    CollectEvent event;
    event.id = std::move(id);
    event.publisher = "collect-and-sync";
    event.kind = "collect-progress";
    event.data = std::move(data);
    event.timeUs = us;
    event.coreType = "progress";
    event.coreData = event.data;
    return event;
}

void CollectStory::startRun(std::size_t index, qint64 us)
{
    Lane &lane = m_lanes[index];
    const int run = ++lane.runs;
    // Every part of the play is cast in every round, and nobody plays the same part twice in a row.
    static constexpr std::array fates{CollectFate::Smooth, CollectFate::Stalls, CollectFate::Fails,
                                      CollectFate::Smooth};
    lane.run.emplace(m_dice, lane.workflow, lane.accounts,
                     fates[(index + static_cast<std::size_t>(run) - 1) % fates.size()], us);
    lane.lastTree.clear();

    CollectEvent start;
    start.coreType = "task_start";
    start.coreData = JsonWriter(python)
                         .text("task_id", lane.run->task())
                         .text("descriptor_id", lane.workflow)
                         .take();
    start.timeUs = us;
    tell(std::move(start));
    tick(index, run, us);
    if (const qint64 failsAt = lane.run->failure().atUs)
        m_steps.at(failsAt, [this, index, run](qint64 at) { fail(index, run, at); });
    if (run % 3 == 0)
        m_steps.at(us + m_dice.seconds(3, 20), [this, index](qint64 at) { discover(index, at); });
}

void CollectStory::tick(std::size_t index, int run, qint64 us)
{
    Lane &lane = m_lanes[index];
    if (!lane.run || lane.runs != run)
        return;
    std::string now = tree(*lane.run, us);
    if (now != lane.lastTree) {
        lane.lastTree = now;
        tell(progress(m_dice.uuid(), std::move(now), us));
    }
    if (us >= lane.run->endUs())
        finishRun(index, us);
    else
        m_steps.at(std::min(us + m_dice.seconds(0.9, 1.8), lane.run->endUs()),
                   [this, index, run](qint64 at) { tick(index, run, at); });
}

void CollectStory::finishRun(std::size_t index, qint64 us)
{
    Lane &lane = m_lanes[index];
    CollectEvent done = event("cloud_account_service", "tenant_accounts_collected",
                              accountsCollected(*lane.run, us), us + second / 2);
    done.coreType = "task_end";
    done.coreData = JsonWriter(python)
                        .text("task_id", lane.run->task())
                        .text("descriptor_id", lane.workflow)
                        .take();
    lane.run.reset();
    m_steps.at(us + second / 2, [this, done](qint64) { tell(done); });
    m_steps.at(us + m_dice.seconds(6, 16), [this, index](qint64 at) { startRun(index, at); });
}

void CollectStory::fail(std::size_t index, int run, qint64 us)
{
    const Lane &lane = m_lanes[index];
    if (!lane.run || lane.runs != run)
        return;
    const CollectRun::Failure &failure = lane.run->failure();
    CollectEvent error = event("collect-and-sync", "collect-error",
                               JsonWriter(python)
                                   .text("workflow", lane.workflow)
                                   .text("task", lane.run->task())
                                   .text("message", failure.message)
                                   .take(),
                               us);
    error.coreType = "error";
    error.coreData = error.data;
    tell(std::move(error));
    JsonWriter degraded = accountEvent(m_dice, failure.account, us + second);
    degraded.text("account_name", failure.account.name)
        .text("error", failure.message)
        .text("reason", "other");
    const CollectEvent told =
        event("cloud_account_service", "aws_account_degraded", degraded.take(), us + second);
    m_steps.at(us + second, [this, told](qint64) { tell(told); });
}

void CollectStory::discover(std::size_t index, qint64 us)
{
    const CollectAccount account{"aws", "team-" + std::to_string(index + 1), "", m_dice.uuid()};
    CollectAccount numbered = account;
    numbered.accountId = std::to_string(m_dice.between(700'000'000'000, 999'999'999'999));
    tell(event("cloud_account_service", "cloud_account_discovered",
               accountEvent(m_dice, numbered, us).take(), us));
    m_steps.at(us + m_dice.seconds(3, 9), [this, numbered](qint64 at) {
        tell(event("cloud_account_service", "cloud_account_configured",
                   accountEvent(m_dice, numbered, at).take(), at));
    });
}

std::string CollectStory::accountsCollected(const CollectRun &run, qint64 us)
{
    JsonWriter collected(python);
    JsonWriter failed(python);
    for (const CollectAccount &account : run.accounts()) {
        const bool refused =
            run.failure().atUs && run.failure().account.accountId == account.accountId;
        std::vector<std::string> errors;
        if (refused)
            errors.push_back(jsonQuoted(run.failure().message, python));
        JsonWriter json(python);
        json.text("account_id", account.accountId)
            .number("scanned_resources", refused ? 0 : m_dice.between(120, 9400))
            .number("duration_seconds", (us - run.startUs()) / second)
            .text("started_at", withOffset(run.startUs()))
            .text("task_id", run.task())
            .raw("errors", jsonArray(errors, python));
        (refused ? failed : collected).raw(account.cloudAccountId, json.take());
    }
    return domainEvent(m_dice, us)
        .raw("cloud_accounts", collected.take())
        .raw("cloud_accounts_failed", failed.take())
        .text("next_run", withOffset(us + 3600 * second))
        .take();
}

} // namespace eventscope

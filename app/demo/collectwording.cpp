// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/collectwording.h"

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

CollectEvent event(Dice &dice, const char *publisher, const char *kind, std::string data, qint64 us)
{
    CollectEvent event;
    event.id = dice.uuid();
    event.publisher = publisher;
    event.kind = kind;
    event.data = std::move(data);
    event.timeUs = us;
    return event;
}

std::string taskData(const CollectRun &run)
{
    return JsonWriter(python)
        .text("task_id", run.task())
        .text("descriptor_id", run.workflow())
        .take();
}

std::string collectedData(Dice &dice, const CollectRun &run, std::optional<qint64> resources,
                          qint64 us)
{
    JsonWriter collected(python);
    JsonWriter failed(python);
    for (const CollectAccount &account : run.accounts()) {
        const bool refused =
            run.failure().atUs && run.failure().account.accountId == account.accountId;
        std::vector<std::string> errors;
        if (refused)
            errors.push_back(jsonQuoted(run.failure().message, python));
        const auto scanned = [&] { return resources ? *resources : dice.between(120, 9400); };
        JsonWriter json(python);
        json.text("account_id", account.accountId)
            .number("scanned_resources", refused ? 0 : scanned())
            .number("duration_seconds", (us - run.startUs()) / second)
            .text("started_at", withOffset(run.startUs()))
            .text("task_id", run.task())
            .raw("errors", jsonArray(errors, python));
        (refused ? failed : collected).raw(account.cloudAccountId, json.take());
    }
    return domainEvent(dice, us)
        .raw("cloud_accounts", collected.take())
        .raw("cloud_accounts_failed", failed.take())
        .text("next_run", withOffset(us + 3600 * second))
        .take();
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

std::string collectTree(const CollectRun &run, qint64 us)
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

CollectEvent collectProgress(std::string id, std::string tree, qint64 us)
{
    CollectEvent event;
    event.id = std::move(id);
    event.publisher = "collect-and-sync";
    event.kind = "collect-progress";
    event.data = std::move(tree);
    event.timeUs = us;
    event.coreType = "progress";
    event.coreData = event.data;
    return event;
}

CollectEvent collectStarted(const CollectRun &run, qint64 us)
{
    CollectEvent start;
    start.coreType = "task_start";
    start.coreData = taskData(run);
    start.timeUs = us;
    return start;
}

CollectEvent accountsCollected(Dice &dice, const CollectRun &run, std::optional<qint64> resources,
                               qint64 us)
{
    CollectEvent done = event(dice, "cloud_account_service", "tenant_accounts_collected",
                              collectedData(dice, run, resources, us), us + second / 2);
    done.coreType = "task_end";
    done.coreData = taskData(run);
    return done;
}

CollectEvent collectError(Dice &dice, const CollectRun &run, qint64 us)
{
    CollectEvent error = event(dice, "collect-and-sync", "collect-error",
                               JsonWriter(python)
                                   .text("workflow", run.workflow())
                                   .text("task", run.task())
                                   .text("message", run.failure().message)
                                   .take(),
                               us);
    error.coreType = "error";
    error.coreData = error.data;
    return error;
}

CollectEvent accountDegraded(Dice &dice, const CollectRun::Failure &failure, qint64 us)
{
    JsonWriter degraded = accountEvent(dice, failure.account, us);
    degraded.text("account_name", failure.account.name)
        .text("error", failure.message)
        .text("reason", "other");
    return event(dice, "cloud_account_service", "aws_account_degraded", degraded.take(), us);
}

CollectEvent accountDiscovered(Dice &dice, const CollectAccount &account, qint64 us)
{
    return event(dice, "cloud_account_service", "cloud_account_discovered",
                 accountEvent(dice, account, us).take(), us);
}

CollectEvent accountConfigured(Dice &dice, const CollectAccount &account, qint64 us)
{
    return event(dice, "cloud_account_service", "cloud_account_configured",
                 accountEvent(dice, account, us).take(), us);
}

} // namespace eventscope

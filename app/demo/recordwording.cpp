// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/recordwording.h"

#include "app/demo/demoidentity.h"
#include "app/demo/jsonwriter.h"
#include "models/event/timestamp.h"

#include <array>
#include <string_view>

namespace eventscope {

namespace {

constexpr qint64 allMayRead = 2'097'057;

std::string change(qint64 createdUs, qint64 us)
{
    return us > createdUs ? jsonQuoted(timestampText(us), JsonWriter::Style::Go) : "null";
}

} // namespace

RecordEvent clusterRecord(const Cluster &cluster, const char *kind, qint64 us)
{
    JsonWriter json;
    json.text("__type", "cluster")
        .text("account_id", cluster.account.accountId)
        .text("admin_password", cluster.adminPassword)
        .text("created_at", timestampText(cluster.createdUs))
        .text("hub", cluster.hub)
        .text("join_token", cluster.joinToken)
        .text("name", cluster.name)
        .text("owner", cluster.owner->name)
        .number("permission", allMayRead)
        .text("reference_id", cluster.id)
        .text("region", cluster.region)
        .number("resources", cluster.status == "ready" ? cluster.resources : 0)
        .text("status", cluster.status)
        .raw("updated_at", change(cluster.createdUs, us))
        .text("user_account_id", cluster.owner->id)
        .number("version", cluster.version);
    return {"cluster", kind, "database", json.take(), us};
}

RecordEvent ownerRecord(const ClusterOwner &owner, qint64 us)
{
    JsonWriter json;
    json.text("__type", "user_account")
        .raw("confirmed", "true")
        .number("contacts", owner.contacts)
        .text("created_at", timestampText(owner.createdUs))
        .text("email", owner.email)
        .text("name", owner.name)
        .text("password", owner.password)
        .number("permission", allMayRead)
        .text("phone", owner.phone)
        .text("reference_id", owner.id)
        .raw("updated_at", change(owner.createdUs, us))
        .text("user_account_id", owner.id)
        .number("version", owner.version);
    return {"user_account", "update", "database", json.take(), us};
}

RecordEvent announcement(const Cluster &cluster, const std::string &text, qint64 us)
{
    JsonWriter json;
    json.text("cluster", cluster.name).text("text", text);
    return {"announcements", "new-message", std::string(demoOperator), json.take(), us};
}

RecordEvent documentRecord(Dice &dice, const ClusterOwner &owner, qint64 us)
{
    static constexpr std::array names{"runbook.md", "invoice-2041.pdf", "topology.svg",
                                      "handover.docx", "capacity-plan.xlsx"};
    const std::string name = dice.oneOf(names);
    JsonWriter json;
    json.text("__type", "document")
        .text("created_at", timestampText(us))
        .text("document_extension", name.substr(name.find('.') + 1))
        .text("document_name", name)
        .number("document_size", dice.between(900, 480'000))
        .number("permission", allMayRead)
        .text("reference_id", dice.uuid())
        .raw("updated_at", "null")
        .text("user_account_id", owner.id)
        .number("version", 1);
    return {"document", "create", "database", json.take(), us};
}

RecordEvent tokenRecord(Dice &dice, const ClusterOwner &owner, qint64 us)
{
    JsonWriter json;
    json.text("__type", "oauth_token")
        .text("access_token", secretText(dice, 40))
        .text("created_at", timestampText(us))
        .number("expires_in", 3600)
        .number("permission", allMayRead)
        .text("reference_id", dice.uuid())
        .text("refresh_token", secretText(dice, 40))
        .text("token_type", "bearer")
        .raw("updated_at", "null")
        .text("user_account_id", owner.id)
        .number("version", 1);
    return {"oauth_token", "create", "database", json.take(), us};
}

std::string passwordHash(Dice &dice)
{
    return "$2a$11$" + secretText(dice, 53);
}

std::string secretText(Dice &dice, int length)
{
    static constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    std::string text;
    for (int i = 0; i < length; ++i)
        text += dice.oneOf(letters);
    return text;
}

} // namespace eventscope

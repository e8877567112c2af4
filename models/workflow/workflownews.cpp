// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflow/workflownews.h"

#include <algorithm>
#include <array>
#include <utility>

namespace eventscope {

namespace {

std::string cut(std::string_view text, size_t limit)
{
    if (text.size() <= limit)
        return std::string(text);
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0) == 0x80)
        --limit;
    return std::string(text.substr(0, limit)) + "…";
}

std::string identifier(JsonRef data, std::string_view key, std::string_view otherKey)
{
    std::string scratch;
    std::string_view text = data[key].scalar(scratch);
    if (text.empty())
        text = data[otherKey].scalar(scratch);
    return cut(text, WorkflowNews::maxIdentifier);
}

std::string errorText(JsonRef message)
{
    std::string scratch;
    const bool structured = message.isObject() || message.isArray();
    return cut(structured ? message.raw() : message.scalar(scratch), WorkflowNews::maxErrorText);
}

/// The object that names the run: the frame's `data`, or the frame itself where it came bare.
JsonRef bodyOf(JsonRef frame)
{
    const JsonRef data = frame["data"];
    return data.isObject() ? data : frame;
}

void readAccounts(JsonRef accounts, bool failed, std::vector<WorkflowNews::Collected> &out)
{
    accounts.forEachMember([&](JsonRef, JsonRef account) {
        WorkflowNews::Collected collected;
        collected.task = identifier(account, "task_id", "task");
        if (collected.task.empty())
            return;
        account["errors"].forEachElement(
            [&](JsonRef error) { collected.errors.push_back(errorText(error)); });
        if (failed && collected.errors.empty())
            collected.errors.emplace_back("The account could not be collected.");
        out.push_back(std::move(collected));
    });
}

} // namespace

std::optional<WorkflowNews::Kind> WorkflowNews::kindOf(std::string_view type)
{
    static constexpr std::array<std::pair<std::string_view, Kind>, 7> kinds = {{
        {"collect-progress", Kind::Progress},
        {"progress", Kind::Progress},
        {"collect-error", Kind::Error},
        {"error", Kind::Error},
        {"task_start", Kind::Started},
        {"task_end", Kind::Ended},
        {"tenant_accounts_collected", Kind::AccountsCollected},
    }};
    const auto *found = std::find_if(kinds.begin(), kinds.end(),
                                     [type](const auto &pair) { return pair.first == type; });
    return found == kinds.end() ? std::nullopt : std::optional(found->second);
}

std::optional<WorkflowNews> WorkflowNews::read(std::string_view type, const JsonTape &tape)
{
    const std::optional<Kind> kind = kindOf(type);
    if (!kind || tape.size() == 0)
        return {};
    WorkflowNews news;
    news.kind = *kind;
    const JsonRef body = bodyOf(JsonRef(tape));
    if (*kind == Kind::AccountsCollected) {
        readAccounts(body["cloud_accounts"], false, news.collected);
        readAccounts(body["cloud_accounts_failed"], true, news.collected);
        return news.collected.empty() ? std::nullopt : std::optional(std::move(news));
    }
    news.workflow = identifier(body, "workflow", "descriptor_id");
    news.task = identifier(body, "task", "task_id");
    if (news.workflow.empty() && news.task.empty())
        return {};
    if (*kind == Kind::Progress) {
        news.message = body["message"];
        if (!news.message.isObject())
            return {};
    } else if (*kind == Kind::Error) {
        news.error = errorText(body["message"]);
        if (news.error.empty())
            news.error = "An error without a message.";
    }
    return news;
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/jsontape.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

/// What one event says about runs of workflows. Fix has two senders of the same story: its backend
/// (`kind` collect-progress, collect-error, tenant_accounts_collected) and its core (`message_type`
/// progress, error, task_start, task_end). Pure.
struct WorkflowNews
{
    enum class Kind : quint8 { Progress, Error, Started, Ended, AccountsCollected };
    /// One run that an account collection closes.
    struct Collected
    {
        std::string task;
        std::vector<std::string> errors;
    };
    static constexpr size_t maxIdentifier = 256; ///< bytes of a workflow or task name
    static constexpr size_t maxErrorText = 4096; ///< bytes

    Kind kind = Kind::Progress;
    std::string workflow;
    std::string task;
    std::string error; ///< of Error
    JsonRef message; ///< of Progress: the tree; refers to the tape
    std::vector<Collected> collected; ///< of AccountsCollected

    /// By type alone.
    static bool isOne(std::string_view type) { return kindOf(type).has_value(); }
    /// Nothing if the payload is about no run, whatever its type promised. Takes the whole frame
    /// as received, or its `data` alone.
    static std::optional<WorkflowNews> read(std::string_view type, const JsonTape &tape);

private:
    static std::optional<Kind> kindOf(std::string_view type);
};

} // namespace eventscope

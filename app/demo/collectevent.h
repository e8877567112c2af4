// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <string>

namespace eventscope {

/// One thing that happened while cloud accounts were collected, worded for both producers. A
/// wording without a kind means that this producer does not tell of it.
struct CollectEvent
{
    std::string id;
    std::string publisher;
    std::string kind; ///< Fix backend: "collect-progress"
    std::string data;
    std::string coreType; ///< Fix core's message_type: "progress"
    std::string coreData;
    qint64 timeUs = 0;

    /// As the backend sends it: one line, Python's spacing, `at` in whole seconds.
    std::string backendFrame() const;
    /// As the core sends it: the same with a line feed behind.
    std::string coreFrame() const;
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/jsontape.h"

#include <QString>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

/// The event names of a comma-separated list, in its order: white space around them, empty ones and
/// repetitions are left out.
std::vector<std::string> zaikioEventNames(std::string_view list);

/// Names a subscription on the wire: `{"channel":"EventChannel","events":"a.b,c.d"}`, sent as a
/// JSON string. Servers echo it byte for byte; the documentation shows one that came back with its
/// keys in another order, so identifiers are compared by what they mean if their texts differ.
struct ZaikioIdentifier
{
    std::string channel;
    std::vector<std::string> events; ///< in the order in which they were written

    static ZaikioIdentifier of(const QString &channel, const QString &pattern);
    /// What the server means by an `identifier` member; without events if that is not one of ours.
    static ZaikioIdentifier parsed(std::string_view text);

    std::string text() const;
    /// The same for all identifiers that mean the same.
    std::string meaning() const;
    /// As a person would write it: `a.b,c.d`.
    QString list() const;
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/detecteddialect.h"

#include <QUrl>
#include <string>
#include <vector>

namespace eventscope {

/// What a server speaks, by what it said first: a pure function. `frames` are text frames in the
/// order in which they came, `subprotocol` is what the server chose, `url` where it is. JSON that
/// no known system sends is `json`, with the places that were guessed as options.
DetectedDialect detectDialect(const std::vector<std::string> &frames, const QString &subprotocol,
                              const QUrl &url);

} // namespace eventscope

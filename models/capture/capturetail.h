// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/event.h"
#include "models/event/timestamp.h"

#include <QMap>
#include <QString>
#include <QStringList>
#include <optional>
#include <string_view>

namespace eventscope {

/// `cause` of the gap row that stands where a recording was cut short.
inline constexpr char cutShortCause[] = "the recording was cut short";

/// What a row says of whether its connection goes on: is live, or to be tried again. Nothing, if it
/// tells of what was lost before it.
std::optional<bool> goesOn(std::string_view type, EventFlags flags, std::string_view data);

/// The end of a capture: when its last line was written, and which connections had not ended by
/// then. Looks at the last few MiB only; who was silent for longer is known to the LossNote.
struct CaptureTail
{
    qint64 lastUs = noTime; ///< noTime: there is no line
    QString lastConnection;
    QMap<QString, bool> goesOn; ///< by id of those that were seen: live, or to be tried again

    static CaptureTail read(const QString &folder);
    /// Those that had not ended, the ones that were not seen and are in `connected` included.
    QStringList open(const QStringList &connected = {}) const;
};

} // namespace eventscope

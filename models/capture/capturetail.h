// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/timestamp.h"

#include <QString>
#include <QStringList>

namespace eventscope {

/// `cause` of the gap row that stands where a recording was cut short.
inline constexpr char cutShortCause[] = "the recording was cut short";

/// The end of a capture: when its last line was written, and which connections had not ended by
/// then. Looks at the last few MiB only, so a connection that was silent for longer is not seen.
struct CaptureTail
{
    qint64 lastUs = noTime; ///< noTime: there is no line
    QString lastConnection;
    QStringList open; ///< ids of connections that were live, or to be tried again

    static CaptureTail read(const QString &folder);
};

} // namespace eventscope

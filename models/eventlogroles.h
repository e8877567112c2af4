// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Qt>

namespace eventscope {

/// The contract between EventLogModel and its views.
namespace EventLogColumn {
enum : int { Time, SeverityGlyph, Connection, Type, Topic, Subject, Summary, Count };
}

namespace EventLogRole {
enum : int {
    Sequence = Qt::UserRole, ///< quint64
    SeverityValue, ///< int(Severity)
    Flags, ///< int, EventFlag bits
    IsGap, ///< bool: the row spans the table as a remark
    RecordedUs, ///< qint64
    TimeUs, ///< qint64 or noTime
    FullText ///< the cell's whole text, not clipped (still one line, controls made visible)
};
}

} // namespace eventscope

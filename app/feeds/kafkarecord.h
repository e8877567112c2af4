// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <optional>
#include <span>
#include <string_view>

namespace eventscope {

/// One header of a record. Names may repeat, and a header may have no value at all.
struct KafkaHeader
{
    std::string_view name;
    std::string_view value;
    bool hasValue = true;
};

/// One record of Kafka as received: what a frame is to a WebSocket. Nothing in it is checked; the
/// bytes belong to the caller for the duration of the call.
struct KafkaRecord
{
    std::string_view topic;
    qint32 partition = 0;
    qint64 offset = 0;
    std::string_view key;
    bool hasKey = false;
    std::string_view value;
    bool hasValue = false; ///< false: a tombstone
    std::span<const KafkaHeader> headers;
    quint64 headersLeft = 0; ///< that came behind those, and that nobody kept
    bool headersDamaged = false; ///< they cannot be read, not even how many there are
    /// When the producer made it, or the broker took it: milliseconds since 1970, and whatever else
    /// a producer writes there.
    std::optional<qint64> timeMs;
    /// A row that became of it is stored: it is read again for what it may complete.
    bool isStored = false;
};

} // namespace eventscope

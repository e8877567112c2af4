// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/kafkaoffsets.h"

#include <QString>
#include <string>
#include <string_view>

namespace eventscope {

/// Where a capture stopped reading Kafka: one past the highest offset that is stored of each
/// partition, or where the reading of it began if nothing came. So a restart of the program goes on
/// exactly there. Fed line by line.
class KafkaTrail
{
public:
    /// Only what this connection stored; empty: all of them together.
    explicit KafkaTrail(const QString &connectionId = {});

    void take(std::string_view line);
    const KafkaOffsets &offsets() const { return m_offsets; }

    /// Reads the lines of a capture that are there by now. No folder, no capture: no offsets.
    static KafkaOffsets read(const QString &folder, const QString &connectionId = {});

private:
    void takeBeginning(std::string_view line);

    std::string m_source; ///< as it stands in a line; empty: any
    KafkaOffsets m_offsets;
};

} // namespace eventscope

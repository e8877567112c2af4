// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/kafkaposition.h"

#include <QMap>
#include <QString>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace eventscope {

class SegmentColumns;

/// Where a capture stopped reading Kafka: one past the highest offset that is stored of each
/// partition, or where the reading of it began if nothing came; where parts of a large event were
/// still waited for (`kafkanext` in the lines behind them), the first of these, and what of the
/// rest is stored. So a restart of the program goes on exactly there, in the cluster of which it
/// was told last. Fed line by line.
class KafkaTrail
{
public:
    /// Only what this connection stored; empty: all of them together.
    explicit KafkaTrail(const QString &connectionId = {});

    /// True: it says which cluster is read from here on.
    bool take(std::string_view line);
    void add(const KafkaPosition &earlier) { m_position.add(earlier); }
    const KafkaPosition &position() const { return m_position; }
    const KafkaOffsets &offsets() const { return m_position.offsets; }

    /// Reads the lines of a capture that are there by now, and what capture.json says of those that
    /// limits removed. No folder, no capture: no offsets. Where connections read several clusters
    /// the one that was begun last counts.
    static KafkaPosition read(const QString &folder, const QString &connectionId = {});

private:
    void takeRecord(std::string_view topic, std::string_view attributes);
    bool takeSubscription(std::string_view line, std::string_view data);

    std::string m_source; ///< as it stands in a line; empty: any
    KafkaPosition m_position;
    // Records of a topic come in a row.
    std::string m_lastTopic;
    QString m_lastName; ///< empty: no name of a topic
};

/// The trails of all connections of a capture, of segments that limits remove: what else tells of
/// the place of a quiet partition? Kept as texts, CaptureInfo::Retired::kafka, bounded. One thread.
class KafkaTrails
{
public:
    using Texts = QMap<QString, QString>; ///< by connection

    explicit KafkaTrails(const Texts &before) : m_texts(before) { }

    /// The columns are those of the segment. Where nothing is of Kafka only a few lines are read.
    void takeSegment(const QString &path, const SegmentColumns &columns);
    void take(std::string_view line);
    Texts texts() const;
    /// As if they were one connection; see KafkaTrail::read().
    KafkaPosition together() const;

    /// What is as texts() makes it; the rest is left out.
    static Texts checked(const Texts &texts);

private:
    Texts m_texts;
    std::map<std::string, KafkaTrail, std::less<>> m_trails; ///< of those that were read on
    std::string m_begunLast; ///< the connection that told last of which cluster it is
};

} // namespace eventscope

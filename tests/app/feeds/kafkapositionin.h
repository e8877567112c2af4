// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"
#include "models/capture/kafkatrail.h"
#include "tests/support/collectingsink.h"

namespace eventscope {

/// What a capture with these rows, and no more, says.
inline QString positionIn(const CollectingSink &sink, const QString &earlier = {})
{
    KafkaTrail trail;
    trail.add(KafkaPosition::fromText(earlier));
    const QList<CollectingSink::Row> rows = sink.rows();
    for (const CollectingSink::Row &row : rows)
        trail.take(R"({"specversion":"1.0",)" + row.body.toStdString());
    return trail.position().text();
}

inline OptionValues resuming(const QString &memory)
{
    return {{QStringLiteral("start"), QStringLiteral("resume")}, {memoryKey, memory}};
}

} // namespace eventscope

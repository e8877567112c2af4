// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/feedsettings.h"
#include "models/connection/dialectinfo.h"

#include <QByteArray>
#include <QVector>

namespace eventscope {

/// What the options of a connection are called by librdkafka. Holds secrets: never logged. Pure.
QVector<QPair<QByteArray, QByteArray>> kafkaSettings(const OptionValues &options,
                                                     const FeedSettings &settings);

/// Where a partition begins that no position is known of.
struct KafkaStart
{
    enum class Kind : quint8 { Now, Beginning, Time };
    Kind kind = Kind::Now;
    qint64 sinceMs = 0; ///< for Time
};
KafkaStart kafkaStart(const OptionValues &options);

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace eventscope {

/// `kafka://host:9092,[::1]:9092/`: where to find a Kafka cluster. No URL that QUrl knows, because
/// it may name several brokers. Answers `host:port` of each, 9092 where a port is not named; empty
/// if problemWithKafkaUrl() says something.
QStringList kafkaBrokers(const QString &url);
/// Empty if it can be tried, else one sentence.
QString problemWithKafkaUrl(const QString &url);

} // namespace eventscope

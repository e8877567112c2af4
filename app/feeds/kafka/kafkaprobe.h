// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace eventscope {

/// Asks `host:port` in HTTP, and answers whether it is spoken there. librdkafka cannot tell a web
/// server from a broker that wants TLS: both hang up on the first word of Kafka, or wait for more
/// of it. A broker takes the question for a broken request, and hangs up. Waits for the answer: not
/// on the feed thread.
bool speaksHttp(const QString &hostAndPort, int timeoutMs);

} // namespace eventscope

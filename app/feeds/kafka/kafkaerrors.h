// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"
#include "app/feeds/kafka/kafkaclient.h"

namespace eventscope {

/// What an error of librdkafka means for a connection: what to do, and one sentence that says so.
/// `options` are asked how the connection is secured, and nothing else. `worked`: it has been live
/// with these options, so a broker that hangs up restarts and wants no other security. Pure.
CloseVerdict explainKafka(const KafkaFailure &failure, const OptionValues &options, bool worked);

/// Why librdkafka would not even start, in its own words: a file that cannot be read, mostly.
CloseVerdict explainStart(const QString &words);

/// It may be a server of another kind that is spoken to: worth asking speaksHttp().
bool mayBeNoBroker(const KafkaFailure &failure);
CloseVerdict explainWebServer(const QString &broker);
/// `host:port` of the broker that it is about; empty: it does not say.
QString brokerOf(const KafkaFailure &failure);

/// True if nothing works any more, and not just one broker or one request of many.
bool endsKafka(const KafkaFailure &failure);
/// It names a cause that explains an end that may follow.
bool isKafkaCause(const KafkaFailure &failure);
/// Groups are never joined: what a broker says about them is of no interest.
bool isAboutGroups(const KafkaFailure &failure);
/// The offset that was asked for is not there.
bool isOutOfRange(const KafkaFailure &failure);
bool isMissingTopic(const KafkaFailure &failure);
/// An answer that librdkafka does not take; the broker is asked for it again and again.
bool isTooMuchAtOnce(const KafkaFailure &failure);
/// `TOPIC_AUTHORIZATION_FAILED`
QString kafkaErrorName(const KafkaFailure &failure);

} // namespace eventscope

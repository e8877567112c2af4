// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/kafkastartof.h"

#include "app/feeds/dialectregistry.h"

namespace eventscope {

using namespace Qt::StringLiterals;

QString kafkaStartOf(const ConnectionProfile &profile)
{
    const Dialect *dialect = dialectById(profile.dialect);
    if (!dialect || dialect->info().transportFor(profile.options) != Transport::Kafka)
        return {};
    const Option *start = dialect->info().option(u"start"_s);
    return profile.options.value(u"start"_s, start ? start->defaultValue : QString());
}

std::optional<bool> readsOn(const ConnectionProfile &profile)
{
    const Dialect *dialect = dialectById(profile.dialect);
    if (!dialect || !dialect->info().transports.contains(Transport::Kafka))
        return {};
    const QString start = kafkaStartOf(profile);
    return !start.isEmpty() && start != u"now";
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/acmcluster.h"

// In place of acmcluster.cpp where librdkafka is missing.

namespace eventscope {

using namespace Qt::StringLiterals;

struct AcmCluster::State
{ };

AcmCluster::AcmCluster() = default;
AcmCluster::~AcmCluster() = default;

Result<void> AcmCluster::start()
{
    return Error{u"This program was built without Kafka (librdkafka)."_s};
}

QString AcmCluster::url() const
{
    return {};
}

void AcmCluster::write(const HubRecord &record)
{
    Q_UNUSED(record)
}

void AcmCluster::flush() { }

void AcmCluster::setUp(bool up)
{
    Q_UNUSED(up)
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/feeds/kafkaclustertest.h"
#include "tests/app/feeds/kafkanewsettingstest.h"
#include "tests/app/feeds/kafkarestarttest.h"
#include "tests/support/testclasses.h"

#include <QCoreApplication>

using namespace eventscope;

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, KafkaRestartTest, KafkaNewSettingsTest, KafkaClusterTest>(
        argc, argv);
}

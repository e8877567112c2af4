// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/feeds/kafkaroomtest.h"
#include "tests/app/feeds/kafkawiretest.h"
#include "tests/support/testclasses.h"

#include <QCoreApplication>

using namespace eventscope;

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, KafkaWireTest, KafkaRoomTest>(argc, argv);
}

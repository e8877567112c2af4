// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/faults/killtest.h"
#include "tests/faults/owndisktest.h"
#include "tests/faults/programfaultstest.h"
#include "tests/support/testclasses.h"

#include <QCoreApplication>
#include <QtTest>

/// usage: tst_kills [--kills N] [arguments of Qt Test]
int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() >= 4 && arguments[1] == QStringLiteral("--record"))
        return KillTest::recordForEver(arguments[2], arguments.mid(3));
    int kills = 100;
    if (const qsizetype at = arguments.indexOf(QStringLiteral("--kills"));
        at > 0 && at + 1 < arguments.size()) {
        kills = arguments[at + 1].toInt();
        arguments.remove(at, 2);
    }
    KillTest killed(kills);
    ProgramFaultsTest program;
    OwnDiskTest ownDisk;
    return eventscope::runTests(arguments, killed, program, ownDisk);
}

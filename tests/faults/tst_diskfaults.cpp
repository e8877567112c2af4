// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/faults/powercuttest.h"
#include "tests/faults/recordingfaultstest.h"
#include "tests/faults/wholefilefaultstest.h"
#include "tests/support/testclasses.h"

#include <QCoreApplication>
#include <QStandardPaths>
#include <QtTest>

/// usage: tst_diskfaults [--cuts N] [arguments of Qt Test]
int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setApplicationName(
        QStringLiteral("tst_diskfaults-%1").arg(QCoreApplication::applicationPid()));
    QStringList arguments = QCoreApplication::arguments();
    const auto number = [&arguments](const QString &flag, int usual) {
        const qsizetype at = arguments.indexOf(flag);
        if (at < 0 || at + 1 >= arguments.size())
            return usual;
        const int value = arguments[at + 1].toInt();
        arguments.remove(at, 2);
        return value;
    };
    PowerCutTest powerCuts(number(QStringLiteral("--cuts"), 300));
    RecordingFaultsTest recording;
    WholeFileFaultsTest files;
    return eventscope::runTests(arguments, powerCuts, recording, files);
}

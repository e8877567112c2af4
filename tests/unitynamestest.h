// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// CI compiles the files of one library eight at a time, and those of a test program at once: what
/// is of one file alone has to have a name of its own there. By hand that was found out by a run of
/// CI each.
class UnityNamesTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void namesOfOneFileAreFound_data();
    void namesOfOneFileAreFound();
    void someNamesMayBeOfTwoFiles_data();
    void someNamesMayBeOfTwoFiles();
    void noTwoFilesThatAreCompiledAsOneShareAName();
};

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/models/capture/foreigntesting.h"

#include <QObject>

/// What becomes of a file of somebody else that is open: lines are appended, it is cut short, it is
/// replaced.
class ForeignFollowingTest final : public QObject
{
    Q_OBJECT

    capturetesting::ForeignFiles m_files;

private Q_SLOTS:
    void linesThatAreAppendedAreFollowed();
    void aLastLineWithoutAnEndIsDoneWithOnce();
    void aFileThatIsReplacedIsNotFollowed();
    void aFileThatBeginsEmptyIsLearntFromItsFirstLines();
    void aByteOrderMarkThatComesLateIsSkippedToo_data();
    void aByteOrderMarkThatComesLateIsSkippedToo();
    void aMarkThatIsOnlyBegunIsNone();
};

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What EventLogModel says of an event, in each column and role.
class LogCellsTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cellsShowOneEvent();
    void whatAConnectionMasksIsShownNowhere();
    void untrustedTextIsOnePlainShortLine();
    void aByteOrderMarkIsShownAndIsPartOfTheValue();
    void rolesTellTheDelegateWhatItNeeds();
    void textsOfFullTablesAreReadFromTheLine();
    void ownRowsSayWhatHappenedWithoutTheirConnection_data();
    void ownRowsSayWhatHappenedWithoutTheirConnection();
    void linesThatAreGoneAreSaid();
    void headersAreNamed();
    void namesAndZoneChangeWhatIsShown();
};

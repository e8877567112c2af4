// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/captureset.h"
#include "app/commands/commandline.h"

#include <QObject>
#include <QTemporaryDir>

/// Captures that are passed over part by part: the same comes out as of all rows at once, and
/// memory does not grow with them.
class CapturePartsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void anExportInPartsIsTheSameFile_data();
    void anExportInPartsIsTheSameFile();
    void whatWasNotAsItShouldBeIsSaidTheSame_data();
    void whatWasNotAsItShouldBeIsSaidTheSame();
    void nothingGrowsWithTheCapture_data();
    void nothingGrowsWithTheCapture();
    void whatNobodyNamesIsMaskedAsNewConnectionsAre_data();
    void whatNobodyNamesIsMaskedAsNewConnectionsAre();
    void patienceWithAnExpressionGoesOn();
    void itCanBeStopped();
    void subjectsThatDoNotFitIntoMemoryAreFound();

private:
    void makeCalls(const QString &name, int from, int count, quint64 segmentBytes);
    eventscope::ExportOptions options(const QStringList &captures) const;
    QString path(const QString &name) const { return m_home.filePath(name); }

    QTemporaryDir m_home;
};

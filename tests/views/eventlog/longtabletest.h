// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// LongTable does what QTableView does, without asking a header where its rows are.
class LongTableTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void itIsAsQTableView_data();
    void itIsAsQTableView();
    void twentyMillionRowsAreSelectedAndSeen();
    void theLogKeepsNothingForEachRow();
};

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// C12: frames whose JSON is nested deeper than anybody reads it.
class DeepFramesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void framesThatAreTooDeepAreKeptAndNamed_data();
    void framesThatAreTooDeepAreKeptAndNamed();
};

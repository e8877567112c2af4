// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What the detail pane says of events beside the one that it shows: what changed since the one
/// before, which are related to it, and what is left of them once the log retires them.
class OtherEventsTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void changesAreTakenFromTheEventBefore();
    void masksHoldInWhatIsCompared();
    void relatedEventsAreGoneToByReturn();
    void whatIsRetiredLeavesTheDetail();
};

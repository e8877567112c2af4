// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// A server that makes up a type, a topic and a subject for each of its events.
class HostileTypesTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aMillionTypesLeaveTheWindowAlive();
};

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// A recording is killed at any moment while a server floods it: what it called stored is there,
/// and the next recording goes on with a row that says what happened.
class KillTest final : public QObject
{
    Q_OBJECT
public:
    explicit KillTest(int kills) : m_kills(kills) { }

    /// The program that is killed: records for ever, and prints the number of the last event that
    /// is stored.
    static int recordForEver(const QString &folder, const QStringList &urls);

private Q_SLOTS:
    void nothingStoredIsLost_data();
    void nothingStoredIsLost();
    void whoWasQuietIsToldToo();

private:
    const int m_kills;
};

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/ownrow.h"

namespace eventscope {

/// A time in which a connection was not live, now that it is over.
struct Absence
{
    qint64 ms = 0;
    QString cause;
    bool resumed = false; ///< what was missed has been sent again
    QString lost; ///< why it could not be
    QStringList topics; ///< what was subscribed to when it began, which nobody got meanwhile
    qsizetype askedAgain = 0; ///< how many were asked for when it was over
};

/// What stood still: a clock goes on only in the second case.
enum class Standstill : quint8 { OfTheComputer, OfThisProgram };
/// `the computer was suspended for 8 h 0 min`
QString standstillText(Standstill of, qint64 ms);
/// The row where a connection outlived one: the server may have given up on what it could not send.
OwnRow standstillRow(const QString &name, const Absence &absence);

/// `ms` for a person.
QString durationText(qint64 ms);

/// The row of one: a gap, unless all of it has been sent again.
OwnRow absenceRow(const QString &name, const Absence &absence);

/// The row of one that nothing has ended: the connection is closed by the user, or the recording
/// ends.
OwnRow openAbsenceRow(const QString &name, const Absence &absence);

/// Several, told by one row.
class Absences
{
public:
    void add(const Absence &absence);
    bool isEmpty() const { return m_count == 0; }
    /// They happened within the last `withinMs`. Empty afterwards.
    OwnRow takeRow(const QString &name, qint64 withinMs);

private:
    Absence m_last;
    QStringList m_topics; ///< of all of them
    quint64 m_count = 0;
    quint64 m_resumed = 0;
    qint64 m_ms = 0;
};

} // namespace eventscope

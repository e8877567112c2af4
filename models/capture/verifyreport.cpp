// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a VerifyReport says for a person.

#include "models/capture/verify.h"
#include "models/event/counttext.h"
#include "models/event/displaytext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

QString VerifyReport::summary() const
{
    QStringList parts;
    parts << u"%1 and %2 of Eventscope itself in %3"_s.arg(
        counted(events, u"event"_s), counted(ownEvents, u"row"_s), counted(segments, u"segment"_s));
    if (undecodable)
        parts << u"%1 undecodable"_s.arg(undecodable);
    if (gaps)
        parts << counted(gaps, u"gap"_s);
    if (retired)
        parts << u"%1 retired by the limits"_s.arg(
            counted(retired, u"event was"_s, u"events were"_s));
    if (badLines)
        parts << counted(badLines, u"damaged line"_s);
    if (missingSequences)
        parts << counted(missingSequences,
                         badLines ? u"further missing event"_s : u"missing event"_s);
    if (losses() > 0)
        parts << u"%1 not stored"_s.arg(counted(losses(), u"event was"_s, u"events were"_s));
    if (spilled)
        parts << u"%1 in a file yet"_s.arg(counted(spilled, u"event"_s));
    if (contradictions)
        parts << u"%1 between what was received and what is there"_s.arg(
            counted(contradictions, u"contradiction"_s));
    if (tornBytes)
        parts << u"%1 of an unfinished line"_s.arg(counted(tornBytes, u"byte"_s));
    if (indexesBad)
        parts << u"%1 to be made again"_s.arg(counted(indexesBad, u"index"_s, u"indexes"_s));
    if (cutShort)
        parts << u"cut short"_s;
    const QString verdict = damaged() ? u"Damaged"_s : sound() ? u"Sound"_s : u"Incomplete"_s;
    return verdict + u": "_s + parts.join(u", "_s);
}

CaptureSums::Sum VerifyReport::sumOf(const Connection &connection) const
{
    const CaptureSums::Sum &told = connection.sum;
    CaptureSums::Sum sum;
    const bool atLeast = sums == Sums::AtLeast;
    sum.stored = told.lines() + (atLeast ? connection.events - connection.covered : 0);
    sum.duplicates = told.duplicates;
    sum.dropped = told.dropped + told.earlierDropped;
    const quint64 taken = told.earlierStored + told.earlierDropped; // out of files
    if (atLeast) {
        sum.left = connection.spilled;
    } else if (taken <= told.left) {
        sum.left = told.left - taken;
    } else { // what had been given up was stored after all
        sum.dropped -= std::min(sum.dropped, taken - told.left);
    }
    const quint64 known = sum.stored + sum.duplicates + sum.dropped + sum.left;
    sum.received = sums == Sums::Whole ? told.received : std::max(told.received, known);
    sum.waiting = sum.received - std::min(sum.received, known);
    return sum;
}

CaptureSums::Sum VerifyReport::total() const
{
    CaptureSums::Sum total;
    for (const Connection &connection : connections)
        total += sumOf(connection);
    return total;
}

namespace {

using Sum = CaptureSums::Sum;

QString sumText(const Sum &sum, VerifyReport::Sums sums, const QString &ofStored)
{
    QString text = u"received %1%2 = stored %3%4 + duplicates %5 + dropped %6 + left %7"_s.arg(
        sums == VerifyReport::Sums::AtLeast ? u"at least "_s : QString(),
        QString::number(sum.received), QString::number(sum.stored), ofStored,
        QString::number(sum.duplicates), QString::number(sum.dropped), QString::number(sum.left));
    if (sum.waiting > 0)
        text += (sums == VerifyReport::Sums::SoFar ? u" + %1 on their way"_s
                                                   : u" + %1 that waited when it was cut short"_s)
                    .arg(sum.waiting);
    return sums == VerifyReport::Sums::SoFar ? text + u" so far"_s : text;
}

/// What was stored need not be there any more.
QString partsOfStored(quint64 stored, quint64 here, quint64 retired)
{
    if (retired == 0 || stored <= here)
        return {};
    return u" (%1 here, %2 removed by the limits)"_s.arg(here).arg(stored - here);
}

QString rowText(const VerifyReport::Connection &connection)
{
    QString line = counted(connection.events, u"event"_s);
    if (connection.dropped > 0)
        line += u", %1 not stored"_s.arg(connection.dropped);
    if (connection.spilled > 0)
        line += u", %1 in a file yet"_s.arg(connection.spilled);
    return line;
}

} // namespace

QStringList VerifyReport::connectionLines() const
{
    QStringList texts;
    for (auto it = connections.cbegin(); it != connections.cend(); ++it) {
        const bool isEmpty = it->events + it->dropped + it->spilled + it->gaps == 0;
        if (isEmpty && (!it->hasSum || it->sum == Sum()))
            continue;
        const Sum sum = sumOf(*it);
        QString line = displayText(it->name.isEmpty() ? it.key() : it->name, 60) + u": "_s;
        line += sums == Sums::None
            ? rowText(*it)
            : sumText(sum, sums, partsOfStored(sum.stored, it->events, retired));
        if (it->gaps > 0)
            line += u", %1"_s.arg(counted(it->gaps, u"gap"_s));
        texts << line;
    }
    return texts;
}

QString VerifyReport::totalLine() const
{
    if (sums == Sums::None)
        return contradictions > 0
            ? u"In total: what was received is not known"_s
            : u"In total: what was received is not known, for nothing in this capture says so (an "
              "older Eventscope recorded it)"_s;
    const Sum sum = total();
    return u"In total: "_s + sumText(sum, sums, partsOfStored(sum.stored, events, retired));
}

} // namespace eventscope

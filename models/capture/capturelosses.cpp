// SPDX-License-Identifier: GPL-3.0-or-later
//
// CaptureLoader, where something is missing: the rows that stand for it, and what is said of it.
#include "models/capture/captureloader.h"
#include "models/capture/segment.h"
#include "models/event/counttext.h"

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr size_t rowsAtOnce = 8192;
/// Rows that may stand for lost lines: more than a few lost segments have, and few enough for the
/// memory whatever numbers a damaged file holds.
constexpr quint64 maxLostRows = 1'000'000;
/// What one row may stand for: its number has the room of an offset.
constexpr quint64 mostMissing = (quint64(1) << 40) - 1;

} // namespace

/// Says which segments are not there between the one expected and the one found.
void CaptureLoader::remarkMissing(quint32 expected, quint32 found)
{
    if (found == expected)
        return;
    if (expected == 1)
        remark(u"The capture begins with %1; what came before is gone"_s.arg(segmentName(found)));
    else if (found == expected + 1)
        remark(u"%1 is missing"_s.arg(segmentName(expected)));
    else
        remark(u"%1 to %2 are missing"_s.arg(segmentName(expected), segmentName(found - 1)));
}

/// The last remark is what the window's bar says: what it comes to.
void CaptureLoader::remarkLosses()
{
    const QString lost = counted(m_lost, u"event is"_s, u"events are"_s);
    const QString skipped =
        counted(m_loaded.badLines, u"damaged line was"_s, u"damaged lines were"_s);
    if (m_lost > 0 && m_loaded.badLines > 0)
        m_loaded.remarks << u"%1 missing; %2 skipped"_s.arg(lost, skipped);
    else if (m_lost > 0)
        m_loaded.remarks << u"%1 missing"_s.arg(lost);
    else if (m_loaded.badLines > 0)
        m_loaded.remarks << u"%1 skipped"_s.arg(skipped);
}

void CaptureLoader::alignTo(quint64 sequence, quint32 segment, quint64 offset)
{
    if (m_expected == 0) {
        beginAt(sequence);
    } else if (sequence > m_expected && sequence - m_expected <= maxLostRows - m_lostRows) {
        addLost(sequence - m_expected, segment, offset);
    } else if (sequence != m_expected) {
        ++m_unaligned;
        remark(u"Number %1 in %2 at byte %3 where %4 should be"_s.arg(sequence)
                   .arg(segmentName(segment))
                   .arg(offset)
                   .arg(m_expected));
    }
}

/// The marks of what limits removed and of what is missing besides, right before the first event
/// that is still there.
void CaptureLoader::addBeginning(qint64 us, quint64 sequence, quint32 segment)
{
    const quint64 expected = m_retired.lastSequence + 1;
    const quint64 missing = sequence > expected && !m_passesVanished ? sequence - expected : 0;
    if (missing == 0 || missing > mostMissing) {
        addCut(us);
        return;
    }
    beginAt(expected);
    addCut(us);
    EventRecord &row = m_rows.emplace_back();
    row.place = EventRecord::makePlace(segment, missing);
    row.recordedUs = us;
    row.type = m_log.types().intern(owntype::gap);
    row.severity = Severity::Error;
    row.flags = OwnEvent | GapEvent;
    row.dataOffset = CaptureReader::missingDataOffset();
    m_lost += missing;
    m_expected = sequence;
    m_loaded.firstSequence = sequence;
    m_log.setFirstSequence(sequence - m_rows.size());
}

void CaptureLoader::addCut(qint64 us)
{
    m_begun = true;
    m_retiredAtFirst = m_retired;
    if (m_retired.lastSequence == 0 || m_expected != m_retired.lastSequence + 1)
        return;
    m_log.setFirstSequence(m_retired.lastSequence);
    EventRecord &cut = m_rows.emplace_back();
    cut.place = EventRecord::makePlace(m_retired.lastSegment, m_retired.events);
    cut.recordedUs = us;
    cut.type = m_log.types().intern(owntype::retention);
    cut.flags = OwnEvent;
    cut.dataOffset = CaptureReader::madeUpDataOffset(cut);
}

void CaptureLoader::addLost(quint64 count, quint32 segment, quint64 offset)
{
    EventRecord lost;
    lost.place = EventRecord::makePlace(segment, offset);
    lost.recordedUs = m_lastRecordedUs;
    lost.type = m_log.types().intern(owntype::gap);
    lost.severity = Severity::Error;
    lost.flags = OwnEvent | GapEvent;
    lost.dataOffset = CaptureReader::madeUpDataOffset(lost);
    for (quint64 i = 0; i < count; ++i) {
        m_rows.push_back(lost);
        if (m_rows.size() >= rowsAtOnce)
            flushRows();
    }
    m_lost += count;
    m_lostRows += count;
}

} // namespace eventscope

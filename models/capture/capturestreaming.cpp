// SPDX-License-Identifier: GPL-3.0-or-later
//
// CaptureLoader, where the rows are wanted a part at a time.
#include "models/capture/captureloader.h"
#include "models/capture/capturelock.h"
#include "models/capture/segment.h"
#include "models/event/counttext.h"

#include <QFileInfo>
#include <algorithm>
#include <cerrno>

using namespace Qt::StringLiterals;

namespace eventscope {

void CaptureLoader::begin(const PartSize &size, const std::function<bool(int)> &progress)
{
    m_progress = progress;
    m_inParts = true;
    m_part = size;
    list();
    m_ahead = std::min(size_t(m_pool.maxThreadCount()) + 1, m_part.ahead);
    if (m_segments.empty())
        return;
    m_untilSegment = m_segments.back();
    m_untilOffset = quint64(QFileInfo(segmentPath(m_folder, m_untilSegment)).size());
}

bool CaptureLoader::more()
{
    m_partBytes = 0;
    m_log.forgetTexts();
    m_taking.tables.reset();
    bool over = m_finished || m_stopped;
    while (!over && !isFull() && !(m_passesVanished && m_log.size() > 0))
        over = !takeNext();
    flushRows();
    if (over && !m_finished && !m_stopped) {
        m_finished = true;
        finish();
    }
    if (m_stopped)
        m_log.retire(m_log.firstSequence() + m_log.size());
    return m_log.size() > 0;
}

int CaptureLoader::passed() const
{
    return m_finished ? 1000
                      : int(std::min<quint64>((m_done + m_taking.offset) * 1000 / m_total, 1000));
}

/// Of one that cannot be opened. True if it was there before: then who passes over the capture is
/// not shown a gap, but told. Limits may take any, and nobody else should.
bool CaptureLoader::takeGone(const Reading &reading, int code)
{
    if (code != ENOENT)
        return false;
    const bool begun = m_loaded.events > 0;
    const bool retired = wasRetired(reading.segment);
    if (!m_inParts || (retired && !begun))
        return retired;
    m_passesVanished = true;
    ++m_vanishedSegments;
    m_done += reading.length;
    if (retired)
        remark(u"%1 was removed by limits before it was read"_s.arg(segmentName(reading.segment)));
    return retired;
}

/// What was taken away before `sequence` is passed over, where nothing of the part stands before
/// it.
bool CaptureLoader::passVanished(quint64 sequence)
{
    if (!m_passesVanished)
        return true;
    flushRows();
    if (m_log.size() > 0)
        return false;
    m_passesVanished = false;
    if (m_expected == 0 || sequence <= m_expected)
        return true;
    m_vanishedEvents += sequence - m_expected;
    m_expected = sequence;
    m_log.setFirstSequence(sequence);
    return true;
}

/// The next piece of a segment that is too large for its columns to be in memory; false at its end.
bool CaptureLoader::takePiece()
{
    const quint64 end = m_taking.columns->end();
    const Columns next = SegmentColumns::readOn(m_folder, m_taking.segment, end, m_part.bytes);
    if (next->openError() == 0 && next->end() > end) {
        noteRemarks(*next);
        m_taking = {m_taking.segment, m_taking.length, true, next, {}};
        return true;
    }
    if (next->openError() != 0)
        remark(
            fileError("read on in"_L1, segmentPath(m_folder, m_taking.segment), next->openError()));
    else if (m_taking.length > end && !CaptureLock::isHeld(m_folder))
        remark(u"%1 ends in an unfinished line of %2"_s.arg(
            segmentName(m_taking.segment), counted(m_taking.length - end, u"byte"_s)));
    return false;
}

} // namespace eventscope

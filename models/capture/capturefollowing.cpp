// SPDX-License-Identifier: GPL-3.0-or-later
//
// CaptureLoader, once it has loaded: what is appended after that.
#include "models/capture/captureloader.h"
#include "models/capture/segment.h"

#include <QFile>
#include <algorithm>
#include <cerrno>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

constexpr QLatin1String whatIsLeft{
    "of its events can only be read what is still at hand, and nothing once this is closed"};

/// Bytes of a segment; nothing and errno if there is none.
std::optional<quint64> lengthOf(const QString &folder, quint32 segment)
{
    struct stat status = {};
    if (::stat(QFile::encodeName(segmentPath(folder, segment)), &status) != 0)
        return {};
    return quint64(status.st_size);
}

} // namespace

void CaptureLoader::follow(quint64 atMost)
{
    m_remarks = 0; // of a long time ago
    while (m_ended.isEmpty() && atMost > 0) {
        const quint64 before = m_segmentEnd;
        const Tail tail = m_segment == 0 ? Tail::Same : readTail(atMost);
        if (tail == Tail::Grew)
            atMost -= std::min(atMost, m_segmentEnd - before);
        else if (tail != Tail::Same || nextSegment() != Tail::Left)
            break;
    }
    flushRows();
    if (m_ended.isEmpty())
        lookForDamage();
}

void CaptureLoader::lookForDamage()
{
    QStringList cut;
    QStringList gone;
    for (const SegmentWatch::Damage &one : m_watch.look(m_folder, m_segment)) {
        if (one.gone && wasRetired(one.segment))
            continue;
        (one.gone ? gone : cut) += segmentName(one.segment);
    }
    m_watch.forgetUpTo(m_retired.lastSegment);
    QStringList said;
    const auto of = [](const QStringList &names) {
        return names.size() == 1 ? names.first() + u" was"_s
                                 : u"%1 segments from %2 on were"_s.arg(names.size()).arg(names[0]);
    };
    if (!cut.isEmpty())
        said +=
            u"%1 cut short: events that were in what is cut can no longer be read"_s.arg(of(cut));
    if (!gone.isEmpty())
        said += u"%1 removed: %2"_s.arg(of(gone), whatIsLeft);
    m_damage = said.join(u"; "_s);
}

/// Takes the whole lines that the segment has more than before.
CaptureLoader::Tail CaptureLoader::readTail(quint64 atMost)
{
    const std::optional<quint64> length = lengthOf(m_folder, m_segment);
    if (!length)
        return leaveRetired();
    if (*length < m_segmentEnd) {
        m_ended =
            u"%1 was cut short: events that were in what is cut can no longer be read, and what "
            "is added now is not shown; open it again"_s.arg(segmentName(m_segment));
        return Tail::Over;
    }
    if (*length == m_segmentEnd)
        return Tail::Same;
    const Columns columns = SegmentColumns::readOn(m_folder, m_segment, m_segmentEnd, atMost);
    if (columns->openError() != 0)
        return leaveRetired();
    if (columns->end() == m_segmentEnd)
        return Tail::Same; // a line that is being written
    m_loaded.badLines += columns->badLines();
    Taking taking{m_segment, 0, false, columns, {}};
    takeRows(taking);
    m_segmentEnd = columns->end();
    return Tail::Grew;
}

/// The segment has nothing more. If another has begun, this one may have got its last lines just
/// before.
CaptureLoader::Tail CaptureLoader::nextSegment()
{
    const std::vector<quint32> segments = listSegments(m_folder);
    const auto next = std::upper_bound(segments.begin(), segments.end(), m_segment);
    if (next == segments.end())
        return Tail::Same;
    if (m_segment != 0 && readTail(1) == Tail::Grew)
        return Tail::Left; // and once more for the rest
    if (!m_ended.isEmpty())
        return Tail::Over;
    if (*next > m_segment) {
        if (m_segment != 0)
            m_watch.add(m_segment, m_segmentEnd);
        m_segment = *next;
        m_segmentEnd = 0;
    }
    return Tail::Left;
}

/// The segment is gone. Where limits took it, the log begins again behind what they took.
CaptureLoader::Tail CaptureLoader::leaveRetired()
{
    const quint32 gone = m_segment;
    if (!wasRetired(gone)) {
        m_ended = u"%1 was removed: %2, and what is added now is not shown"_s.arg(segmentName(gone),
                                                                                  whatIsLeft);
        return Tail::Over;
    }
    flushRows();
    if (m_log.size() > 0)
        return Tail::Left; // first these have to go where they are shown
    const std::vector<quint32> segments = listSegments(m_folder);
    const auto next = std::upper_bound(segments.begin(), segments.end(), m_retired.lastSegment);
    if (next == segments.end())
        return Tail::Left;
    m_segment = *next;
    m_segmentEnd = 0;
    if (m_expected <= m_retired.lastSequence) {
        m_expected = m_retired.lastSequence + 1;
        m_log.setFirstSequence(m_expected);
    }
    return Tail::Grew;
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
//
// CaptureSet, where it is passed over part by part.
#include "app/commands/captureset.h"

#include "models/event/maskedlines.h"
#include "models/event/secretnames.h"

#include <algorithm>

namespace eventscope {

bool CaptureSet::Member::more(EventLog &into)
{
    return file ? file->more(into) : loader->more();
}

int CaptureSet::Member::passed() const
{
    if (file)
        return file->passed();
    return loader ? loader->passed() : 0;
}

bool CaptureSet::hasCaptures() const
{
    return std::any_of(m_members.begin(), m_members.end(),
                       [](const Member &member) { return bool(member.reader); });
}

FieldMasks CaptureSet::masksWith(const QMap<QString, CaptureInfo::Connection> &connections)
{
    FieldMasks masks = masksOf(connections);
    for (auto it = connections.cbegin(); it != connections.cend(); ++it)
        masks[it.key()]; // where the user lifted it, nothing is masked
    masks.insert(otherConnections, FieldMask(fieldNames(usualSecretFields)));
    return masks;
}

void CaptureSet::begin(const PartSize &size, const std::function<bool(int)> &progress)
{
    m_part = size;
    const auto watched = [this, progress](int) {
        m_stopped = m_stopped || (progress && !progress(passed()));
        return !m_stopped;
    };
    if (m_members.size() > 1)
        m_merge = std::make_unique<LogMerge>(m_log);
    for (Member &member : m_members) {
        if (m_merge)
            member.log = std::make_unique<EventLog>();
        EventLog &log = m_merge ? *member.log : m_log;
        if (member.reader)
            member.loader = member.reader->loader(log, member.loaded);
        if (m_merge)
            m_merge->add(log, member.firstSegment, [&member] { return member.more(*member.log); });
    }
    // Many at once have a part of the memory each.
    const size_t members = m_members.size();
    const PartSize each{std::max<quint64>(size.rows / members, 1),
                        std::max<quint64>(size.bytes / members, 1), size.segment,
                        std::max<size_t>(size.ahead / members, 1)};
    for (Member &member : m_members) {
        if (member.file)
            member.file->begin(each, watched);
        else
            member.loader->begin(each, watched);
    }
    readConnectionsAgain(m_connections);
}

bool CaptureSet::more()
{
    m_log.retire(m_log.firstSequence() + m_log.size());
    for (const Member &member : m_members) {
        if (member.reader)
            member.reader->unmap();
        else
            member.file->unmap();
    }
    if (m_merge) {
        m_log.forgetTexts();
        m_merge->takePart(m_part);
    } else {
        m_members.front().more(m_log);
    }
    if (m_stopped)
        m_log.retire(m_log.firstSequence() + m_log.size());
    if (m_log.size() > 0)
        return true;
    for (Member &member : m_members)
        noteMember(member);
    return false;
}

int CaptureSet::passed() const
{
    quint64 all = 0;
    for (const Member &member : m_members)
        all += quint64(member.passed());
    return int(all / std::max<size_t>(m_members.size(), 1));
}

int CaptureSet::vanishedSegments() const
{
    int segments = 0;
    for (const Member &member : m_members)
        segments += member.loader ? member.loader->vanishedSegments() : 0;
    return segments;
}

quint64 CaptureSet::vanishedEvents() const
{
    quint64 events = 0;
    for (const Member &member : m_members)
        events += member.loader ? member.loader->vanishedEvents() : 0;
    return events;
}

} // namespace eventscope

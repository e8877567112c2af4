// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/captureset.h"

#include "models/capture/capturelock.h"
#include "models/event/secretnames.h"

#include <QDir>
#include <QFileInfo>
#include <algorithm>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

using Connections = QMap<QString, CaptureInfo::Connection>;

/// Segments of several captures that are read before they are merged.
constexpr size_t mostAhead = 4;
/// Segments that a capture may get while it is read: what is behind them is the next one's.
constexpr quint32 roomToGrow = 16'384;
constexpr quint64 leastAtOnce = 64 * 1024; ///< bytes of each that is followed

quint64 bytesOf(const CaptureReader &reader)
{
    quint64 bytes = 0;
    const QStringList segments = reader.segments();
    for (const QString &segment : segments)
        bytes += quint64(QFileInfo(segment).size());
    return bytes;
}

void addConnections(const Connections &connections, Connections &to)
{
    for (auto it = connections.cbegin(); it != connections.cend(); ++it) {
        const QStringList before = to.value(it.key()).maskedFields;
        CaptureInfo::Connection &known = to[it.key()];
        known = *it;
        known.maskedFields = before + it->maskedFields;
        known.maskedFields.removeDuplicates();
    }
}

} // namespace

const LineSource &CaptureSet::Member::lines() const
{
    return reader ? static_cast<const LineSource &>(*reader) : *file;
}

Result<std::unique_ptr<CaptureSet>> CaptureSet::load(const QStringList &paths,
                                                     const std::function<bool(int)> &progress)
{
    Result<std::unique_ptr<CaptureSet>> set = open(paths);
    if (set && !(*set)->read((*set)->m_log, progress))
        return Error{u"Loading %1 was stopped."_s.arg(paths.join(u", "_s))};
    if (set)
        (*set)->readConnectionsAgain((*set)->m_connections);
    return set;
}

/// Somebody may be recording: a connection that came since the captures were opened has events in
/// what was read, and masks.
void CaptureSet::readConnectionsAgain(Connections &into) const
{
    for (const Member &member : m_members) {
        if (!member.reader)
            continue;
        if (const Result<CaptureInfo> info = CaptureInfo::read(member.reader->folder()))
            addConnections(info->connections, into);
    }
}

/// A capture that does not say what its rows are of may have lost that: they are masked as those of
/// a new connection are.
void CaptureSet::maskUnknown(Connections &connections) const
{
    for (const QString &id : m_seen) {
        if (!connections.contains(id))
            connections.insert(id, {id, {}, fieldNames(usualSecretFields)});
    }
}

/// What was read so far, with the masks of all of it: rows are read first, and who records names a
/// connection before its first row.
LogPart CaptureSet::takePart()
{
    LogPart part = m_parts.take(m_read);
    const bool ofCaptures = hasCaptures();
    bool known = true;
    for (const std::string &id : part.newConnections()) {
        if (!ofCaptures || id.empty())
            continue;
        m_seen += QString::fromStdString(id);
        known = known && m_known.contains(m_seen.last());
    }
    if (known)
        return part;
    readConnectionsAgain(m_known);
    Connections all = m_known;
    maskUnknown(all);
    part.setConnections(std::make_shared<const Connections>(std::move(all)));
    return part;
}

Result<std::unique_ptr<CaptureSet>> CaptureSet::open(const QStringList &paths)
{
    std::unique_ptr<CaptureSet> set(new CaptureSet);
    for (const QString &path : paths) {
        if (const Result<void> added = set->add(path); !added)
            return Error{added.error()};
    }
    return set;
}

Result<void> CaptureSet::add(const QString &path)
{
    Member member;
    member.name = QFileInfo(QDir::cleanPath(path)).fileName();
    member.firstSegment = m_raise;
    if (QFileInfo(path).isFile()) {
        auto file = ForeignFile::open(path);
        if (!file)
            return Error{file.error()};
        member.file = std::move(*file);
        addConnections(member.file->connections(), m_connections);
        m_raise += 2;
    } else {
        auto reader = CaptureReader::open(path);
        if (!reader)
            return Error{reader.error()};
        member.reader = std::move(*reader);
        quint32 lastSegment = 0;
        const QStringList segments = member.reader->segments();
        for (const QString &segment : segments)
            lastSegment = std::max(lastSegment, QFileInfo(segment).completeBaseName().toUInt());
        addConnections(member.reader->info().connections, m_connections);
        m_raise += lastSegment + 1 + roomToGrow;
        member.lastSegment = lastSegment + roomToGrow;
    }
    m_members.push_back(std::move(member));
    return {};
}

void CaptureSet::readParts(const Take &take)
{
    m_known = m_connections;
    const auto progress = [this, &take](int done) { return take(takePart(), done); };
    if (read(m_read, progress))
        take(takePart(), 1000);
}

/// False if it was stopped.
bool CaptureSet::read(EventLog &log, const std::function<bool(int)> &progress)
{
    bool stopped = false;
    const auto watched = [&stopped, &progress](int done) {
        stopped = stopped || (progress && !progress(done));
        return !stopped;
    };
    if (m_members.size() == 1)
        readMember(m_members.front(), log, watched);
    else
        stopped = !readMerged(log, watched);
    return !stopped;
}

void CaptureSet::readMember(Member &member, EventLog &log, const std::function<bool(int)> &progress)
{
    if (member.file) {
        member.file->load(log, progress);
    } else {
        member.loader = member.reader->loader(log, member.loaded);
        member.loader->load([this, &member, &progress](int done) {
            m_indexing = member.loader->isIndexing();
            return progress(done);
        });
    }
    noteMember(member);
}

/// What reading it found.
void CaptureSet::noteMember(Member &member)
{
    QStringList remarks;
    if (member.file) {
        remarks = member.file->remarks();
        member.bytes = member.file->bytes();
    } else {
        remarks = member.loaded.remarks;
        member.bytes = bytesOf(*member.reader);
        m_findings.retired += member.loaded.retired;
        m_retiredThen = member.loader->retiredAtFirst();
        member.letGo = m_retiredThen.lastSegment;
        if (!member.loaded.indexProblem.isEmpty())
            m_findings.indexProblem = member.loaded.indexProblem;
    }
    m_findings.bytes += member.bytes;
    for (const QString &remark : std::as_const(remarks))
        m_findings.remarks += m_members.size() == 1 ? remark : u"%1: %2"_s.arg(member.name, remark);
}

/// Captures give their rows as these are wanted, so that the first ones are there at once. Files of
/// others are read first: nobody knows what of them is still to come.
bool CaptureSet::readMerged(EventLog &into, const std::function<bool(int)> &progress)
{
    m_merge = std::make_unique<LogMerge>(into);
    const auto watched = [this, &progress](int) {
        m_indexing = std::any_of(m_members.begin(), m_members.end(), [](const Member &member) {
            return member.loader && member.loader->isIndexing();
        });
        return progress(passed());
    };
    for (Member &member : m_members) {
        member.log = std::make_unique<EventLog>();
        if (member.reader)
            member.loader = member.reader->loader(*member.log, member.loaded);
        else
            member.file->load(*member.log, watched);
        m_merge->add(*member.log, member.firstSegment,
                     [&member] { return member.loader && member.loader->loadOn(); });
    }
    for (Member &member : m_members) {
        if (member.loader)
            member.loader->beginLoading(std::max<size_t>(1, mostAhead / m_members.size()), watched);
    }
    const bool whole = m_merge->take([&watched](quint64) { return watched(0); });
    for (Member &member : m_members) {
        if (member.loader)
            member.loader->endLoading();
        noteMember(member);
    }
    return whole && progress(1000);
}

CaptureSet::Followed CaptureSet::follow(quint64 atMost)
{
    Followed found;
    if (m_members.size() > 1)
        found.connections = m_known;
    for (Member &member : m_members)
        followMember(member, std::max(atMost / m_members.size(), leastAtOnce), found);
    if (m_merge)
        m_merge->take();
    if (!found.connections.isEmpty())
        m_known = found.connections;
    found.part = takePart();
    if (const auto known = found.part.takeConnections())
        found.connections = *known;
    maskUnknown(found.connections);
    found.more = found.part.size() > 0;
    found.over = std::all_of(m_members.begin(), m_members.end(),
                             [](const Member &member) { return member.over; });
    m_findings.bytes = found.bytes;
    return found;
}

void CaptureSet::followMember(Member &member, quint64 atMost, Followed &found)
{
    EventLog &log = member.log ? *member.log : m_read;
    QString ended;
    if (!member.over && member.file) {
        member.file->follow(log, atMost);
        ended = member.file->ended();
        member.bytes = member.file->bytes();
    } else if (!member.over && member.loader) {
        ended = followCapture(member, log, atMost, found);
        if (const QString damage = member.loader->takeDamage(); !damage.isEmpty())
            found.damaged += m_members.size() == 1 ? damage : u"%1: %2"_s.arg(member.name, damage);
    }
    found.bytes += member.bytes;
    if (ended.isEmpty())
        return;
    member.over = true;
    found.ended += m_members.size() == 1 ? ended : u"%1: %2"_s.arg(member.name, ended);
}

/// Why it is followed no more; empty: it is.
QString CaptureSet::followCapture(Member &member, EventLog &log, quint64 atMost, Followed &found)
{
    const QString folder = member.reader->folder();
    // First: what it wrote before it ended is read.
    const bool recorded = CaptureLock::isHeld(folder);
    member.loader->follow(atMost);
    // Last: it names the connections of all events that were read.
    const Result<CaptureInfo> info = CaptureInfo::read(folder);
    const CaptureInfo::Retired retired = info ? info->retired : CaptureInfo::Retired();
    addConnections(info ? info->connections : m_known, found.connections);
    // A scan may still be reading what was just removed; what went before leaves the disk.
    if (retired.lastSegment > member.letGo)
        member.reader->letGo(std::exchange(member.letGo, retired.lastSegment));
    if (m_members.size() == 1)
        found.retired = retired;
    else if (retired.lastSegment > 0)
        found.gone.push_back({member.firstSegment, member.firstSegment + retired.lastSegment});
    if (recorded)
        found.recorded += member.name;
    if (recorded || log.size() > 0)
        member.bytes = bytesOf(*member.reader);
    if (!member.log || log.size() == 0 || log.at(log.size() - 1).segment() <= member.lastSegment)
        return member.loader->ended();
    log.retire(log.firstSequence() + log.size());
    return u"it has got too many segments to be followed beside others; open it again"_s;
}

QStringList CaptureSet::recordedNow() const
{
    QStringList names;
    for (const Member &member : m_members) {
        if (member.reader && CaptureLock::isHeld(member.reader->folder()))
            names += member.name;
    }
    return names;
}

std::vector<std::pair<quint32, quint32>> CaptureSet::goneThen() const
{
    std::vector<std::pair<quint32, quint32>> gone;
    for (const Member &member : m_members) {
        if (m_members.size() > 1 && member.letGo > 0)
            gone.push_back({member.firstSegment, member.firstSegment + member.letGo});
    }
    return gone;
}

const CaptureSet::Member *CaptureSet::memberOf(const EventRecord &record, EventRecord &own) const
{
    for (auto member = m_members.rbegin(); member != m_members.rend(); ++member) {
        if (record.segment() < member->firstSegment)
            continue;
        own = record;
        own.place =
            EventRecord::makePlace(record.segment() - member->firstSegment, record.offset());
        return &*member;
    }
    return nullptr;
}

std::string_view CaptureSet::line(const EventRecord &record, std::string &scratch) const
{
    EventRecord own;
    const Member *member = memberOf(record, own);
    return member ? member->lines().line(own, scratch) : std::string_view();
}

std::string_view CaptureSet::copyOf(const EventRecord &record, std::string &scratch) const
{
    EventRecord own;
    const Member *member = memberOf(record, own);
    return member ? member->lines().copyOf(own, scratch) : std::string_view();
}

bool CaptureSet::isAtHand(const EventRecord &record) const
{
    EventRecord own;
    const Member *member = memberOf(record, own);
    return !member || member->lines().isAtHand(own);
}

std::string_view CaptureSet::lines(const EventRecord &first, const EventRecord &last) const
{
    EventRecord from;
    EventRecord to;
    const Member *member = memberOf(first, from);
    return member && member == memberOf(last, to) ? member->lines().lines(from, to)
                                                  : std::string_view();
}

std::string CaptureSet::origin(const EventRecord &record) const
{
    EventRecord own;
    const Member *member = m_members.size() > 1 ? memberOf(record, own) : nullptr;
    return member ? member->name.toStdString() : std::string();
}

QMap<QString, QString> CaptureSet::connectionNames() const
{
    QMap<QString, QString> names;
    for (auto it = m_connections.cbegin(); it != m_connections.cend(); ++it)
        names.insert(it.key(), it->name);
    return names;
}

} // namespace eventscope

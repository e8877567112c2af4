// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/captureset.h"

#include "models/capture/capturelock.h"

#include <QDir>
#include <QFileInfo>
#include <queue>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t rowsAtOnce = 8192;
/// Of the progress, what loading is when merging comes after it.
constexpr int loadingPart = 800;
/// Segments that a capture may get while it is read: what is behind them is the next one's.
constexpr quint32 roomToGrow = 4096;

/// Numbers of one log's table of texts in the table of another.
std::vector<quint32> numbersIn(StringTable &to, const StringTable &from)
{
    std::vector<quint32> numbers(from.size());
    for (quint32 id = 0; id < from.size(); ++id)
        numbers[id] = to.intern(from.text(id));
    return numbers;
}

quint32 numberOf(const std::vector<quint32> &numbers, quint32 id)
{
    return id < numbers.size() ? numbers[id] : StringTable::overflow;
}

/// One log on its way into the merged one. What is merged of it is let go.
class MergedLog
{
public:
    MergedLog(EventLog &from, EventLog &into, quint32 raise)
        : m_from(from), m_raise(raise), m_types(numbersIn(into.types(), from.types())),
          m_topics(numbersIn(into.topics(), from.topics())),
          m_connections(numbersIn(into.connections(), from.connections()))
    { }

    bool isDone() const { return m_row == m_from.size(); }
    qint64 nextUs() const { return m_from.at(m_row).recordedUs; }
    EventRecord take()
    {
        EventRecord record = m_from.at(m_row++);
        record.place = EventRecord::makePlace(record.segment() + m_raise, record.offset());
        record.type = numberOf(m_types, record.type);
        record.topic = numberOf(m_topics, record.topic);
        record.connection = quint16(numberOf(m_connections, record.connection));
        if (m_row == EventLog::chunkSize) {
            m_from.retire(m_from.firstSequence() + m_row);
            m_row = 0;
        }
        return record;
    }

private:
    EventLog &m_from;
    quint64 m_row = 0;
    quint32 m_raise;
    std::vector<quint32> m_types;
    std::vector<quint32> m_topics;
    std::vector<quint32> m_connections;
};

quint64 bytesOf(const CaptureReader &reader)
{
    quint64 bytes = 0;
    const QStringList segments = reader.segments();
    for (const QString &segment : segments)
        bytes += quint64(QFileInfo(segment).size());
    return bytes;
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
    return set;
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
        addConnections(member.file->connections());
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
        addConnections(member.reader->info().connections);
        m_raise += lastSegment + 1 + roomToGrow;
    }
    m_members.push_back(std::move(member));
    return {};
}

void CaptureSet::readParts(const Take &take)
{
    const auto progress = [this, &take](int done) { return take(m_parts.take(m_read), done); };
    if (read(m_read, progress))
        take(m_parts.take(m_read), 1000);
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
    QStringList remarks;
    if (member.file) {
        member.file->load(log, progress);
        remarks = member.file->remarks();
        m_findings.bytes += member.file->bytes();
    } else {
        member.loader = member.reader->loader(log, member.loaded);
        member.loader->load([this, &member, &progress](int done) {
            m_indexing = member.loader->isIndexing();
            return progress(done);
        });
        remarks = member.loaded.remarks;
        m_findings.bytes += bytesOf(*member.reader);
        m_findings.retired += member.loaded.retired;
        m_retiredThen = member.loader->retiredAtFirst();
        m_letGo = m_retiredThen.lastSegment;
        if (!member.loaded.indexProblem.isEmpty())
            m_findings.indexProblem = member.loaded.indexProblem;
    }
    for (const QString &remark : std::as_const(remarks))
        m_findings.remarks += m_members.size() == 1 ? remark : u"%1: %2"_s.arg(member.name, remark);
}

bool CaptureSet::readMerged(EventLog &into, const std::function<bool(int)> &progress)
{
    std::vector<std::unique_ptr<EventLog>> logs;
    bool stopped = false;
    for (Member &member : m_members) {
        logs.push_back(std::make_unique<EventLog>());
        const auto watched = [&](int done) {
            const int all = int((qsizetype(logs.size() - 1) * 1000 + done) * loadingPart
                                / (qsizetype(m_members.size()) * 1000));
            stopped = stopped || !progress(all);
            return !stopped;
        };
        readMember(member, *logs.back(), watched);
        member.loader.reset(); // its log goes
        if (stopped)
            return false;
    }
    return merge(logs, into, progress);
}

CaptureSet::Followed CaptureSet::follow(quint64 atMost)
{
    Followed found;
    if (!canFollow())
        return found;
    Member &member = m_members.front();
    if (member.file) {
        found.more = member.file->follow(m_read, atMost) > 0;
        found.ended = member.file->ended();
        found.bytes = member.file->bytes();
    } else if (member.loader) {
        const QString folder = member.reader->folder();
        found.recorded =
            CaptureLock::isHeld(folder); // first: what it wrote before it ended is read
        member.loader->follow(atMost);
        found.ended = member.loader->ended();
        found.more = m_read.size() > 0;
        // Last: it names the connections of all events that were read.
        const Result<CaptureInfo> info = CaptureInfo::read(folder);
        found.retired = info ? info->retired : CaptureInfo::Retired();
        found.connections = info ? info->connections : m_connections;
        // A scan may still be reading what was just removed; what went before leaves the disk.
        if (found.retired.lastSegment > m_letGo)
            member.reader->letGo(std::exchange(m_letGo, found.retired.lastSegment));
        found.bytes = found.more || found.recorded ? bytesOf(*member.reader) : m_findings.bytes;
    }
    found.part = m_parts.take(m_read);
    m_findings.bytes = found.bytes;
    return found;
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

bool CaptureSet::merge(std::vector<std::unique_ptr<EventLog>> &logs, EventLog &into,
                       const std::function<bool(int)> &progress)
{
    std::vector<MergedLog> merged;
    quint64 total = 0;
    for (size_t i = 0; i < logs.size(); ++i) {
        merged.emplace_back(*logs[i], into, m_members[i].firstSegment);
        total += logs[i]->size();
    }
    using Head = std::pair<qint64, size_t>; // of equal times, the first log's
    std::priority_queue<Head, std::vector<Head>, std::greater<>> heads;
    for (size_t i = 0; i < merged.size(); ++i) {
        if (!merged[i].isDone())
            heads.emplace(merged[i].nextUs(), i);
    }
    std::vector<EventRecord> rows;
    rows.reserve(rowsAtOnce);
    quint64 done = 0;
    while (!heads.empty()) {
        const size_t i = heads.top().second;
        heads.pop();
        rows.push_back(merged[i].take());
        if (!merged[i].isDone())
            heads.emplace(merged[i].nextUs(), i);
        if (rows.size() < rowsAtOnce && !heads.empty())
            continue;
        into.append(rows.data(), rows.size());
        done += rows.size();
        rows.clear();
        if (!progress(loadingPart + int(done * (1000 - loadingPart) / total)))
            return false;
    }
    return true;
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

void CaptureSet::addConnections(const QMap<QString, CaptureInfo::Connection> &connections)
{
    for (auto it = connections.cbegin(); it != connections.cend(); ++it) {
        const QStringList before = m_connections.value(it.key()).maskedFields;
        CaptureInfo::Connection &known = m_connections[it.key()];
        known = *it;
        known.maskedFields = before + it->maskedFields;
        known.maskedFields.removeDuplicates();
    }
}

QMap<QString, QString> CaptureSet::connectionNames() const
{
    QMap<QString, QString> names;
    for (auto it = m_connections.cbegin(); it != m_connections.cend(); ++it)
        names.insert(it.key(), it->name);
    return names;
}

} // namespace eventscope

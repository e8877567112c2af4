// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/captureset.h"

#include <QDir>
#include <QFileInfo>
#include <queue>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t rowsAtOnce = 8192;
/// Of the progress, what loading is when merging comes after it.
constexpr int loadingPart = 800;

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

} // namespace

const LineSource &CaptureSet::Member::lines() const
{
    return reader ? static_cast<const LineSource &>(*reader) : *file;
}

Result<std::unique_ptr<CaptureSet>> CaptureSet::load(const QStringList &paths,
                                                     const std::function<bool(int)> &progress)
{
    std::unique_ptr<CaptureSet> set(new CaptureSet);
    std::vector<std::unique_ptr<EventLog>> logs;
    const bool alone = paths.size() == 1;
    bool stopped = false;
    for (qsizetype i = 0; i < paths.size(); ++i) {
        const auto watched = [&stopped, &progress, &paths, alone, i](int done) {
            const int all =
                alone ? done : int((i * 1000 + done) * loadingPart / (paths.size() * 1000));
            stopped = stopped || (progress && !progress(all));
            return !stopped;
        };
        if (!alone)
            logs.push_back(std::make_unique<EventLog>());
        const Result<void> added =
            set->add(paths[i], alone ? set->m_log : *logs.back(), watched, alone);
        if (!added)
            return Error{added.error()};
        if (stopped)
            return Error{u"Loading %1 was stopped."_s.arg(paths[i])};
    }
    if (!alone && !set->merge(logs, progress))
        return Error{u"Loading was stopped."_s};
    return set;
}

Result<void> CaptureSet::add(const QString &path, EventLog &log,
                             const std::function<bool(int)> &progress, bool alone)
{
    Member member;
    member.name = QFileInfo(QDir::cleanPath(path)).fileName();
    member.firstSegment = m_raise;
    QStringList remarks;
    if (QFileInfo(path).isFile()) {
        auto file = ForeignFile::open(path);
        if (!file)
            return Error{file.error()};
        member.file = std::move(*file);
        member.file->load(log, progress);
        remarks = member.file->remarks();
        m_bytes += member.file->bytes();
        addConnections(member.file->connections());
        m_raise += 2;
    } else {
        auto reader = CaptureReader::open(path);
        if (!reader)
            return Error{reader.error()};
        member.reader = std::move(*reader);
        quint32 lastSegment = 0;
        const QStringList segments = member.reader->segments();
        for (const QString &segment : segments) {
            m_bytes += quint64(QFileInfo(segment).size());
            lastSegment = std::max(lastSegment, QFileInfo(segment).completeBaseName().toUInt());
        }
        const CaptureReader::Loaded loaded = member.reader->load(log, progress);
        remarks = loaded.remarks;
        m_retired += loaded.retired;
        if (!loaded.indexProblem.isEmpty())
            m_indexProblem = loaded.indexProblem;
        addConnections(member.reader->info().connections);
        m_raise += lastSegment + 1;
    }
    for (const QString &remark : std::as_const(remarks))
        m_remarks += alone ? remark : u"%1: %2"_s.arg(member.name, remark);
    m_members.push_back(std::move(member));
    return {};
}

bool CaptureSet::merge(std::vector<std::unique_ptr<EventLog>> &logs,
                       const std::function<bool(int)> &progress)
{
    std::vector<MergedLog> merged;
    quint64 total = 0;
    for (size_t i = 0; i < logs.size(); ++i) {
        merged.emplace_back(*logs[i], m_log, m_members[i].firstSegment);
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
    while (!heads.empty()) {
        const size_t i = heads.top().second;
        heads.pop();
        rows.push_back(merged[i].take());
        if (!merged[i].isDone())
            heads.emplace(merged[i].nextUs(), i);
        if (rows.size() < rowsAtOnce && !heads.empty())
            continue;
        m_log.append(rows.data(), rows.size());
        rows.clear();
        const int done = loadingPart + int(m_log.size() * (1000 - loadingPart) / total);
        if (progress && !progress(done))
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

ForeignFile *CaptureSet::file() const
{
    return m_members.size() == 1 ? m_members.front().file.get() : nullptr;
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

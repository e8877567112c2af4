// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/captureset.h"

#include <QDir>
#include <QFileInfo>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr quint64 askEveryRows = 16'384;

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

} // namespace

Result<std::unique_ptr<CaptureSet>> CaptureSet::load(const QStringList &folders,
                                                     const std::function<bool(int)> &progress)
{
    std::unique_ptr<CaptureSet> set(new CaptureSet);
    quint32 raise = 0;
    bool stopped = false;
    const auto watched = [&stopped, &progress](int done) {
        stopped = stopped || (progress && !progress(done));
        return !stopped;
    };
    for (const QString &folder : folders) {
        auto reader = CaptureReader::open(folder);
        if (!reader)
            return Error{reader.error()};
        CaptureReader &capture = **reader;
        quint32 lastSegment = 0;
        for (const QString &segment : capture.segments()) {
            set->m_bytes += quint64(QFileInfo(segment).size());
            lastSegment = std::max(lastSegment, QFileInfo(segment).completeBaseName().toUInt());
        }
        CaptureReader::Loaded loaded;
        if (folders.size() == 1) {
            loaded = capture.load(set->m_log, watched);
        } else {
            EventLog log;
            loaded = capture.load(log, watched);
            set->append(log, raise, watched);
        }
        if (stopped)
            return Error{u"Loading %1 was stopped."_s.arg(folder)};
        const QString name = QDir(folder).dirName();
        for (const QString &remark : std::as_const(loaded.remarks))
            set->m_remarks += folders.size() == 1 ? remark : u"%1: %2"_s.arg(name, remark);
        set->addConnections(capture.info().connections);
        set->m_members.push_back({std::move(*reader), raise});
        raise += lastSegment + 1;
    }
    return set;
}

void CaptureSet::append(EventLog &from, quint32 raiseSegments,
                        const std::function<bool(int)> &progress)
{
    const std::vector<quint32> types = numbersIn(m_log.types(), from.types());
    const std::vector<quint32> topics = numbersIn(m_log.topics(), from.topics());
    const std::vector<quint32> connections = numbersIn(m_log.connections(), from.connections());
    for (quint64 row = 0; row < from.size(); ++row) {
        if (row % askEveryRows == 0 && !progress(1000))
            return;
        EventRecord record = from.at(row);
        record.place = EventRecord::makePlace(record.segment() + raiseSegments, record.offset());
        record.type = numberOf(types, record.type);
        record.topic = numberOf(topics, record.topic);
        record.connection = quint16(numberOf(connections, record.connection));
        m_log.append(&record, 1);
    }
}

std::string_view CaptureSet::line(const EventRecord &record, std::string &scratch) const
{
    for (auto member = m_members.rbegin(); member != m_members.rend(); ++member) {
        if (record.segment() < member->firstSegment)
            continue;
        EventRecord own = record;
        own.place =
            EventRecord::makePlace(record.segment() - member->firstSegment, record.offset());
        return member->reader->line(own, scratch);
    }
    return {};
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

// SPDX-License-Identifier: GPL-3.0-or-later
//
// KafkaTrails: what is kept of segments that go.
#include "models/capture/filehandle.h"
#include "models/capture/kafkatrail.h"
#include "models/capture/linereader.h"
#include "models/capture/segmentcolumns.h"
#include "models/event/event.h"

#include <algorithm>
#include <fcntl.h>
#include <vector>

namespace eventscope {

namespace {

/// capture.json is read whole, often, and has 16 MiB.
constexpr qsizetype mostOfOne = 2 << 20;
constexpr qsizetype mostOfAll = 8 << 20;
constexpr size_t mostConnections = 1024;
/// A longer line is taken for one of Kafka without a look at it.
constexpr quint32 longestLook = 1 << 20;

bool isConnectionId(std::string_view id)
{
    constexpr size_t longest = 64;
    return !id.empty() && id.size() <= longest && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || c == '-' || c == '_';
    });
}

/// Empty: it does not say, or nothing that is an id.
std::string_view connectionOf(std::string_view line)
{
    constexpr std::string_view opening = "\"source\":\"/";
    const size_t at = line.find(opening);
    if (at == std::string_view::npos)
        return {};
    const std::string_view rest = line.substr(at + opening.size());
    const std::string_view id = rest.substr(0, rest.find('"'));
    return isConnectionId(id) ? id : std::string_view();
}

class Look
{
public:
    Look(const QString &path, const SegmentColumns &columns)
        : m_columns(columns), m_types(columns.types()), m_seen(columns.connections().size())
    {
        m_isOpen = m_file.open(path, O_RDONLY) == 0;
    }

    /// The first event of a connection tells, or what it was told of its subscriptions.
    bool findsKafka()
    {
        for (const SegmentColumns::Run &run : m_columns.runs()) {
            quint64 offset = run.offset;
            for (size_t i = run.first; i < run.first + run.count; ++i) {
                const IndexRecord &row = m_columns.at(i);
                if (isWorthALook(row) && isOfKafka(offset, row.lineLength))
                    return true;
                offset += row.lineLength + 1;
            }
        }
        return false;
    }

private:
    bool isWorthALook(const IndexRecord &row)
    {
        if (row.flags & OwnEvent)
            return row.type < m_types.size()
                && (m_types[row.type] == owntype::ack || m_types[row.type] == owntype::unconfirmed
                    || m_types[row.type] == owntype::refused);
        if (row.connection >= m_seen.size())
            return true;
        const bool isFirst = !m_seen[row.connection];
        m_seen[row.connection] = true;
        return isFirst;
    }
    bool isOfKafka(quint64 offset, quint32 length)
    {
        if (!m_isOpen || length > longestLook)
            return true;
        m_line.resize(length);
        size_t got = 0;
        if (m_file.readAt(offset, m_line.data(), length, got) != 0)
            return true;
        const std::string_view line(m_line.data(), got);
        return line.find("\"kafkaoffset\":\"") != line.npos
            || line.find("\"kafkanext\":\"") != line.npos;
    }

    const SegmentColumns &m_columns;
    const SegmentColumns::Texts m_types;
    std::vector<bool> m_seen; ///< an event of this connection was
    FileHandle m_file;
    bool m_isOpen = false;
    std::string m_line;
};

} // namespace

void KafkaTrails::takeSegment(const QString &path, const SegmentColumns &columns)
{
    if (!Look(path, columns).findsKafka())
        return;
    LineReader lines;
    if (lines.open(path) != 0)
        return;
    while (lines.next())
        take(lines.line());
}

void KafkaTrails::take(std::string_view line)
{
    const std::string_view id = connectionOf(line);
    if (id.empty())
        return;
    auto found = m_trails.find(id);
    if (found == m_trails.end()) {
        if (m_trails.size() >= mostConnections)
            return;
        found = m_trails.emplace(id, KafkaTrail()).first;
        const QString key = QString::fromLatin1(id.data(), qsizetype(id.size()));
        found->second.add(KafkaPosition::fromText(m_texts.value(key)));
    }
    if (found->second.take(line))
        m_begunLast = found->first;
}

KafkaPosition KafkaTrails::together() const
{
    KafkaPosition all;
    if (const auto last = m_trails.find(m_begunLast); last != m_trails.end())
        all = last->second.position();
    for (const auto &[id, trail] : m_trails)
        all.add(trail.position());
    for (auto it = m_texts.cbegin(); it != m_texts.cend(); ++it) {
        if (!m_trails.contains(it.key().toStdString()))
            all.add(KafkaPosition::fromText(it.value()));
    }
    return all;
}

KafkaTrails::Texts KafkaTrails::texts() const
{
    Texts texts = m_texts;
    for (const auto &[id, trail] : m_trails)
        texts.insert(QString::fromStdString(id), trail.position().text(mostOfOne));
    return checked(texts);
}

KafkaTrails::Texts KafkaTrails::checked(const Texts &texts)
{
    Texts good;
    qsizetype left = mostOfAll;
    for (auto it = texts.cbegin(); it != texts.cend() && size_t(good.size()) < mostConnections;
         ++it) {
        if (!isConnectionId(it.key().toStdString()))
            continue;
        QString told = it.value();
        // Ours are not longer; to take one apart takes many times its length of memory.
        if (told.size() > mostOfOne)
            told.truncate(told.lastIndexOf(u' ', mostOfOne));
        const QString text = KafkaPosition::fromText(told).text(std::min(left, mostOfOne));
        left -= text.size();
        if (!text.isEmpty())
            good.insert(it.key(), text);
    }
    return good;
}

} // namespace eventscope

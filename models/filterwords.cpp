// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/filterwords.h"

#include "models/event/jsontape.h"
#include "models/eventlogmodel.h"
#include "models/query/filterexpression.h"

#include <algorithm>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int freshMs = 3'000;
constexpr int mostEvents = 60;
constexpr qsizetype longestLine = 32'768;
constexpr size_t deepest = 6;
constexpr qsizetype mostPaths = 400;
constexpr qsizetype mostValues = 30; ///< of one path
constexpr size_t longestValue = 60;
constexpr quint32 mostMembers = 100; ///< of one object

/// The paths of one payload with their values. No recursion: what is to be visited waits in a list.
class PathCollector
{
public:
    PathCollector(QStringList &paths, QMap<QString, QStringList> &values)
        : m_paths(paths), m_values(values)
    { }

    void collect(JsonRef root)
    {
        m_waiting.clear();
        m_waiting.push_back({root, {}});
        for (size_t i = 0; i < m_waiting.size() && m_waiting.size() < 1'000; ++i) {
            const Waiting now = m_waiting[i]; // the list grows meanwhile
            if (now.value.isObject())
                members(now);
            else if (now.value.isArray())
                elements(now);
            else
                value(now);
        }
    }

private:
    struct Waiting
    {
        JsonRef value;
        std::vector<PathStep> path;
    };

    void members(const Waiting &object)
    {
        if (object.path.size() >= deepest)
            return;
        quint32 seen = 0;
        std::string scratch;
        object.value.forEachMember([&](JsonRef key, JsonRef value) {
            if (++seen > mostMembers)
                return;
            PathStep step;
            step.key = QString::fromUtf8(key.string(scratch));
            Waiting next{value, object.path};
            next.path.push_back(step);
            m_waiting.push_back(next);
        });
    }

    void elements(const Waiting &array)
    {
        if (array.path.size() >= deepest || array.value.size() == 0)
            return;
        bool first = true;
        array.value.forEachElement([&](JsonRef value) {
            if (!std::exchange(first, false))
                return;
            PathStep step;
            step.kind = PathStep::Kind::Every;
            Waiting next{value, array.path};
            next.path.push_back(step);
            m_waiting.push_back(next);
        });
    }

    void value(const Waiting &leaf)
    {
        if (leaf.path.empty())
            return;
        const QString path = filterPathText(leaf.path).mid(5); // behind "data."
        auto values = m_values.find(path);
        if (values == m_values.end()) {
            if (m_paths.size() >= mostPaths)
                return;
            m_paths.append(path);
            values = m_values.insert(path, {});
        }
        std::string scratch;
        const std::string_view text = leaf.value.scalar(scratch);
        if (text.empty() || text.size() > longestValue || values->size() >= mostValues)
            return;
        const QString shown = QString::fromUtf8(text);
        if (!values->contains(shown))
            values->append(shown);
    }

    QStringList &m_paths;
    QMap<QString, QStringList> &m_values;
    std::vector<Waiting> m_waiting;
};

} // namespace

void FilterWords::read()
{
    m_paths.clear();
    m_values.clear();
    PathCollector collector(m_paths, m_values);
    JsonTape tape(JsonTape::maxLineDepth);
    const int rows = m_log->rowCount();
    // Half of them the newest, the others from all over the log.
    for (int i = 0; i < std::min(rows, mostEvents); ++i) {
        const int row = i % 2 == 0 || rows <= mostEvents
            ? rows - 1 - (rows <= mostEvents ? i : i / 2)
            : int(qint64(rows) * i / mostEvents);
        const EventRecord *record = m_log->recordAt(row);
        if (!record || qsizetype(record->lineLength) > longestLine || record->dataOffset == 0)
            continue;
        const QByteArray line = m_log->lineAt(row);
        if (!tape.parse({line.constData(), size_t(line.size())}))
            continue;
        collector.collect(JsonRef(tape)["data"]);
    }
    m_paths.sort(Qt::CaseInsensitive);
    m_read.start();
}

FilterVocabulary FilterWords::vocabulary()
{
    if (!m_read.isValid() || m_read.hasExpired(freshMs))
        read();
    FilterVocabulary vocabulary;
    vocabulary.log = m_log->log();
    const auto names = m_log->connectionNames();
    vocabulary.connections = names.values();
    vocabulary.paths = m_paths;
    vocabulary.valuesAt = m_values;
    return vocabulary;
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/filterwords.h"

#include "models/event/jsontape.h"
#include "models/event/maskedlines.h"
#include "models/event/utf16.h"
#include "models/eventlogmodel.h"
#include "models/query/filterexpression.h"

#include <QPromise>
#include <QSet>

#include <algorithm>
#include <memory>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int freshMs = 3'000;
constexpr quint64 mostEvents = 60;
constexpr quint32 longestWordLine = 32'768;
constexpr size_t deepest = 6;
constexpr qsizetype mostPaths = 400;
constexpr quint32 mostMembers = 100; ///< of one object
constexpr qsizetype mostPlaces = 50; ///< whose values are kept

bool isFresh(const QElapsedTimer &read)
{
    return read.isValid() && !read.hasExpired(freshMs);
}

/// The paths of payloads. No recursion: what is to be visited waits in a list.
class PathCollector
{
public:
    QStringList sorted() const
    {
        QStringList paths(m_paths.cbegin(), m_paths.cend());
        std::sort(paths.begin(), paths.end(), [](const QString &a, const QString &b) {
            const int order = a.compare(b, Qt::CaseInsensitive);
            return order != 0 ? order < 0 : a < b;
        });
        return paths;
    }

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
            else if (!now.path.empty() && m_paths.size() < mostPaths)
                m_paths.insert(filterPathText(now.path).mid(5)); // behind "data."
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
            step.key = toUtf16(key.string(scratch));
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

    QSet<QString> m_paths;
    std::vector<Waiting> m_waiting;
};

template<typename Stopped>
QStringList pathsOf(const EventLog::Snapshot &log, const MaskedLines &lines, Stopped stopped)
{
    PathCollector collector;
    JsonTape tape(JsonTape::maxLineDepth);
    std::string scratch;
    const quint64 rows = log.size();
    // Half of them the newest, the others from all over the log.
    for (quint64 i = 0; i < std::min(rows, mostEvents) && !stopped(); ++i) {
        const quint64 row = rows <= mostEvents ? rows - 1 - i
            : i % 2 == 0                       ? rows - 1 - i / 2
                                               : rows * i / mostEvents;
        const EventRecord &record = log.at(row);
        if (record.lineLength > longestWordLine || record.dataOffset == 0)
            continue;
        if (tape.parse(lines.line(record, scratch)))
            collector.collect(JsonRef(tape)["data"]);
    }
    return collector.sorted();
}

/// Nobody waits for who reads it.
template<typename Found>
void forget(QFutureWatcher<Found> *&watcher)
{
    if (!watcher)
        return;
    watcher->future().cancel();
    watcher->disconnect();
    std::exchange(watcher, nullptr)->deleteLater();
}

/// take(Found) is called with what read(stopped) found, unless that is forgotten before.
template<typename Found, typename Read, typename Take>
void start(QFutureWatcher<Found> *&watcher, QObject *owner, QThreadPool &pool, Read read, Take take)
{
    forget(watcher);
    const auto promise = std::make_shared<QPromise<Found>>();
    promise->start();
    watcher = new QFutureWatcher<Found>(owner);
    QObject::connect(watcher, &QFutureWatcherBase::finished, owner, [&watcher, take] {
        QFutureWatcher<Found> *sender = std::exchange(watcher, nullptr);
        sender->disconnect(); // a promise that goes now may say once more that it is finished
        sender->deleteLater();
        take(sender->future().takeResult());
    });
    watcher->setFuture(promise->future());
    pool.start([promise, read = std::move(read)] {
        promise->addResult(read([&promise] { return promise->isCanceled(); }));
        promise->finish();
    });
}

} // namespace

FilterWords::FilterWords(const EventLogModel *log, QObject *parent) : QObject(parent), m_log(log)
{
    m_pool.setMaxThreadCount(1); // one disk
    connect(log, &EventLogModel::logAboutToBeReplaced, this, &FilterWords::forget);
    connect(log, &EventLogModel::masksChanged, this, &FilterWords::forget);
}

FilterWords::~FilterWords()
{
    forget();
}

/// Once it returns, nothing reads any more.
void FilterWords::forget()
{
    eventscope::forget(m_readingPaths);
    eventscope::forget(m_readingValues);
    m_pool.waitForDone(); // some lines at most
    m_paths.clear();
    m_pathsRead.invalidate();
    m_values.clear();
}

void FilterWords::readPaths()
{
    m_pathsRead.start();
    start(
        m_readingPaths, this, m_pool,
        [log = m_log->snapshot(), lines = m_log->lines(), masks = m_log->masks()](
            const auto &stopped) { return pathsOf(log, MaskedLines(lines, masks), stopped); },
        [this](const QStringList &paths) {
            if (std::exchange(m_paths, paths) != paths)
                Q_EMIT found();
        });
}

void FilterWords::readValues(const QString &where)
{
    m_readingOf = where;
    start(
        m_readingValues, this, m_pool,
        [task = SeenValuesTask{m_log->snapshot(), m_log->lines(), m_log->masks(), where}](
            const auto &stopped) { return seenValues(task, stopped); },
        [this, where](const SeenValues &values) {
            if (m_values.size() >= mostPlaces)
                m_values.clear();
            Values &known = m_values[where];
            known.read.start();
            if (std::exchange(known.values, values) != values)
                Q_EMIT found();
        });
}

SeenValues FilterWords::valuesAt(const QString &where)
{
    const auto known = m_values.constFind(where);
    const bool reading = m_readingValues && m_readingOf == where;
    if (!reading && (known == m_values.cend() || !isFresh(known->read)))
        readValues(where);
    return m_values.value(where).values;
}

FilterVocabulary FilterWords::vocabulary()
{
    if (!m_readingPaths && !isFresh(m_pathsRead))
        readPaths();
    FilterVocabulary vocabulary;
    vocabulary.log = m_log->log();
    const auto names = m_log->connectionNames();
    vocabulary.connections = names.values();
    vocabulary.paths = m_paths;
    for (const FieldMask &mask : m_log->masks()) {
        if (!mask.isEmpty() && !vocabulary.masks.contains(mask))
            vocabulary.masks += mask; // whose topics they are nobody knows
    }
    vocabulary.valuesAt = [this](const QString &where) { return valuesAt(where); };
    return vocabulary;
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/gaplengths.h"

#include "models/event/jsontape.h"
#include "models/event/linesource.h"
#include "models/query/eventhistogram.h"
#include "models/query/lineparts.h"

#include <QPromise>

#include <memory>
#include <utility>

namespace eventscope {

namespace {

constexpr quint32 longestLine = 1U << 16; ///< what we write is far shorter
constexpr double longestSeconds = 1e9;

qint64 lengthOf(const EventRecord &record, const LineSource &lines)
{
    if (record.lineLength > longestLine)
        return 0;
    std::string scratch;
    const std::string_view line = lines.line(record, scratch);
    JsonTape tape(JsonTape::maxLineDepth);
    if (line.empty() || !tape.parse(payloadOf(record, line)))
        return 0;
    const double seconds = JsonRef(tape)["seconds"].number();
    return seconds > 0 && seconds < longestSeconds ? qint64(seconds * 1e6) : 0;
}

} // namespace

GapLengths::GapLengths(QObject *parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

GapLengths::~GapLengths()
{
    clear();
}

void GapLengths::read(std::vector<Row> rows, const LineSource *lines)
{
    if (isReading() || rows.empty() || !lines)
        return;
    const auto promise = std::make_shared<QPromise<Lengths>>();
    promise->start();
    m_watcher = new QFutureWatcher<Lengths>(this);
    connect(m_watcher, &QFutureWatcherBase::finished, this, &GapLengths::finish);
    m_watcher->setFuture(promise->future());
    m_pool.start([promise, lines, rows = std::move(rows)] {
        Lengths lengths;
        for (const Row &row : rows) {
            if (promise->isCanceled())
                break;
            lengths.insert(row.sequence, lengthOf(row.record, *lines));
        }
        promise->addResult(std::move(lengths));
        promise->finish();
    });
}

void GapLengths::finish()
{
    QFutureWatcher<Lengths> *watcher = std::exchange(m_watcher, nullptr);
    watcher->disconnect(this); // a promise that goes now may say once more that it is finished
    watcher->deleteLater(); // it is the sender
    if (m_lengths.size() > qsizetype(4 * EventHistogram::maxGaps))
        m_lengths.clear(); // most are of gaps that are no longer remembered
    m_lengths.insert(watcher->future().takeResult());
    Q_EMIT learned();
}

void GapLengths::forgetBefore(quint64 sequence)
{
    m_lengths.removeIf([sequence](const auto &one) { return one.key() < sequence; });
}

void GapLengths::clear()
{
    if (m_watcher) {
        m_watcher->future().cancel();
        m_watcher->disconnect(this);
        m_watcher->deleteLater();
        m_watcher = nullptr;
    }
    m_pool.waitForDone();
    m_lengths.clear();
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/subjectlines.h"

#include "models/event/linesource.h"
#include "models/query/lineparts.h"

#include <QPromise>

#include <algorithm>
#include <memory>
#include <utility>

namespace eventscope {

namespace {

constexpr quint64 mostBytesAtOnce = 1U << 20; ///< of lines: a millisecond or two

std::string subjectOf(const EventRecord &record, const LineSource &lines)
{
    std::string line;
    std::string subject;
    return std::string(attributeOf(record, lines.line(record, line), "subject", subject));
}

bool areAtHand(const std::vector<SubjectLines::Row> &rows, const LineSource &lines)
{
    quint64 bytes = 0;
    return std::all_of(rows.begin(), rows.end(), [&](const SubjectLines::Row &row) {
        bytes += row.record.lineLength;
        return bytes <= mostBytesAtOnce && lines.isAtHand(row.record);
    });
}

template<typename Stopped>
SubjectLines::Sequences sameSubject(const EventRecord &chosen,
                                    const std::vector<SubjectLines::Row> &rows,
                                    const LineSource &lines, Stopped stopped)
{
    SubjectLines::Sequences same;
    const std::string subject = subjectOf(chosen, lines);
    for (const SubjectLines::Row &row : rows) {
        if (subject.empty() || stopped())
            break;
        if (subjectOf(row.record, lines) == subject)
            same.push_back(row.sequence);
    }
    return same;
}

} // namespace

SubjectLines::SubjectLines(QObject *parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1); // one disk
}

SubjectLines::~SubjectLines()
{
    stop();
}

std::optional<SubjectLines::Sequences> SubjectLines::find(const EventRecord &chosen,
                                                          std::vector<Row> rows,
                                                          const LineSource *lines)
{
    forget();
    if (!lines || rows.empty())
        return Sequences();
    if (lines->isAtHand(chosen) && chosen.lineLength <= mostBytesAtOnce && areAtHand(rows, *lines))
        return sameSubject(chosen, rows, *lines, [] { return false; });
    const auto promise = std::make_shared<QPromise<Sequences>>();
    promise->start();
    m_watcher = new QFutureWatcher<Sequences>(this);
    connect(m_watcher, &QFutureWatcherBase::finished, this, &SubjectLines::finish);
    m_watcher->setFuture(promise->future());
    m_pool.start([promise, chosen, lines, rows = std::move(rows)] {
        promise->addResult(
            sameSubject(chosen, rows, *lines, [&promise] { return promise->isCanceled(); }));
        promise->finish();
    });
    return std::nullopt;
}

void SubjectLines::finish()
{
    QFutureWatcher<Sequences> *watcher = std::exchange(m_watcher, nullptr);
    watcher->disconnect(this); // a promise that goes now may say once more that it is finished
    watcher->deleteLater(); // it is the sender
    Q_EMIT found(watcher->future().takeResult());
}

void SubjectLines::forget()
{
    if (!m_watcher)
        return;
    m_watcher->future().cancel();
    m_watcher->disconnect(this);
    std::exchange(m_watcher, nullptr)->deleteLater();
}

void SubjectLines::stop()
{
    forget();
    m_pool.waitForDone(); // a line of it at most
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/recording.h"

#include "app/commands/capturefolders.h"
#include "app/feeds/dialectregistry.h"
#include "app/feeds/kafkastartof.h"
#include "models/capture/spillplace.h"

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QStringList askedFor(const QVector<SubscriptionStatus> &subscriptions)
{
    QStringList topics;
    for (const SubscriptionStatus &one : subscriptions) {
        if (one.state != SubscriptionState::Paused && one.state != SubscriptionState::Refused)
            topics += one.pattern;
    }
    return topics;
}

} // namespace

Result<std::unique_ptr<Recording>> Recording::start(const QString &folder, const Settings &settings,
                                                    QObject *parent)
{
    CaptureWriter::Settings writing = settings.writer;
    if (writing.spillElsewhere.isEmpty())
        writing.spillElsewhere = spillFolder();
    writing.keepSums = true;
    SpillPlace::sweep(writing.spillElsewhere, nowUs());
    auto writer = CaptureWriter::open(folder, writing);
    if (!writer)
        return Error{writer.error()};
    auto reader = CaptureReader::open(folder);
    if (!reader)
        return Error{reader.error()};
    std::unique_ptr<Recording> recording(
        new Recording(std::move(*writer), std::move(*reader), settings, parent));
    if (!recording->m_feeds->hasThread())
        return Error{u"Cannot record: the system has no thread left for the connections"_s};
    return recording;
}

Recording::Recording(std::unique_ptr<CaptureWriter> writer, std::unique_ptr<CaptureReader> reader,
                     const Settings &settings, QObject *parent)
    : QObject(parent), m_keepLog(settings.keepLog), m_growEveryMs(settings.growEveryMs),
      m_writer(std::move(writer)), m_reader(std::move(reader)),
      m_losses(*m_writer, settings.readsOn),
      m_feeds(std::make_unique<FeedHub>(m_writer.get(), settings.feeds))
{
    m_retired = m_writer->retired();
    m_recovered = m_writer->recovered();
    // A capture that is gone on with starts with what it holds; nobody can write to it before we
    // do.
    if (m_writer->firstFreeSequence() > 1 && m_keepLog)
        m_reader->load(m_log);
    else
        m_log.setFirstSequence(1);

    connect(&m_network, &NetworkWatch::back, this, [this] {
        if (!m_finished)
            m_feeds->retryNow();
    });
    connect(&m_network, &NetworkWatch::woke, this, [this](std::chrono::milliseconds slept) {
        if (!m_finished)
            m_feeds->retryNow(slept);
    });
    connect(&m_network, &NetworkWatch::continued, this, [this](std::chrono::milliseconds stopped) {
        if (!m_finished)
            m_feeds->retryNow(stopped, Standstill::OfThisProgram);
    });
    connect(m_feeds.get(), &FeedHub::subscriptionsChanged, this,
            [this](const QString &id, const QVector<SubscriptionStatus> &subscriptions) {
                if (!m_finished)
                    m_losses.subscribed(id, askedFor(subscriptions));
            });
    connect(m_feeds.get(), &FeedHub::countersChanged, this, &Recording::tellCounters);
    m_growTimer.setSingleShot(true);
    connect(&m_growTimer, &QTimer::timeout, this, &Recording::grow);
    m_writer->setListener(
        [this] { QMetaObject::invokeMethod(this, &Recording::wake, Qt::QueuedConnection); });
    m_losses.tellEarlier();
}

Recording::~Recording()
{
    finish();
}

void Recording::wake()
{
    if (!m_growTimer.isActive())
        m_growTimer.start(m_growEveryMs);
    else
        m_growTimer.start(0); // it is told a second time only where much waits
}

/// A scan may still be reading what was just removed; what went the time before leaves the disk.
void Recording::noteRetired(const CaptureInfo::Retired &retired)
{
    if (const QString problem = m_writer->retentionProblem(); problem != m_retentionProblem) {
        m_retentionProblem = problem;
        if (!problem.isEmpty())
            Q_EMIT retentionFailed(problem);
    }
    if (retired == m_retired)
        return;
    m_reader->letGo(m_retired.lastSegment);
    m_retired = retired;
    Q_EMIT this->retired(retired.lastSequence);
}

void Recording::grow()
{
    const CaptureInfo::Retired retired = m_writer->retired(); // first: it is all stored by now
    const QMap<QString, quint64> dropped = m_writer->takeDropped();
    for (auto it = dropped.cbegin(); it != dropped.cend(); ++it) {
        m_dropped[it.key()] += it.value();
        m_losses.dropped(it.key(), it.value());
        if (m_feeds)
            m_feeds->noteDropped(it.key(), it.value());
    }
    if (const QString problem = m_writer->problem(); problem != m_problem) {
        m_problem = problem;
        m_lastProblem = problem.isEmpty() ? m_lastProblem : problem;
        Q_EMIT problemChanged(problem);
    }

    std::vector<StoredBatch> batches = m_writer->takeStored();
    if (batches.empty())
        return noteRetired(retired);
    m_lastSyncUs = batches.back().syncedUs;
    for (StoredBatch &stored : batches) {
        if (m_keepLog)
            m_log.append(stored);
        m_losses.stored(stored);
        countStored(*stored.batch);
        if (m_consumer)
            m_consumer(stored);
        m_writer->recycle(std::move(stored.batch));
    }
    Q_EMIT grew();
    noteRetired(retired);
}

/// What an earlier recording received is none of this one's: it comes before all else.
void Recording::countStored(const EventBatch &batch)
{
    const std::string_view connection = batch.connection();
    const QString id = QString::fromUtf8(connection.data(), qsizetype(connection.size()));
    quint64 events = batch.receivedCount();
    if (const auto recovered = m_recovered.find(id); recovered != m_recovered.end()) {
        const quint64 earlier = std::min(events, *recovered);
        *recovered -= earlier;
        events -= earlier;
    }
    m_stored[id] += events;
}

void Recording::growByAll()
{
    do
        grow();
    while (m_writer->hasStored());
}

Result<void> Recording::nameConnection(const ConnectionProfile &profile)
{
    const Dialect *dialect = dialectById(profile.dialect);
    const QStringList known =
        m_masked.value(profile.id, m_writer->info().connections.value(profile.id).maskedFields);
    const QStringList fields =
        m_remembered.fieldsOf(profile, dialect ? &dialect->info() : nullptr, known);
    m_masked.insert(profile.id, fields);
    return m_writer->nameConnection(profile.id, profile.name, profile.dialect, fields,
                                    readsOn(profile));
}

FieldMasks Recording::masks() const
{
    auto connections = m_writer->info().connections;
    for (auto it = m_masked.cbegin(); it != m_masked.cend(); ++it)
        connections[it.key()].maskedFields = it.value();
    return masksOf(connections);
}

FeedCounters Recording::finalCounters(const QString &connectionId) const
{
    FeedCounters counters = m_finalCounters.value(connectionId);
    const quint64 dropped = m_dropped.value(connectionId);
    // What nothing else became of was dropped.
    const quint64 earlier = std::min(dropped, m_recovered.value(connectionId));
    counters.dropped = dropped - earlier + counters.unread;
    counters.gaps = m_losses.gaps(connectionId);
    return counters;
}

bool Recording::isEmpty() const
{
    const bool nothingCame = std::all_of(
        m_finalCounters.cbegin(), m_finalCounters.cend(),
        [](const FeedCounters &counters) { return counters.received + counters.unread == 0; });
    return nothingCame && m_log.size() == 0 && m_stored.isEmpty() && m_dropped.isEmpty()
        && m_writer->counts().dropped == 0 && m_writer->left().isEmpty();
}

void Recording::finish()
{
    if (m_finished)
        return;
    m_finished = true;
    m_finalCounters = m_feeds->shutDown();
    m_feeds.reset();
    for (auto it = m_finalCounters.cbegin(); it != m_finalCounters.cend(); ++it)
        tellCounters(it.key(), it.value());
    m_writer->flush([this](quint64 waiting) { Q_EMIT storing(waiting); });
    growByAll();
    // Where a large batch found no room a row may, and room may have come back.
    m_losses.tell(m_lastProblem.isEmpty()
                      ? QString()
                      : u"they could not be stored: "_s + m_lastProblem.section(u": "_s, -1));
    m_writer->flush();
    growByAll();
    if (const QString problem = m_losses.end(); !problem.isEmpty())
        Q_EMIT problemChanged(problem);
    m_writer->setListener({});
    m_writer->close();
    if (const QString problem = m_writer->sumsProblem(); !problem.isEmpty())
        Q_EMIT problemChanged(problem);
    countLeft();
}

void Recording::tellCounters(const QString &connectionId, const FeedCounters &counters)
{
    m_writer->setCounted(connectionId, {counters.received, counters.duplicates, counters.unread});
}

/// What an earlier recording received stays there again, and is none of this one's.
void Recording::countLeft()
{
    m_left = m_writer->left();
    for (auto it = m_left.begin(); it != m_left.end(); ++it) {
        const quint64 earlier = std::min(*it, m_recovered.value(it.key()));
        *it -= earlier;
        if (earlier > 0)
            m_recovered[it.key()] -= earlier;
    }
}

} // namespace eventscope

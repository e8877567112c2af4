// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/retentionkeeper.h"

#include "app/commands/recording.h"
#include "app/feeds/ownrow.h"
#include "models/event/counttext.h"

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int sweepEveryMs = 60'000;

} // namespace

RetentionKeeper::RetentionKeeper(const QString &capturesFolder, QObject *parent)
    : QObject(parent), m_sweep(std::make_shared<CaptureSweep>(capturesFolder))
{
    m_pool.setMaxThreadCount(1);
    m_again.setInterval(sweepEveryMs);
    connect(&m_again, &QTimer::timeout, this, &RetentionKeeper::sweep);
}

RetentionKeeper::~RetentionKeeper()
{
    m_pool.waitForDone();
}

void RetentionKeeper::setLimits(const RetentionSettings &limits)
{
    m_limits = limits;
    if (m_recording)
        m_recording->writer().setLimits(limits.each); // till it is known what the others leave
    sweep();
}

void RetentionKeeper::setRecording(Recording *recording)
{
    m_recording = recording;
    setLimits(m_limits);
}

void RetentionKeeper::sweep()
{
    if (!m_limits.all.any())
        return m_again.stop();
    m_again.start();
    m_sweepAgain = m_sweeping;
    if (std::exchange(m_sweeping, true))
        return;
    const QString own = m_recording ? m_recording->folder() : QString();
    m_pool.start([this, own, limits = m_limits.all, sweeper = m_sweep, now = m_clock.now()] {
        const CaptureSweep::Outcome outcome = sweeper->run(limits, own, now);
        // It is there until the pool is done.
        QMetaObject::invokeMethod(
            this, [this, outcome] { onSwept(outcome); }, Qt::QueuedConnection);
    });
}

void RetentionKeeper::onSwept(const CaptureSweep::Outcome &outcome)
{
    m_sweeping = false;
    if (m_recording && m_limits.all.any())
        m_recording->writer().setLimits(stricter(m_limits.each, outcome.forOwn));
    if (outcome.events > 0) {
        QStringList parts;
        if (!outcome.removed.isEmpty())
            parts += tr("removed: %1").arg(outcome.removed.join(u", "_s));
        if (!outcome.cut.isEmpty())
            parts += tr("shortened at their beginning: %1").arg(outcome.cut.join(u", "_s));
        const QString sentence = tr("The limits for all captures took %1 old events (captures %2).")
                                     .arg(outcome.events)
                                     .arg(parts.join(u"; "_s));
        note(outcome, sentence);
        Q_EMIT removed(sentence);
    }
    const QString failure = outcome.problems.join(u'\n');
    if (std::exchange(m_failure, failure) != failure && !failure.isEmpty())
        Q_EMIT failed(failure);
    if (std::exchange(m_sweepAgain, false))
        sweep();
}

/// A row of the capture that is being recorded: what is gone has no log any more to say so.
void RetentionKeeper::note(const CaptureSweep::Outcome &outcome, const QString &sentence)
{
    if (!m_recording)
        return;
    const std::string payload = OwnPayload(sentence)
                                    .count("removed", outcome.events)
                                    .count("bytes", outcome.bytes)
                                    .list("captures", outcome.removed)
                                    .list("shortened", outcome.cut)
                                    .take();
    auto batch = m_recording->writer().takeEmptyBatch();
    batch->setConnection({});
    EventFields fields;
    fields.type = owntype::retention;
    fields.flags = OwnEvent;
    fields.payload = payload;
    batch->append(fields, nowUs());
    m_recording->writer().submit(std::move(batch));
}

} // namespace eventscope

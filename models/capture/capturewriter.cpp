// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/capturewriter.h"

#include "models/capture/capturewriterstate.h"
#include "models/capture/recovery.h"

#include <QDir>
#include <system_error>

using namespace Qt::StringLiterals;

namespace eventscope {

Result<std::unique_ptr<CaptureWriter>> CaptureWriter::open(const QString &folder,
                                                           const Settings &settings)
{
    if (folder.isEmpty())
        return Error{u"Cannot record: no folder is named"_s};
    const QString path = QDir::cleanPath(QDir(folder).absolutePath());
    QStringList repairs;
    CaptureLock lock;
    if (const Result<void> prepared = prepareFolder(path, repairs); !prepared)
        return Error{prepared.error()};
    if (const Result<void> locked = lock.acquire(path); !locked)
        return Error{locked.error()};
    const Result<CaptureInfo> info = prepareInfo(path, repairs);
    if (!info)
        return Error{info.error()};
    const Result<SegmentAppender::End> end =
        prepareEnd(path, info->retired, settings.segmentBytes, repairs);
    if (!end)
        return Error{end.error()};

    auto state = std::make_unique<State>(path, settings, *info, *end);
    state->repairs = repairs;
    state->lock = std::move(lock);
    auto recovered = state->spill.recover(end->nextSequence, state->repairs);
    if (!recovered)
        return Error{u"Cannot record to %1, for which events may wait in files: %2"_s.arg(
            path, recovered.error())};
    state->recovered = *recovered;
    if (settings.keepSums) {
        state->sums.begin(end->nextSequence, *recovered, state->repairs);
        state->sums.forgetChecksumsUpTo(info->retired.lastSegment);
        state->appender.setCrc(state->sums.crcOf(end->segment, end->length));
    }
    try {
        state->thread = std::thread(&State::run, state.get());
    } catch (const std::system_error &error) {
        return Error{u"Cannot record to %1: no thread for it (%2)"_s.arg(
            path, systemError(error.code().value()))};
    }
    if (settings.spillBytes > 0)
        state->spill.start(state->repairs);
    return std::unique_ptr<CaptureWriter>(new CaptureWriter(std::move(state)));
}

CaptureWriter::CaptureWriter(std::unique_ptr<State> state) : m_state(std::move(state)) { }

CaptureWriter::~CaptureWriter()
{
    close();
}

std::unique_ptr<EventBatch> CaptureWriter::takeEmptyBatch()
{
    return m_state->queue.takeEmpty();
}

bool CaptureWriter::submit(std::unique_ptr<EventBatch> batch)
{
    return m_state->queue.submit(std::move(batch));
}

bool CaptureWriter::hasRoom(std::string_view connection, quint64 bytes) const
{
    return m_state->queue.hasSpareRoom(connection, bytes);
}

void CaptureWriter::setListener(std::function<void()> listener)
{
    m_state->queue.setListener(std::move(listener));
}

std::vector<StoredBatch> CaptureWriter::takeStored()
{
    return m_state->queue.takeStored();
}

bool CaptureWriter::hasStored() const
{
    return m_state->queue.hasStored();
}

void CaptureWriter::recycle(std::unique_ptr<EventBatch> batch)
{
    m_state->queue.recycle(std::move(batch));
}

void CaptureWriter::flush(const std::function<void(quint64 waiting)> &tell)
{
    m_state->queue.flush(tell);
}

void CaptureWriter::close()
{
    if (!m_state->thread.joinable())
        return;
    m_state->queue.stop();
    m_state->thread.join();
    if (m_state->sums.isKept())
        m_state->endSums();
    m_state->lock.release();
}

QMap<QString, quint64> CaptureWriter::takeDropped()
{
    return m_state->queue.takeDropped();
}

QMap<QString, quint64> CaptureWriter::left() const
{
    return m_state->queue.left();
}

QString CaptureWriter::problem() const
{
    return m_state->queue.problem();
}

CaptureWriter::Counts CaptureWriter::counts() const
{
    return m_state->queue.counts();
}

QString CaptureWriter::folder() const
{
    return m_state->folder;
}

CaptureInfo CaptureWriter::info() const
{
    const std::lock_guard lock(m_state->infoMutex);
    return m_state->info;
}

quint64 CaptureWriter::firstFreeSequence() const
{
    return m_state->firstFree;
}

QMap<QString, quint64> CaptureWriter::recovered() const
{
    return m_state->recovered;
}

QStringList CaptureWriter::repairs() const
{
    return m_state->repairs;
}

void CaptureWriter::setCounted(const QString &id, const SumLedger::Counted &counted)
{
    if (m_state->sums.setCounted(id, counted))
        m_state->queue.wake();
}

QString CaptureWriter::sumsProblem() const
{
    return m_state->sumsProblem;
}

Result<void> CaptureWriter::nameConnection(const QString &id, const QString &name,
                                           const QString &dialect, const QStringList &maskedFields,
                                           std::optional<bool> readsOn)
{
    const CaptureInfo::Connection connection{name, dialect, maskedFields, readsOn};
    Result<void> written;
    m_state->changeInfo([&](CaptureInfo &changed) {
        const auto known = changed.connections.constFind(id);
        if (known != changed.connections.constEnd() && *known == connection)
            return false;
        changed.connections.insert(id, connection);
        written = changed.write(m_state->folder);
        return written.has_value();
    });
    return written;
}

} // namespace eventscope

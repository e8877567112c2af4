// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/captureshelf.h"

#include "models/capture/verify.h"

#include <QFileInfo>

namespace eventscope {

using namespace Qt::StringLiterals;

CaptureShelf::CaptureShelf(const QString &folder, QObject *parent)
    : QObject(parent), m_folder(folder)
{
    m_pool.setMaxThreadCount(1);
}

CaptureShelf::~CaptureShelf()
{
    m_stopped->store(true);
    m_pool.clear();
    m_pool.waitForDone();
}

void CaptureShelf::run(std::function<Answer()> work)
{
    ++m_running;
    m_pool.start([this, work = std::move(work), stopped = m_stopped] {
        if (stopped->load())
            return;
        // It is there until the pool is done.
        QMetaObject::invokeMethod(
            this,
            [this, answer = work()] {
                --m_running;
                if (answer)
                    answer();
            },
            Qt::QueuedConnection);
    });
}

void CaptureShelf::refresh()
{
    run([this, folder = m_folder, stopped = m_stopped]() -> Answer {
        auto found = CaptureSummary::readAll(folder, [&stopped] { return stopped->load(); });
        return [this, found = std::move(found)] {
            m_model.setCaptures(found);
            Q_EMIT loaded();
        };
    });
}

void CaptureShelf::remove(const QStringList &folders)
{
    run([this, folders]() -> Answer {
        QStringList problems;
        for (const QString &folder : folders) {
            if (const Result<void> removed = removeCapture(folder); !removed)
                problems += removed.error();
        }
        return [this, problems] { Q_EMIT done({}, problems.join(u'\n')); };
    });
    refresh();
}

void CaptureShelf::rename(const QString &folder, const QString &name)
{
    run([this, folder, name]() -> Answer {
        const Result<QString> target = renameCapture(folder, name);
        return [this, folder, target] {
            if (target)
                Q_EMIT renamed(folder, *target);
            Q_EMIT done({}, target ? QString() : target.error());
        };
    });
    refresh();
}

void CaptureShelf::setKept(const QStringList &folders, bool kept)
{
    run([this, folders, kept]() -> Answer {
        QStringList problems;
        for (const QString &folder : folders) {
            if (const Result<void> marked = eventscope::setKept(folder, kept); !marked)
                problems += marked.error();
        }
        return [this, problems] { Q_EMIT done({}, problems.join(u'\n')); };
    });
    refresh();
}

void CaptureShelf::verify(const QStringList &folders)
{
    for (const QString &folder : folders) {
        m_model.setProgress(folder, tr("being verified…"));
        run([this, folder]() -> Answer {
            const Result<VerifyReport> report = verifyCapture(folder);
            return [this, folder, report] {
                m_model.setProgress(folder, {});
                const QString name = QFileInfo(folder).fileName();
                if (!report)
                    return Q_EMIT done({}, report.error());
                m_model.setVerdict(folder, report->summary(), report->sound());
                const QString sentence =
                    u"%1: %2\n%3"_s.arg(name, report->summary(), report->totalLine());
                Q_EMIT done(report->sound() ? sentence : QString(),
                            report->sound()
                                ? QString()
                                : (QStringList(sentence) + report->problems.mid(0, 3)).join(u'\n'));
            };
        });
    }
    refresh();
}

} // namespace eventscope

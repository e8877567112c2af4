// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capturelistmodel.h"

#include <QThreadPool>
#include <atomic>
#include <functional>
#include <memory>

namespace eventscope {

/// The captures of a folder and what can be done with them. The disk is read and written on a
/// thread of its own, so that a slow one holds nobody up; what was asked for is done in order. GUI
/// thread.
class CaptureShelf final : public QObject
{
    Q_OBJECT
public:
    explicit CaptureShelf(const QString &folder, QObject *parent = nullptr);
    ~CaptureShelf() override; ///< what runs is stopped, and waited for

    CaptureListModel *model() { return &m_model; }
    const QString &folder() const { return m_folder; }

    void refresh(); ///< loaded() follows
    /// Each of these ends with done(): a sentence about what failed, or about what was found.
    void remove(const QStringList &folders);
    void rename(const QString &folder, const QString &name);
    void setKept(const QStringList &folders, bool kept);
    void verify(const QStringList &folders);
    bool isBusy() const { return m_running > 0; }

Q_SIGNALS:
    void loaded();
    void renamed(const QString &from, const QString &to);
    /// `problem` and `remark` are one sentence each, or empty.
    void done(const QString &remark, const QString &problem);

private:
    using Answer = std::function<void()>;
    /// Runs `work` on the other thread, and what it answers on this one.
    void run(std::function<Answer()> work);

    const QString m_folder;
    CaptureListModel m_model;
    int m_running = 0;
    std::shared_ptr<std::atomic_bool> m_stopped = std::make_shared<std::atomic_bool>(false);
    QThreadPool m_pool; // last: it is waited for first
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <atomic>
#include <thread>

class QEventLoop;
class QThread;

namespace eventscope {

/// A thread with an event loop of which nothing is left once wait() has returned.
///
/// QThread::wait() returns some moments before its thread has ended, and nobody can join it: what
/// libraries keep for each thread is freed behind that. A program that exits within those moments
/// frees some of it twice (OpenSSL: at the exit and at the end of the thread), and crashes. Owned
/// by whoever moves objects to it, which must be gone from it, or idle, when its loop ends.
class LoopThread
{
public:
    explicit LoopThread(const QString &name) : m_name(name) { }
    ~LoopThread(); ///< quit(), wait()
    LoopThread(const LoopThread &) = delete;
    LoopThread &operator=(const LoopThread &) = delete;

    /// Returns when objects can be moved to it. Null: there is no thread to be had.
    QThread *start();
    bool isRunning() const { return m_thread.joinable(); }
    /// Ends the loop, after what was posted to it before. Any thread; of no effect where it is not
    /// running.
    void quit();
    void wait();

private:
    const QString m_name;
    std::thread m_thread;
    std::atomic<QEventLoop *> m_loop = nullptr; ///< null once it was told to quit
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/threads/loopthread.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QThread>
#include <future>
#include <pthread.h>
#include <system_error>
#include <utility>

namespace eventscope {

LoopThread::~LoopThread()
{
    quit();
    wait();
}

QThread *LoopThread::start()
{
    std::promise<QThread *> promise;
    std::future<QThread *> started = promise.get_future();
    // It has the promise itself: the one who waits may go on before set_value() has returned.
    auto loopUntilTold = [this, promise = std::move(promise)]() mutable {
        constexpr qsizetype longestName = 15; // of Linux
        ::pthread_setname_np(::pthread_self(), m_name.left(longestName).toLatin1().constData());
        QEventLoop loop;
        m_loop = &loop;
        promise.set_value(QThread::currentThread());
        loop.exec();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    };
    try {
        m_thread = std::thread(std::move(loopUntilTold));
    } catch (const std::system_error &) {
        return nullptr;
    }
    return started.get();
}

void LoopThread::quit()
{
    // Whoever takes it is the only one to use it, and the loop does not end before.
    if (QEventLoop *loop = m_loop.exchange(nullptr))
        QMetaObject::invokeMethod(loop, &QEventLoop::quit, Qt::QueuedConnection);
}

void LoopThread::wait()
{
    if (m_thread.joinable())
        m_thread.join();
}

} // namespace eventscope

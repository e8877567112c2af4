// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/threads/loopthread.h"

#include <QSemaphore>
#include <QTest>
#include <QThread>
#include <QTimer>
#include <atomic>
#include <pthread.h>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

std::atomic<bool> cleanedUp = false;

/// As a library frees what it keeps for a thread: late, and here slowly too.
void cleanUp(void *)
{
    QSemaphore never;
    (void)never.tryAcquire(1, 100);
    cleanedUp = true;
}

} // namespace

class TestLoopThread : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingIsLeftOfItOnceItHasBeenWaitedFor()
    {
        pthread_key_t key = {};
        QCOMPARE(pthread_key_create(&key, cleanUp), 0);
        cleanedUp = false;
        LoopThread thread(u"test"_s);
        QObject inside;
        inside.moveToThread(thread.start());
        QMetaObject::invokeMethod(
            &inside, [key] { QCOMPARE(pthread_setspecific(key, &cleanedUp), 0); },
            Qt::QueuedConnection);
        thread.quit();
        thread.wait();
        QVERIFY(cleanedUp);
        QCOMPARE(pthread_key_delete(key), 0);
    }

    void itsLoopRunsTimersAndWhatIsPosted()
    {
        LoopThread thread(u"test"_s);
        auto *inside = new QObject;
        QThread *const where = thread.start();
        inside->moveToThread(where);
        QSemaphore fired;
        QMetaObject::invokeMethod(
            inside,
            [&] {
                QTimer::singleShot(1, inside, [&] {
                    if (QThread::currentThread() == where)
                        fired.release();
                });
            },
            Qt::QueuedConnection);
        QVERIFY(fired.tryAcquire(1, 10'000));
        QSemaphore gone;
        connect(
            inside, &QObject::destroyed, inside, [&gone] { gone.release(); }, Qt::DirectConnection);
        inside->deleteLater();
        QVERIFY(gone.tryAcquire(1, 10'000));
    }

    void whatIsDeletedLaterIsDeletedBeforeItEnds()
    {
        std::atomic<bool> gone = false;
        {
            LoopThread thread(u"test"_s);
            auto *inside = new QObject;
            inside->moveToThread(thread.start());
            connect(
                inside, &QObject::destroyed, inside, [&gone] { gone = true; },
                Qt::DirectConnection);
            QMetaObject::invokeMethod(
                inside,
                [&thread, inside] {
                    thread.quit();
                    inside->deleteLater();
                },
                Qt::QueuedConnection);
        }
        QVERIFY(gone);
    }

    void itMayBeEndedTwiceOrNeverBegun()
    {
        LoopThread never(u"never"_s);
        never.quit();
        never.wait();
        QVERIFY(!never.isRunning());
        LoopThread thread(u"again"_s);
        for (int i = 0; i < 3; ++i) {
            thread.start();
            QVERIFY(thread.isRunning());
            thread.quit();
            thread.quit();
            thread.wait();
            QVERIFY(!thread.isRunning());
        }
    }

    void whatOutlivesItCanBeDestroyedElsewhere()
    {
        auto inside = std::make_unique<QObject>();
        {
            LoopThread thread(u"test"_s);
            inside->moveToThread(thread.start());
        }
        inside.reset();
    }
};

QTEST_GUILESS_MAIN(TestLoopThread)
#include "tst_loopthread.moc"

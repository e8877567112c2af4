// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/kafka/kafkaworker.h"

#include <QSemaphore>
#include <QTest>
#include <QThread>
#include <algorithm>
#include <atomic>
#include <memory>
#include <pthread.h>

using namespace eventscope;

class TestKafkaWorker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void repliesComeInOrderOnTheThreadOfTheOwner()
    {
        QObject owner;
        KafkaWorker worker(&owner);
        QVector<int> replies;
        for (int i = 0; i < 20; ++i) {
            worker.post([i, &replies, here = QThread::currentThread()]() -> KafkaWorker::Reply {
                if (QThread::currentThread() == here)
                    return {};
                return [i, &replies, here] {
                    if (QThread::currentThread() == here)
                        replies.append(i);
                };
            });
        }
        QTRY_COMPARE(replies.size(), 20);
        QVERIFY(std::is_sorted(replies.begin(), replies.end()));
    }

    void whoGoesIsToldNothingAndWaitsForNothing()
    {
        QObject owner;
        QSemaphore busy;
        QSemaphore begun;
        bool told = false;
        bool done = false;
        auto held = std::make_shared<int>(7);
        const std::weak_ptr<int> freed = held;
        {
            KafkaWorker worker(&owner);
            worker.post([&]() -> KafkaWorker::Reply {
                begun.release();
                busy.acquire();
                return [&told] { told = true; };
            });
            worker.post([&done, kept = std::move(held)]() -> KafkaWorker::Reply {
                done = *kept > 0;
                return {};
            });
            begun.acquire();
        }
        QVERIFY(KafkaWorker::isAnyLeft()); // and this is here already
        QVERIFY(!freed.expired());
        busy.release();
        QTRY_VERIFY(!KafkaWorker::isAnyLeft());
        QVERIFY(freed.expired()); // what it held is freed, and nothing of it done
        QCoreApplication::sendPostedEvents();
        QVERIFY(!done && !told);
    }

    void nothingIsLeftOfAThreadWhenTheNextIsStarted()
    {
        static std::atomic<bool> cleanedUp = false;
        pthread_key_t key = {};
        // As a library frees what it keeps for a thread: late, and here slowly too.
        const auto cleanUp = [](void *) {
            QSemaphore never;
            (void)never.tryAcquire(1, 100);
            cleanedUp = true;
        };
        QCOMPARE(pthread_key_create(&key, cleanUp), 0);
        QObject owner;
        QSemaphore set;
        {
            KafkaWorker worker(&owner);
            worker.post([&]() -> KafkaWorker::Reply {
                set.release(pthread_setspecific(key, &cleanedUp) == 0 ? 1 : 0);
                return {};
            });
            QVERIFY(set.tryAcquire(1, 10'000));
        }
        QTRY_VERIFY(!KafkaWorker::isAnyLeft());
        {
            KafkaWorker next(&owner);
            next.post([]() -> KafkaWorker::Reply { return {}; });
            QVERIFY(cleanedUp);
        }
        QTRY_VERIFY(!KafkaWorker::isAnyLeft());
        QCOMPARE(pthread_key_delete(key), 0);
    }

    void aWorkerWithoutWorkNeedsNoThread()
    {
        QObject owner;
        const KafkaWorker worker(&owner);
        QVERIFY(!KafkaWorker::isAnyLeft());
    }
};

QTEST_GUILESS_MAIN(TestKafkaWorker)
#include "tst_kafkaworker.moc"

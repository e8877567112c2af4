// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/kafka/kafkaworker.h"

#include <QSemaphore>
#include <QTest>
#include <QThread>
#include <algorithm>
#include <memory>

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

    void aWorkerWithoutWorkNeedsNoThread()
    {
        QObject owner;
        const KafkaWorker worker(&owner);
        QVERIFY(!KafkaWorker::isAnyLeft());
    }
};

QTEST_GUILESS_MAIN(TestKafkaWorker)
#include "tst_kafkaworker.moc"

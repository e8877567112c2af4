// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QThread>

namespace eventscope {

/// A thread for what librdkafka does only by waiting: questions to the cluster, and its own end.
/// One thing after the other; whoever owns it waits for the last of them, two seconds or so.
class KafkaWorker
{
public:
    KafkaWorker()
    {
        m_context.moveToThread(&m_thread);
        m_thread.setObjectName(QStringLiteral("kafka"));
    }
    ~KafkaWorker()
    {
        if (!m_thread.isRunning())
            return;
        // Behind all that is still to be done.
        QMetaObject::invokeMethod(
            &m_context, [this] { m_thread.quit(); }, Qt::QueuedConnection);
        m_thread.wait();
    }

    template<typename Work>
    void post(Work work)
    {
        if (!m_thread.isRunning())
            m_thread.start();
        QMetaObject::invokeMethod(&m_context, std::move(work), Qt::QueuedConnection);
    }

private:
    QThread m_thread;
    QObject m_context;
};

} // namespace eventscope

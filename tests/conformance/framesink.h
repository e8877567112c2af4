// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"
#include "models/event/eventsink.h"
#include "tests/conformance/conformancecase.h"

#include <QHash>
#include <QMutex>

namespace eventscope {

/// Takes batches like the writer does, and keeps what came of each connection, byte for byte.
/// Asked from the test's thread while feeds submit.
class FrameSink final : public EventSink
{
public:
    std::unique_ptr<EventBatch> takeEmptyBatch() override { return std::make_unique<EventBatch>(); }
    bool submit(std::unique_ptr<EventBatch> batch) override;

    QList<Heard> heard(const QString &connection) const;
    bool hasHeard(const QString &connection, const QByteArray &payload) const;
    quint64 stored(const QString &connection) const;

private:
    mutable QMutex m_mutex;
    QHash<QString, QList<Heard>> m_heard;
    QHash<QString, quint64> m_stored;
};

/// A dialect that makes an event of every frame, whatever is in it.
class FrameDialect final : public Dialect
{
public:
    FrameDialect();
    const DialectInfo &info() const override { return m_info; }
    std::unique_ptr<Session> makeSession(const OptionValues &options) const override;

private:
    DialectInfo m_info;
};

} // namespace eventscope

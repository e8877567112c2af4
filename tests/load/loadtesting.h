// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/recording.h"
#include "tests/load/loadserver.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <numeric>

/// What the tests of load share: how much of it is wanted, and a recording under it.
namespace loadtesting {

using namespace eventscope;
using namespace Qt::StringLiterals;

inline int seconds = 2;
inline int floods = 100;
inline bool isFull()
{
    return seconds >= 60;
}

inline constexpr int stillMs = 60'000; ///< where nothing comes for so long, nothing will

inline LoadServer::Settings patientServer()
{
    LoadServer::Settings settings;
    settings.pongWithinMs = isFull() ? 5'000 : 60'000;
    return settings;
}

/// What a quiet connection's event says of when it was sent.
inline qint64 sentUs(std::string_view payload)
{
    const size_t at = payload.find("\"us\":");
    return at == std::string_view::npos ? 0 : QByteArray(payload.data() + at + 5, 16).toLongLong();
}

/// A recording of connections to one server.
struct Load
{
    Load(const LoadServer::Settings &serving, Recording::Settings settings = {}) : server(serving)
    {
        settings.keepLog = false;
        settings.writer.limits.bytes = 256 << 20; // else a minute of it fills the disk
        auto started = Recording::start(dir.filePath(u"c"_s), settings);
        if (!started)
            qFatal("%s", qPrintable(started.error()));
        recording = std::move(*started);
        recording->setConsumer([this](const StoredBatch &stored) { see(stored); });
        QObject::connect(&recording->feeds(), &FeedHub::statusChanged, &context,
                         [this](const QString &id, const ConnectionStatus &status) {
                             causes[id] = status.cause;
                         });
        QObject::connect(&recording->feeds(), &FeedHub::countersChanged, &context,
                         [this](const QString &id, const FeedCounters &counters) {
                             arrived[id] = counters.received;
                         });
    }

    /// `c0` and on.
    void open(int name, double rate, const QString &host = u"127.0.0.1"_s)
    {
        ConnectionProfile profile;
        profile.id = u"%1"_s.arg(name, 8, 16, QLatin1Char('0'));
        profile.name = u"c%1"_s.arg(name);
        profile.dialect = u"json"_s;
        profile.options = {
            {u"url"_s,
             u"ws://%1:%2/c%3?rate=%4"_s.arg(host).arg(server.port()).arg(name).arg(rate)}};
        if (rate > 0 && rate < 100)
            quiet.insert(profile.id);
        ids << profile.id;
        recording->feeds().open(profile, {});
    }

    void see(const StoredBatch &stored)
    {
        const std::string_view id = stored.batch->connection();
        if (!quiet.contains(QString::fromUtf8(id.data(), qsizetype(id.size()))))
            return;
        for (const BatchEntry &entry : stored.batch->entries()) {
            if (const qint64 us = sentUs(stored.batch->part(entry, entry.data)); us > 0)
                delaysUs.push_back(stored.syncedUs - us);
        }
    }

    bool hasAll() const
    {
        for (int i = 0; i < ids.size(); ++i) {
            if (arrived.value(ids[i]) != server.sent(i))
                return false;
        }
        return server.isDrained();
    }
    quint64 arrivedInAll() const
    {
        const QList<quint64> all = arrived.values();
        return std::accumulate(all.begin(), all.end(), quint64(0));
    }

    /// What is in the sockets too. As long as something comes, the machine is only slow; where the
    /// server gave up a connection, what was on its way to it never comes.
    bool everythingArrives()
    {
        while (!hasAll() && server.counts().dropped == 0) {
            const quint64 before = arrivedInAll();
            if (!QTest::qWaitFor([&] { return hasAll() || arrivedInAll() != before; }, stillMs))
                return false;
        }
        return hasAll();
    }

    QByteArray state() const
    {
        quint64 sent = 0;
        for (int i = 0; i < ids.size(); ++i)
            sent += server.sent(i);
        return u"%1 of %2 events came; the server gave up %3 connections for want of a pong, and "
               "waited for one for %4 ms at most"_s.arg(arrivedInAll())
                   .arg(sent)
                   .arg(server.counts().dropped.load())
                   .arg(server.counts().slowestPongMs.load())
                   .toUtf8();
    }

    /// Everything that was sent has arrived, and the sums are right.
    void finishAndCount()
    {
        server.stopSending();
        QVERIFY2(everythingArrives(), state().constData());
        QElapsedTimer timer;
        timer.start();
        recording->finish();
        finishMs = timer.elapsed();
        quint64 droppedSum = 0;
        for (int i = 0; i < ids.size(); ++i) {
            const FeedCounters counters = recording->finalCounters(ids[i]);
            QCOMPARE(counters.received, server.sent(i));
            QCOMPARE(recording->stored(ids[i]) + counters.duplicates + counters.dropped,
                     counters.received);
            received += counters.received;
            droppedSum += counters.dropped;
            dropped[ids[i]] = counters.dropped;
        }
        QVERIFY2(server.counts().dropped == 0, state().constData());
        QCOMPARE(recording->writer().counts().dropped, droppedSum);
        QVERIFY(server.counts().pongs.load() > 0);
    }

    double delayMs(double part)
    {
        std::sort(delaysUs.begin(), delaysUs.end());
        return delaysUs.empty()
            ? 0
            : double(delaysUs[size_t(double(delaysUs.size() - 1) * part)]) / 1'000;
    }

    LoadServer server;
    QTemporaryDir dir{QCoreApplication::applicationDirPath() + u"/load-XXXXXX"_s};
    QObject context;
    QStringList ids;
    QSet<QString> quiet;
    QMap<QString, QString> causes;
    QMap<QString, quint64> arrived;
    QMap<QString, quint64> dropped;
    std::vector<qint64> delaysUs;
    quint64 received = 0;
    qint64 finishMs = 0;
    std::unique_ptr<Recording> recording; ///< goes first: it tells all of these until it is over
};

} // namespace loadtesting

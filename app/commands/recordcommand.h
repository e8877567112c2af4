// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/commandline.h"
#include "app/commands/recording.h"
#include "app/commands/stoptimer.h"

#include <QElapsedTimer>
#include <QObject>
#include <QSet>
#include <memory>

namespace eventscope {

/// `eventscope record`: connections into a capture until the count, the time or a signal, always
/// with a synced capture and a summary at the end. Ends with finished(exit status). Main thread.
class RecordCommand final : public QObject
{
    Q_OBJECT
public:
    /// `connections` are the profiles to record with the secrets of each.
    RecordCommand(const RecordOptions &options,
                  QVector<QPair<ConnectionProfile, OptionValues>> connections,
                  QObject *parent = nullptr);
    ~RecordCommand() override;

    void start();
    void stop();

Q_SIGNALS:
    void finished(int exitStatus);

private:
    void watchFeeds();
    void sayWhatWillNotCome() const;
    void countStored();
    void onStatus(const QString &id, const ConnectionStatus &status);
    void onSubscriptions(const QString &id, const QVector<SubscriptionStatus> &subscriptions);
    void giveUp(const QString &id, const QString &cause);
    void finish(int exitStatus);
    FeedCounters total() const;
    quint64 left() const;
    QString summary() const;
    QStringList connectionFigures() const;
    QString nameOf(const QString &id) const;

    const RecordOptions m_options;
    const QVector<QPair<ConnectionProfile, OptionValues>> m_connections;
    std::unique_ptr<Recording> m_recording;
    StopTimer m_for;
    QMap<QString, FeedCounters> m_counters;
    QMap<QString, QString> m_lastCause;
    QMap<QString, QString> m_lastRemark;
    QSet<QString> m_saidOfTopics; ///< that it is refused, or unconfirmed
    QSet<QString> m_wasLive;
    QSet<QString> m_hopeless; ///< connections that will not come back by themselves
    quint64 m_storedTotal = 0;
    // By the clock that nobody sets.
    qint64 m_openedUs = 0; ///< when the first connection opened; 0: none did
    qint64 m_lastSyncUs = 0;
    bool m_ending = false;
};

} // namespace eventscope

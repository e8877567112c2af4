// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/connectionprofile.h"
#include "models/connection/kafkaposition.h"

#include <QMap>
#include <QObject>
#include <functional>
#include <future>

namespace eventscope {

/// Where a connection stopped reading Kafka, in the newest of the captures in `folder` that tells,
/// and what it asked for in vain since then. Reads whole captures, so not for the GUI thread.
KafkaPosition kafkaStopsIn(const QString &folder, const QString &connectionId);

/// Finds out, before a connection that goes on "where we stopped" is opened, where that was. The
/// captures are read on a worker thread. GUI thread.
class KafkaStops final : public QObject
{
    Q_OBJECT
public:
    using Next = std::function<void(const OptionValues &secrets)>;

    explicit KafkaStops(const QString &capturesFolder, QObject *parent = nullptr)
        : QObject(parent), m_folder(capturesFolder)
    { }

    /// Calls `next` with the secrets and what the session has to know: at once for a connection
    /// that starts elsewhere, and not at all if this object is gone meanwhile.
    void find(const ConnectionProfile &profile, const OptionValues &secrets, const Next &next);

    /// Until then captures are not what they will be: what waited in files is being stored.
    void waitFor(const std::shared_future<void> &settled) { m_settled = settled; }

private:
    struct Known
    {
        OptionValues options;
        QString stops;
    };

    QString m_folder;
    std::shared_future<void> m_settled;
    /// Within one run the feed knows better than the captures, and need not wait for them again.
    QMap<QString, Known> m_known;
};

} // namespace eventscope

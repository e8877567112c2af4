// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/fieldmask.h"
#include "models/event/result.h"

#include <QMap>
#include <QString>
#include <optional>

namespace eventscope {

/// `capture.json`: what a capture folder says about itself.
struct CaptureInfo
{
    static constexpr int currentFormat = 1;

    int format = currentFormat;
    QString id; ///< 8 hex digits; event ids that we make start with it
    QString createdBy; ///< "eventscope 0.1.0"
    QString created; ///< RFC 3339 UTC
    struct Connection
    {
        QString name;
        QString dialect;
        QStringList maskedFields; ///< see FieldMask; the lines have what was received
        /// Whether it gets what was sent while it was not open, once it is opened again; none:
        /// nobody said so, as older versions.
        std::optional<bool> readsOn = {};

        bool operator==(const Connection &) const = default;
    };
    QMap<QString, Connection>
        connections; ///< by connection id; names for showing, no URL, no secret

    /// What the limits removed of it, all cuts together.
    struct Retired
    {
        quint32 lastSegment = 0; ///< no segment up to this one counts any more
        quint64 lastSequence = 0;
        quint64 events = 0; ///< rows of our own included
        quint64 bytes = 0;
        quint64 cuts = 0;
        QString until; ///< RFC 3339 UTC: what was recorded up to about then
        /// Of the events, by connection; those of an older version's cuts, and of lines that could
        /// not be read, are in none.
        QMap<QString, quint64> ofConnections = {};
        quint64 ownRows = 0; ///< the same for ours
        /// By connection, where Kafka was read to in what is gone (KafkaTrails): of a partition
        /// that was quiet since then nothing else tells it.
        QMap<QString, QString> kafka = {};

        bool operator==(const Retired &) const = default;
    };
    Retired retired;
    bool keepsSums = false; ///< there is to be a CaptureSums

    static Result<CaptureInfo> read(const QString &folder);
    /// True if the folder's capture.json says that it is of a format this version does not know.
    static bool isOfNewerVersion(const QString &folder);
    /// All or nothing (saveWholeFile()), 0600.
    Result<void> write(const QString &folder) const;
};

/// What is masked of the events of which connection.
FieldMasks masksOf(const QMap<QString, CaptureInfo::Connection> &connections);

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/models/capture/capturetesting.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

namespace capturetesting {

inline constexpr qint64 second = 1'000'000;

/// A capture of this many events, whose writer keeps the limits while it writes them.
inline void record(const QString &folder, int from, int count, const RetentionLimits &limits,
                   CaptureInfo::Retired *retired = nullptr)
{
    CaptureWriter::Settings settings;
    settings.limits = limits;
    const auto writer = openWriter(folder, settings);
    for (int i = 0; i < count; i += 50) {
        QVERIFY(writer->submit(makeBatch(*writer, from + i, std::min(50, count - i))));
        writer->flush();
    }
    writer->close();
    if (retired)
        *retired = writer->retired();
}

inline QList<QJsonObject> retentionRows(const QString &folder)
{
    QList<QJsonObject> rows;
    for (const QByteArray &line : linesOf(folder)) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        if (object[u"type"_s].toString() == u"eventscope.retention")
            rows << object[u"data"_s].toObject();
    }
    return rows;
}

inline quint64 segmentBytes(const QString &folder)
{
    quint64 bytes = 0;
    for (const quint32 segment : listSegments(folder))
        bytes += quint64(QFileInfo(segmentPath(folder, segment)).size()
                         + QFileInfo(indexPath(folder, segment)).size());
    return bytes;
}

} // namespace capturetesting

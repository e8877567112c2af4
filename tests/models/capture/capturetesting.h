// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/capturereader.h"
#include "models/capture/capturewriter.h"
#include "models/capture/segment.h"
#include "tests/models/capture/logtext.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

/// What the tests of captures share: captures of known content, and files to damage.
namespace capturetesting {

using namespace eventscope;
using namespace Qt::StringLiterals;

inline std::unique_ptr<CaptureWriter> openWriter(const QString &folder,
                                                 const CaptureWriter::Settings &settings = {})
{
    auto writer = CaptureWriter::open(folder, settings);
    if (!writer) {
        QTest::qFail(qPrintable(writer.error()), __FILE__, __LINE__);
        return {};
    }
    return std::move(*writer);
}

/// Events that differ in everything a record keeps.
inline void appendEvent(EventBatch &batch, int number)
{
    const std::string n = std::to_string(number);
    const std::string topic = "topic:" + std::to_string(number % 7);
    const std::string type = number % 3 ? "call.status" : "call.\"quoted\"";
    const std::string subject = "subject-" + n;
    const std::string id = "id-" + n;
    const std::string payload = R"({"n":)" + n + R"(,"text":"ä\u0000\\ \" 𝄞"})";
    EventFields fields;
    fields.type = type;
    fields.topic = topic;
    fields.subject = subject;
    if (number % 2)
        fields.id = id;
    if (number % 5) {
        fields.time = "2024-01-15T10:30:05.003511Z";
        fields.timeUs = parseTimestamp(fields.time);
    }
    fields.severity = Severity(number % 5);
    fields.payload = payload;
    if (number % 11 == 10)
        fields.payloadKind = PayloadKind::None;
    if (number % 11 == 9)
        fields.payloadKind = PayloadKind::Binary;
    if (number % 11 == 8) {
        fields.type = owntype::undecodable;
        fields.reason = "no JSON";
        fields.flags = Undecodable;
        fields.payloadKind = PayloadKind::Text;
    }
    if (number % 11 == 7) {
        fields.type = owntype::gap;
        fields.flags = OwnEvent | GapEvent;
    }
    fields.marks = EventMarks(number % 8); // all but Repeated
    batch.append(fields, 1'700'000'000'000'000 + number * 1001);
    if (number % 13 == 12)
        batch.repeat(batch.size() - 1);
}

inline std::unique_ptr<EventBatch> makeBatch(CaptureWriter &writer, int from, int count,
                                             std::string_view connection = "voip-prod")
{
    auto batch = writer.takeEmptyBatch();
    batch->setConnection(connection);
    for (int i = from; i < from + count; ++i)
        appendEvent(*batch, i);
    return batch;
}

/// How many events of appendEvent(from … from + count) are a feed's and none of our own: only those can be lost.
inline quint64 receivedIn(int from, int count)
{
    quint64 received = 0;
    for (int i = from; i < from + count; ++i)
        received += i % 11 == 7 ? 0 : 1;
    return received;
}

/// A capture of `count` events, in batches of ten.
inline void makeCapture(const QString &folder, int count, quint64 segmentBytes = 64 << 20)
{
    CaptureWriter::Settings settings;
    settings.segmentBytes = segmentBytes;
    const auto writer = openWriter(folder, settings);
    for (int i = 0; i < count; i += 10)
        QVERIFY(writer->submit(makeBatch(*writer, i, std::min(10, count - i))));
    writer->close();
}

inline QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline void writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
}

inline QList<QByteArray> linesOf(const QString &folder)
{
    QByteArray all;
    for (const quint32 segment : listSegments(folder))
        all += readFile(segmentPath(folder, segment));
    QList<QByteArray> lines = all.split('\n');
    lines.removeLast();
    return lines;
}

inline QString describe(const EventLog &log, quint64 row)
{
    return describeRow(log, row);
}

inline QStringList describe(const EventLog &log)
{
    QStringList rows;
    for (quint64 row = 0; row < log.size(); ++row)
        rows << describe(log, row);
    return rows;
}

} // namespace capturetesting

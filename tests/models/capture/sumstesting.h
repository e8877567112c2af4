// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/verify.h"
#include "tests/models/capture/capturetesting.h"

/// What the tests of the sums share: recordings that keep them, and what verify says.
namespace sumstesting {

using namespace capturetesting;

inline const QString one = u"one"_s;
inline const QString two = u"two"_s;

inline CaptureWriter::Settings keeping(quint64 segmentBytes = 64 << 20)
{
    CaptureWriter::Settings settings;
    settings.keepSums = true;
    settings.sumsMs = 1;
    settings.segmentBytes = segmentBytes;
    return settings;
}

/// A gap row, as a feed writes it.
inline void tellLost(CaptureWriter &writer, const QString &connection, quint64 dropped)
{
    const std::string payload = "{\"dropped\":" + std::to_string(dropped) + '}';
    EventFields fields;
    fields.type = owntype::gap;
    fields.flags = OwnEvent | GapEvent;
    fields.payload = payload;
    auto batch = writer.takeEmptyBatch();
    batch->setConnection(connection.toStdString());
    batch->append(fields, 1'700'000'000'000'000);
    QVERIFY(writer.submit(std::move(batch)));
}

/// `events` are submitted (every eleventh is a row of our own), and a few more are copies or
/// unread.
inline void receive(CaptureWriter &writer, const QString &connection, int events,
                    quint64 duplicates = 0, quint64 unread = 0)
{
    QVERIFY(writer.submit(makeBatch(writer, 0, events, connection.toStdString())));
    if (unread > 0)
        tellLost(writer, connection, unread);
    writer.setCounted(connection,
                      {receivedIn(0, events) + duplicates + unread, duplicates, unread});
}

inline VerifyReport verified(const QString &folder)
{
    const auto report = verifyCapture(folder, folder + u"-elsewhere"_s);
    if (!report) {
        QTest::qFail(qPrintable(report.error()), __FILE__, __LINE__);
        return {};
    }
    return *report;
}

inline QString textOf(const VerifyReport &report)
{
    return (report.problems + report.connectionLines()
            + QStringList{report.totalLine(), report.summary()})
        .join(u'\n');
}

/// One recording with a copy and two that could not be read, in several segments.
inline void recordOnce(const QString &folder)
{
    const auto writer = openWriter(folder, keeping(6'000));
    QVERIFY(writer->nameConnection(one, u"Calls"_s, u"json"_s));
    receive(*writer, one, 44, 1, 2);
    receive(*writer, two, 55);
    writer->close();
    QCOMPARE(writer->sumsProblem(), QString());
}

} // namespace sumstesting

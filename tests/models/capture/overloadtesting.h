// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "capturetesting.h"

#include "models/capture/spillstore.h"
#include "models/capture/verify.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <numeric>
#include <thread>

/// The disk of these programs: it stands still, or is full (folders that are named so), on command.
namespace disk {

void freeze(bool still);
bool isWaitedFor(); ///< somebody is held up by it
void setFull(bool full);
/// How files of the spill are read.
enum class Reading : quint8 {
    Works,
    Refused, ///< EIO
    Cut, ///< nothing comes, as if they had ended, which they have not
    Closed ///< there is no descriptor for them: EMFILE
};
void setReading(Reading reading);
void refuseReads(int times); ///< then they work

/// Made behind a writer: a test that fails must not wait for ever for a frozen disk.
struct Thaw
{
    ~Thaw() { freeze(false); }
};

} // namespace disk

/// What the tests of the queue and the spill share: numbered events, and the disk.
namespace overloadtesting {

using namespace capturetesting;

/// Numbered events of one connection; `size` bytes of payload each.
inline std::unique_ptr<EventBatch> numbered(CaptureWriter &writer, const std::string &connection,
                                            int from, int count, size_t size = 400)
{
    auto batch = writer.takeEmptyBatch();
    batch->setConnection(connection);
    for (int i = from; i < from + count; ++i) {
        const std::string payload =
            "{\"n\":" + std::to_string(i) + ",\"pad\":\"" + std::string(size, 'x') + "\"}";
        EventFields fields;
        fields.type = "t";
        fields.payload = payload;
        batch->append(fields, 1'700'000'000'000'000 + i);
    }
    return batch;
}

/// The numbers of each connection, in the order of the capture.
inline QMap<QString, QList<int>> numbersIn(const QString &folder)
{
    QMap<QString, QList<int>> numbers;
    for (const QByteArray &line : linesOf(folder)) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        numbers[object[u"source"_s].toString().mid(1)] << object[u"data"_s][u"n"_s].toInt();
    }
    return numbers;
}

inline bool rises(const QList<int> &numbers)
{
    return std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal<>())
        == numbers.end();
}

inline QList<int> upTo(int count)
{
    QList<int> all(count);
    std::iota(all.begin(), all.end(), 0);
    return all;
}

inline QStringList spillFiles(const QString &folder)
{
    return QDir(folder).entryList({spillPrefix + u"0*"_s}, QDir::Files | QDir::Hidden);
}

inline CaptureWriter::Settings narrow()
{
    CaptureWriter::Settings settings;
    settings.queueBytes = 200'000;
    settings.spillBytes = 4'000'000;
    settings.roomWaitMs = 0;
    settings.commitBytes = 20'000;
    return settings;
}

/// Submits when the thread of the spill has nothing to do: what is refused then is refused for want
/// of room, and not because the machine is busy.
inline bool submitCalmly(CaptureWriter &writer, std::unique_ptr<EventBatch> batch)
{
    while (writer.counts().unwritten > 0)
        std::this_thread::yield();
    return writer.submit(std::move(batch));
}

/// The disk stands still and the writer waits for it: it takes nothing any more. Answers the first
/// number that is to be sent.
inline int freezeBehind(CaptureWriter &writer, const std::string &connection = "a")
{
    constexpr int enoughToSync = 50;
    disk::freeze(true);
    writer.submit(numbered(writer, connection, 0, enoughToSync));
    return QTest::qWaitFor(disk::isWaitedFor, 20'000) ? enoughToSync : -1;
}

/// The disk stands still, and so many events of the connection `a` wait in memory and in files.
inline bool fillFiles(CaptureWriter &writer, int events)
{
    const int first = freezeBehind(writer);
    for (int i = first; first > 0 && i < events; i += 10) {
        if (!submitCalmly(writer, numbered(writer, "a", i, 10)))
            return false;
    }
    return first > 0 && QTest::qWaitFor([&writer] { return writer.counts().unwritten == 0; });
}

} // namespace overloadtesting

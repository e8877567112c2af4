// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/recording.h"
#include "tests/models/capture/capturetesting.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <csignal>
#include <sys/resource.h>

/// What the tests of losses share: recordings of one connection, on disks that are full or die.
namespace lossestesting {

using namespace eventscope;
using namespace capturetesting;
using namespace Qt::StringLiterals;

inline constexpr auto connection = "0000000a";

/// While it lives no file grows beyond `bytes`: what a full disk is to a capture.
class FullDisk
{
public:
    explicit FullDisk(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN); // write() says it instead
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        struct rlimit tight = m_before;
        tight.rlim_cur = bytes;
        ::setrlimit(RLIMIT_FSIZE, &tight);
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    struct rlimit m_before = {};
};

/// The gap rows of a capture.
inline QVector<QJsonObject> gapsIn(const QString &folder)
{
    QVector<QJsonObject> gaps;
    for (const QByteArray &line : linesOf(folder)) {
        const QJsonObject row = QJsonDocument::fromJson(line).object();
        if (row[u"type"_s].toString() == u"eventscope.gap"_s)
            gaps += row;
    }
    return gaps;
}

/// Leaves the folder as a program does that is killed: what is on the disk, and no end.
inline void killed(const QString &from, const QString &to)
{
    QVERIFY(QDir().mkpath(to));
    const QFileInfoList files = QDir(from).entryInfoList(QDir::Files | QDir::Hidden);
    for (const QFileInfo &file : files)
        QVERIFY(QFile::copy(file.filePath(), to + u'/' + file.fileName()));
}

inline std::unique_ptr<Recording> record(const QString &folder,
                                         const Recording::Settings &settings = {})
{
    auto recording = Recording::start(folder, settings);
    return recording ? std::move(*recording) : nullptr;
}

inline void submit(Recording &recording, int events, std::string_view extensions = {},
                   qint64 recordedUs = 1'700'000'000'000'000)
{
    auto batch = recording.writer().takeEmptyBatch();
    batch->setConnection(connection);
    EventFields fields;
    fields.type = "call";
    const std::string payload = '"' + std::string(400, 'x') + '"';
    fields.payload = payload;
    fields.extensions = extensions;
    for (int i = 0; i < events; ++i)
        batch->append(fields, recordedUs);
    recording.writer().submit(std::move(batch));
}

} // namespace lossestesting

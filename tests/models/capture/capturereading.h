// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/models/capture/capturetesting.h"

#include <QTest>

namespace capturetesting {

inline std::unique_ptr<CaptureReader> openReader(const QString &folder)
{
    auto reader = CaptureReader::open(folder);
    if (!reader) {
        QTest::qFail(qPrintable(reader.error()), __FILE__, __LINE__);
        return {};
    }
    return std::move(*reader);
}

inline QStringList loadedRows(const QString &folder, CaptureReader::Loaded *loaded = nullptr)
{
    EventLog log;
    const auto reader = openReader(folder);
    const CaptureReader::Loaded found = reader->load(log);
    if (loaded)
        *loaded = found;
    return describe(log);
}

inline QByteArray lineAt(const CaptureReader &reader, const EventLog &log, quint64 row)
{
    std::string scratch;
    const std::string_view line = reader.line(log.at(row), scratch);
    return {line.data(), qsizetype(line.size())};
}

} // namespace capturetesting

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/export/exportjob.h"
#include "tests/support/memorylines.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <memory>

namespace eventscope {

/// For tests of exports: 2100 events in three batches, and a folder of its own for each test.
class ExportFixture : public QObject
{
    Q_OBJECT
protected:
    ExportRequest request(const QString &name, ExportKind kind) const
    {
        ExportRequest request;
        request.log = m_log->snapshot();
        request.lines = m_lines.get();
        request.fileName = path(name);
        request.kind = kind;
        request.connectionNames = {{QStringLiteral("0a1b2c3d"), QStringLiteral("voip prod")}};
        return request;
    }
    QString path(const QString &name) const { return m_folder->filePath(name); }
    QByteArray contents(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(not there)");
    }
    QStringList files() const
    {
        return QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden, QDir::Name);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<MemoryLines> m_lines;
    std::unique_ptr<EventLog> m_log;

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_lines = std::make_unique<MemoryLines>();
        m_log = std::make_unique<EventLog>();
        for (int batch = 0; batch < 3; ++batch) {
            std::vector<TestEvent> events(700);
            for (size_t i = 0; i < events.size(); ++i) {
                events[i].payload =
                    "{\"batch\":" + std::to_string(batch) + ",\"n\":" + std::to_string(i) + "}";
                events[i].severity = i % 7 == 0 ? Severity::Warning : Severity::Info;
            }
            m_log->append(m_lines->add(batchOf(events)));
        }
    }
};

} // namespace eventscope

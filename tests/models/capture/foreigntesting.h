// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/foreignfile.h"
#include "tests/models/capture/capturetesting.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace capturetesting {

/// Files that somebody else wrote, in a folder of their own.
class ForeignFiles
{
public:
    QString make(const QByteArray &bytes)
    {
        const QString path = m_folder.filePath(u"file-%1.jsonl"_s.arg(++m_files));
        writeFile(path, bytes);
        return path;
    }
    QString folder() const { return m_folder.path(); }
    QString filePath(const QString &name) const { return m_folder.filePath(name); }

private:
    QTemporaryDir m_folder;
    int m_files = 0;
};

/// Null, and the test has failed, where it cannot be opened.
inline std::unique_ptr<ForeignFile> openForeign(const QString &path)
{
    auto file = ForeignFile::open(path);
    if (!file) {
        QTest::qFail(qPrintable(file.error()), __FILE__, __LINE__);
        return {};
    }
    return std::move(*file);
}

inline void appendToFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::Append));
    QCOMPARE(file.write(bytes), bytes.size());
}

inline std::string_view typeOf(const EventLog &log, quint64 row)
{
    return log.types().text(log.at(row).type);
}

/// Of all rows, with blanks between.
inline QString typesOf(const EventLog &log)
{
    QStringList types;
    for (quint64 row = 0; row < log.size(); ++row) {
        const std::string_view type = typeOf(log, row);
        types += QString::fromUtf8(type.data(), qsizetype(type.size()));
    }
    return types.join(u' ');
}

/// The line that is shown for a row.
inline QJsonObject objectOf(const ForeignFile &file, const EventLog &log, quint64 row)
{
    std::string scratch;
    const std::string_view line = file.line(log.at(row), scratch);
    return QJsonDocument::fromJson(QByteArray(line.data(), qsizetype(line.size()))).object();
}

} // namespace capturetesting

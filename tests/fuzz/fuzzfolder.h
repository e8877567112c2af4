// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QTemporaryDir>
#include <string_view>

namespace eventscope {

/// A folder for the files of one target, in memory where the system has such a place; it goes with
/// the process.
class FuzzFolder
{
public:
    FuzzFolder();

    QString path() const { return m_folder.path(); }
    QString file(const QString &name) const { return m_folder.filePath(name); }
    /// Nothing is left of the run before.
    void clear() const;
    void write(const QString &name, std::string_view bytes) const;
    QByteArray read(const QString &name) const;
    /// A capture's description, so that the folder is one.
    void describe() const;

private:
    QTemporaryDir m_folder;
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzzfolder.h"

#include "tests/fuzz/fuzztarget.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

QString place()
{
    const QString memory = u"/dev/shm"_s;
    return (QFileInfo(memory).isWritable() ? memory : QDir::tempPath()) + u"/eventscope-fuzz"_s;
}

} // namespace

FuzzFolder::FuzzFolder() : m_folder(place())
{
    demand(m_folder.isValid(), "there is a folder to work in");
}

void FuzzFolder::clear() const
{
    const QDir folder(path());
    const QStringList names = folder.entryList(QDir::Files | QDir::Hidden);
    for (const QString &name : names)
        QFile::remove(folder.filePath(name));
}

void FuzzFolder::write(const QString &name, std::string_view bytes) const
{
    QFile out(file(name));
    demand(out.open(QIODevice::WriteOnly | QIODevice::Unbuffered)
               && out.write(bytes.data(), qint64(bytes.size())) == qint64(bytes.size()),
           "a file can be written");
}

QByteArray FuzzFolder::read(const QString &name) const
{
    QFile in(file(name));
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

void FuzzFolder::describe() const
{
    write(
        u"capture.json"_s,
        R"({"format":1,"id":"0123abcd","created_by":"eventscope 0.1.0","created":"2026-11-21T00:00:00.000000Z","connections":{}})");
}

} // namespace eventscope

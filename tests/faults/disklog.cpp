// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/faults/disklog.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <mutex>

namespace {

constexpr quint64 sector = 512;

std::mutex mutex; ///< for the entries: they grow while they are counted
DiskLog *current = nullptr;

std::string folderOf(const std::string &path)
{
    return path.substr(0, path.rfind('/'));
}

} // namespace

DiskLog::DiskLog(const QString &root) : m_root(QFile::encodeName(root).toStdString())
{
    current = this;
    faults::watch(m_root.c_str(), tell);
}

DiskLog::~DiskLog()
{
    stop();
}

void DiskLog::stop()
{
    faults::watch(nullptr);
    current = nullptr;
}

size_t DiskLog::size() const
{
    const std::lock_guard lock(mutex);
    return m_entries.size();
}

void DiskLog::tell(const faults::Call &call)
{
    const std::lock_guard lock(mutex);
    current->take(call);
}

void DiskLog::take(const faults::Call &call)
{
    Entry entry;
    entry.op = call.op;
    entry.offset = call.offset;
    if (call.op == faults::Op::Write)
        entry.bytes = QByteArray(static_cast<const char *>(call.bytes), qsizetype(call.size));
    entry.path = call.path ? call.path : "";
    entry.to = call.to ? call.to : "";
    if (call.op == faults::Op::Create)
        m_files[call.inode] = ++m_lastFile;
    if (const auto known = m_files.find(call.inode); known != m_files.end())
        entry.file = known->second;
    m_entries.push_back(std::move(entry));
}

void DiskLog::apply(const Entry &entry, QByteArray &bytes)
{
    if (entry.op == faults::Op::Truncate) {
        bytes = bytes.leftJustified(qsizetype(entry.offset), '\0', true);
        return;
    }
    const auto end = qsizetype(entry.offset) + entry.bytes.size();
    if (bytes.size() < end)
        bytes = bytes.leftJustified(end, '\0');
    bytes.replace(qsizetype(entry.offset), entry.bytes.size(), entry.bytes);
}

void DiskLog::apply(const Entry &entry, Names &names)
{
    if (entry.op == faults::Op::Create || entry.op == faults::Op::Link)
        names[entry.path] = entry.file;
    else
        names.erase(entry.path);
    if (entry.op == faults::Op::Rename)
        names[entry.to] = entry.file;
}

DiskLog::State DiskLog::stateAfter(size_t calls) const
{
    State state;
    for (size_t i = 0; i < calls; ++i) {
        const Entry &entry = m_entries[i];
        switch (entry.op) {
        case faults::Op::Write:
        case faults::Op::Truncate:
            state.files[entry.file].since.push_back(&entry);
            break;
        case faults::Op::Sync: {
            File &file = state.files[entry.file];
            for (const Entry *one : file.since)
                apply(*one, file.synced);
            file.since.clear();
            break;
        }
        case faults::Op::Create:
            if (!entry.path.empty())
                state.since.push_back(&entry);
            break;
        case faults::Op::Link:
        case faults::Op::Rename:
        case faults::Op::Unlink:
            state.since.push_back(&entry);
            break;
        case faults::Op::SyncFolder:
            std::erase_if(state.since, [&](const Entry *one) {
                if (folderOf(one->path) != entry.path)
                    return false;
                apply(*one, state.synced);
                return true;
            });
            break;
        }
    }
    return state;
}

QByteArray DiskLog::contentOf(const File &file, Disk disk, std::mt19937 &random)
{
    QByteArray bytes = file.synced;
    if (disk == Disk::Nothing || file.since.empty())
        return bytes;
    if (disk == Disk::InOrder) {
        const size_t whole = random() % (file.since.size() + 1);
        for (size_t i = 0; i < whole; ++i)
            apply(*file.since[i], bytes);
        if (whole < file.since.size()) {
            Entry torn = *file.since[whole];
            const quint64 sectors = quint64(torn.bytes.size()) / sector;
            torn.bytes.truncate(qsizetype(sectors > 0 ? random() % (sectors + 1) * sector : 0));
            if (torn.op == faults::Op::Write)
                apply(torn, bytes);
        }
        return bytes;
    }
    QByteArray all = bytes;
    for (const Entry *one : file.since)
        apply(*one, all);
    // What comes behind the end of what was synced arrives sector by sector, the length by itself.
    QByteArray left = bytes.leftJustified(all.size(), '\0', true);
    for (qsizetype at = 0; at < all.size(); at += qsizetype(sector)) {
        const qsizetype size = std::min(qsizetype(sector), all.size() - at);
        if (random() % 2)
            left.replace(at, size, all.mid(at, size));
    }
    if (random() % 2) // the length is that of the last sector that arrived
        while (left.size() > bytes.size() && left.endsWith('\0'))
            left.chop(1);
    return left;
}

DiskLog::Names DiskLog::namesOf(const State &state, Disk disk, std::mt19937 &random)
{
    Names names = state.synced;
    const size_t first = disk == Disk::InOrder ? random() % (state.since.size() + 1) : 0;
    for (size_t i = 0; i < state.since.size() && disk != Disk::Nothing; ++i) {
        if (disk == Disk::InOrder ? i < first : random() % 2 == 0)
            apply(*state.since[i], names);
    }
    return names;
}

void DiskLog::restore(size_t calls, Disk disk, std::mt19937 &random, const QString &to) const
{
    const State state = stateAfter(calls);
    for (const auto &[path, number] : namesOf(state, disk, random)) {
        const auto file = state.files.find(number);
        const QByteArray bytes =
            file == state.files.end() ? QByteArray() : contentOf(file->second, disk, random);
        const QString target = to + QString::fromStdString(path.substr(m_root.size()));
        QDir().mkpath(QFileInfo(target).path());
        QFile out(target);
        if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size())
            qFatal("cannot make the picture of a disk");
    }
}

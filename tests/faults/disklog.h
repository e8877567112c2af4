// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/faults/faultshim.h"

#include <QByteArray>
#include <QString>
#include <map>
#include <random>
#include <vector>

/// Everything that a program did to the files below one folder, in order, and from it what a disk
/// may hold after the power went at any moment of that: of what was not synced by then, anything
/// may be there, be missing, or be torn at sectors of 512 bytes; the same of names whose folder was
/// not synced. One at a time; it is told by the threads that do it.
class DiskLog
{
public:
    /// How the file system treats what was not synced.
    enum class Disk {
        Nothing, ///< of it is there
        InOrder, ///< a beginning of it is there, the last piece torn
        Scattered, ///< any sectors of it are there; those between them are zeros
    };

    explicit DiskLog(const QString &root);
    ~DiskLog();
    DiskLog(const DiskLog &) = delete;
    DiskLog &operator=(const DiskLog &) = delete;

    /// How many calls were written down so far. Any thread.
    size_t size() const;
    /// No call is written down any more.
    void stop();
    /// Writes into the empty folder `to` what may be left if the power went after `calls` calls.
    void restore(size_t calls, Disk disk, std::mt19937 &random, const QString &to) const;

private:
    struct Entry
    {
        faults::Op op = faults::Op::Create;
        size_t file = 0; ///< a number for each file that was ever made
        quint64 offset = 0;
        QByteArray bytes;
        std::string path;
        std::string to;
    };
    struct File
    {
        QByteArray synced;
        std::vector<const Entry *> since; ///< writes and cuts after the last sync
    };
    using Names = std::map<std::string, size_t>;
    struct State
    {
        std::map<size_t, File> files;
        Names synced;
        std::vector<const Entry *> since; ///< of names
    };

    static void tell(const faults::Call &call);
    void take(const faults::Call &call);
    State stateAfter(size_t calls) const;
    static void apply(const Entry &entry, QByteArray &bytes);
    static void apply(const Entry &entry, Names &names);
    static QByteArray contentOf(const File &file, Disk disk, std::mt19937 &random);
    static Names namesOf(const State &state, Disk disk, std::mt19937 &random);

    const std::string m_root;
    std::vector<Entry> m_entries;
    std::map<ino_t, size_t> m_files; ///< numbers of inodes are used again, these are not
    size_t m_lastFile = 0;
};

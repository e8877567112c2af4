// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <string_view>
#include <utility>

namespace eventscope {

/// An open file descriptor that closes itself. Thin on purpose: QFile hides errno, cannot
/// fdatasync, and buffers. Every call answers 0 or an errno value; EINTR and short transfers are
/// dealt with here and nowhere else.
class FileHandle
{
public:
    FileHandle() = default;
    FileHandle(FileHandle &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) { }
    FileHandle &operator=(FileHandle &&other) noexcept;
    ~FileHandle() { close(); }

    /// open(2) with O_CLOEXEC added.
    int open(const QString &path, int flags, int mode = 0);
    void close();
    bool isOpen() const { return m_fd >= 0; }
    int fd() const { return m_fd; }

    /// Writes all of `bytes` at the file's own position; `written` says how far it came.
    int append(std::string_view bytes, quint64 &written);
    /// Reads up to `size` bytes at `offset`; `got` is less only at the end of the file.
    int readAt(quint64 offset, char *to, size_t size, size_t &got) const;
    /// Writes all of `bytes` at `offset`, over what is there.
    int writeAt(quint64 offset, std::string_view bytes);
    int syncData();
    int cut(quint64 length);
    int size(quint64 &bytes) const;
    /// Which file this is, whatever its name.
    struct Identity
    {
        quint64 device = 0;
        quint64 number = 0; ///< 0: of no file
        bool operator==(const Identity &) const = default;
    };
    Identity identity() const;
    /// Of the file that has this name now: none where nothing has. 0 or an errno value.
    static int identityAt(const QString &path, Identity &identity);

private:
    int m_fd = -1;
};

/// "No space left on device": the system's words for an errno value.
QString systemError(int code);
/// "Cannot write /x/000001.ndjson: No space left on device": what failed, on what, why.
QString fileError(QLatin1String what, const QString &path, int code);
/// "12 KiB free", where `code` says that a disk is full; else empty.
QString freeRoom(const QString &folder, int code);
/// Makes the names in a folder durable, after a file in it was made.
int syncFolder(const QString &folder);

} // namespace eventscope

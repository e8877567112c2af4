// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QTcpServer>
#include <QTemporaryDir>
#include <array>
#include <sys/inotify.h>
#include <unistd.h>

namespace eventscope {

/// A picture on the disk and one on a server that nobody has any business to look at; it knows
/// whether somebody did.
class LoadTrap
{
public:
    LoadTrap() : m_watch(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC))
    {
        QFile picture(file());
        if (!picture.open(QIODevice::WriteOnly) || picture.write("P1 1 1 0\n") < 0)
            qFatal("cannot write the bait");
        picture.close();
        if (::inotify_add_watch(m_watch, QFile::encodeName(file()).constData(), IN_OPEN) < 0)
            qFatal("cannot watch the bait");
        if (!m_server.listen(QHostAddress::LocalHost))
            qFatal("cannot listen");
    }
    ~LoadTrap() { ::close(m_watch); }
    Q_DISABLE_COPY_MOVE(LoadTrap)

    QString file() const { return m_folder.filePath(QStringLiteral("bait.pbm")); }
    QString url() const
    {
        return QStringLiteral("http://127.0.0.1:%1/bait.png").arg(m_server.serverPort());
    }

    /// True if somebody looked since the last time this was asked.
    bool sprung()
    {
        std::array<char, 4096> events{};
        const bool opened = ::read(m_watch, events.data(), events.size()) > 0;
        return opened || m_server.waitForNewConnection(0);
    }

private:
    QTemporaryDir m_folder;
    QTcpServer m_server;
    int m_watch;
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/// A test that does to the network what only its owner may: it runs its function once more, in
/// another process that has a network (and mounts) of its own, where the kernel allows that.
namespace eventscope::ownnetwork {

constexpr auto mark = "EVENTSCOPE_OWN_NETWORK";

/// True in that other process.
inline bool isInside()
{
    return qEnvironmentVariableIsSet(mark);
}

inline bool isAllowed()
{
    return QProcess::execute(QStringLiteral("unshare"),
                             {QStringLiteral("-rnm"), QStringLiteral("true")})
        == 0;
}

struct Outcome
{
    bool prepared = false; ///< else the system would not have it
    bool passed = false;
    QByteArray said;
};

/// Runs the function that is running, in there. `prepare` is for the shell, with `arguments`.
inline Outcome runInside(const QString &prepare = QStringLiteral(":"),
                         const QStringList &arguments = {})
{
    QProcess inside;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QString::fromLatin1(mark), QStringLiteral("1"));
    inside.setProcessEnvironment(environment);
    inside.setProcessChannelMode(QProcess::MergedChannels);
    const QString script =
        QStringLiteral("%1 || exit 77; shift %2; exec \"$@\"").arg(prepare).arg(arguments.size());
    inside.start(QStringLiteral("unshare"),
                 QStringList{QStringLiteral("-rnm"), QStringLiteral("sh"), QStringLiteral("-c"),
                             script, QStringLiteral("sh")}
                     + arguments
                     + QStringList{QCoreApplication::applicationFilePath(),
                                   QString::fromLatin1(QTest::currentTestFunction())});
    const bool ended = inside.waitForFinished(110'000);
    const bool exited = ended && inside.exitStatus() == QProcess::NormalExit;
    return {!exited || inside.exitCode() != 77, exited && inside.exitCode() == 0, inside.readAll()};
}

/// The only cable of the network that this process is in.
inline bool setCable(bool plugged)
{
    const int any = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct ifreq link = {};
    qstrncpy(link.ifr_name, "lo", sizeof link.ifr_name);
    bool done = any >= 0 && ::ioctl(any, SIOCGIFFLAGS, &link) == 0;
    link.ifr_flags = short(plugged ? link.ifr_flags | IFF_UP : link.ifr_flags & ~IFF_UP);
    done = done && ::ioctl(any, SIOCSIFFLAGS, &link) == 0;
    ::close(any);
    return done;
}

inline bool hasIp()
{
    return !QStandardPaths::findExecutable(QStringLiteral("ip")).isEmpty();
}

inline bool ip(const QString &words)
{
    return QProcess::execute(QStringLiteral("ip"), words.split(QChar(u' '))) == 0;
}

} // namespace eventscope::ownnetwork

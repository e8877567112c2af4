// SPDX-License-Identifier: GPL-3.0-or-later
#include "processprivacytest.h"

#include "programtesting.h"

#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace programtesting;
using namespace Qt::StringLiterals;

namespace {

constexpr uid_t nobody = 65'534;

QByteArray textOf(const QString &fileName)
{
    QFile file(fileName);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/// Neither a file, nor what is piped to a program that writes one: that has no limit, and needs a
/// process that may be looked into.
void ProcessPrivacyTest::noCoreFileIsLeft()
{
    const auto started = [](const QByteArray &name, const QByteArray &argument) {
        const pid_t pid = ::fork();
        if (pid == 0) {
            const rlimit any{RLIM_INFINITY, RLIM_INFINITY};
            ::setrlimit(RLIMIT_CORE, &any);
            // What root may be looked into for is no different from what it may not.
            if (::geteuid() == 0 && (::setgid(nobody) != 0 || ::setuid(nobody) != 0))
                ::_exit(1);
            if (!::freopen("/dev/null", "w", stdout) || !::freopen("/dev/null", "w", stderr))
                ::_exit(1);
            ::execlp(name.constData(), name.constData(), argument.constData(), nullptr);
            ::_exit(1);
        }
        return pid;
    };
    const auto ownerOf = [](pid_t pid) {
        struct stat found = {};
        return ::stat(qUtf8Printable(u"/proc/%1/environ"_s.arg(pid)), &found) == 0 ? found.st_uid
                                                                                   : uid_t(-1);
    };
    const auto ended = [](pid_t pid) {
        int status = 0;
        ::kill(pid, SIGABRT);
        return ::waitpid(pid, &status, 0) == pid && !(WIFSIGNALED(status) && WCOREDUMP(status));
    };
    const uid_t user = ::geteuid() == 0 ? nobody : ::geteuid();
    const pid_t other = started("sleep", "60");
    QTRY_COMPARE(textOf(u"/proc/%1/comm"_s.arg(other)).trimmed(), QByteArray("sleep"));
    QCOMPARE(ownerOf(other), user);
    ::kill(other, SIGKILL);
    ::waitpid(other, nullptr, 0);

    const pid_t pid = started(program.toLocal8Bit(), "demo");
    const auto limits = [pid] { return textOf(u"/proc/%1/limits"_s.arg(pid)); };
    static const QRegularExpression none(u"Max core file size +0 +0 "_s);
    QTRY_VERIFY_WITH_TIMEOUT(none.match(QString::fromLatin1(limits())).hasMatch(), 20'000);
    QTRY_COMPARE(ownerOf(pid), uid_t(0)); // the kernel's word for a process that is not dumped
    QVERIFY(ended(pid));
}

/// Its Kafka too.
void ProcessPrivacyTest::demoListensOnThisMachineOnly()
{
    const QTemporaryDir home;
    QProcess demo;
    demo.setProcessEnvironment(environmentIn(home.path()));
    demo.start(program, {u"demo"_s});
    QByteArray printed;
    QTRY_VERIFY_WITH_TIMEOUT((printed += demo.readAllStandardOutput()).contains("json ")
                                 && printed.endsWith('\n'),
                             20'000);
    QSet<QByteArray> ports; // as the kernel writes them
    static const QRegularExpression port(u"^\\S+ (?:ws|kafka)://[^/]*:(\\d+)/"_s,
                                         QRegularExpression::MultilineOption);
    for (const QRegularExpressionMatch &match : port.globalMatch(QString::fromUtf8(printed)))
        ports += QByteArray::number(match.captured(1).toInt(), 16).rightJustified(4, '0').toUpper();
    QVERIFY(!ports.isEmpty());
    const QList<QByteArray> sockets =
        (textOf(u"/proc/net/tcp"_s) + textOf(u"/proc/net/tcp6"_s)).split('\n');
    int found = 0;
    for (const QByteArray &line : sockets) {
        const QList<QByteArray> fields = line.simplified().split(' ');
        const QByteArray listening = "0A";
        if (fields.size() < 4 || fields[3] != listening || !ports.contains(fields[1].right(4)))
            continue;
        QCOMPARE(fields[1].chopped(5), QByteArray("0100007F"));
        ++found;
    }
    QCOMPARE(found, int(ports.size()));
    demo.terminate();
    QTRY_VERIFY_WITH_TIMEOUT(demo.state() == QProcess::NotRunning, 20'000);
}

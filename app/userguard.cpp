// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/userguard.h"

#include "models/connection/urlsecrets.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace eventscope {

using namespace Qt::StringLiterals;

void protectTheUser()
{
    ::umask(077);
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::prctl(PR_SET_DUMPABLE, 0); // a core file that is piped to a program has no limit
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN); // a limit on the size of files is told like a full disk
}

void protectOwnFolders()
{
    using Paths = QStandardPaths;
    const QString settings = Paths::writableLocation(Paths::AppConfigLocation);
    for (const QString &folder : {settings, Paths::writableLocation(Paths::AppDataLocation)}) {
        if (QFile::exists(folder))
            ::chmod(QFile::encodeName(folder), 0700);
    }
    const QStringList files =
        QDir(settings).entryList(QDir::Files | QDir::Hidden | QDir::NoSymLinks);
    for (const QString &name : files)
        ::chmod(QFile::encodeName(settings + u'/' + name), 0600);
}

void forgetSecretsIn(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        char *const argument = argv[i];
        const size_t length = std::strlen(argument);
        const QString text = QString::fromLocal8Bit(argument);
        if (!text.contains("://"_L1))
            continue;
        const QByteArray open = publicUrl(text).toLocal8Bit();
        if (size_t(open.size()) >= length)
            continue;
        std::memset(argument, 0, length);
        std::memcpy(argument, open.constData(), size_t(open.size()));
    }
}

void forgetVariables(const QStringList &names)
{
    for (const QString &name : names) {
        const QByteArray variable = name.toLocal8Bit();
        // Where the kernel put it; only then is it no variable any more.
        if (char *const value = ::getenv(variable.constData()))
            ::explicit_bzero(value, std::strlen(value));
        ::unsetenv(variable.constData());
    }
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/platformguard.h"

#include <cstdio>
#include <cstring>
#include <unistd.h>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QtMessageHandler before = nullptr;
QString firstCause;

bool isOfPlatform(const QMessageLogContext &context)
{
    return context.category && std::strncmp(context.category, "qt.qpa", 6) == 0;
}

} // namespace

PlatformGuard::PlatformGuard() : m_before(qInstallMessageHandler(&PlatformGuard::take))
{
    before = m_before;
    firstCause.clear();
}

PlatformGuard::~PlatformGuard()
{
    qInstallMessageHandler(m_before);
}

QString PlatformGuard::sentence(const QString &cause)
{
    return u"There is no display for the window%1. \"eventscope record\", \"export\" and "
           u"\"verify\" "
           "work without one; see --help."_s.arg(cause.isEmpty() ? cause : u": "_s + cause);
}

void PlatformGuard::take(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    if (type == QtFatalMsg) { // Qt calls abort() when this returns
        std::fprintf(stderr, "eventscope: %s\n", qUtf8Printable(sentence(firstCause)));
        std::fflush(stderr);
        ::_exit(1);
    }
    if (!isOfPlatform(context))
        return before(type, context, message);
    // Said only if it comes to that: another platform may be tried next.
    QString line = message.trimmed();
    while (line.endsWith(u'.'))
        line.chop(1);
    if (firstCause.isEmpty() && !line.isEmpty())
        firstCause = line.at(0).toLower() + line.section(u'\n', 0, 0).mid(1);
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/progressline.h"

#include "models/event/counttext.h"

#include <algorithm>
#include <cstdio>
#include <unistd.h>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 quietMs = 1000; ///< what is faster needs no progress, and a guess some time

} // namespace

ProgressLine::ProgressLine(QString done)
    : m_done(std::move(done)), m_isTerminal(::isatty(STDERR_FILENO) == 1)
{
    m_elapsed.start();
}

ProgressLine::~ProgressLine()
{
    if (m_shown)
        std::fputs("\r\033[K", stderr);
}

QString ProgressLine::text(const QString &done, quint64 events, quint64 total, double fraction,
                           qint64 elapsedMs)
{
    const QString howMany = total == 0 ? counted(events, u"event"_s)
                                       : u"%1 of %2"_s.arg(events).arg(counted(total, u"event"_s));
    QString text = u"%1 %, %2 %3"_s.arg(QString::number(int(fraction * 100)), howMany, done);
    if (fraction > 0) {
        const double left = double(elapsedMs) / 1000.0 * (1 - fraction) / fraction;
        const qint64 seconds = std::max<qint64>(1, qint64(std::min(left, 1e7)));
        text += seconds < 60 ? u", about %1 s left"_s.arg(seconds)
                             : u", about %1 min left"_s.arg((seconds + 30) / 60);
    }
    return text;
}

void ProgressLine::show(quint64 events, quint64 total, double fraction)
{
    if (!m_isTerminal || m_elapsed.elapsed() < quietMs)
        return;
    const QByteArray line =
        text(m_done, events, total, fraction, m_elapsed.elapsed()).toLocal8Bit();
    std::fprintf(stderr, "\r%s\033[K", line.constData());
    std::fflush(stderr);
    m_shown = true;
}

} // namespace eventscope

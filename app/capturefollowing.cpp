// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/capturefollowing.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

namespace eventscope {

namespace {

constexpr int lookEveryMs = 250;
constexpr int pauseMs = 5; ///< while there is more than was read at once
/// Of lines, read at once: rows of so many take a millisecond to be shown.
constexpr quint64 bytesAtOnce = 4 << 20;

} // namespace

CaptureFollowing::CaptureFollowing(std::shared_ptr<CaptureSet> captures, QObject *parent)
    : QObject(parent), m_captures(std::move(captures))
{
    m_again.setSingleShot(true);
    m_again.setInterval(lookEveryMs);
    connect(&m_again, &QTimer::timeout, this, &CaptureFollowing::look);
}

void CaptureFollowing::start()
{
    look();
}

void CaptureFollowing::look()
{
    QThreadPool::globalInstance()->start([captures = m_captures,
                                          self = QPointer<CaptureFollowing>(this)] {
        const auto followed = std::make_shared<CaptureSet::Followed>(captures->follow(bytesAtOnce));
        QMetaObject::invokeMethod(qApp, [self, followed] {
            if (!self)
                return;
            const bool more = followed->more;
            const bool over = followed->over;
            Q_EMIT self->found(*followed);
            if (self && !over)
                self->m_again.start(more ? pauseMs : lookEveryMs);
        });
    });
}

} // namespace eventscope

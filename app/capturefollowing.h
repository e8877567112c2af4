// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/captureset.h"

#include <QObject>
#include <QTimer>
#include <memory>

namespace eventscope {

/// Goes on with captures or files that were opened to be read while other programs write them: a
/// worker looks a few times a second at what is new. Nothing is written, and nobody waits for the
/// worker. GUI thread.
class CaptureFollowing final : public QObject
{
    Q_OBJECT
public:
    explicit CaptureFollowing(std::shared_ptr<CaptureSet> captures, QObject *parent = nullptr);

    void start();

Q_SIGNALS:
    /// To be put into the log by the receiver, which may change it.
    void found(eventscope::CaptureSet::Followed &followed);

private:
    void look();

    const std::shared_ptr<CaptureSet> m_captures;
    QTimer m_again;
};

} // namespace eventscope

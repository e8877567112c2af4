// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSocketNotifier>
#include <memory>

namespace eventscope {

/// SIGINT, SIGTERM and SIGHUP (the terminal was closed) as a Qt signal, so that a recording ends
/// with a synced capture. At most one of these at a time. A second SIGINT or SIGTERM ends the
/// program at once, for whoever has no patience; SIGHUP often comes twice, from the shell and from
/// the kernel, and does not. Where it is ignored (nohup) it stays so.
class StopSignals final : public QObject
{
    Q_OBJECT
public:
    explicit StopSignals(QObject *parent = nullptr);
    ~StopSignals() override;

Q_SIGNALS:
    void stopRequested();

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace eventscope

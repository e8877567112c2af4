// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/addresswatch.h"

#include <QNetworkInformation>
#include <QObject>
#include <QTimer>
#include <chrono>
#include <functional>

namespace eventscope {

/// Notices when waiting for the next attempt has lost its sense: the network is there again, or the
/// computer was suspended, after which every connection is dead and no timer knows it. A program
/// that was stopped (SIGSTOP, Ctrl+Z) has missed as much. The thread of its owner.
class NetworkWatch final : public QObject
{
    Q_OBJECT
public:
    using Reachability = QNetworkInformation::Reachability;
    /// How long this computer has slept since it was started.
    using SleptFor = std::function<std::chrono::nanoseconds()>;

    /// Without a clock of its own, asks the system's.
    explicit NetworkWatch(QObject *parent = nullptr, SleptFor sleptFor = {});

    /// Looks at the clock now; otherwise done every few seconds.
    void look();
    /// What the system says about the network.
    void setReachability(Reachability reachability);

Q_SIGNALS:
    void back(); ///< try now
    /// The same, and nothing that was open is to be trusted: the computer slept for some seconds or
    /// more.
    void woke(std::chrono::milliseconds slept);
    /// The same, but it was this program that was stopped for so long, and not the computer.
    void continued(std::chrono::milliseconds stopped);

private:
    void listenToTheSystem();
    void lookForContinues();

    SleptFor m_sleptFor;
    std::chrono::nanoseconds m_slept;
    std::chrono::nanoseconds m_lookedAt;
    unsigned m_continues; ///< of all that there were, those that are known
    Reachability m_reachability = Reachability::Unknown;
    QTimer m_timer;
    AddressWatch m_addresses;
};

} // namespace eventscope

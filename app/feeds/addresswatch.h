// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSet>
#include <QSocketNotifier>
#include <QString>
#include <QTimer>
#include <functional>
#include <memory>

namespace eventscope {

/// Notices that this computer has other addresses than before: another network, a VPN, a cable that
/// was pulled. Told by the kernel (rtnetlink), because not every computer has a service that could
/// be asked. The thread of its owner.
class AddressWatch final : public QObject
{
    Q_OBJECT
public:
    using Addresses = std::function<QSet<QString>()>;

    /// Without a source of its own, asks the system.
    explicit AddressWatch(QObject *parent = nullptr, Addresses addresses = {});
    ~AddressWatch() override;

    /// Compares now; otherwise done some moments after the kernel said something.
    void look();

Q_SIGNALS:
    void changed();

private:
    void listenToTheKernel();
    void drain();

    Addresses m_addresses;
    QSet<QString> m_known;
    int m_socket = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QTimer m_settle;
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/addresswatch.h"

#include <QNetworkInterface>
#include <array>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

namespace eventscope {

namespace {

/// A new network brings several addresses one after the other.
constexpr int settleMs = 500;

QSet<QString> systemAddresses()
{
    QSet<QString> found;
    const QList<QNetworkInterface> interfaces = QNetworkInterface::allInterfaces();
    for (const QNetworkInterface &interface : interfaces) {
        if (!interface.flags().testFlag(QNetworkInterface::IsUp)
            || interface.flags().testFlag(QNetworkInterface::IsLoopBack))
            continue;
        const QList<QNetworkAddressEntry> entries = interface.addressEntries();
        for (const QNetworkAddressEntry &entry : entries) {
            if (!entry.ip().isLinkLocal())
                found.insert(entry.ip().toString());
        }
    }
    return found;
}

} // namespace

AddressWatch::AddressWatch(QObject *parent, Addresses addresses)
    : QObject(parent), m_addresses(addresses ? std::move(addresses) : Addresses(systemAddresses)),
      m_known(m_addresses()), m_settle(this)
{
    m_settle.setSingleShot(true);
    connect(&m_settle, &QTimer::timeout, this, &AddressWatch::look);
    listenToTheKernel();
}

AddressWatch::~AddressWatch()
{
    m_notifier.reset();
    if (m_socket >= 0)
        ::close(m_socket);
}

void AddressWatch::listenToTheKernel()
{
    m_socket = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    if (m_socket < 0) // a sandbox may forbid it; then heartbeats find out, later
        return;
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    address.nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
    if (::bind(m_socket, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
        return;
    m_notifier = std::make_unique<QSocketNotifier>(m_socket, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &AddressWatch::drain);
}

/// What exactly changed is seen by looking; IPv6 announces addresses that are there already.
void AddressWatch::drain()
{
    std::array<char, 8192> message;
    while (::recv(m_socket, message.data(), message.size(), 0) > 0) { }
    m_settle.start(settleMs);
}

void AddressWatch::look()
{
    const QSet<QString> now = m_addresses();
    if (now == m_known)
        return;
    m_known = now;
    Q_EMIT changed();
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/conformanceserver.h"

#include "tests/conformance/conformancepeer.h"

#include <QHostAddress>
#include <QTcpSocket>

namespace eventscope {

namespace {

constexpr int hosts = 24;

} // namespace

ConformanceServer::ConformanceServer(const CaseList &cases)
    : m_cases(cases), m_sides(size_t(cases.size()))
{
    m_clock.start();
    for (int i = 0; i < hosts; ++i) {
        auto server = std::make_unique<QTcpServer>();
        if (!server->listen(QHostAddress(0x7f000001U + quint32(i))))
            qFatal("cannot listen: %s", qPrintable(server->errorString()));
        connect(server.get(), &QTcpServer::newConnection, this, [this, from = server.get()] {
            while (QTcpSocket *socket = from->nextPendingConnection())
                new ConformancePeer(socket, *this);
        });
        m_servers.push_back(std::move(server));
    }
}

ConformanceServer::~ConformanceServer() = default;

QUrl ConformanceServer::url(int which) const
{
    const QTcpServer &server = *m_servers[size_t(which) % m_servers.size()];
    return QUrl(QStringLiteral("ws://%1:%2/c/%3")
                    .arg(server.serverAddress().toString())
                    .arg(server.serverPort())
                    .arg(which));
}

} // namespace eventscope

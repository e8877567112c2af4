// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/kafkabroker.h"

#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>
#include <QtEndian>
#include <cctype>
#include <functional>

namespace eventscope {

/// Stands between a client and a KafkaBroker on a port of its own, which it puts in the place of
/// the broker's in all that this says, so that nobody goes past it. What the broker answers can be
/// changed, and so can the broker. On the thread of the test.
class KafkaRelay final : public QObject
{
public:
    explicit KafkaRelay(const KafkaBroker &broker) : m_port(portOf(broker))
    {
        connect(&m_server, &QTcpServer::newConnection, this, &KafkaRelay::accept);
        if (!m_server.listen(QHostAddress::LocalHost))
            qFatal("cannot listen: %s", qPrintable(m_server.errorString()));
    }

    QString url() const { return QStringLiteral("kafka://127.0.0.1:%1/").arg(m_server.serverPort()); }
    /// Another one, with the same topics, answers from now on; connections to the first end.
    void goOnWith(const KafkaBroker &broker)
    {
        m_port = portOf(broker);
        const QList<QTcpSocket *> clients = m_server.findChildren<QTcpSocket *>();
        for (QTcpSocket *client : clients)
            client->abort();
    }

    /// Brokers say that they are of one cluster, however many stand behind it.
    bool isOneCluster = true;
    /// Is given each answer of the broker, with its length in front.
    std::function<void(QByteArray &answer)> change;

private:
    static quint16 portOf(const KafkaBroker &broker) { return quint16(QUrl(broker.url()).port()); }

    void accept()
    {
        while (QTcpSocket *client = m_server.nextPendingConnection()) {
            auto *broker = new QTcpSocket(client);
            connect(client, &QTcpSocket::readyRead, broker, [client, broker] {
                if (broker->state() == QAbstractSocket::ConnectedState)
                    broker->write(client->readAll());
            });
            connect(broker, &QTcpSocket::connected, client,
                    [client, broker] { broker->write(client->readAll()); });
            connect(broker, &QTcpSocket::readyRead, this, [this, client, broker] {
                while (passOne(*client, *broker)) { }
            });
            connect(broker, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
            connect(client, &QTcpSocket::disconnected, client, &QTcpSocket::deleteLater);
            broker->connectToHost(QHostAddress::LocalHost, m_port);
        }
    }

    /// False: there is no whole answer yet.
    bool passOne(QTcpSocket &client, QTcpSocket &broker)
    {
        constexpr qint64 lengthBytes = 4;
        const QByteArray head = broker.peek(lengthBytes);
        if (head.size() < lengthBytes)
            return false;
        const qint64 whole = lengthBytes + qFromBigEndian<quint32>(head.constData());
        if (broker.bytesAvailable() < whole)
            return false;
        QByteArray answer = broker.read(whole);
        answer.replace(place(m_port), place(m_server.serverPort()));
        if (isOneCluster)
            hideCluster(answer);
        if (change)
            change(answer);
        client.write(answer);
        return true;
    }

    /// The mock cluster's name has its address in memory behind it.
    static void hideCluster(QByteArray &answer)
    {
        constexpr QByteArrayView name("mockCluster");
        const qsizetype found = answer.indexOf(name);
        for (qsizetype i = found < 0 ? answer.size() : found + name.size();
             i < answer.size() && std::isxdigit(static_cast<unsigned char>(answer[i])); ++i)
            answer[i] = '0';
    }

    /// As a broker tells where it is.
    static QByteArray place(quint16 port)
    {
        QByteArray bytes("127.0.0.1\0\0\0\0", 13);
        qToBigEndian(quint32(port), bytes.data() + 9);
        return bytes;
    }

    QTcpServer m_server;
    quint16 m_port;
};

} // namespace eventscope

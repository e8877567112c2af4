// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QHash>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QtEndian>

/// As much of a Kafka broker as clients give their password to: TLS, the versions of requests, and
/// the handshake of SASL PLAIN. It answers nothing of what comes then. Test thread.
class SaslPeer : public QObject
{
public:
    /// `certificate` and `key`: of localhost, the key without a passphrase.
    SaslPeer(const QString &certificate, const QString &key)
    {
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setLocalCertificate(QSslCertificate::fromPath(certificate).value(0));
        QFile file(key);
        if (file.open(QIODevice::ReadOnly)) {
            const QByteArray pem = file.readAll();
            for (const QSsl::KeyAlgorithm algorithm : {QSsl::Ec, QSsl::Rsa}) {
                if (const QSslKey read(pem, algorithm); !read.isNull())
                    configuration.setPrivateKey(read);
            }
        }
        m_server.setSslConfiguration(configuration);
        connect(&m_server, &QSslServer::pendingConnectionAvailable, this, &SaslPeer::greet);
        m_server.listen(QHostAddress::LocalHost);
    }

    QSslKey key() const { return m_server.sslConfiguration().privateKey(); }
    quint16 port() const { return m_server.serverPort(); }
    /// All that clients sent so far, of which the last is a password.
    const QByteArray &received() const { return m_received; }

private:
    void greet()
    {
        while (QTcpSocket *client = m_server.nextPendingConnection()) {
            connect(client, &QTcpSocket::readyRead, this, [this, client] { read(client); });
            connect(client, &QObject::destroyed, this,
                    [this, client] { m_buffers.remove(client); });
            read(client);
        }
    }

    void read(QTcpSocket *client)
    {
        constexpr qsizetype lengthBytes = 4;
        const QByteArray bytes = client->readAll();
        m_received += bytes;
        QByteArray &buffer = m_buffers[client];
        buffer += bytes;
        while (buffer.size() >= lengthBytes) {
            const auto length = qsizetype(qFromBigEndian<quint32>(buffer.constData()));
            if (buffer.size() < lengthBytes + length)
                return;
            answer(client, buffer.mid(lengthBytes, length));
            buffer.remove(0, lengthBytes + length);
        }
    }

    template<typename Number>
    static QByteArray number(Number value)
    {
        QByteArray bytes(sizeof(Number), '\0');
        qToBigEndian(value, bytes.data());
        return bytes;
    }

    static void answer(QTcpSocket *client, const QByteArray &request)
    {
        constexpr qint16 saslHandshake = 17;
        constexpr qint16 apiVersions = 18;
        constexpr qint16 unsupportedVersion = 35;
        constexpr qsizetype headBytes = 8;
        if (request.size() < headBytes)
            return;
        const auto kind = qFromBigEndian<qint16>(request.constData());
        const auto version = qFromBigEndian<qint16>(request.constData() + 2);
        QByteArray reply = request.mid(4, 4); // by which the client knows what it is about
        if (kind == apiVersions && version > 0) {
            reply += number(unsupportedVersion) + number(qint32(0));
        } else if (kind == apiVersions) {
            reply += number(qint16(0)) + number(qint32(3));
            for (const qint16 api : {qint16(3), saslHandshake, apiVersions})
                reply += number(api) + number(qint16(0)) + number(qint16(0));
        } else if (kind == saslHandshake) {
            const QByteArray mechanism = "PLAIN";
            reply += number(qint16(0)) + number(qint32(1)) + number(qint16(mechanism.size()))
                + mechanism;
        } else {
            return;
        }
        client->write(number(qint32(reply.size())) + reply);
    }

    QHash<QTcpSocket *, QByteArray> m_buffers;
    QByteArray m_received;
    QSslServer m_server; ///< the last: its sockets go first
};

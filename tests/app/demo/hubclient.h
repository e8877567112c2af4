// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/demohub.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkRequest>
#include <QStringList>
#include <QUrl>
#include <QWebSocket>
#include <optional>

namespace eventscope {

/// Empty where the hub does not speak it.
inline QString urlOf(const DemoHub &hub, const QString &dialect)
{
    for (const DemoHub::Endpoint &endpoint : hub.endpoints()) {
        if (endpoint.dialect == dialect)
            return endpoint.url;
    }
    return {};
}

/// A plain QWebSocket that remembers what it was told; knows nothing of Eventscope.
class HubClient final : public QObject
{
    Q_OBJECT
public:
    HubClient()
    {
        connect(&m_socket, &QWebSocket::connected, this, [this] { opened = true; });
        connect(&m_socket, &QWebSocket::disconnected, this, [this] { closed = true; });
        connect(&m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this,
                [this](QAbstractSocket::SocketError error) {
                    if (!firstError)
                        firstError = error;
                });
        connect(&m_socket, &QWebSocket::textMessageReceived, this,
                [this](const QString &text) { frames << text; });
    }

    void open(const QString &url, const QByteArray &header = {}, const QByteArray &value = {})
    {
        QNetworkRequest request{QUrl(url)};
        if (!header.isEmpty())
            request.setRawHeader(header, value);
        m_socket.open(request);
    }
    void send(const QString &text) { m_socket.sendTextMessage(text); }
    void sendBinary(const QByteArray &bytes) { m_socket.sendBinaryMessage(bytes); }
    void subscribe(const QStringList &topics) { request(QStringLiteral("subscribe"), topics); }
    void unsubscribe(const QStringList &topics) { request(QStringLiteral("unsubscribe"), topics); }

    QList<QJsonObject> objects() const
    {
        QList<QJsonObject> list;
        for (const QString &frame : frames)
            list << QJsonDocument::fromJson(frame.toUtf8()).object();
        return list;
    }
    /// The frames that have such a field, parsed.
    QList<QJsonObject> with(const QString &field, const QString &value = {}) const
    {
        QList<QJsonObject> list = objects();
        list.removeIf([&](const QJsonObject &object) {
            return value.isEmpty() ? !object.contains(field)
                                   : object.value(field).toString() != value;
        });
        return list;
    }
    QList<QJsonObject> events() const { return with(QStringLiteral("event_type")); }
    QList<QJsonObject> acks() const { return with(QStringLiteral("type"), QStringLiteral("ack")); }
    QList<QJsonObject> errors() const
    {
        return with(QStringLiteral("type"), QStringLiteral("error"));
    }

    QWebSocket &socket() { return m_socket; }

    QStringList frames;
    std::optional<QAbstractSocket::SocketError> firstError;
    bool opened = false;
    bool closed = false;

private:
    void request(const QString &type, const QStringList &topics)
    {
        QJsonObject message;
        message[QStringLiteral("type")] = type;
        message[QStringLiteral("topics")] = QJsonArray::fromStringList(topics);
        send(QString::fromUtf8(QJsonDocument(message).toJson(QJsonDocument::Compact)));
    }

    QWebSocket m_socket;
};

} // namespace eventscope

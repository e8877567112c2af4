// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/feedsettings.h"
#include "app/feeds/transport/framereader.h"
#include "app/feeds/transport/framewriter.h"
#include "app/feeds/transport/tlscheck.h"
#include "app/feeds/transport/upgradeanswer.h"
#include "app/feeds/transport/websockettransport.h"

#include <QElapsedTimer>
#include <QTimer>
#include <memory>
#include <optional>

namespace eventscope {

/// RFC 6455 on a socket of our own, for all that QWebSocket does not do: characters cut between
/// fragments, every close code, the status and the wishes of a server that refuses, pauses within
/// a message, lists in the Connection header; and frames without a way around by UTF-16. No
/// extensions, like QWebSocket. Feed thread.
class DirectWebSocketTransport final : public WebSocketTransport
{
    Q_OBJECT
public:
    DirectWebSocketTransport(const FeedSettings &settings, Watcher &watcher, QObject *parent);
    ~DirectWebSocketTransport() override;

    void open(const Handshake &handshake) override;
    void send(std::string_view text) override { write(ClientFrame::Text, text); }
    void ping(const QByteArray &payload) override;
    qint64 unsentBytes() const override;
    void close() override;
    void abort() override;
    void explain(EndEvidence &evidence) const override;

private:
    void makeSocket(bool tls, const QString &pin);
    void connectSignals();
    void sendRequest();
    void onReadyRead();
    void onError(QAbstractSocket::SocketError error);
    void readAnswer();
    void readFrames();
    void takeFrames();
    void serverCloses(const FrameReader::Item &item);
    void ruleBroken();
    void onStallTimer();
    void fail(LocalEnd why);
    void write(ClientFrame kind, std::string_view payload);

    const FeedSettings m_settings;
    QTcpSocket *m_socket = nullptr; ///< a child of this
    TlsCheck *m_tls = nullptr; ///< likewise; null on a plain connection
    std::optional<UpgradeRequest> m_request; ///< until it is sent
    std::optional<UpgradeAnswer> m_answer;
    FrameReader m_reader;
    std::string m_out; ///< a frame to send
    QTimer m_stallTimer;
    QElapsedTimer m_lastRead; ///< of the last bytes that ended within a message

    std::optional<QAbstractSocket::SocketError> m_error;
    QString m_errorText;
    LocalEnd m_local = LocalEnd::None;
    std::optional<quint16> m_closeCode; ///< the server's; none: it sent no close frame
    QString m_closeReason;
    bool m_opened = false;
    bool m_closeSent = false;
    bool m_over = false; ///< nothing that comes counts any more
};

} // namespace eventscope

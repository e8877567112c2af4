// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/conformance/conformanceserver.h"

#include <QTimer>

namespace eventscope {

/// One connection of the server: answers the handshake, plays the parts, and takes down what the
/// client says. Owned by its server.
class ConformancePeer final : public QObject
{
    Q_OBJECT
public:
    ConformancePeer(QTcpSocket *socket, ConformanceServer &server);

private:
    void onReadyRead();
    void onHandshake();
    void queue(const QByteArray &bytes, int pauseMs, int chop);
    void playNext();
    void finish();
    void readFrames();
    void onFrame(int first, const QByteArray &payload);
    void onGone();
    void done();
    void goOn();
    void pour();
    ServerSide *side();

    QTcpSocket *m_socket;
    ConformanceServer &m_server;
    QByteArray m_received;
    int m_case = -1;
    bool m_isFirst = false;
    bool m_finished = false;
    QList<ConformanceCase::Part> m_play;
    qsizetype m_played = 0;
    QTimer m_timer;
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/kafka/kafkaprobe.h"

#include <QElapsedTimer>
#include <QTcpSocket>
#include <algorithm>

namespace eventscope {

namespace {

constexpr char beginning[] = "HTTP/";
constexpr qint64 enough = sizeof beginning - 1;

} // namespace

bool speaksHttp(const QString &hostAndPort, int timeoutMs)
{
    const qsizetype colon = hostAndPort.lastIndexOf(u':');
    const quint16 port = hostAndPort.mid(colon + 1).toUShort();
    QString host = hostAndPort.left(colon);
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.mid(1, host.size() - 2);
    if (colon <= 0 || port == 0)
        return false;
    QElapsedTimer time;
    time.start();
    const auto left = [&time, timeoutMs] {
        return std::max(1, int(timeoutMs - std::min<qint64>(time.elapsed(), timeoutMs)));
    };
    QTcpSocket socket;
    socket.connectToHost(host, port);
    if (!socket.waitForConnected(left()))
        return false;
    socket.write("GET / HTTP/1.0\r\nConnection: close\r\n\r\n");
    while (socket.bytesAvailable() < enough && !time.hasExpired(timeoutMs)) {
        if (!socket.waitForReadyRead(left()))
            break;
    }
    return socket.peek(enough) == beginning;
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/feeds/hostnametest.h"

#include "app/feeds/networkwatch.h"
#include "tests/app/feeds/feedfixture.h"
#include "tests/support/ownnetwork.h"

#include <QNetworkDatagram>
#include <QTemporaryFile>
#include <QUdpSocket>

using namespace eventscope;
using namespace Qt::StringLiterals;
using Phase = ConnectionPhase;

namespace {

/// Knows no name, until it is told that each is this computer's.
class NameServer final : public QObject
{
public:
    NameServer()
    {
        if (!m_socket.bind(QHostAddress::LocalHost, 53))
            qFatal("cannot be asked for names: %s", qPrintable(m_socket.errorString()));
        connect(&m_socket, &QUdpSocket::readyRead, this, [this] {
            while (m_socket.hasPendingDatagrams())
                answer(m_socket.receiveDatagram());
        });
    }
    int asked = 0;
    bool knowsThemAll = false;

private:
    void answer(const QNetworkDatagram &request)
    {
        constexpr qsizetype header = 12;
        const QByteArray words = request.data();
        const qsizetype end = words.indexOf('\0', header) + 5; // the name, its type and class
        if (end < header + 5 || words.size() < end)
            return;
        ++asked;
        const bool isIPv4 = words.mid(end - 4, 2) == QByteArray("\0\1", 2);
        const bool answers = knowsThemAll && isIPv4;
        const QByteArray flags(knowsThemAll ? "\x81\x80" : "\x81\x83", 2); // no error; no name
        const QByteArray counts("\0\1\0\0\0\0\0\0", 8);
        QByteArray reply = words.left(2) + flags + counts + words.mid(header, end - header);
        if (answers) {
            reply[7] = 1;
            reply += QByteArray("\xc0\x0c\0\1\0\1\0\0\0\0\0\4\x7f\0\0\1", 16); // 127.0.0.1, no age
        }
        m_socket.writeDatagram(request.makeReply(reply));
    }

    QUdpSocket m_socket;
};

ownnetwork::Outcome runWithOwnNames()
{
    QTemporaryFile names;
    QTemporaryFile order;
    if (!names.open() || !order.open())
        return {};
    names.write("nameserver 127.0.0.1\n");
    order.write("hosts: files dns\n");
    names.close();
    order.close();
    return ownnetwork::runInside(
        u"mount --bind \"$1\" /etc/resolv.conf && mount --bind \"$2\" /etc/nsswitch.conf"_s,
        {names.fileName(), order.fileName()});
}

QUrl named(const ScriptServer &server)
{
    QUrl url = server.url();
    url.setHost(u"feed.example"_s);
    return url;
}

} // namespace

/// A1: as anything else that may come right: with pauses that grow, and one row.
void HostNameTest::nameOfNothingIsToldAndTriedAgain()
{
    if (!ownnetwork::isInside()) {
        if (!ownnetwork::isAllowed())
            QSKIP("This computer lets nobody have a network of one's own.");
        const ownnetwork::Outcome outcome = runWithOwnNames();
        if (!outcome.prepared)
            QSKIP("This computer lets nobody have a server of names of one's own.");
        QVERIFY2(outcome.passed, outcome.said);
        return;
    }
    QVERIFY(ownnetwork::setCable(true));
    NameServer names;
    ScriptServer server;
    FeedFixture f;
    f.open(named(server));
    QTRY_VERIFY(f.feed->status().attempt >= 5);
    QVERIFY(names.asked >= 4);
    QCOMPARE(f.causes, QStringList{u"host not found: feed.example:%1"_s.arg(server.url().port())});
    const QList<QByteArray> types{"eventscope.disconnected"};
    QCOMPARE(f.sink.types(), types);
    names.knowsThemAll = true;
    QTRY_COMPARE(f.phase(), Phase::Live);
    QCOMPARE(server.accepted(), 1);
}

/// A1: who waits for long does not when the network is another; by the kernel's word, for real.
void HostNameTest::nameIsTriedAtOnceWhenTheNetworkIsBack()
{
    if (!ownnetwork::isInside()) {
        if (!ownnetwork::isAllowed() || !ownnetwork::hasIp())
            QSKIP("This computer lets nobody have a network of one's own.");
        const ownnetwork::Outcome outcome = runWithOwnNames();
        if (!outcome.prepared)
            QSKIP("This computer lets nobody have a server of names of one's own.");
        QVERIFY2(outcome.passed, outcome.said);
        return;
    }
    QVERIFY(ownnetwork::setCable(true));
    NameServer names;
    ScriptServer server;
    FeedSettings settings = FeedFixture::quick();
    settings.backoffBaseMs = settings.backoffMaxMs = 600'000;
    FeedFixture f(settings);
    using ownnetwork::ip;
    QVERIFY(ip(u"link add one type veth peer name other"_s));
    QVERIFY(ip(u"link set one up"_s) && ip(u"link set other up"_s));
    NetworkWatch watch;
    connect(&watch, &NetworkWatch::back, f.feed.get(), [&f] { f.feed->retryNow(); });
    f.open(named(server));
    QTRY_COMPARE(f.phase(), Phase::Backoff);
    QVERIFY2(f.cause().startsWith(u"host not found: feed.example:"_s), qPrintable(f.cause()));
    const int asked = names.asked;
    QVERIFY(asked > 0);
    names.knowsThemAll = true;
    QVERIFY(ip(u"address add 192.0.2.7/24 dev one"_s));
    QTRY_COMPARE(f.phase(), Phase::Live);
    QVERIFY(names.asked > asked);
    QCOMPARE(server.accepted(), 1);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demohub.h"
#include "hubclient.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestDemoFix : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<DemoHub> m_hub;
    QString m_url;

    QString core(const QString &query = {}) const
    {
        QUrl url(m_url);
        url.setPath(u"/events"_s);
        url.setQuery(query);
        return url.toString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        DemoHub::Settings settings;
        settings.incidents = false;
        m_hub = std::make_unique<DemoHub>(settings);
        QVERIFY(m_hub->start());
        m_url = urlOf(*m_hub, u"fix"_s);
        QVERIFY(!m_url.isEmpty());
    }

    void theCurrentTreesComeAtOnceAndThenMove()
    {
        HubClient client;
        client.open(m_url);
        QTRY_VERIFY(client.opened);
        QTRY_VERIFY_WITH_TIMEOUT(client.frames.size() >= 2, 1000);
        for (const QJsonObject &tree : client.objects().first(2)) {
            QCOMPARE(tree.value("type"_L1).toString(), u"event"_s);
            QCOMPARE(tree.value("kind"_L1).toString(), u"collect-progress"_s);
            QCOMPARE(tree.value("publisher"_L1).toString(), u"collect-and-sync"_s);
            QVERIFY(!tree.value("data"_L1)["message"_L1]["parts"_L1].toArray().isEmpty());
        }
        const QString task = client.objects().first().value("data"_L1)["task"_L1].toString();
        const auto treesOfTask = [&] {
            QStringList trees;
            for (const QJsonObject &object : client.objects()) {
                if (object.value("data"_L1)["task"_L1].toString() == task)
                    trees << QString::fromUtf8(
                        QJsonDocument(object.value("data"_L1).toObject()).toJson());
            }
            trees.removeDuplicates();
            return trees.size();
        };
        QTRY_VERIFY_WITH_TIMEOUT(treesOfTask() >= 3, 15000);
    }

    void anyWorkspaceAndAnyTokenAreWelcome()
    {
        QUrl url(m_url);
        url.setPath(u"/api/workspaces/00000000-0000-0000-0000-000000000000/events"_s);
        HubClient client;
        client.open(url.toString(), "Cookie", "session_token=whatever");
        QTRY_VERIFY(!client.frames.isEmpty());
    }

    void whatTheClientSaysIsIgnored()
    {
        HubClient client;
        client.open(m_url);
        QTRY_VERIFY(client.opened);
        client.send(u"garbage"_s);
        client.sendBinary("\xff");
        client.subscribe({u"x"_s});
        const qsizetype before = client.frames.size();
        QTRY_VERIFY_WITH_TIMEOUT(client.frames.size() > before + 3, 10000);
        QVERIFY(!client.closed);
        QVERIFY(client.errors().isEmpty());
    }

    void deniedIsAcceptedAndThenClosedWith4401_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("cookie") << QByteArray("Cookie") << QByteArray("session_token=denied");
        QTest::newRow("bearer") << QByteArray("Authorization") << QByteArray("Bearer denied");
    }
    void deniedIsAcceptedAndThenClosedWith4401()
    {
        QFETCH(QByteArray, header);
        QFETCH(QByteArray, value);
        HubClient client;
        client.open(m_url, header, value);
        QTRY_VERIFY(client.closed);
        QVERIFY(client.opened);
        QCOMPARE(int(client.socket().closeCode()), 4401);
        QCOMPARE(client.socket().closeReason(), u"Unauthorized"_s);
        QVERIFY(client.frames.isEmpty());
    }

    void theCoreSendsLinesOfItsOwnShape()
    {
        HubClient client;
        client.open(core());
        QTRY_VERIFY_WITH_TIMEOUT(client.frames.size() > 5, 10000);
        QCOMPARE(client.objects().first().value("message_type"_L1).toString(),
                 u"message-listener-connected"_s);
        for (const QString &frame : std::as_const(client.frames))
            QVERIFY(frame.endsWith(u'\n'));
        QVERIFY(!client.with(u"message_type"_s, u"progress"_s).isEmpty());
    }

    void theCoreTakesItsKeyFromTheFirstMessage()
    {
        HubClient client;
        client.open(core(u"psk=1&show=progress"_s));
        QTRY_VERIFY(client.opened);
        client.send(u"{\"kind\":\"authorization\",\"jwt\":\"Bearer abc\"}"_s);
        QTRY_VERIFY(!client.frames.isEmpty());
        QCOMPARE(client.objects().first().value("message_type"_L1).toString(), u"progress"_s);

        HubClient denied;
        denied.open(core(u"psk=1"_s));
        QTRY_VERIFY(denied.opened);
        denied.send(u"{\"kind\":\"authorization\",\"jwt\":\"Bearer denied\"}"_s);
        QTRY_VERIFY(denied.closed);
        QVERIFY(denied.frames.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestDemoFix)
#include "tst_demofix.moc"

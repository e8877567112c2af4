// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/connection/connectionprofiletest.h"

#include "models/connection/connectionprofile.h"

#include <QJsonDocument>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

void ConnectionProfileTest::profilesComeBackFromJson()
{
    ConnectionProfile profile;
    profile.id = ConnectionProfile::newId();
    profile.name = u"voip <prod>"_s;
    profile.dialect = u"voipbin"_s;
    profile.options = {{u"url"_s, u"wss://host/ws"_s}};
    profile.subscriptions = {{u"customer_id:a:call:*"_s, {}, false},
                             {u"user"_s, {{u"EventType"_s, u"update"_s}}, true}};
    profile.connectOnStart = false;
    profile.noteGiven({{u"token"_s, u"hunter2"_s}, {u"empty"_s, QString()}});
    QCOMPARE(profile.givenSecrets, QStringList({u"token"_s}));
    const QByteArray text = QJsonDocument(profile.toJson()).toJson();
    const Result<ConnectionProfile> back =
        ConnectionProfile::fromJson(QJsonDocument::fromJson(text).object());
    QVERIFY(back);
    QVERIFY(!text.contains("hunter2"));
    QCOMPARE(*back, profile);
}

void ConnectionProfileTest::profilesAreWrittenWithoutTheSecretsOfTheirUrl_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("written");
    QTest::newRow("query") << u"wss://h/ws?token=hunter2"_s << u"wss://h/ws?token="_s;
    QTest::newRow("user") << u"wss://me:hunter2@h/ws"_s << u"wss://h/ws"_s;
    QTest::newRow("both") << u" wss://hunter2@h?apikey=hunter2"_s << u" wss://h?apikey="_s;
    QTest::newRow("at sign elsewhere") << u"wss://h/@me?to=a@b"_s << u"wss://h/@me?to=a@b"_s;
}

void ConnectionProfileTest::profilesAreWrittenWithoutTheSecretsOfTheirUrl()
{
    QFETCH(const QString, url);
    ConnectionProfile profile;
    profile.id = ConnectionProfile::newId();
    profile.options = {{u"url"_s, url}};
    const QJsonObject json = profile.toJson();
    QVERIFY(!QJsonDocument(json).toJson().contains("hunter2"));
    QTEST(json[u"options"_s][u"url"_s].toString(), "written");
}

void ConnectionProfileTest::whatTheUserDidNotWantToSwitchToIsRemembered()
{
    ConnectionProfile profile;
    profile.id = u"0badcafe"_s;
    profile.dialect = u"daptin"_s;
    QVERIFY(!profile.toJson().contains(u"declinedDialects"_s));
    profile.declinedDialects = {u"zaikio"_s};
    const auto again = ConnectionProfile::fromJson(profile.toJson());
    QVERIFY(again);
    QCOMPARE(*again, profile);
}

void ConnectionProfileTest::damagedProfilesAreRefusedWithASentence()
{
    QVERIFY(!ConnectionProfile::fromJson({}).error().isEmpty());
    for (const QString &id : {u"../../etc"_s, u"0a1b2c3d\n"_s, u"0a1b2c3d0a1b2c3d"_s})
        QVERIFY2(!ConnectionProfile::fromJson({{u"id"_s, id}, {u"dialect"_s, u"fix"_s}}),
                 qPrintable(id));
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/connectionprofile.h"

#include <QJsonDocument>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

TopicForm voipForm()
{
    return {u"topic"_s,
            u"customer_id:…:call:*"_s,
            u':',
            {{u"Scope"_s, TopicPart::Kind::Choice, {u"customer_id"_s, u"agent_id"_s}, {}},
             {u"ID"_s, TopicPart::Kind::Uuid, {}, {}},
             {u"Resource"_s, TopicPart::Kind::Suggested, {u"call"_s}, {}},
             {u"Which"_s, TopicPart::Kind::UuidOrAll, {}, {}}}};
}

} // namespace

class TestConnection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void topicPatternsAreCheckedPartByPart_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<bool>("good");
        QTest::newRow("all of a type")
            << u"customer_id:12345678-1234-1234-1234-123456789012:call:*"_s << true;
        QTest::newRow("one") << u"agent_id:abc123:queue:xyz789"_s << true;
        QTest::newRow("wrong scope") << u"team_id:abc:call:*"_s << false;
        QTest::newRow("too few parts") << u"customer_id:abc:call"_s << false;
        QTest::newRow("star too early") << u"customer_id:abc:*:*"_s << false;
        QTest::newRow("empty part") << u"customer_id::call:*"_s << false;
        QTest::newRow("space") << u"customer_id:a b:call:*"_s << false;
        QTest::newRow("empty") << u" "_s << false;
        QTest::newRow("huge") << QString(1000, u'x') << false;
    }
    void topicPatternsAreCheckedPartByPart()
    {
        QFETCH(QString, pattern);
        QFETCH(bool, good);
        const TopicForm form = voipForm();
        QCOMPARE(form.problemWith(pattern).isEmpty(), good);
        QCOMPARE(form.join(form.split(pattern)), pattern);
    }

    void urlsThatCannotWorkAreNamed_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("words");
        QTest::newRow("good") << u"wss://api.example.org/v1.0/ws"_s << QString();
        QTest::newRow("IPv6") << u"ws://[::1]:9400/"_s << QString();
        QTest::newRow("http") << u"https://api.example.org"_s << u"wss://"_s;
        QTest::newRow("no scheme") << u"api.example.org"_s << u"no URL"_s;
        QTest::newRow("user info") << u"wss://me:secret@host/"_s << u"credentials"_s;
        QTest::newRow("fragment") << u"wss://host/#x"_s << u"#"_s;
        QTest::newRow("no host") << u"wss:///path"_s << u"no"_s;
        QTest::newRow("file") << u"file:///etc/passwd"_s << u"ws://"_s;
    }
    void urlsThatCannotWorkAreNamed()
    {
        QFETCH(QString, url);
        QFETCH(QString, words);
        const QString problem = problemWithUrl(url);
        QCOMPARE(problem.isEmpty(), words.isEmpty());
        QVERIFY2(problem.contains(words, Qt::CaseInsensitive), qPrintable(problem));
    }

    void secretsThatWouldBreakAHeaderAreRefused_data()
    {
        QTest::addColumn<QString>("secret");
        QTest::addColumn<int>("position");
        QTest::newRow("good") << u"eyJhbGciOi.J9-_~"_s << 0;
        QTest::newRow("header injection") << u"abc\r\nX: 1"_s << 4;
        QTest::newRow("pasted line break") << u"abc\n"_s << 4;
        QTest::newRow("space") << u"a bc"_s << 2;
        QTest::newRow("not ASCII") << u"abü"_s << 3;
    }
    void secretsThatWouldBreakAHeaderAreRefused()
    {
        QFETCH(QString, secret);
        QFETCH(int, position);
        const QString problem = problemWithSecret(secret);
        QCOMPARE(problem.isEmpty(), position == 0);
        if (position > 0)
            QVERIFY2(problem.contains(QString::number(position)), qPrintable(problem));
        QVERIFY(!problem.contains(u"abc"_s)); // the sentence never repeats the secret
    }

    void optionsAreCheckedByTheirKind()
    {
        DialectInfo info;
        info.options = {urlOption(u"wss://host"_s)};
        Option choice;
        choice.key = u"auth"_s;
        choice.label = u"Authentication"_s;
        choice.kind = Option::Kind::Choice;
        choice.choices = {{u"bearer"_s, u"Bearer"_s}};
        choice.defaultValue = u"bearer"_s;
        info.options += choice;
        QVERIFY(!info.problemWith({}).isEmpty()); // the URL is required
        QVERIFY(info.problemWith({{u"url"_s, u"ws://host"_s}}).isEmpty());
        QVERIFY(!info.problemWith({{u"url"_s, u"ws://host"_s}, {u"auth"_s, u"magic"_s}}).isEmpty());
    }

    void profilesComeBackFromJson()
    {
        ConnectionProfile profile;
        profile.id = ConnectionProfile::newId();
        profile.name = u"voip <prod>"_s;
        profile.dialect = u"voipbin"_s;
        profile.options = {{u"url"_s, u"wss://host/ws"_s}};
        profile.subscriptions = {{u"customer_id:a:call:*"_s, {}, false},
                                 {u"user"_s, {{u"EventType"_s, u"update"_s}}, true}};
        profile.connectOnStart = false;
        const QByteArray text = QJsonDocument(profile.toJson()).toJson();
        const Result<ConnectionProfile> back =
            ConnectionProfile::fromJson(QJsonDocument::fromJson(text).object());
        QVERIFY(back);
        QCOMPARE(*back, profile);
    }

    void damagedProfilesAreRefusedWithASentence()
    {
        QVERIFY(!ConnectionProfile::fromJson({}).error().isEmpty());
        QVERIFY(!ConnectionProfile::fromJson({{u"id"_s, u"../../etc"_s}, {u"dialect"_s, u"fix"_s}})
                     .error()
                     .isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestConnection)
#include "tst_connection.moc"

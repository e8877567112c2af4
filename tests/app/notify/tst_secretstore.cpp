// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/secretstore.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

/// A machine without a keychain: everything works, for this session.
class TestSecretStore : public QObject
{
    Q_OBJECT

    static OptionValues fetched(SecretStore &store, const QStringList &keys)
    {
        OptionValues result;
        bool answered = false;
        store.fetch(u"0badcafe"_s, keys, [&](const OptionValues &secrets) {
            result = secrets;
            answered = true;
        });
        if (!QTest::qWaitFor([&answered] { return answered; }, 30'000))
            QTest::qFail("the store did not answer", __FILE__, __LINE__);
        return result;
    }

private Q_SLOTS:
    void initTestCase()
    {
        // No session bus, and none to be started.
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/eventscope-test");
        qunsetenv("DISPLAY");
        qunsetenv("KDE_FULL_SESSION");
    }

    void withoutAKeychainItSaysSo()
    {
        SecretStore store;
        store.probe();
        QVERIFY(fetched(store, {u"token"_s}).isEmpty());
        QVERIFY(!store.keychainAvailable());
    }

    void secretsLastForThisSession()
    {
        SecretStore store;
        store.keep(u"0badcafe"_s, {{u"token"_s, u"s3cret"_s}, {u"empty"_s, QString()}}, false);
        const OptionValues expected{{u"token"_s, u"s3cret"_s}};
        QCOMPARE(fetched(store, {u"token"_s, u"empty"_s}), expected);
        store.forget(u"0badcafe"_s, {u"token"_s});
        QVERIFY(fetched(store, {u"token"_s}).isEmpty());
    }

    void aSecretThatCannotBeKeptIsSaidAndStillUsed()
    {
        SecretStore store;
        QStringList problems;
        store.keep(u"0badcafe"_s, {{u"token"_s, u"s3cret"_s}}, true,
                   [&problems](const QString &problem) { problems.append(problem); });
        QTRY_COMPARE_WITH_TIMEOUT(problems.size(), 1, 30'000);
        QVERIFY2(problems[0].contains(u"session only"_s), qPrintable(problems[0]));
        QVERIFY2(problems[0].contains(u"no keychain"_s), qPrintable(problems[0]));
        QVERIFY(!problems[0].contains(u"s3cret"_s));
        QCOMPARE(fetched(store, {u"token"_s})[u"token"_s], u"s3cret"_s);
    }

    void whoeverAsksWhileTheKeychainIsAskedGetsTheAnswerToo()
    {
        SecretStore store;
        int answers = 0;
        OptionValues second;
        store.fetch(u"0badcafe"_s, {u"token"_s}, [&](const OptionValues &) { ++answers; });
        store.fetch(u"0badcafe"_s, {u"token"_s}, [&](const OptionValues &secrets) {
            ++answers;
            second = secrets;
        });
        // Typed in while the keychain is still thinking: that is what counts.
        store.keep(u"0badcafe"_s, {{u"token"_s, u"typed"_s}}, false);
        QTRY_COMPARE_WITH_TIMEOUT(answers, 2, 30'000);
        QCOMPARE(second[u"token"_s], u"typed"_s);
    }
};

QTEST_GUILESS_MAIN(TestSecretStore)
#include "tst_secretstore.moc"

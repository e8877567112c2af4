// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/subscriptionsets.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

DialectInfo daptin()
{
    DialectInfo info;
    info.id = u"daptin"_s;
    info.title = u"Daptin"_s;
    info.topicForm.noun = u"topic"_s;
    info.filterKeys = {u"EventType"_s, u"*"_s};
    info.knownFilters = {{u"EventType"_s, {u"Event type"_s, u"type"_s, {u"update"_s}}}};
    return info;
}

DialectInfo withoutFilters()
{
    DialectInfo info = daptin();
    info.title = u"Plain"_s;
    info.filterKeys.clear();
    return info;
}

SubscriptionSet sample()
{
    SubscriptionSet set;
    set.name = u"Orders"_s;
    set.dialect = u"daptin"_s;
    set.subscriptions = {{u"order"_s, {{u"EventType"_s, u"update"_s}}, false},
                         {u"user_account"_s, {}, true}};
    return set;
}

} // namespace

class TestSubscriptionSet final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void setIsReadAsItWasWritten()
    {
        const auto read = readSubscriptionSet(writeSubscriptionSet(sample()));
        QVERIFY2(read, read ? "" : qPrintable(read.error()));
        QCOMPARE(*read, sample());
    }

    void secretsAreNeverWritten()
    {
        SubscriptionSet set = sample();
        set.subscriptions.append({u"oauth"_s, {{u"access_token"_s, u"hush-hush"_s}}, false});
        QStringList leftOut;
        QCOMPARE(withoutSecrets(set, &leftOut), sample());
        QCOMPARE(leftOut, QStringList{u"oauth"_s});
        QVERIFY(!writeSubscriptionSet(set).contains("hush-hush"));
    }

    void whatIsNoSetIsRefusedWithAReason_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        const QByteArray head = R"({"eventscope":"subscriptions","version":1,"subscriptions":)";
        QTest::newRow("no JSON") << QByteArray("{") << u"no JSON"_s;
        QTest::newRow("empty") << QByteArray() << u"no JSON"_s;
        QTest::newRow("another kind of file")
            << QByteArray(R"({"eventscope":"dialect","version":1,"subscriptions":[]})")
            << u"does not hold subscriptions"_s;
        QTest::newRow("no list") << QByteArray(R"({"eventscope":"subscriptions","version":1})")
                                 << u"no list of subscriptions"_s;
        QTest::newRow("no version")
            << QByteArray(R"({"eventscope":"subscriptions","subscriptions":[]})")
            << u"of which version"_s;
        QTest::newRow("from the future")
            << QByteArray(R"({"eventscope":"subscriptions","version":2,"subscriptions":[]})")
            << u"version 2"_s;
        QTest::newRow("no pattern") << head + R"([{"pattern":"a"},{"pattern":" "}]})"
                                    << u"Subscription 2 of the file has no pattern"_s;
        QTest::newRow("no object")
            << head + R"(["a"]})" << u"Subscription 1 of the file has no pattern"_s;
        QTest::newRow("filter of another kind")
            << head + R"([{"pattern":"a","filters":{"x":[1]}}]})" << u"is no text"_s;
        QTest::newRow("a secret") << head + R"([{"pattern":"a","filters":{"api_key":"k"}}]})"
                                  << u"holds a secret"_s;
        QTest::newRow("too many") << head + "[" + QByteArray(R"({"pattern":"a"},)").repeated(1000)
                + R"({"pattern":"a"}]})"
                                  << u"more than 1000"_s;
        QTest::newRow("D10: deep") << QByteArray("[").repeated(100'000) << u"no JSON"_s;
        QTest::newRow("too large") << QByteArray((4 << 20) + 1, ' ') << u"larger than 4 MiB"_s;
    }
    void whatIsNoSetIsRefusedWithAReason()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        const auto read = readSubscriptionSet(bytes);
        QVERIFY(!read);
        QVERIFY2(read.error().contains(says), qPrintable(read.error()));
    }

    void importSkipsWhatIsThereAndSaysSo()
    {
        ConnectionProfile into;
        into.subscriptions = {{u"user_account"_s, {}, false}, {u"order"_s, {}, false}};
        SubscriptionSet set = sample();
        set.subscriptions.append({u"invoice"_s, {}, false});
        set.subscriptions.append({u"invoice"_s, {}, false}); // twice in the file
        const SubscriptionImport plan = planImport(set, into, daptin());
        QCOMPARE(plan.added, (QVector<Subscription>{{u"invoice"_s, {}, false}}));
        QCOMPARE(plan.known, QStringList({u"user_account"_s, u"invoice"_s}));
        QCOMPARE(plan.knownWithOtherFilters, QStringList{u"order"_s});
        QCOMPARE(plan.text(),
                 u"1 subscription was added. Skipped, because they are there already: "
                 "user_account, invoice. Skipped, because they are there with other filters: "
                 "order."_s);
    }

    void importRefusesWhatTheSystemCannotSend()
    {
        SubscriptionSet set = sample();
        set.subscriptions.append({QString(1000, u'x'), {}, false});
        const SubscriptionImport plan = planImport(set, {}, withoutFilters());
        QCOMPARE(plan.added, (QVector<Subscription>{{u"user_account"_s, {}, true}}));
        QCOMPARE(plan.refused.size(), 2);
        QVERIFY2(plan.refused.first().contains(u"Plain has no filters"_s),
                 qPrintable(plan.refused.first()));
        QVERIFY(plan.text().size() < 600);
    }

    void manySkippedAreNamedInPart()
    {
        SubscriptionImport plan;
        for (int i = 0; i < 9; ++i)
            plan.known += u"topic%1"_s.arg(i);
        QVERIFY2(plan.text().endsWith(u"topic4, and 4 more."_s), qPrintable(plan.text()));
    }

    void filtersAreShownInShort_data()
    {
        QTest::addColumn<QStringList>("pairs");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << QStringList() << QString();
        QTest::newRow("type") << QStringList{u"EventType"_s, u"update"_s} << u"type=update"_s;
        QTest::newRow("type first")
            << QStringList{u"Area"_s, u"5"_s, u"EventType"_s, u"update"_s, u"status"_s, u"open"_s}
            << u"type=update, Area=5, status=open"_s;
        QTest::newRow("hostile") << (QStringList{u"a\nb"_s, QChar(0x202E) + u"x"_s}) << QString();
    }
    void filtersAreShownInShort()
    {
        QFETCH(QStringList, pairs);
        QFETCH(QString, text);
        QMap<QString, QString> filters;
        for (qsizetype i = 0; i + 1 < pairs.size(); i += 2)
            filters.insert(pairs.at(i), pairs.at(i + 1));
        const DialectInfo dialect = daptin();
        const QString shown = filtersText(filters, &dialect);
        if (QLatin1String(QTest::currentDataTag()) == u"hostile")
            QVERIFY(!shown.contains(u'\n') && !shown.contains(QChar(0x202E)));
        else
            QCOMPARE(shown, text);
        QVERIFY(filtersText({{QString(999, u'k'), QString(9999, u'v')}}, nullptr).size() <= 200);
    }

    void filtersAreCheckedBeforeTheyAreSent_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("says");
        QTest::newRow("column") << u"status"_s << u"open"_s << QString();
        QTest::newRow("empty column") << u"status"_s << QString() << QString();
        QTest::newRow("type") << u"EventType"_s << u"rename"_s << QString();
        QTest::newRow("no type") << u"EventType"_s << u" "_s << u"no value"_s;
        QTest::newRow("no name") << u" "_s << u"x"_s << u"no name"_s;
        QTest::newRow("long") << QString(500, u'a') << u"x"_s << u"too long"_s;
    }
    void filtersAreCheckedBeforeTheyAreSent()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QString, says);
        const QString problem = problemWithFilters({{key, value}}, daptin());
        QCOMPARE(problem.isEmpty(), says.isEmpty());
        QVERIFY2(problem.contains(says), qPrintable(problem));
        QVERIFY(!problemWithFilters({{key, value}}, withoutFilters()).isEmpty());
    }

    void setsAreKeptUnderTheirNames()
    {
        const QTemporaryDir dir;
        const SubscriptionSets sets(dir.filePath(u"deep/sets"_s));
        QVERIFY(sets.all().isEmpty());
        QVERIFY(sets.save(sample()));
        SubscriptionSet other = sample();
        other.name = u"../a/b?"_s;
        QVERIFY(sets.save(other));
        QCOMPARE(sets.all(), QVector<SubscriptionSet>({other, sample()}));
        SubscriptionSet changed = sample();
        changed.subscriptions.removeLast();
        QVERIFY(sets.save(changed)); // takes the place of the one with its name
        QCOMPARE(sets.all(), QVector<SubscriptionSet>({other, changed}));
        QVERIFY(sets.remove(other.name));
        QCOMPARE(sets.all(), QVector<SubscriptionSet>{changed});
        QVERIFY(!sets.remove(other.name));
        QVERIFY(QDir(dir.path()).entryList(QDir::Files).isEmpty()); // none beside the folder
    }

    void fileThatIsNoSetIsPassedOver()
    {
        const QTemporaryDir dir;
        const SubscriptionSets sets(dir.path());
        QVERIFY(sets.save(sample()));
        QFile broken(dir.filePath(u"x.json"_s));
        QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write("{") == 1);
        broken.close();
        QCOMPARE(sets.all().size(), 1);
        QCOMPARE(QFile::permissions(dir.filePath(
                     QDir(dir.path()).entryList({u"?*??.json"_s}, QDir::Files).value(0)))
                     & (QFile::ReadGroup | QFile::ReadOther),
                 QFile::Permissions());
    }

    void whatCannotBeWrittenIsSaid()
    {
        const QTemporaryDir dir;
        QFile file(dir.filePath(u"file"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(!SubscriptionSets(file.fileName() + u"/sets"_s).save(sample()));
        QVERIFY(!SubscriptionSets(QString()).save(sample()));
        const auto written = SubscriptionSets::write(dir.filePath(u"no/where.json"_s), sample());
        QVERIFY(!written);
        QVERIFY(written.error().contains(u"where.json"_s));
        const auto read = SubscriptionSets::read(dir.filePath(u"gone.json"_s));
        QVERIFY(!read);
        QVERIFY(read.error().contains(u"gone.json"_s));
    }
};

QTEST_GUILESS_MAIN(TestSubscriptionSet)
#include "tst_subscriptionset.moc"

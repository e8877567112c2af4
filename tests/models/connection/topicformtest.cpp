// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/connection/topicformtest.h"

#include "models/connection/topicform.h"

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

void TopicFormTest::topicPatternsAreCheckedPartByPart_data()
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

void TopicFormTest::topicPatternsAreCheckedPartByPart()
{
    QFETCH(QString, pattern);
    QFETCH(bool, good);
    const TopicForm form = voipForm();
    QCOMPARE(form.problemWith(pattern).isEmpty(), good);
    QCOMPARE(form.join(form.split(pattern)), pattern);
}

void TopicFormTest::listsHaveMembersAndMayBeLong()
{
    TopicForm list;
    list.separator = u',';
    QVERIFY(list.isList());
    QVERIFY(!voipForm().isList());
    QVERIFY(!TopicForm().isList());
    QCOMPARE(list.members(u" b.c,a.b ,,b.c, "_s), QStringList({u"b.c"_s, u"a.b"_s}));
    QVERIFY(list.members(u" , "_s).isEmpty());
    QVERIFY(list.problemWith(QString(2000, u'x')).isEmpty());
    QVERIFY(!list.problemWith(QString(5000, u'x')).isEmpty());
    QVERIFY(!TopicForm().problemWith(QString(2000, u'x')).isEmpty());
}

void TopicFormTest::prefixesAreTakenWhereSomeServersTakeThem_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<bool>("good");
    QTest::addColumn<bool>("remarked");
    const QString id = u"12345678-1234-1234-1234-123456789012"_s;
    QTest::newRow("whole") << u"customer_id:%1:call:*"_s.arg(id) << true << false;
    QTest::newRow("all of a scope") << u"customer_id:%1"_s.arg(id) << true << true;
    QTest::newRow("closed scope") << u"agent_id:%1:"_s.arg(id) << true << true;
    QTest::newRow("all of a type") << u"customer_id:%1:call"_s.arg(id) << true << true;
    QTest::newRow("closed type") << u"customer_id:%1:call:"_s.arg(id) << true << true;
    QTest::newRow("star for the type") << u"customer_id:%1:*"_s.arg(id) << true << true;
    QTest::newRow("one kind of event")
        << u"customer_id:%1:call:call_created"_s.arg(id) << true << false;
    QTest::newRow("one kind of event, closed")
        << u"customer_id:%1:call:call_created:"_s.arg(id) << true << true;
    QTest::newRow("one event of one call")
        << u"customer_id:%1:call:call_created:%1"_s.arg(id) << true << true;
    QTest::newRow("only a scope") << u"customer_id"_s << false << false;
    QTest::newRow("closed but no id") << u"customer_id:"_s << false << false;
    QTest::newRow("star for the id") << u"customer_id:*"_s << false << false;
    QTest::newRow("two separators at the end")
        << u"customer_id:%1:call::"_s.arg(id) << false << false;
    QTest::newRow("nothing in the middle") << u"customer_id:%1::*"_s.arg(id) << false << false;
    QTest::newRow("star in the middle")
        << u"customer_id:%1:*:call_created"_s.arg(id) << false << false;
    QTest::newRow("too many parts")
        << u"customer_id:%1:call:call_created:x:y"_s.arg(id) << false << false;
    QTest::newRow("wrong scope") << u"team_id:%1"_s.arg(id) << false << false;
    QTest::newRow("space") << u"customer_id:a b"_s << false << false;
    QTest::newRow("only separators") << u":::"_s << false << false;
    QTest::newRow("huge") << u"customer_id:"_s + QString(600, u'a') << false << false;
}

void TopicFormTest::prefixesAreTakenWhereSomeServersTakeThem()
{
    QFETCH(QString, pattern);
    QFETCH(bool, good);
    QFETCH(bool, remarked);
    TopicForm form = voipForm();
    form.fewestParts = 2;
    form.mostParts = 5;
    const QString problem = form.problemWith(pattern);
    QVERIFY2(problem.isEmpty() == good, qPrintable(problem));
    QCOMPARE(!form.remarkOn(pattern).isEmpty(), remarked);
}

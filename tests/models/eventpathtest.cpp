// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/eventpathtest.h"

#include "models/eventlogroles.h"
#include "tests/views/logfixture.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

void addPathColumns()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("shown");
}

/// The column of the row's path, which stands behind those that are always there, shows what it is
/// to find in the payload.
void testPathIn(const std::string &payload)
{
    QFETCH(const QString, path);
    LogFixture fixture;
    fixture.add({{.payload = payload}});
    const auto added = fixture.model.addPathColumn({path, {}});
    QVERIFY2(added, qPrintable(added ? QString() : added.error()));
    QTEST(fixture.model.index(0, EventLogColumn::Count).data().toString(), "shown");
}

} // namespace

void EventPathTest::pathsLeadToValues_data()
{
    addPathColumns();
    QTest::newRow("member") << u"data.status"_s << u"ringing"_s;
    QTest::newRow("deep") << u"data.a.b"_s << u"1.50"_s;
    QTest::newRow("number beyond 64 bits") << u"data.n"_s << u"18446744073709551616"_s;
    QTest::newRow("element") << u"data.items.1.name"_s << u"two"_s;
    QTest::newRow("element in brackets") << u"data.items[0].name"_s << u"one"_s;
    QTest::newRow("all elements") << u"data.items[*].name"_s << u"one, two"_s;
    QTest::newRow("odd key") << u"data.\"a.b\""_s << u"dotted"_s;
    QTest::newRow("odd key in brackets") << u"data[\"a.b\"]"_s << u"dotted"_s;
    QTest::newRow("escapes are what they mean") << u"data.escaped"_s << u"é⏎"_s;
    QTest::newRow("object") << u"data.a"_s << u"{\"b\":1.50}"_s;
    QTest::newRow("null") << u"data.nothing"_s << u"null"_s;
    QTest::newRow("missing") << u"data.nowhere"_s << QString();
    QTest::newRow("through a text") << u"data.status.x"_s << QString();
    QTest::newRow("behind the last element") << u"data.items.7"_s << QString();
    QTest::newRow("row in base64") << u"data.row.name"_s << u"daptin"_s;
    QTest::newRow("row in base64, whole") << u"data.row"_s << u"{\"name\":\"daptin\"}"_s;
    QTest::newRow("attribute") << u"topic"_s << u"customer_id:c1:call:77d0f2c1"_s;
    QTest::newRow("attribute that is not there") << u"kafkapartition"_s << QString();
}

void EventPathTest::pathsLeadToValues()
{
    testPathIn(R"({"status":"ringing","a":{"b":1.50},"n":18446744073709551616,"nothing":null,)"
               R"("items":[{"name":"one"},{"name":"two"}],"a.b":"dotted",)"
               "\"escaped\":\"\\u00e9\\n\",\"row\":\""
               + QByteArray(R"({"name":"daptin"})").toBase64().toStdString() + "\"}");
}

void EventPathTest::pathsMayBeginInThePayloadsOwnData_data()
{
    addPathColumns();
    QTest::newRow("within") << u"data.status"_s << u"ringing"_s;
    QTest::newRow("whole way") << u"data.data.status"_s << u"ringing"_s;
    QTest::newRow("what is outside comes first") << u"data.topic"_s << u"outer"_s;
    QTest::newRow("nowhere") << u"data.nowhere"_s << QString();
}

void EventPathTest::pathsMayBeginInThePayloadsOwnData()
{
    testPathIn(R"({"topic":"outer","data":{"status":"ringing","topic":"inner"}})");
}

void EventPathTest::badPathsAreRefusedWithAReason_data()
{
    QTest::addColumn<QString>("path");
    for (const char *path :
         {"", "data.", "data..a", "data[", "data[x]", "data[\"a", "data.a b", "Data.a", "data.a]"})
        QTest::newRow(path) << QString::fromLatin1(path);
    QTest::newRow("too long") << u"data."_s + QString(600, u'x');
    QTest::newRow("too deep") << u"data"_s + QString(u".a"_s).repeated(65);
}

void EventPathTest::badPathsAreRefusedWithAReason()
{
    QFETCH(QString, path);
    LogFixture fixture;
    const auto added = fixture.model.addPathColumn({path, {}});
    QVERIFY(!added);
    QVERIFY2(added.error().endsWith(u'.'), qPrintable(added.error()));
    QCOMPARE(fixture.model.columnCount(), int(EventLogColumn::Count));
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/capture/foreignshapetest.h"

#include "tests/models/capture/foreigntesting.h"

using namespace capturetesting;

void ForeignShapeTest::fewLinesAreEnough_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("types");
    const auto row = [](const char *name, const QByteArray &bytes, const QString &types) {
        QTest::newRow(name) << bytes << types;
    };
    row("one line", "{\"event\":\"login\",\"user\":\"bob\"}\n", u"login"_s);
    row("one line without an end", R"({"event":"login","user":"bob"})", u"login"_s);
    row("the last without an end", "{\"n\":1}\n{\"event\":\"a.b\"}\n{\"event\":\"a.c\"}",
        u"message a.b a.c"_s);
    row("its last bytes are half a line", "{\"event\":\"a.b\"}\n{\"event\":\"a", //
        u"a.b eventscope.undecodable"_s);
    row("names of things are no types",
        "{\"name\":\"web-1\",\"load\":1}\n{\"name\":\"web-2\",\"load\":2}\n"
        "{\"name\":\"db-1\",\"load\":1}\n",
        u"message message message"_s);
    row("unless they come again",
        "{\"name\":\"user.created\"}\n{\"name\":\"user.gone\"}\n{\"name\":\"user.created\"}\n",
        u"user.created user.gone user.created"_s);
    row("two lines of two types", "{\"type\":\"order.paid\"}\n{\"type\":\"order.sent\"}\n",
        u"order.paid order.sent"_s);
    row("nothing to go by", "{\"text\":\"hello there\"}\n", u"message"_s);
}

void ForeignShapeTest::fewLinesAreEnough()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, types);
    const auto file = openForeign(m_files.make(bytes));
    QVERIFY(file);
    EventLog log;
    file->load(log);
    QCOMPARE(typesOf(log), types);
}

void ForeignShapeTest::keysThatStandTwiceAreMarked_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<bool>("twice");
    const auto row = [](const char *name, const char *line, bool twice) {
        QTest::newRow(name) << QByteArray(line) << twice;
    };
    row("none", R"({"type":"a","n":1})", false);
    row("outside", R"({"type":"a","n":1,"n":2})", true);
    row("within", R"({"type":"a","list":[1,{"n":1,"m":0,"n":2}]})", true);
    row("escaped", R"({"type":"a","n":1,"\u006e":2})", true);
    row("of two objects", R"({"a":{"n":1},"b":{"n":1}})", false);
    row("a CloudEvent",
        R"({"specversion":"1.0","id":"1","source":"/x","type":"a","data":{"n":1,"n":2}})", true);
    row("of which Eventscope said it",
        R"({"specversion":"1.0","id":"1","source":"/x","type":"a","recordedtime":"2026-01-01T00:00:00Z","marks":"duplicatekey,late","data":1})",
        true);
    row("no JSON", R"({"n":1,"n":2)", false);
}

void ForeignShapeTest::keysThatStandTwiceAreMarked()
{
    QFETCH(QByteArray, line);
    QFETCH(bool, twice);
    const auto file = openForeign(m_files.make(line + '\n'));
    QVERIFY(file);
    EventLog log;
    file->load(log);
    QCOMPARE(log.size(), 1ULL);
    QCOMPARE(bool(log.at(0).marks & DuplicateKey), twice);
    // The line that is shown is as long as the record says.
    std::string scratch;
    const std::string_view shown = file->line(log.at(0), scratch);
    LineAttributes attributes;
    QVERIFY(readLineAttributes(shown, attributes));
    if (log.at(0).dataOffset > 0)
        QCOMPARE(attributes.data.data(), shown.data() + log.at(0).dataOffset);
}

void ForeignShapeTest::whatIsMarkedIsNotLookedForAgain()
{
    const ForeignShape shape;
    const std::string_view once = R"({"n":1})";
    const std::string_view twice = R"({"n":1,"n":2})";
    ForeignLine line;
    line.read(twice, shape);
    QCOMPARE(line.fields().marks, EventMarks(DuplicateKey));
    line.readAgain(twice, shape, 0);
    QCOMPARE(line.fields().marks, EventMarks(0));
    QCOMPARE(line.fields().payload, twice);
    line.readAgain(once, shape, DuplicateKey);
    QCOMPARE(line.fields().marks, EventMarks(DuplicateKey));
    std::string shown;
    line.wrap(shape, 0, 0, shown);
    QVERIFY(shown.find(R"("marks":"duplicatekey")") != std::string::npos);
}

void ForeignShapeTest::aPlaceWithinAnArrayIsNotThatOfItsNeighbour()
{
    QByteArray bytes;
    for (const char *type : {"order.paid", "order.sent", "order.paid"})
        bytes += "{\"items\":{\"0\":{\"type\":\"" + QByteArray(type) + "\"}}}\n";
    bytes += "{\"items\":[7,{\"type\":\"order.wrong\"}]}\n"
             "{\"items\":[{\"type\":\"order.gone\"},7]}\n";
    const auto file = openForeign(m_files.make(bytes));
    QVERIFY(file);
    EventLog log;
    file->load(log);
    QCOMPARE(typesOf(log), u"order.paid order.sent order.paid message order.gone"_s);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/scan.h"
#include "tests/models/query/boundfiltertest.h"
#include "tests/models/query/expressionlimitstest.h"
#include "tests/models/query/filterevents.h"
#include "tests/models/query/oddfilterstest.h"
#include "tests/support/testclasses.h"
#include "tests/support/wordfilter.h"

#include <QCoreApplication>

using namespace eventscope;
using namespace Qt::StringLiterals;

class CompiledFilterTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsWhatMatches_data();
    void showsWhatMatches();
    void oldWordFiltersMeanWhatTheyMeant_data();
    void oldWordFiltersMeanWhatTheyMeant();
};

void CompiledFilterTest::showsWhatMatches_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("shown"); // letters of FilterEvents
    const auto row = [](const char *filter, const char *shown) {
        QTest::newRow(filter) << QString::fromUtf8(filter) << QString::fromLatin1(shown);
    };
    row("", "abcdefghijklm");
    row("type:call.*", "ab");
    row("type:CALL.STATUS", "ab");
    row("type:call", "");
    row("type:\"call.*\"", "");
    row("type:call.statu?", "ab");
    row("type:*", "abcdefghijklm");
    row("type = call.status", "ab");
    row("type = Call.Status", "");
    row("type != call.status", "cdefghijklm");
    row("type:(call.* or update)", "abde");
    row("type != (call.status or update)", "cfghijklm");
    row("type:/^(call|mission)/", "abf");
    row("type:/^CALL/i", "ab");
    row("type:esc\\\"aped", "");
    row("type:\"esc\\\"aped\"", "l");
    row("topic:user_account", "de");
    row("topic:*call*", "ab");
    row("topic:*", "abcdefgl");
    row("not topic:*", "hijkm");
    row("topic != user_account", "abcfgl");
    row("connection:voip-prod", "abjk");
    row("connection:VOIP*", "abjk");
    row("connection = c1", "abjk");
    row("connection != voip-prod", "cdefghilm");
    row("connection != c1", "cdefghilm");
    row("subject:77D0F2C1", "ab");
    row("subject = 77d0f2c1", "ab");
    row("subject = 77D0F2C1", "");
    row("subject != 77d0f2c1", "cdefgl");
    row("subject:\"say \\\"hi\\\"\"", "l");
    row("subject:*", "abcdefgl");
    row("subject:(77d0f2c1 or J-1)", "abf");
    row("severity>=warning", "gjkm");
    row("severity:error", "k");
    row("severity < success", "acdefhil");
    row("severity:success..warn", "bgj");
    row("severity:error..", "km");
    row("severity != info", "bgjkm");
    row("severity != (info or fatal)", "bgjk");
    row("time >= 10:30", "bcdefghijklm");
    row("time:10:29", "a");
    row("recorded:10:30", "ab");
    row("recorded:10:30:30", "b");
    row("recorded > 10:30", "cdefghijklm");
    row("recorded <= 10:30", "ab");
    row("recorded < 10:30", "");
    row("recorded:10:30..10:40", "abcde");
    row("recorded:2026-11-21", "abcdefghijklm");
    row("recorded:2026-11-20", "");
    row("recorded:..2026-11-20", "");
    row("recorded:2026-11-21T10:41:00Z", "f");
    row("recorded >= 2026-11-21 10:44", "jklm");
    row("recorded:today", "abcdefghijklm");
    row("recorded:yesterday", "");
    row("recorded:10:30+01:00", "");
    row("recorded:11:41+01:00", "f");
    row("last 5m", "defghijklm");
    row("last 90s", "jklm");
    row("recorded < -14m", "ab");
    row("latency:1s..3s", "a");
    row("latency>3s", "");
    row("time:*", "a");
    row("not time:*", "bcdefghijklm");
    row("latency:*", "a");
    row("severity:*", "abcdefghijklm");
    row("recorded:*", "abcdefghijklm");
    row("size:*", "abcdefghijkl");
    row("is:gap || !type:call.* && is:late", "jl");
    row("sequence:2..3", "bc");
    row("sequence = 5", "e");
    row("seq >= 12", "lm");
    row("size:0", "m");
    row("size:14", "i");
    row("size < 10", "km");
    row("size>1kB", "");
    row("size>=80", "abcdefl");
    row("is:gap", "j");
    row("is:own", "j");
    row("is:received", "abcdefghiklm");
    row("is:error", "km");
    row("is:undecodable", "k");
    row("is:late", "l");
    row("is:DuplicateKey", "l");
    row("is:repeated", "l");
    row("is:idconflict", "");
    row("attribute.marks:*late*", "l");
    row("is:binary", "i");
    row("is:(gap or binary)", "ij");
    row("reason:*unexpected*", "k");
    row("id:m-3", "c");
    row("id:m-1?", "jklm");
    row("data.data.status = \"answered\"", "b");
    row("data.data.status = answered", "b");
    row("data.data.status:ANSWERED", "b");
    row("data.data.status:r*", "a");
    row("data.data.status:*", "ab");
    row("data.data.status != answered", "a");
    row("not data.data.status = answered", "acdefghijklm");
    row("data.status = answered", "bl");
    row("data.type = call.status", "ab");
    row("data.workflow = collect", "c");
    row("data.name:edge-*", "d");
    row("data.data.current > 50", "b");
    row("data.data.current >= 50", "ab");
    row("data.data.current = 50.0", "a");
    row("data.data.current > +50", "b");
    row("data.data.current:+50..+50.5", "a");
    row("data.data.price > .5", "ab");
    row("data.message.version:5", "f");
    row("data.message.version:5..5", "f"); // a text
    row("data.message.version:.5..9", "f");
    row("data.message.version > 1", "");
    row("data.message.version = +5", "");
    row("data.message.version:+5", "");
    row("data.data.current:50..50.5", "a");
    row("data.data.current != 50", "b");
    row("data.data.current = \"50\"", "");
    row("data.data.current:\"50\"", "a");
    row("data.data.current:5*", "ab");
    row("data.data.price = 12.5", "ab");
    row("data.data.price:12.50", "ab");
    row("data.data.price:\"12.50\"", "a");
    row("data.data.price < 12.500000000000000000001", "ab");
    row("data.data.tags[*] = vip", "a");
    row("data.data.tags[0]:vip", "a");
    row("data.data.tags.1:de", "a");
    row("data.data.tags[*] != vip", "");
    row("data.data.tags:*", "ab");
    row("data.data.tags[*]:*", "a");
    row("data.data.message.parts[*].name:f\xc3\xbcr", "c");
    row("data.data.message.parts[*].name:F\xc3\x9cR", "c");
    row("data.data.message.parts.*.current > 49", "c");
    row("data.data.message.parts[1].total = 1", "c");
    row("data.data.message.parts[*].current != 50", "");
    row("data.data.name:edge-berlin-*", "d");
    row("data.data.name = bob", "e");
    row("data.data.version = 2", "d");
    row("data.data.version >= 2", "de");
    row("data.data.email = null", "e");
    row("data.data.email:null", "e");
    row("data.data.email:*", "e");
    row("data.data.confirmed = false", "e");
    row("data.data.confirmed = \"false\"", "");
    row("data.data.confirmed:false", "e");
    row("data.identifier.channel:EventChannel", "f");
    row("data.message.version = 5", "");
    row("data.message.version = \"5\"", "f");
    row("data.message.version:5", "f");
    row("data.message.version > 4", "");
    row("data.message.version:\"4\"..\"6\"", "f");
    row("data.message.big = 12345678901234567890", "f");
    row("data.message.big = 12345678901234567891", "");
    row("data.message.big > 12345678901234567889", "f");
    row("data[0].clusterName = cluster1", "g");
    row("data[*].clusterName = cluster2", "g");
    row("data.clusterName = cluster2", "");
    row("data[*].n > 1e399", "g");
    row("data[*].n = 1e400", "g");
    row("data[0].\"odd key\" = 1", "g");
    row("data[0][\"odd key\"]:1", "g");
    row("data:*", "abcdefghjkl");
    row("data = \"plain text, no \\\"JSON\\\"\"", "h");
    row("data:PLAIN*", "h");
    row("data.nowhere.at.all = 5", "");
    row("data.s = 2", "l");
    row("data.s = 1", "");
    row("data.nested.x.y[1] = 20", "l");
    row("data.nested.x.y[*] > 15", "l");
    row("data.st\xc3\xa4tus:*", "");
    row("data.seconds:10..", "j");
    row("data.status:/^ans.*d$/", "bl");
    row("kafkapartition:3", "g");
    row("kafkapartition = 3", "g");
    row("kafkaoffset > 1685.9", "g");
    row("kafkaoffset:1000..2000", "g");
    row("kafkaoffset != 1686", "");
    row("kafkatopic:gh-*", "g");
    row("kafkaheaders:*traceparent*", "g");
    row("kafkaheaders = \"[{\\\"traceparent\\\":\\\"00-af\\\"}]\"", "g");
    row("attribute.traceparent:*", ""); // none of its own
    row("attribute.count = 7", "g");
    row("attribute.count:*", "g");
    row("source = /c5", "g");
    row("datacontenttype:text/plain", "hk");
    row("ringing", "a");
    row("berlin", "d");
    row("hello", "i");
    row("voip-prod", "abjk");
    row("f\xc3\xbcr", "c");
    row("answered -voip-prod", "");
    row("/answ?ered/", "bl");
    row("/^\\{\"type\"/", "abcde");
    row("/edge-\\w+-3/", "d");
    row("/hello/", "i");
    row("/f\xc3\xbcr/", "c");
    row("/answered/", "bl");
    row("/^call\\.status$/", "ab");
    row("/^77d0/", "ab");
    row("/^say \"hi\"$/", "l");
    row("/no \"JSON\"/", "h");
    row("/(.)\\1rcules|(l)\\2o/", "i");
    row("type:call.* and severity>=success", "b");
    row("type:call.* or is:gap", "abj");
    row("type:call.* or type:update and data.data.version:3", "abe");
    row("(type:call.* or type:update) and data.data.version:3", "e");
    row("not (type:call.* or severity:info)", "gjkm");
    row("-type:call.* -severity:info", "gjkm");
    row("connection:voip-prod ringing or berlin", "ad");
}

void CompiledFilterTest::showsWhatMatches()
{
    QFETCH(const QString, filter);
    QFETCH(const QString, shown);
    const FilterEvents events;
    const ParsedFilter parsed = parseFilter(filter);
    QVERIFY2(!parsed.error, parsed.error ? qPrintable(parsed.error->sentence) : "");
    const auto compiled = CompiledFilter::make(parsed.expression, events.binding());
    QCOMPARE(compiled->isEverything(), filter.isEmpty());

    QString found;
    std::string scratch;
    FilterLine line;
    for (quint64 row = 0; row < events.log.size(); ++row) {
        const EventRecord &record = events.log.at(row);
        line.reset(record, row + 1, &events.lines);
        const bool is = compiled->evaluate(line) == Truth::Yes;
        // Whoever knows less about the row has to come to the same.
        QCOMPARE(matches(*compiled, record, &events.lines, scratch), is);
        QCOMPARE(compiled->matchesLine(record, events.lines.line(record, scratch)), is);
        if (is)
            found += QChar(u'a' + ushort(row));
    }
    QCOMPARE(found, shown);
    QCOMPARE(compiled->givenUp(), quint64(0));
}

void CompiledFilterTest::oldWordFiltersMeanWhatTheyMeant_data()
{
    QTest::addColumn<QString>("filter");
    for (const char *filter : {"ringing",
                               "RINGING",
                               "call.",
                               "customer_id:c1",
                               "77d0",
                               "say \"hi\"",
                               "\"say \\\"hi\\\"\"",
                               "prod",
                               "call.status answered",
                               "answered nowhere",
                               "\"no JSON\"",
                               "\"plain te",
                               "call.status -answered",
                               "-call.status -update",
                               "-\"connection lost\" voip",
                               "-prod",
                               "collect-progress",
                               "\"-progress\"",
                               "f\xc3\xbcr",
                               "specversion",
                               "<html>",
                               "unexpected",
                               "hello",
                               "aGVsbG8",
                               "-",
                               "call - ringing",
                               "12345678901234567890",
                               "J-1",
                               "mission_control.job_added",
                               "t\\x",
                               "/",
                               "clusterName cluster2",
                               "\"\"",
                               "-\"\" call"}) {
        QTest::newRow(filter) << QString::fromUtf8(filter);
    }
}

void CompiledFilterTest::oldWordFiltersMeanWhatTheyMeant()
{
    QFETCH(const QString, filter);
    const FilterEvents events;
    const FilterBinding binding = events.binding();
    const auto old = WordFilter::make(filter, events.log, binding.connectionNames);
    const ParsedFilter parsed = parseFilter(filter);
    QVERIFY(!parsed.error);
    const auto compiled = CompiledFilter::make(parsed.expression, binding);
    QCOMPARE(compiled->isEverything(), old == nullptr);
    std::string scratch;
    for (quint64 row = 0; row < events.log.size(); ++row)
        QCOMPARE(matches(*compiled, events.log.at(row), &events.lines, scratch),
                 !old || matches(*old, events.log.at(row), &events.lines, scratch));
}

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, CompiledFilterTest, BoundFilterTest, ExpressionLimitsTest,
                    OddFiltersTest>(argc, argv);
}

#include "tst_compiledfilter.moc"

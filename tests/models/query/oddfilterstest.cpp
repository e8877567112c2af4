// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/query/oddfilterstest.h"

#include "tests/models/query/filterevents.h"
#include "tests/support/filterof.h"

#include <QRandomGenerator>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

/// Lines with what hides text: escapes, base64, JSON in texts.
TestEvent oddEvent(QRandomGenerator &random)
{
    const auto pick = [&random](const std::vector<std::string> &of) {
        return of[random.bounded(quint32(of.size()))];
    };
    const auto value = [&]() -> std::string {
        return pick({R"("answered")", R"("\u0061nswered")", R"("ANSWERED")", "5", "5.0", "50e-1",
                     R"("5")", "true", "null", R"({"status":"answered"})", R"(["answered",5])",
                     R"("{\"status\":\"answered\"}")", R"("{\"status\":\"\u005cu0061nswered\"}")",
                     R"("{\"st\\u0061tus\":\"\\u0061nswered\"}")", R"("Gr\u00fc\u00dfe")",
                     R"("Grüße")", R"("a\/b")", R"("a\"b")"});
    };
    TestEvent event;
    event.type = pick({"call.status", "answered", "x"});
    event.subject = pick({"answered", "s1", "", "say \"hi\""});
    const std::string key = pick({"status", R"(st\u0061tus)", "Status", "other"});
    event.payload = "{\"" + key + "\":" + value() + ",\"more\":" + value() + "}";
    switch (random.bounded(6)) {
    case 0:
        event.payload = R"({"type":"event","topic":"t","data":")"
            + QByteArray::fromStdString(event.payload).toBase64().toStdString() + "\"}";
        break;
    case 1:
        event.kind = PayloadKind::Binary;
        break;
    case 2:
        event.kind = PayloadKind::Text;
        break;
    default:
        break;
    }
    event.severity = Severity(random.bounded(5));
    return event;
}

const QStringList &oddFilters()
{
    static const QStringList filters{u"data.status = answered"_s,
                                     u"data.status:answered"_s,
                                     u"data.status:ans*"_s,
                                     u"data.status = 5"_s,
                                     u"data.status:5"_s,
                                     u"data.status != answered"_s,
                                     u"data.status.status = answered"_s,
                                     u"data.data.status:*"_s,
                                     u"data.data.status = answered"_s,
                                     u"data.*:*red"_s,
                                     u"data.status:/^a.s?wered$/"_s,
                                     u"data.status[*]:answered"_s,
                                     u"data.status:\"Grüße\""_s,
                                     u"data.more = \"a/b\""_s,
                                     u"data.more = \"a\\\"b\""_s,
                                     u"answered"_s,
                                     u"\"Grüße\""_s,
                                     u"/answered/"_s,
                                     u"/ANSWERED/i"_s,
                                     u"/Grü/"_s,
                                     u"subject:answered"_s,
                                     u"subject = answered"_s,
                                     u"subject:\"say \\\"hi\\\"\""_s,
                                     u"subject != answered"_s,
                                     u"id:m-1*"_s,
                                     u"source:/c*"_s,
                                     u"type:answered"_s,
                                     u"severity>=warning"_s,
                                     u"size<40"_s,
                                     u"size:20..60"_s,
                                     u"sequence:10..20"_s,
                                     u"data.status >= 5"_s,
                                     u"data.more:..7"_s,
                                     u"attribute.severitytext:info"_s,
                                     u"data:*text*"_s,
                                     u"data.more != (5 or null)"_s};
    return filters;
}

} // namespace

void OddFiltersTest::whatIsNeededIsInEveryLineThatMatches()
{
    QRandomGenerator random(7);
    FilterEvents events;
    for (int i = 0; i < 600; ++i)
        events.add("c1", oddEvent(random));
    std::string scratch;
    FilterLine line;
    int needed = 0;
    int proven = 0;
    for (const QString &text : oddFilters()) {
        const auto filter = compiledFilter(text, events.binding());
        for (quint64 row = 0; row < events.log.size(); ++row) {
            const EventRecord &record = events.log.at(row);
            const std::string_view raw = events.lines.line(record, scratch);
            line.reset(record, row + 1, raw);
            for (const auto &test : filter->tests()) {
                const NeededText *const text8 = test->needed();
                if (!text8 || test->byColumns(record, row + 1) != Truth::Unknown)
                    continue;
                ++needed;
                const bool hidden = record.flags & (BinaryPayload | EncodedRow)
                    || (text8->escapable && record.flags & PlainEscaped);
                const bool holds = test->byLine(line) == Truth::Yes;
                QVERIFY2(!holds || hidden || text8->search.foundIn(raw),
                         qPrintable(text + u'\n' + QString::fromUtf8(raw.data(), int(raw.size()))));
                if (text8->proves && !(record.flags & BinaryPayload) && record.dataOffset
                    && text8->search.foundIn(raw.substr(record.dataOffset))) {
                    ++proven;
                    QVERIFY2(holds, qPrintable(text));
                }
            }
        }
    }
    QVERIFY(needed > 5000);
    QVERIFY(proven > 100);
}

void OddFiltersTest::columnsNeverContradictTheLine()
{
    QRandomGenerator random(8);
    FilterEvents events;
    for (int i = 0; i < 300; ++i)
        events.add("c1", oddEvent(random));
    FilterLine line;
    std::vector<Truth> block(events.log.size());
    for (const QString &text : oddFilters()) {
        const auto filter = compiledFilter(text, events.binding());
        for (const auto &test : filter->tests()) {
            std::vector<EventRecord> records;
            for (quint64 row = 0; row < events.log.size(); ++row)
                records.push_back(events.log.at(row));
            for (const quint64 first : {quint64(1), quint64(0)}) {
                test->byColumns(records, first, block.data());
                for (quint64 row = 0; row < events.log.size(); ++row)
                    QCOMPARE(block[row],
                             test->byColumns(records[row], first == 0 ? 0 : first + row));
                for (quint64 row = 0; row < events.log.size(); ++row) {
                    const Truth truth = block[row]; // more may be known once a row was looked at
                    QVERIFY(!test->needsLine() || truth == Truth::Unknown);
                    line.reset(records[row], first == 0 ? 0 : first + row, &events.lines);
                    const bool evaluated = filter->evaluate(line) == Truth::Yes;
                    if (filter->tests().size() == 1
                        && filter->root().kind == FilterExpression::Kind::Test
                        && truth != Truth::Unknown)
                        QCOMPARE(evaluated, truth == Truth::Yes);
                }
            }
        }
    }
}

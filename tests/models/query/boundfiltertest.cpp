// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/query/boundfiltertest.h"

#include "models/query/jsondifference.h"
#include "models/query/rowcontext.h"
#include "models/query/scan.h"
#include "tests/models/query/filterevents.h"
#include "tests/support/filterof.h"

#include <QScopeGuard>
#include <QTest>
#include <QThreadPool>

#include <ctime>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

/// Remembers what a test says of each row.
class ListedContext final : public RowContext
{
public:
    explicit ListedContext(const FilterEvents &events) : m_events(events) { }
    bool isBookmarked(quint64 sequence) const override { return bookmarks.contains(sequence); }
    std::string_view previousLine(const EventRecord &record, quint64 sequence,
                                  std::string &scratch) const override
    {
        for (quint64 row = sequence - 1; row-- > 0;) {
            if (m_events.log.at(row).subjectHash == record.subjectHash)
                return m_events.lines.line(m_events.log.at(row), scratch);
        }
        return {};
    }
    QVector<quint64> bookmarks;

private:
    const FilterEvents &m_events;
};

} // namespace

void BoundFilterTest::textsInternedLaterAreTestedToo()
{
    FilterEvents events;
    const auto type = compiledFilter(u"type:late.*"_s, events.binding());
    const auto connection = compiledFilter(u"connection:c99"_s, events.binding());
    const auto word = compiledFilter(u"late.one"_s, events.binding());
    const auto expression = compiledFilter(u"/^late/"_s, events.binding());
    events.add("c99", {.type = "late.one"});
    std::string scratch;
    for (const auto &filter : {type, connection, word, expression}) {
        QVERIFY(matches(*filter, events.log.at(events.log.size() - 1), &events.lines, scratch));
        QVERIFY(!matches(*filter, events.log.at(0), &events.lines, scratch));
    }
}

void BoundFilterTest::textsThatWereNotInternedAreReadFromTheLine()
{
    const FilterEvents events;
    EventRecord record = events.log.at(0);
    record.type = record.topic = StringTable::overflow;
    record.connection = 0xffff;
    std::string scratch;
    const auto is = [&](const QString &text) {
        return matches(*compiledFilter(text, events.binding()), record, &events.lines, scratch);
    };
    QVERIFY(is(u"type:call.status"_s));
    QVERIFY(!is(u"type != call.status"_s));
    QVERIFY(is(u"type != other"_s));
    QVERIFY(is(u"topic:customer_id:*"_s));
    QVERIFY(!is(u"topic:other"_s));
    QVERIFY(is(u"connection:c1"_s));
    QVERIFY(!is(u"not connection:c1"_s));
    QVERIFY(is(u"call.status"_s));
    QVERIFY(is(u"/^customer_id/"_s));
}

void BoundFilterTest::numbersOfEventsComeFromTheLineWhereNobodyKnowsThem()
{
    const FilterEvents events;
    const auto filter = compiledFilter(u"sequence:4"_s, events.binding());
    bool answer = false;
    QVERIFY(!filter->decidedByColumns(events.log.at(3), answer));
    QCOMPARE(filter->byColumns(events.log.at(3), 4), Truth::Yes);
    QCOMPARE(filter->byColumns(events.log.at(3), 5), Truth::No);
    std::string scratch;
    QVERIFY(matches(*filter, events.log.at(3), &events.lines, scratch));
    QVERIFY(!matches(*filter, events.log.at(4), &events.lines, scratch));
}

void BoundFilterTest::relativeTimesSayWhenTheyChange_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<qint64>("refreshMs"); // it is 10:45 UTC
    QTest::newRow("words") << u"call"_s << qint64(0);
    QTest::newRow("a date") << u"time:2026-11-21"_s << qint64(0);
    QTest::newRow("the last seconds") << u"last 10s"_s << qint64(1000);
    QTest::newRow("the last minutes") << u"last 5m"_s << qint64(5000);
    QTest::newRow("the last days") << u"last 7d"_s << qint64(60'000);
    QTest::newRow("the shorter of two") << u"last 7d and (call or time > -2m)"_s << qint64(2000);
    QTest::newRow("until midnight") << u"time >= 10:30"_s << qint64(13 * 3600 + 15 * 60) * 1000 + 1;
    QTest::newRow("an end of a range") << u"time:2026-01-01..-5m"_s << qint64(5000);
}

void BoundFilterTest::relativeTimesSayWhenTheyChange()
{
    QFETCH(const QString, filter);
    QFETCH(const qint64, refreshMs);
    const FilterEvents events;
    const auto compiled = compiledFilter(filter, events.binding());
    QCOMPARE(compiled->refreshMs(), refreshMs);
    QCOMPARE(compiled->isRelative(), refreshMs > 0);
}

void BoundFilterTest::bookmarksAndChangesAreAskedOfTheContext()
{
    const FilterEvents events;
    ListedContext context(events);
    context.bookmarks = {3, 5};
    FilterBinding binding = events.binding();
    binding.context = &context;
    const auto shown = [&](const QString &text, bool numbered) {
        const auto filter = compiledFilter(text, binding);
        QString found;
        FilterLine line;
        for (quint64 row = 0; row < events.log.size(); ++row) {
            line.reset(events.log.at(row), numbered ? row + 1 : 0, &events.lines);
            if (filter->evaluate(line) == Truth::Yes)
                found += QChar(u'a' + ushort(row));
        }
        return found;
    };
    for (const bool numbered : {true, false}) {
        QCOMPARE(shown(u"is:bookmarked"_s, numbered), u"ce"_s);
        QCOMPARE(shown(u"type:update -is:bookmarked"_s, numbered), u"d"_s);
        QCOMPARE(shown(u"changed:*"_s, numbered), u"be"_s);
        QCOMPARE(shown(u"changed:data.status"_s, numbered),
                 u"b"_s); // `data` in `data` is meant, too
        QCOMPARE(shown(u"changed:status"_s, numbered), u"b"_s);
        QCOMPARE(shown(u"changed:data.data.status"_s, numbered), u"b"_s);
        QCOMPARE(shown(u"changed:data.data.price"_s, numbered), QString()); // 12.50 and 12.5e0
        QCOMPARE(shown(u"changed:data.data.tags"_s, numbered), u"b"_s);
        QCOMPARE(shown(u"changed:data.data.version"_s, numbered), u"e"_s); // 2 in base64, then 3
        QCOMPARE(shown(u"changed:data.data.email"_s, numbered), u"e"_s); // there now
        QCOMPARE(shown(u"changed:type"_s, numbered), QString());
        QCOMPARE(shown(u"changed:(type or data.data.status)"_s, numbered), u"b"_s);
    }
    QVERIFY(compiledFilter(u"is:(gap or bookmarked)"_s, binding)->usesBookmarks());
    QVERIFY(!compiledFilter(u"is:gap"_s, binding)->usesBookmarks());
}

void BoundFilterTest::nothingIsBookmarkedWithoutAContext()
{
    const FilterEvents events;
    std::string scratch;
    const auto bookmarked = compiledFilter(u"is:bookmarked or changed:*"_s, events.binding());
    for (quint64 row = 0; row < events.log.size(); ++row)
        QVERIFY(!matches(*bookmarked, events.log.at(row), &events.lines, scratch));
}

void BoundFilterTest::aLineThatCannotBeReadMatchesByItsColumns()
{
    const FilterEvents events;
    std::string scratch;
    const auto is = [&](const QString &text) {
        return matches(*compiledFilter(text, events.binding()), events.log.at(0), nullptr, scratch);
    };
    QVERIFY(is(u"type:call.*"_s));
    QVERIFY(is(u"call.status"_s));
    for (const QString &text : {u"data.data.status:*"_s, u"subject:*"_s, u"ringing"_s, u"id:*"_s,
                                u"sequence:1"_s, u"source:*"_s, u"/ringing/"_s, u"size:1.."_s})
        QVERIFY2(!is(text), qPrintable(text));
}

void BoundFilterTest::linesThatCannotBeReadAreCountedOnceASearch()
{
    MemoryLines lines;
    EventLog log;
    for (int batch = 0; batch < 3; ++batch)
        log.append(lines.add(batchOf(std::vector<TestEvent>(1'000))));
    lines.lose(1);
    FilterBinding binding;
    binding.log = &log;
    const auto search = [&](const QString &text) {
        const auto filter = compiledFilter(text, binding);
        QThreadPool pool;
        FilterScan scan(pool, log.snapshot(), 0, &lines, {filter});
        pool.waitForDone();
        SearchedRows rows;
        quint64 skip = 0;
        scan.takeDecided({&rows}, skip);
        return std::pair(rows.matching().count(),
                         rows.unreadable() ? rows.unreadable()->count() : 0);
    };
    using Answer = std::pair<quint64, quint64>;
    QCOMPARE(search(u"ringing"_s), Answer(2'000, 1'000));
    QCOMPARE(search(u"ringing or /hangup/ or data.status:x"_s), Answer(2'000, 1'000));
    QCOMPARE(search(u"type:call.*"_s), Answer(3'000, 0)); // columns say it
    QCOMPARE(search(u"sequence:1..1000 data.status:ringing"_s), Answer(1'000, 0));
    lines.lose(0);
    QCOMPARE(search(u"sequence:1..1000 data.status:ringing"_s), Answer(0, 1'000));
}

void BoundFilterTest::aPayloadIsFoundHoweverFarBehind()
{
    const FilterEvents events;
    const std::string head =
        "{\"specversion\":\"1.0\",\"note\":\"" + std::string(70'000, 'n') + "\",\"data\":";
    const std::string line = head + R"({"v":1,"w":"needle"})" + '}';
    EventRecord record;
    record.lineLength = quint32(line.size());
    record.dataOffset = quint32(head.size());
    for (const QString &text : {u"needle"_s, u"/needle/"_s, u"data.v = 1"_s, u"data:*"_s,
                                u"data.w:*"_s, u"size:20"_s, u"not size:0"_s})
        QVERIFY2(compiledFilter(text, events.binding())->matchesLine(record, line),
                 qPrintable(text));
}

void BoundFilterTest::theSizeOfLinesThatAreMadeIsThatOfWhatIsStored()
{
    const FilterEvents events;
    EventRecord made = events.log.at(0); // as of a file of others: the offset is in another line
    made.flags |= MadeLine;
    made.lineLength = 7;
    EventRecord lost = events.log.at(0);
    lost.lineLength = 0;
    const auto is = [&](const QString &text, const EventRecord &record) {
        return compiledFilter(text, events.binding())->byColumns(record, 1);
    };
    QVERIFY(made.dataOffset > made.lineLength);
    for (const QString &text :
         {u"size:7"_s, u"size>0"_s, u"size:5..10"_s, u"not size<5"_s, u"size != 8"_s})
        QCOMPARE(is(text, made), Truth::Yes);
    for (const QString &text : {u"size<5"_s, u"size:0"_s, u"size>7"_s})
        QCOMPARE(is(text, made), Truth::No);
    for (const QString &text : {u"size>=0"_s, u"size<5"_s, u"size:0"_s, u"not size>0"_s})
        QCOMPARE(is(text, lost), Truth::Yes);
}

void BoundFilterTest::anHourThatComesTwiceIsBoth()
{
    const QByteArray before = qgetenv("TZ");
    qputenv("TZ", "Europe/Berlin");
    ::tzset();
    const auto restore = qScopeGuard([&before] {
        before.isNull() ? qunsetenv("TZ") : qputenv("TZ", before);
        ::tzset();
    });
    FilterEvents events;
    FilterBinding binding = events.binding();
    binding.zone = TimeZoneChoice::Local;
    const auto shown = [&](const QString &text) {
        const auto filter = compiledFilter(text, binding);
        QString found;
        for (const char *time : {"00:29", "00:30", "00:31", "01:29", "01:30", "01:31"}) {
            EventRecord record = events.log.at(0);
            record.recordedUs = parseTimestamp(std::string("2026-10-25T") + time + ":30Z");
            found += filter->byColumns(record, 1) == Truth::Yes ? u'x' : u'-';
        }
        return found;
    };
    QCOMPARE(shown(u"recorded:2026-10-25T02:30"_s), u"-x--x-"_s);
    QCOMPARE(shown(u"recorded != 2026-10-25T02:30"_s), u"x-xx-x"_s);
    QCOMPARE(shown(u"recorded < 2026-10-25T02:30"_s), u"x-----"_s);
    QCOMPARE(shown(u"recorded > 2026-10-25T02:30"_s), u"-----x"_s);
    QCOMPARE(shown(u"recorded:2026-10-25T02:30..2026-10-25T02:30"_s), u"-xxxx-"_s);
    QCOMPARE(shown(u"recorded:2026-10-25T02:30+01:00"_s), u"----x-"_s);
}

void BoundFilterTest::changesAreThoseThatTheColumnTells_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::addColumn<bool>("changed");
    QTest::newRow("nothing") << u"{\"k\":1}"_s << u"{\"k\":1}"_s << false;
    QTest::newRow("the order of keys")
        << u"{\"k\":{\"a\":1,\"b\":2}}"_s << u"{\"k\":{\"b\":2,\"a\":1}}"_s << false;
    QTest::newRow("how a number is written")
        << u"{\"k\":{\"a\":[1]}}"_s << u"{\"k\":{\"a\":[1.0]}}"_s << false;
    QTest::newRow("white space") << u"{\"k\":{\"a\":1}}"_s << u"{\"k\": {\"a\" : 1}}"_s << false;
    QTest::newRow("an escape") << u"{\"k\":\"a\"}"_s << uR"({"k":"\u0061"})"_s << false;
    QTest::newRow("within a text")
        << uR"({"k":"{\"a\":1,\"b\":2}"})"_s << uR"({"k":"{\"b\":2,\"a\":1.0}"})"_s << false;
    QTest::newRow("a value") << u"{\"k\":{\"a\":1}}"_s << u"{\"k\":{\"a\":2}}"_s << true;
    QTest::newRow("a kind") << u"{\"k\":1}"_s << u"{\"k\":\"1\"}"_s << true;
    QTest::newRow("the order of elements") << u"{\"k\":[1,2]}"_s << u"{\"k\":[2,1]}"_s << true;
}

void BoundFilterTest::changesAreThoseThatTheColumnTells()
{
    QFETCH(const QString, before);
    QFETCH(const QString, after);
    QFETCH(const bool, changed);
    FilterEvents events;
    for (const QString &payload : {before, after})
        events.add("c1", {.subject = "of these two", .payload = payload.toStdString()});
    const ListedContext context(events);
    FilterBinding binding = events.binding();
    binding.context = &context;
    const quint64 row = events.log.size() - 1;
    for (const QString &text : {u"changed:*"_s, u"changed:k"_s}) {
        FilterLine line;
        line.reset(events.log.at(row), row + 1, &events.lines);
        QCOMPARE(compiledFilter(text, binding)->evaluate(line), truthOf(changed));
    }
    QCOMPARE(!changedNames(before.toStdString(), after.toStdString()).isEmpty(), changed);
}

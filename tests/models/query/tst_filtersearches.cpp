// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/rowcontext.h"
#include "tests/models/query/randomsearchestest.h"
#include "tests/models/query/searchedlog.h"
#include "tests/support/testclasses.h"

#include <QCoreApplication>
#include <QScopeGuard>
#include <QStringList>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int callsOfAll = 3; ///< every third is one
constexpr int errorsOfAll = 5;

/// Calls and errors, some of them answered.
std::vector<TestEvent> events(int count)
{
    std::vector<TestEvent> all{size_t(count)};
    for (int i = 0; i < count; ++i) {
        TestEvent &event = all[size_t(i)];
        event.type = i % callsOfAll == 0 ? "call" : "ping";
        event.severity = i % errorsOfAll == 0 ? Severity::Error : Severity::Info;
        event.payload = i % 7 == 0 ? R"({"status":"answered"})" : R"({"status":"ringing"})";
    }
    return all;
}

/// Bookmarks that are set by hand; each event is like the one before.
class Bookmarks final : public RowContext
{
public:
    bool isBookmarked(quint64 sequence) const override { return marked.contains(sequence); }
    std::string_view previousLine(const EventRecord &, quint64, std::string &) const override
    {
        return {};
    }
    std::set<quint64> marked;
};

} // namespace

class FilterSearchesReuseTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsKnownIsNotSearchedFor_data();
    void whatIsKnownIsNotSearchedFor();
    void onlyTheRowsThatAPartLeavesOpenAreAsked_data();
    void onlyTheRowsThatAPartLeavesOpenAreAsked();
    void aPartThatIsKnownIsNotReadAgain();
    void rowsThatWereNotSearchedAreAsked();
    void aFilterIsNotSearchedAgainWhereItWas();
    void whatChangesIsNotTakenFromBefore_data();
    void whatChangesIsNotTakenFromBefore();
    void namesAndZonesCountOnlyWhereTheyAreAskedFor();
    void rowsWithoutAnAnswerHaveNoneInTheOpposite();
    void linesThatCouldNotBeReadAreTriedAgain();
    void setsThatAreKeptAreFew();
    void filtersOfManyConditionsAreKeptLessLong();
};

void FilterSearchesReuseTest::whatIsKnownIsNotSearchedFor_data()
{
    QTest::addColumn<QStringList>("known");
    QTest::addColumn<QString>("wanted");
    const QString a = u"data.status = \"answered\""_s;
    const QString b = u"type:call"_s;
    const QString c = u"severity:error"_s;
    const auto row = [](const char *name, const QStringList &known, const QString &wanted) {
        QTest::newRow(name) << known << wanted;
    };
    row("the same, bound anew", {a}, a);
    row("the opposite", {a}, u"not "_s + a);
    row("the opposite of the opposite", {u"not "_s + a}, a);
    row("a word", {u"answered"_s}, u"-answered"_s);
    row("both", {a, b}, a + u" and "_s + b);
    row("in the other order", {a + u" and "_s + b}, b + u" and "_s + a);
    row("either", {a, b}, a + u" or "_s + b);
    row("one without the other", {a, b}, a + u" and not "_s + b);
    row("one more", {a + u" and "_s + b, c}, a + u' ' + b + u' ' + c);
    row("one more in between", {a + u' ' + c, b}, a + u' ' + b + u' ' + c);
    row("two pairs", {a + u' ' + b, b + u' ' + c}, a + u' ' + b + u' ' + c);
    row("one of more", {a + u" or "_s + b, c}, a + u" or "_s + b + u" or "_s + c);
    row("neither", {a + u" or "_s + b}, u"not (%1 or %2)"_s.arg(a, b));
    row("not both", {a + u' ' + b}, u"not (%1 %2)"_s.arg(a, b));
    row("several values", {u"type:(call or ping)"_s, a}, u"not type:(call or ping) or "_s + a);
    row("deep within", {a + u" or "_s + b, c}, u"%3 and not (%1 or %2)"_s.arg(a, b, c));
}

void FilterSearchesReuseTest::whatIsKnownIsNotSearchedFor()
{
    QFETCH(const QStringList, known);
    QFETCH(const QString, wanted);
    SearchedLog f;
    f.add(events(20'000));
    f.retire(300);
    quint64 asked = 0;
    for (const QString &text : known)
        asked += f.search(text);
    QVERIFY(asked > 0);
    f.retire(77);
    const FilterStack stack = f.bound(wanted);
    QSignalSpy progressed(&f.searches, &FilterSearches::progressed);
    QVERIFY(f.searches.search({}, stack, f.log.size())); // at once
    QCOMPARE(progressed.size(), 0);
    const std::set<quint64> found = f.found(stack);
    QCOMPARE(found, f.truth(wanted));
    QVERIFY(!found.empty() && found.size() < f.log.size());
}

void FilterSearchesReuseTest::onlyTheRowsThatAPartLeavesOpenAreAsked_data()
{
    QTest::addColumn<QString>("known");
    QTest::addColumn<QString>("wanted");
    QTest::addColumn<quint64>("asked");
    const auto row = [](const char *name, const QString &known, const QString &wanted,
                        quint64 asked) { QTest::newRow(name) << known << wanted << asked; };
    row("and", u"type:call"_s, u"type:call and answered"_s, 10'000);
    row("and in the other order", u"type:call"_s, u"answered and type:call"_s, 10'000);
    row("and not", u"type:call"_s, u"answered and not type:call"_s, 20'000);
    row("what was denied", u"not type:call"_s, u"type:call and answered"_s, 10'000);
    row("or", u"type:call"_s, u"type:call or answered"_s, 20'000);
    row("some of several", u"type:call severity:error"_s, u"severity:error answered type:call"_s,
        2'000);
    row("nothing in common", u"type:ping"_s, u"type:call and answered"_s, 30'000);
    row("a part of what is known", u"type:call severity:error"_s, u"type:call"_s, 30'000);
    row("another operator", u"type = call"_s, u"type:call"_s, 30'000);
}

void FilterSearchesReuseTest::onlyTheRowsThatAPartLeavesOpenAreAsked()
{
    QFETCH(const QString, known);
    QFETCH(const QString, wanted);
    SearchedLog f;
    f.add(events(30'000));
    QCOMPARE(f.search(known), quint64(30'000));
    const FilterStack stack = f.bound(wanted);
    QTEST(f.search(stack), "asked");
    QCOMPARE(f.found(stack), f.truth(wanted));
}

namespace {

/// Counts the lines that are read, one by one or in runs.
class CountedLines final : public LineSource
{
public:
    explicit CountedLines(const LineSource &inner) : m_inner(inner) { }
    std::string_view line(const EventRecord &record, std::string &scratch) const override
    {
        ++read;
        return m_inner.line(record, scratch);
    }
    std::string_view lines(const EventRecord &first, const EventRecord &last) const override
    {
        ++read;
        return m_inner.lines(first, last);
    }
    mutable std::atomic<int> read = 0;

private:
    const LineSource &m_inner;
};

} // namespace

/// Where the rows of a part are asked about the rest, that is all they are asked about.
void FilterSearchesReuseTest::aPartThatIsKnownIsNotReadAgain()
{
    SearchedLog f;
    const CountedLines lines(f.lines);
    f.searches.setLog(&f.log, &lines);
    f.add(events(10'000));
    f.search(u"data.status = \"answered\""_s);
    QVERIFY(lines.read > 0);
    lines.read = 0;
    const QString wanted = u"data.status = \"answered\" and type:call"_s;
    const FilterStack stack = f.bound(wanted);
    QCOMPARE(f.search(stack), quint64((10'000 + 6) / 7));
    QCOMPARE(lines.read.load(), 0);
    QCOMPARE(f.found(stack), f.truth(wanted));
}

void FilterSearchesReuseTest::rowsThatWereNotSearchedAreAsked()
{
    SearchedLog f;
    f.add(events(20'000));
    QCOMPARE(f.search(u"answered"_s), quint64(20'000));
    f.searches.use({});
    f.add(events(1'000)); // while it is off
    const FilterStack opposite = f.bound(u"not answered"_s);
    QCOMPARE(f.search(opposite), quint64(1'000));
    QCOMPARE(f.found(opposite), f.truth(u"not answered"_s));
    f.add(events(50)); // of which it is asked as they come
    QCOMPARE(f.found(opposite), f.truth(u"not answered"_s));
    f.retire(20'500);
    f.add(events(50));
    const FilterStack both = f.bound(u"not answered and type:call"_s);
    const std::set<quint64> left = f.found(opposite);
    QCOMPARE(f.search(both), quint64(left.size()));
    QCOMPARE(f.found(both), f.truth(u"not answered and type:call"_s));
}

/// Beside a filter that is new, of which nothing is known.
void FilterSearchesReuseTest::aFilterIsNotSearchedAgainWhereItWas()
{
    SearchedLog f;
    f.add(events(20'000));
    FilterStack stack = f.bound(u"answered"_s);
    f.search(stack);
    f.searches.use({});
    f.add(events(10));
    stack.push_back(f.bound(u"type:call"_s).front());
    QCOMPARE(f.search(stack), quint64(20'010 + 10));
    QCOMPARE(f.found(stack), f.truth(u"answered type:call"_s));
}

void FilterSearchesReuseTest::whatChangesIsNotTakenFromBefore_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text :
         {"last 5m", "recorded:-5m..", "time:today", "time:00:00..23:59", "is:bookmarked",
          "changed:status", "type:call and last 5m", "type:call or is:bookmarked"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void FilterSearchesReuseTest::whatChangesIsNotTakenFromBefore()
{
    QFETCH(const QString, text);
    Bookmarks bookmarks;
    SearchedLog f;
    f.binding.context = &bookmarks;
    f.add(events(1'000));
    QCOMPARE(f.search(text), quint64(1'000));
    f.binding.nowUs += qint64(3'600) * 24 * 1'000'000;
    bookmarks.marked = {3, 5};
    for (const QString &wanted : {text, u"not (%1)"_s.arg(text)}) {
        const FilterStack stack = f.bound(wanted);
        QCOMPARE(f.search(stack), quint64(1'000));
        QCOMPARE(f.found(stack), f.truth(wanted));
    }
}

void FilterSearchesReuseTest::namesAndZonesCountOnlyWhereTheyAreAskedFor()
{
    const QByteArray before = qgetenv("TZ");
    qputenv("TZ", "Europe/Berlin");
    ::tzset();
    const auto restore = qScopeGuard([&before] {
        before.isNull() ? qunsetenv("TZ") : qputenv("TZ", before);
        ::tzset();
    });
    SearchedLog f;
    f.add(events(1'000), "c1");
    f.add(events(1'000), "c2");
    const QStringList texts{u"connection:prod"_s, u"prod"_s, u"time < \"2023-11-14 22:14\""_s,
                            u"type:call"_s, u"data.status:answered"_s};
    QStringList wrong;
    QList<size_t> sizes;
    const auto askedFor = [&] {
        sizes.clear();
        QList<quint64> asked;
        for (const QString &text : texts) {
            const FilterStack stack = f.bound(text);
            asked << f.search(stack);
            sizes << f.found(stack).size();
            if (f.found(stack) != f.truth(text))
                wrong << text;
        }
        return asked;
    };
    constexpr quint64 all = 2'000;
    constexpr int byName = 0;
    constexpr int byTime = 2;
    QCOMPARE(askedFor(), QList<quint64>({all, all, all, all, all}));
    QCOMPARE(askedFor(), QList<quint64>({0, 0, 0, 0, 0}));
    QCOMPARE(sizes[byName], size_t(0));
    f.binding.connectionNames.insert(f.log.at(0).connection, u"prod"_s);
    QCOMPARE(askedFor(), QList<quint64>({all, all, 0, 0, 0}));
    QCOMPARE(sizes[byName], size_t(1'000));
    const size_t inUtc = sizes[byTime];
    f.binding.zone = TimeZoneChoice::Local;
    QCOMPARE(askedFor(), QList<quint64>({0, 0, all, 0, 0}));
    QVERIFY(sizes[byTime] != inUtc);
    QCOMPARE(wrong, QStringList());
}

void FilterSearchesReuseTest::rowsWithoutAnAnswerHaveNoneInTheOpposite()
{
    SearchedLog f;
    std::vector<TestEvent> some = events(50);
    for (const size_t slow : {7U, 20U, 33U})
        some[slow].payload = '"' + std::string(4'000, 'a') + "b\"";
    some[8].subject = "aa"; // it matches
    f.add(some);
    const QString slow = u"/(a+)+$/"_s;
    const FilterStack stack = f.bound(slow);
    QCOMPARE(f.search(stack), quint64(50));
    const FilterStack opposite = f.bound(u"not "_s + slow);
    QCOMPARE(f.search(opposite), quint64(3)); // so that it is told of them, too
    QCOMPARE(static_cast<const CompiledFilter &>(*opposite.front().predicate).givenUp(),
             quint64(3));
    const std::set<quint64> has = f.found(stack);
    const std::set<quint64> hasNot = f.found(opposite);
    QVERIFY(has.size() + hasNot.size() == 47);
    for (const quint64 sequence : {8, 21, 34})
        QVERIFY(!has.contains(sequence) && !hasNot.contains(sequence));
    QCOMPARE(hasNot, f.truth(u"not "_s + slow));
}

void FilterSearchesReuseTest::linesThatCouldNotBeReadAreTriedAgain()
{
    SearchedLog f;
    f.add(events(700));
    f.add(events(70), "0a1b2c3d", SearchedLog::Lines::Lost);
    const FilterStack stack = f.bound(u"answered"_s);
    f.search(stack);
    QCOMPARE(f.searches.unreadable(stack), quint64(70));
    const FilterStack opposite = f.bound(u"not answered"_s);
    QCOMPARE(f.search(opposite), quint64(70));
    QCOMPARE(f.searches.unreadable(opposite), quint64(70));
    QCOMPARE(f.found(opposite), f.truth(u"not answered"_s));
}

void FilterSearchesReuseTest::setsThatAreKeptAreFew()
{
    SearchedLog f;
    f.add(events(40'000));
    f.search(u"word"_s);
    const size_t ofOne = f.searches.memoryBytes();
    for (int i = 0; i < 30; ++i)
        f.search(u"data.n = %1"_s.arg(i));
    QVERIFY(f.searches.memoryBytes() < ofOne * 20);
    QCOMPARE(f.search(u"not data.n = 29"_s), quint64(0));
    QCOMPARE(f.search(u"not word"_s), quint64(40'000)); // that was long ago
}

/// They take memory of their own.
void FilterSearchesReuseTest::filtersOfManyConditionsAreKeptLessLong()
{
    SearchedLog f;
    f.add(events(50));
    for (int i = 0; i < 12; ++i) {
        QString text = u"type:call"_s;
        for (int part = 0; part < 900; ++part)
            text += u" or data.n%1 = %2"_s.arg(part).arg(i);
        f.search(text);
    }
    QVERIFY2(f.searches.memoryBytes() < (size_t(8) << 20),
             qPrintable(QString::number(f.searches.memoryBytes())));
}

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, FilterSearchesReuseTest, RandomSearchesTest>(argc, argv);
}

#include "tst_filtersearches.moc"

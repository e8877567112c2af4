// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filtercaret.h"
#include "models/query/filtercompletion.h"
#include "tests/models/query/filterevents.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

using namespace eventscope;
using namespace Qt::StringLiterals;

class FilterCompletionTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsWhatIsBeingWritten_data();
    void knowsWhatIsBeingWritten();
    void offersWhatCanStandThere_data();
    void offersWhatCanStandThere();
    void whatIsTakenIsAFilter();
    void valuesThatWereSeenFindTheirEvents_data();
    void valuesThatWereSeenFindTheirEvents();
    void theMostFrequentValuesComeFirst();
    void whatIsMaskedInPartIsNotOffered();
    void whatIsMaskedIsNotOffered();
    void whatCannotBeSeenIsNotOffered();
    void manyTopicsAreNoBurden();
    void anyTextAndCaretGiveOffersWithinTheText();

private:
    FilterEvents m_events;
    FilterVocabulary vocabulary() const
    {
        FilterVocabulary words;
        words.log = &m_events.log;
        words.connections = {u"voip-prod"_s, u"hub one"_s};
        words.savedNames = {u"Lost calls"_s, u"Broken"_s};
        words.savedTexts = {u"type:call.* or is:error"_s, u"type:("_s};
        words.paths = {u"status"_s, u"data.status"_s, u"items[*].name"_s, u"\"odd key\""_s};
        words.valuesAt = [](const QString &where) -> SeenValues {
            if (where == u"data.status")
                return {{u"answered"_s, true}, {u"on hold"_s, true}, {u"5"_s, true},
                        {u"5"_s, false},       {u"true"_s, true},    {u"true"_s, false}};
            if (where == u"kafkaoffset")
                return {{u"1686"_s, false}, {u"a b"_s, false}};
            return where == u"subject" ? SeenValues{{u"77d0f2c1"_s, false}} : SeenValues();
        };
        return words;
    }
};

void FilterCompletionTest::knowsWhatIsBeingWritten_data()
{
    QTest::addColumn<QString>("text"); // the caret is at the bar
    QTest::addColumn<int>("where");
    QTest::addColumn<QString>("whole");
    QTest::addColumn<QString>("typed");
    using W = FilterCaret::Where;
    const auto row = [](const char *text, W where, const char *whole, const char *typed) {
        QTest::newRow(text) << QString::fromUtf8(text) << int(where) << QString::fromUtf8(whole)
                            << QString::fromUtf8(typed);
    };
    row("|", W::Name, "", "");
    row("ty|", W::Name, "ty", "ty");
    row("ty|pe", W::Name, "type", "ty");
    row("|type", W::Name, "type", "");
    row("a ty|", W::Name, "ty", "ty");
    row("a |", W::Name, "", "");
    row("(ty|", W::Name, "ty", "ty");
    row("-ty|", W::Name, "ty", "ty");
    row("a and |", W::Name, "", "");
    row("type|:call", W::Name, "type", "type");
    row("ty|pe:call", W::Name, "type", "ty");
    row("type:|", W::Value, "", "");
    row("type: |", W::Value, "", "");
    row("type:ca|", W::Value, "ca", "ca");
    row("type:ca|ll x", W::Value, "call", "ca");
    row("type = ca|", W::Value, "ca", "ca");
    row("type:\"ca|", W::Value, "\"ca", "ca");
    row("type:\"ca|ll\" x", W::Value, "\"call\"", "ca");
    row("type:(a or b|", W::Value, "b", "b");
    row("type:(a or |", W::Value, "", "");
    row("type:(a or |)", W::Value, "", "");
    row("type:(a or b) x|", W::Name, "x", "x");
    row("type:call |", W::Name, "", "");
    row("data.|", W::Name, "data.", "data.");
    row("data.st|", W::Name, "data.st", "data.st");
    row("data.status = an|", W::Value, "an", "an");
    row("kafkaoffset:1|", W::Value, "1", "1");
    row("\"ca|", W::Text, "\"ca", "");
    row("\"ca|ll\"", W::Text, "\"call\"", "");
    row("/ca|ll/", W::Text, "/call/", "");
    row("\"call\"|", W::Text, "\"call\"", "");
    row("/call/|", W::Text, "/call/", "");
    row("type:/call/|", W::Text, "/call/", "");
    row("/call/ |", W::Name, "", "");
    row("\"call\" ty|", W::Name, "ty", "ty");
}

void FilterCompletionTest::knowsWhatIsBeingWritten()
{
    QFETCH(QString, text);
    QFETCH(const int, where);
    QFETCH(const QString, whole);
    QFETCH(const QString, typed);
    const qsizetype at = text.indexOf(u'|');
    text.remove(at, 1);
    const FilterCaret caret = filterCaret(text, at);
    QCOMPARE(int(caret.where), where);
    QCOMPARE(text.mid(caret.place.position, caret.place.length), whole);
    if (caret.where != FilterCaret::Where::Text)
        QCOMPARE(caret.typed, typed);
}

void FilterCompletionTest::offersWhatCanStandThere_data()
{
    QTest::addColumn<QString>("text"); // the caret is at the bar
    QTest::addColumn<QStringList>("first"); // what comes of the first offers
    QTest::addColumn<QString>("never"); // what none of them makes
    const auto row = [](const char *text, const QStringList &first, const QString &never = {}) {
        QTest::newRow(text) << QString::fromUtf8(text) << first << never;
    };
    row("|", {u"(type:call.* or is:error)"_s, u"type:"_s, u"topic:"_s, u"connection:"_s}, u"and "_s);
    row("ty|", {u"type:"_s});
    row("sev|", {u"severity>="_s});
    row("lev|", {u"severity>="_s});
    row("x an|", {u"x and "_s});
    row("an|", {}, u"and "_s); // nothing stands before it
    row("los|", {u"(type:call.* or is:error)"_s});
    row("-da|", {u"-data."_s});
    row("las|", {u"last 5m"_s});
    row("mission|", {u"topic:mission_control"_s, u"type:mission_control.job_added"_s});
    row("voip|", {u"connection:voip-prod"_s});
    row("stat|", {u"data.status"_s, u"data.data.status"_s});
    row("kafkao|", {u"kafkaoffset:"_s});
    row("type:|", {u"type:call.status"_s, u"type:collect-progress"_s});
    row("type:call|", {u"type:call.status"_s});
    row("type:sta|", {u"type:call.status"_s});
    row("type:(update or call|) x", {u"type:(update or call.status) x"_s});
    row("type:\"call|", {u"type:\"call.status\""_s});
    row("type:esc|", {u"type:\"esc\\\"aped\""_s});
    row("connection:hub|", {u"connection:\"hub one\""_s});
    row("severity>=w|", {u"severity>=warning"_s});
    row("is:b|", {u"is:binary"_s, u"is:bookmarked"_s});
    row("time >= t|", {u"time >= today"_s});
    row("last|", {u"last 5m"_s});
    row("data.|", {u"data.status"_s, u"data.\"odd key\""_s});
    row("data.it|", {u"data.items[*].name"_s});
    row("data.status|",
        {u"data.status:"_s, u"data.status = "_s, u"data.status != "_s, u"data.status > "_s});
    row("data.status = |",
        {u"data.status = answered"_s, u"data.status = \"on hold\""_s, u"data.status = \"5\""_s,
         u"data.status = 5"_s, u"data.status = \"true\""_s, u"data.status = true"_s,
         u"data.status = false"_s});
    row("data.status = \"|", {u"data.status = \"answered\""_s, u"data.status = \"on hold\""_s,
                             u"data.status = \"5\""_s, u"data.status = \"true\""_s});
    row("payload.status:hol|", {u"payload.status:\"on hold\""_s});
    row("kafkaoffset = |", {u"kafkaoffset = 1686"_s, u"kafkaoffset = \"a b\""_s});
    row("subject:77|", {u"subject:77d0f2c1"_s});
    row("data.other = n|", {u"data.other = null"_s});
    row("changed:st|", {u"changed:status"_s});
    row("\"ty|", {});
    row("/ty|/", {});
}

void FilterCompletionTest::offersWhatCanStandThere()
{
    QFETCH(QString, text);
    QFETCH(const QStringList, first);
    QFETCH(const QString, never);
    const qsizetype at = text.indexOf(u'|');
    text.remove(at, 1);
    const QVector<FilterCandidate> offers = completeFilter(text, at, vocabulary());
    QStringList made;
    for (const FilterCandidate &offer : offers) {
        QString after = text;
        after.replace(offer.position, offer.length, offer.replacement);
        QVERIFY(offer.caret <= after.size());
        QVERIFY(!offer.shown.isEmpty());
        made += after;
    }
    if (QLatin1String(QTest::currentDataTag()).startsWith(QLatin1String("\""))
        || QLatin1String(QTest::currentDataTag()).startsWith(QLatin1String("/")))
        QVERIFY(made.isEmpty());
    QCOMPARE(made.mid(0, first.size()), first);
    QVERIFY(never.isEmpty() || !made.contains(never));
    QVERIFY(offers.size() <= maxFilterCandidates);
}

void FilterCompletionTest::whatIsTakenIsAFilter()
{
    for (const QString &text : {u"type:"_s, u"topic:"_s, u"connection:"_s, u"severity:"_s, u"is:"_s,
                                u"time:"_s, u"recorded>"_s, u"latency>"_s, u"size>"_s, u"changed:"_s,
                                u"data.status = "_s}) {
        const auto offers = completeFilter(text, text.size(), vocabulary());
        QVERIFY2(!offers.isEmpty(), qPrintable(text));
        for (const FilterCandidate &offer : offers) {
            const QString made = text + offer.replacement;
            QVERIFY2(!parseFilter(made).error, qPrintable(made));
        }
    }
}

void FilterCompletionTest::valuesThatWereSeenFindTheirEvents_data()
{
    QTest::addColumn<QString>("where");
    QTest::addColumn<QStringList>("values"); // sorted; a text in quotes
    const auto row = [](const char *where, const QStringList &values) {
        QTest::newRow(where) << QString::fromLatin1(where) << values;
    };
    row("data.status", {u"\"answered\""_s, u"\"ringing\""_s}); // of the payload's own data, too
    row("data.data.status", {u"\"answered\""_s, u"\"ringing\""_s});
    row("data.current", {u"50"_s, u"51"_s});
    row("data.price", {u"12.50"_s, u"12.5e0"_s});
    row("data.tags[*]", {u"\"de\""_s, u"\"vip\""_s});
    row("data.message.parts[*].name", {u"\"b\""_s, u"\"für\""_s});
    row("data.message.parts.0.current", {u"50"_s});
    row("data.name", {u"\"bob\""_s, u"\"edge-berlin-3\""_s}); // one of them in base64
    row("data.email", {u"null"_s});
    row("data.confirmed", {u"false"_s});
    row("data.message.version", {u"\"5\""_s});
    row("data.message.big", {u"12345678901234567890"_s});
    row("data[*].n", {u"1e400"_s});
    row("data.nested.x.y[*]", {u"10"_s, u"20"_s});
    row("data.s", {u"2"_s});
    row("data.nowhere", {});
    row("data.", {});
    row("kafkaoffset", {u"1686"_s});
    row("count", {u"7"_s});
    row("subject", {u"004cc6b6"_s, u"75aa05da"_s, u"77d0f2c1"_s, u"J-1"_s, u"cluster1"_s,
                    u"say \"hi\""_s});
    row("reason", {u"no JSON: unexpected '<' at byte 0"_s});
    row("severity", {});
    row("type:(", {});
}

void FilterCompletionTest::valuesThatWereSeenFindTheirEvents()
{
    QFETCH(const QString, where);
    QFETCH(const QStringList, values);
    const SeenValues seen =
        seenValues({m_events.log.snapshot(), &m_events.lines, {}, where}, [] { return false; });
    QStringList shown;
    for (const SeenValue &value : seen)
        shown << (value.isText ? u'"' + value.text + u'"' : value.text);
    shown.sort();
    QCOMPARE(shown, values);
    FilterVocabulary words;
    words.valuesAt = [&](const QString &asked) { return asked == where ? seen : SeenValues(); };
    if (seen.isEmpty())
        return;
    // A name that is no field's is just a word with a colon until something stands behind it.
    const bool isField = where.startsWith(u"data") || where == u"subject" || where == u"reason";
    for (const QString &begun : {u" = "_s, u":"_s, u" = \""_s}) {
        if (begun == u":" && !isField)
            continue;
        const QString text = where + begun;
        int found = 0;
        for (const FilterCandidate &offer : completeFilter(text, text.size(), words)) {
            QString made = text;
            made.replace(offer.position, offer.length, offer.replacement);
            const ParsedFilter parsed = parseFilter(made);
            QVERIFY2(!parsed.error, qPrintable(made));
            const auto filter = CompiledFilter::make(parsed.expression, m_events.binding());
            FilterLine line;
            bool matches = false;
            for (quint64 row = 0; row < m_events.log.size(); ++row) {
                line.reset(m_events.log.at(row), row + 1, &m_events.lines);
                matches = matches || filter->evaluate(line) == Truth::Yes;
            }
            const bool literal = offer.replacement == u"true" || offer.replacement == u"false"
                || offer.replacement == u"null";
            QVERIFY2(matches || literal, qPrintable(made));
            found += matches ? 1 : 0;
        }
        const bool quoted = begun.endsWith(u'"');
        const auto isText = [&](const SeenValue &one) {
            return one.isText || !where.startsWith(u"data");
        };
        QVERIFY2(found >= (quoted ? std::count_if(seen.cbegin(), seen.cend(), isText)
                                  : seen.size()),
                 qPrintable(text));
    }
}

void FilterCompletionTest::theMostFrequentValuesComeFirst()
{
    FilterEvents events;
    for (int i = 0; i < 300; ++i)
        events.add("c1", {.payload = R"({"n":)" + std::to_string(i) + R"(,"sort":")"
                              + (i % 3 == 0   ? "rare"
                                     : i == 1 ? "once"
                                              : "often")
                              + R"("})"});
    const auto values = [&](const QString &where, const std::function<bool()> &stopped) {
        return seenValues({events.log.snapshot(), &events.lines, {}, where}, stopped);
    };
    const auto never = [] { return false; };
    const SeenValues kinds = values(u"data.sort"_s, never);
    QCOMPARE(kinds, SeenValues({{u"often"_s, true}, {u"rare"_s, true}, {u"once"_s, true}}));
    const SeenValues numbers = values(u"data.n"_s, never);
    QCOMPARE(numbers.first().text, u"299"_s); // of equals the newest
    QVERIFY(numbers.size() <= 200);
    QVERIFY(values(u"data.sort"_s, [] { return true; }).isEmpty());
}

void FilterCompletionTest::whatIsMaskedInPartIsNotOffered()
{
    FilterEvents events;
    events.add("c9", {.subject = "call 7", .payload = R"({"note":"by ann"})"});
    events.add("c9", {.subject = "Bearer s3cret", .payload = R"({"note":"with Bearer s3cret"})"});
    const FieldMasks masks{{u"c9"_s, FieldMask({u"token"_s})}};
    const auto at = [&](const QString &where) {
        return seenValues({events.log.snapshot(), &events.lines, masks, where},
                          [] { return false; });
    };
    QCOMPARE(at(u"data.note"_s), SeenValues({{u"by ann"_s, true}}));
    const SeenValues subjects = at(u"subject"_s);
    QVERIFY(subjects.contains({u"call 7"_s, false}));
    QVERIFY(!subjects.contains({u"Bearer [masked]"_s, false}));
}

void FilterCompletionTest::whatIsMaskedIsNotOffered()
{
    FilterEvents events;
    events.add("c9", {.payload = R"({"token":"s3cret","pin":"0000","name":"x"})"},
               R"("token":"s3cret-that-is-longer","zone":"z")");
    const FieldMasks masks{{u"c9"_s, FieldMask({u"token"_s})}};
    const auto at = [&](const QString &where) {
        return seenValues({events.log.snapshot(), &events.lines, masks, where},
                          [] { return false; });
    };
    QCOMPARE(at(u"data.token"_s), SeenValues());
    QCOMPARE(at(u"data.pin"_s), SeenValues({{u"0000"_s, true}}));
    QCOMPARE(at(u"attribute.token"_s), SeenValues());
    QCOMPARE(at(u"attribute.zone"_s), SeenValues({{u"z"_s, false}}));
    events.add("c9", {.topic = "room Bearer s3cret"});
    events.add("c9", {.topic = "room one"});
    FilterVocabulary words;
    words.log = &events.log;
    words.masks = masks.values();
    const auto offers = completeFilter(u"topic:room"_s, 10, words);
    QCOMPARE(offers.size(), 1);
    QCOMPARE(offers[0].shown, u"room one"_s);
}

void FilterCompletionTest::whatCannotBeSeenIsNotOffered()
{
    FilterEvents events;
    events.add("c1", {.type = "odd\xe2\x80\xae.type"});
    events.add("c1", {.type = "odd\n.type"});
    events.add("c1", {.type = "odd." + std::string(500, 'x')});
    events.add("c1", {.type = "odd.but.seen"});
    FilterVocabulary words;
    words.log = &events.log;
    for (const QString &text : {u"odd"_s, u"type:odd"_s}) {
        const auto offers = completeFilter(text, text.size(), words);
        QCOMPARE(offers.size(), 1);
        QCOMPARE(offers[0].replacement.right(12), u"odd.but.seen"_s);
    }
}

void FilterCompletionTest::manyTopicsAreNoBurden()
{
    EventLog log;
    for (int i = 0; i < 65'000; ++i)
        log.topics().intern("customer_id:c1:call:" + std::to_string(i));
    FilterVocabulary words;
    words.log = &log;
    for (const QString &text : {u"topic:"_s, u"topic:64999"_s, u"topic:nowhere"_s, u"64999"_s}) {
        const auto offers = completeFilter(text, text.size(), words);
        QVERIFY(offers.size() <= maxFilterCandidates);
        QCOMPARE(offers.isEmpty(), text == u"topic:nowhere");
    }
}

void FilterCompletionTest::anyTextAndCaretGiveOffersWithinTheText()
{
    const QStringList pieces{u"type"_s, u":"_s, u"="_s, u"("_s, u")"_s, u"\""_s, u"/"_s, u"-"_s,
                             u" "_s, u" or "_s, u"data."_s, u"[*]"_s, u"["_s, u"."_s, u".."_s,
                             u"changed:"_s, u"x"_s, u"\\"_s, QString(QChar()), u"is:"_s};
    QRandomGenerator random(9);
    const FilterVocabulary words = vocabulary();
    for (int i = 0; i < 5000; ++i) {
        QString text;
        for (int n = int(random.bounded(10)); n > 0; --n)
            text += pieces[int(random.bounded(quint32(pieces.size())))];
        const qsizetype caret = qsizetype(random.bounded(quint32(text.size() + 1)));
        for (const FilterCandidate &offer : completeFilter(text, caret, words)) {
            QVERIFY(offer.position >= 0 && offer.length >= 0
                    && offer.position + offer.length <= text.size());
            QVERIFY2(offer.position <= caret && caret <= offer.position + offer.length,
                     qPrintable(text));
        }
    }
}

QTEST_GUILESS_MAIN(FilterCompletionTest)
#include "tst_filtercompletion.moc"

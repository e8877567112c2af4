// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filtercaret.h"
#include "models/query/filtercompletion.h"
#include "tests/models/query/filterevents.h"

#include <QRandomGenerator>
#include <QTest>

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
        words.valuesAt.insert(u"status"_s, {u"answered"_s, u"on hold"_s});
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
    row("data.status = |", {u"data.status = answered"_s, u"data.status = \"on hold\""_s});
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

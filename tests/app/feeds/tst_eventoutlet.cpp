// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/eventoutlet.h"
#include "tests/app/feeds/outletlossestest.h"
#include "tests/app/feeds/outletrows.h"
#include "tests/support/collectingsink.h"
#include "tests/support/testclasses.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestEventOutlet : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void batchesAreFlushedByCount();
    void batchesAreFlushedBySize();
    void ownRowsAreNeverCounted();
    void duplicatesAndUndecodableAreReceived();
    void limitIsExact();
    void destructionFlushes();
    void ownPayloadHoldsAnyText();
    void verbatimFramesStayWhatTheyWere();
    void payloadThatIsNoJsonBecomesText();
    void secretsAreMaskedBeforeTheyAreStored_data();
    void secretsAreMaskedBeforeTheyAreStored();
    void whatIsMaskedKeepsAllOfItsAttributes();
    void attributesAreMaskedBeforeTheyAreStored();
    void whatAnEventIsKnownByIsMaskedBeforeItIsStored();
    void attributesThatAreLongerMaskedKeepTheirBound();
    void maskedEventsAreCountedAsOthers();
    void lateEventsAreMarked_data();
    void lateEventsAreMarked();
    void subjectsWithoutNumberKeepTheirPlace();
    void copiesAreCountedOnTheRow();
};

void TestEventOutlet::batchesAreFlushedByCount()
{
    CollectingSink sink;
    EventOutlet outlet(sink, u"abc"_s);
    feed(outlet, int(EventOutlet::maxBatchEvents) + 1);
    QCOMPARE(sink.batches(), 1);
    QCOMPARE(sink.stored(), quint64(EventOutlet::maxBatchEvents));
    QVERIFY(outlet.hasPending());
    outlet.flush();
    QVERIFY(!outlet.hasPending());
    QCOMPARE(sink.stored(), quint64(EventOutlet::maxBatchEvents) + 1);
    QCOMPARE(sink.rows().first().connection, QByteArray("abc"));
    QCOMPARE(outlet.lastEventUs(), 1'000 + qint64(EventOutlet::maxBatchEvents));
}

void TestEventOutlet::batchesAreFlushedBySize()
{
    CollectingSink sink;
    EventOutlet outlet(sink, u"abc"_s);
    const std::string big = '"' + std::string(100'000, 'x') + '"';
    for (int i = 0; i < 3; ++i)
        outlet.event(fields(big), 1);
    QCOMPARE(sink.batches(), 1);
    QVERIFY(!outlet.hasPending());
}

void TestEventOutlet::ownRowsAreNeverCounted()
{
    CollectingSink sink;
    EventOutlet outlet(sink, u"abc"_s);
    outlet.own(own(owntype::connected));
    outlet.own(own(owntype::gap, GapEvent));
    outlet.flush();
    QCOMPARE(outlet.counters().received, 0ULL);
    QCOMPARE(outlet.counters().gaps, 1ULL);
    QCOMPARE(sink.stored(), 0ULL);
    QCOMPARE(sink.rows().size(), 2);
    QCOMPARE(sink.rows()[1].flags, EventFlags(GapEvent | OwnEvent));
}

void TestEventOutlet::duplicatesAndUndecodableAreReceived()
{
    CollectingSink sink;
    EventOutlet outlet(sink, u"abc"_s);
    outlet.event(fields(), 1);
    QVERIFY(outlet.duplicate());
    outlet.event(fields("x", Undecodable), 1);
    outlet.flush();
    const FeedCounters &counters = outlet.counters();
    QCOMPARE(counters.received, 3ULL);
    QCOMPARE(counters.duplicates, 1ULL);
    QCOMPARE(counters.undecodable, 1ULL);
    QCOMPARE(counters.received, sink.stored() + counters.duplicates + counters.dropped);
}

void TestEventOutlet::limitIsExact()
{
    CollectingSink sink;
    EventOutlet outlet(sink, u"abc"_s);
    outlet.setLimit(std::make_shared<EventLimit>(EventLimit{5}));
    feed(outlet, 4);
    QVERIFY(outlet.duplicate()); // a copy does not fill the limit
    QVERIFY(!outlet.limitReached());
    feed(outlet, 1);
    QVERIFY(outlet.limitReached());
    QVERIFY(!outlet.event(fields(), 1));
    QVERIFY(!outlet.duplicate());
    outlet.flush();
    QCOMPARE(outlet.counters().received, 6ULL);
    QCOMPARE(sink.stored(), 5ULL);
}

void TestEventOutlet::destructionFlushes()
{
    CollectingSink sink;
    {
        EventOutlet outlet(sink, u"abc"_s);
        feed(outlet, 3);
    }
    QCOMPARE(sink.stored(), 3ULL);
}

void TestEventOutlet::ownPayloadHoldsAnyText()
{
    const QString nasty = u"quote \" backslash \\ line\nend \u202E é 😀"_s;
    const std::string json = OwnPayload(nasty)
                                 .text("cause", nasty)
                                 .seconds("seconds", 4149)
                                 .count("dropped", ~0ULL)
                                 .list("topics", {nasty, u"b"_s})
                                 .take();
    QJsonParseError error;
    const QJsonObject object =
        QJsonDocument::fromJson(QByteArray::fromStdString(json), &error).object();
    QCOMPARE(error.error, QJsonParseError::NoError);
    QCOMPARE(object[u"message"_s].toString(), nasty);
    QCOMPARE(object[u"cause"_s].toString(), nasty);
    QCOMPARE(object[u"topics"_s].toArray().size(), 2);
    QVERIFY(json.find("\"seconds\":4.1,") != std::string::npos);
    QVERIFY(json.find("18446744073709551615") != std::string::npos);
    QVERIFY(json.find('\n') == std::string::npos);
}

void TestEventOutlet::verbatimFramesStayWhatTheyWere()
{
    const auto with = [](std::string_view frame) {
        return OwnPayload(u"m"_s).verbatim("frame", frame).take();
    };
    QCOMPARE(
        with(R"({"n":1.10,"n":123456789012345678901234567890})"),
        std::string(R"({"message":"m","frame":{"n":1.10,"n":123456789012345678901234567890}})"));
    QCOMPARE(with("{\n  \"a\": 1e400\n}"), std::string(R"({"message":"m","frame":{"a":1e400}})"));
    QCOMPARE(with("no json"), std::string(R"({"message":"m","frame":"no json"})"));
    QCOMPARE(with(""), std::string(R"({"message":"m","frame":""})"));
}

void TestEventOutlet::payloadThatIsNoJsonBecomesText()
{
    OwnRow row;
    setPayload(row, "{\"a\":1}\n");
    QCOMPARE(row.data, std::string("{\"a\":1}"));
    QCOMPARE(row.payloadKind, PayloadKind::Json);
    setPayload(row, "ping");
    QCOMPARE(row.data, std::string("ping"));
    QCOMPARE(row.payloadKind, PayloadKind::Text);
}

void TestEventOutlet::secretsAreMaskedBeforeTheyAreStored_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("stored");
    const auto row = [](const char *name, const QByteArray &payload, PayloadKind kind,
                        const QByteArray &stored) {
        QTest::newRow(name) << payload << int(kind) << stored;
    };
    using Kind = PayloadKind;
    row("E18: a member", R"({"a":[{"Password":"hunter2","n":1.10}]})", Kind::Json,
        R"("data":{"a":[{"Password":"[masked]","n":1.10}]})");
    row("E18: an object", R"({"user_token":{"x":"hunter2"}})", Kind::Json,
        R"("data":{"user_token":"[masked]"})");
    row("E18: JSON in a text", R"({"body":"{\"password\":\"hunter2\"}"})", Kind::Json,
        R"("data":{"body":"{\"password\":\"[masked]\"}"})");
    row("E18: a text", "login password=hunter2 ok", Kind::Text,
        R"("data":"login password=[masked] ok")");
    row("E18: a JSON text", R"("password=hunter2")", Kind::Json, R"("data":"password=[masked]")");
    row("E18: what cannot be read", R"({"password":"hunter2)", Kind::Text, "[masked]");
    row("E18: base64", '"' + QByteArray(R"({"password":"hunter2"})").toBase64() + '"', Kind::Json,
        '"' + QByteArray(R"({"password":"[masked]"})").toBase64() + '"');
    row("E18: JSON that came as bytes", R"({"password":"hunter2"})", Kind::Binary,
        QByteArray(R"({"password":"[masked]"})").toBase64());
    row("over several lines", "{\n\"password\":\n\"hunter2\"}", Kind::Json,
        R"("data":{"password":"[masked]"})");
    row("nothing secret", R"({"n":1.10,"password":null})", Kind::Json,
        R"("data":{"n":1.10,"password":null}})");
}

void TestEventOutlet::secretsAreMaskedBeforeTheyAreStored()
{
    QFETCH(QByteArray, payload);
    QFETCH(int, kind);
    QFETCH(QByteArray, stored);
    CollectingSink sink;
    EventOutlet outlet(sink, u"abc"_s);
    outlet.setMask(FieldMask({u"password"_s, u"*_token"_s}));
    EventFields event = fields(payload.toStdString());
    event.payload = {payload.constData(), size_t(payload.size())};
    event.payloadKind = PayloadKind(kind);
    event.extensions = R"("extversion":"1")";
    QVERIFY(outlet.event(event, 1));
    outlet.flush();
    QCOMPARE(sink.rows().size(), 1);
    const QByteArray body = sink.rows().first().body;
    QVERIFY2(body.contains(stored), body.constData());
    QVERIFY(!body.contains("hunter2") && !body.contains(QByteArray("hunter2").toBase64().left(8)));
    QVERIFY(body.contains(R"("extversion":"1")"));
    // It says of itself that it is not what came.
    QCOMPARE(body.contains(R"("masked":"true")"),
             stored.contains("masked")
                 || stored.contains(QByteArray(R"({"password":"[masked]"})").toBase64()));
}

void TestEventOutlet::whatIsMaskedKeepsAllOfItsAttributes()
{
    CollectingSink sink;
    EventOutlet outlet(sink, u"abc"_s);
    outlet.setMask(FieldMask({u"password"_s}));
    const std::string start = R"("kafkaoffset":"12","x":")";
    const std::string most =
        start + std::string(EventFields::maxExtensions - start.size() - 1, 'x') + '"';
    EventFields event = fields(R"({"password":"hunter2"})");
    event.extensions = most;
    QVERIFY(outlet.event(event, 1));
    outlet.flush();
    const QByteArray body = sink.rows().first().body;
    QVERIFY(body.contains(R"("masked":"true",)" + QByteArray::fromStdString(most)));
}

void TestEventOutlet::attributesAreMaskedBeforeTheyAreStored()
{
    CollectingSink sink;
    EventOutlet outlet(sink, u"abc"_s);
    outlet.setMask(FieldMask({u"*token"_s}));
    EventFields event = fields(R"({"n":1})");
    event.subject = "https://ann:tok-SECRET-1@host/";
    event.extensions =
        R"("kafkatopic":"t","accesstoken":"tok-SECRET-1","kafkamessagekey":"Bearer tok-SECRET-1",)"
        R"("kafkaheaders":"[{\"x-token\":\"tok-SECRET-1\"},{\"bin\":{\"base64\":\"AP8=\"}}]")";
    QVERIFY(outlet.event(event, 1));
    EventFields plain = fields(R"({"n":1})");
    plain.extensions = R"("kafkatopic":"t")";
    QVERIFY(outlet.event(plain, 2));
    outlet.flush();
    QCOMPARE(sink.rows().size(), 2);
    const QByteArray body = sink.rows().first().body;
    QVERIFY2(body.contains(R"("subject":"https://[masked]@host/",)"), body.constData());
    QVERIFY2(body.endsWith(
                 R"("masked":"true","kafkatopic":"t","accesstoken":"[masked]",)"
                 R"("kafkamessagekey":"Bearer [masked]",)"
                 R"("kafkaheaders":"[{\"x-token\":\"[masked]\"},{\"bin\":{\"base64\":\"AP8=\"}}]",)"
                 R"("data":{"n":1}})"),
             body.constData());
    QVERIFY(sink.rows().last().body.endsWith(R"(,"kafkatopic":"t","data":{"n":1}})"));
}

void TestEventOutlet::whatAnEventIsKnownByIsMaskedBeforeItIsStored()
{
    CollectingSink sink;
    EventOutlet outlet(sink, u"abc"_s);
    outlet.setMask(FieldMask({u"*token"_s}));
    EventFields event = fields();
    event.id = "Bearer tok-SECRET-1";
    event.topic = "room https://ann:tok-SECRET-1@host/";
    event.reason = "what follows token=tok-SECRET-1 is no JSON";
    QVERIFY(outlet.event(event, 1));
    EventFields plain = fields();
    plain.id = "m-1";
    plain.topic = "token:created";
    QVERIFY(outlet.event(plain, 2));
    OwnRow row = own(owntype::ack);
    row.topic = event.topic;
    outlet.own(row);
    outlet.flush();
    const auto rows = sink.rows();
    QCOMPARE(rows.size(), 3);
    QVERIFY2(!rows[0].body.contains("SECRET"), rows[0].body.constData());
    QVERIFY(!rows[0].body.contains("\"id\"")); // the capture makes one, which is the only one
    QCOMPARE(rows[0].topic, QByteArray("room https://[masked]@host/"));
    QVERIFY(rows[0].body.contains(R"("reason":"what follows token=[masked] is no JSON")"));
    QVERIFY(rows[0].body.contains(R"("masked":"true")"));
    QVERIFY(rows[1].body.contains(R"("id":"m-1")") && !rows[1].body.contains("masked"));
    QCOMPARE(rows[1].topic, QByteArray("token:created"));
    QCOMPARE(rows[2].topic, QByteArray(event.topic.data())); // Kafka is read on by it
}

/// A mask is longer than a number that it stands for.
void TestEventOutlet::attributesThatAreLongerMaskedKeepTheirBound()
{
    CollectingSink sink;
    EventOutlet outlet(sink, u"abc"_s);
    outlet.setMask(FieldMask({u"*token"_s}));
    std::string many = R"("kafkaoffset":"12")";
    for (int i = 0; many.size() + 16 < EventFields::maxExtensions; ++i)
        many += ",\"" + std::to_string(i) + "token\":1";
    EventFields event = fields(R"({"n":1})");
    event.extensions = many;
    QVERIFY(outlet.event(event, 1));
    outlet.flush();
    const QByteArray body = sink.rows().first().body;
    QVERIFY2(body.contains(R"("masked":"true","kafkaoffset":"12","0token":"[masked]",)"),
             body.constData());
    QVERIFY2(body.contains(R"(token":"[masked]","maskedleft":")"), body.constData());
    QVERIFY(body.count("[masked]") > 150);
}

/// Whatever is masked: received = stored + duplicates + dropped.
void TestEventOutlet::maskedEventsAreCountedAsOthers()
{
    CollectingSink sink;
    EventOutlet outlet(sink, u"abc"_s);
    outlet.setMask(FieldMask({u"password"_s}));
    for (int i = 0; i < 3; ++i)
        QVERIFY(outlet.event(fields(R"({"password":"hunter2"})"), i));
    QVERIFY(outlet.duplicate());
    OwnRow sent = own(owntype::sent);
    sent.data = R"({"op":"login","password":"hunter2"})";
    outlet.own(sent);
    outlet.flush();
    QCOMPARE(outlet.counters().received, 4ULL);
    QCOMPARE(outlet.counters().duplicates, 1ULL);
    QCOMPARE(sink.stored(), 3ULL);
    for (const auto &row : sink.rows())
        QVERIFY2(!row.body.contains("hunter2"), row.body.constData());
}

void TestEventOutlet::lateEventsAreMarked_data()
{
    using Orders = QVector<qint64>;
    QTest::addColumn<bool>("counted");
    QTest::addColumn<Orders>("orders");
    QTest::addColumn<QVector<bool>>("late");
    constexpr qint64 second = 1'000'000;
    constexpr qint64 year = 366LL * 86'400 * second;
    QTest::newRow("C22: one that is older than the one before")
        << false << Orders{3 * second, second, 2 * second, 3 * second, 4 * second}
        << QVector<bool>{false, true, true, false, false};
    QTest::newRow("C22: a version that goes back")
        << true << Orders{2, 1, 2, 3} << QVector<bool>{false, true, false, false};
    QTest::newRow("C19: a clock that is years ahead makes nothing late")
        << false << Orders{second, 100 * year, 2 * second} << QVector<bool>{false, false, false};
    QTest::newRow("C19: no time of its own")
        << false << Orders{2 * second, noTime, second} << QVector<bool>{false, false, true};
    QTest::newRow("a time that is not the event's")
        << true << Orders{5, EventFields::unordered, 6} << QVector<bool>{false, false, false};
}

void TestEventOutlet::lateEventsAreMarked()
{
    QFETCH(const bool, counted);
    QFETCH(const QVector<qint64>, orders);
    QFETCH(const QVector<bool>, late);
    CollectingSink sink;
    EventOutlet outlet(sink, u"abc"_s);
    for (const qint64 order : orders) {
        EventFields event = fields();
        event.subject = "x";
        event.timeUs = counted ? 1 : order;
        event.version = counted ? order : EventFields::orderedByTime;
        QVERIFY(outlet.event(event, 10'000'000));
        // Of others nothing follows, nor of those that are about nothing.
        event.subject = {};
        QVERIFY(outlet.event(event, 10'000'000));
    }
    outlet.flush();
    QVector<bool> marked;
    const QList<CollectingSink::Row> rows = sink.rows();
    for (qsizetype i = 0; i < rows.size(); ++i) {
        const CollectingSink::Row &row = rows[i];
        const bool isMarked = row.marks & Late;
        QCOMPARE(row.body.contains(R"("marks":"late")"), isMarked);
        if (i % 2 == 0)
            marked.append(isMarked);
        else
            QVERIFY(!isMarked);
    }
    QCOMPARE(marked, late);
}

/// However many a feed is about: what it costs is bounded, and nothing is called late that is not.
void TestEventOutlet::subjectsWithoutNumberKeepTheirPlace()
{
    CollectingSink sink;
    EventOutlet outlet(sink, u"abc"_s);
    for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < 20'000; ++i) {
            const std::string subject = std::to_string(i);
            EventFields event = fields();
            event.subject = subject;
            event.timeUs = 1 + round;
            QVERIFY(outlet.event(event, 10'000'000));
        }
    }
    outlet.flush();
    QCOMPARE(sink.stored(), 40'000ULL);
    for (const auto &row : sink.rows())
        QCOMPARE(row.marks, EventMarks(0));
}

void TestEventOutlet::copiesAreCountedOnTheRow()
{
    CollectingSink sink;
    EventOutlet outlet(sink, u"abc"_s);
    for (quint64 content = 1; content <= 3; ++content) {
        EventFields event = fields();
        event.content = content;
        QVERIFY(outlet.event(event, 1));
    }
    QVERIFY(outlet.duplicate(2));
    QVERIFY(outlet.duplicate(2));
    QVERIFY(outlet.duplicate(7)); // of one that is not known
    QVERIFY(outlet.duplicate());
    outlet.flush();
    QVERIFY(outlet.duplicate(1)); // it is with the writer by now
    QCOMPARE(outlet.counters().duplicates, 5ULL);
    QCOMPARE(sink.rows().size(), 3);
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(sink.rows()[i].marks, EventMarks(i == 1 ? Repeated : 0));
        QCOMPARE(int(sink.rows()[i].copies), i == 1 ? 2 : 0);
    }
}

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, TestEventOutlet, OutletLossesTest>(argc, argv);
}

#include "tst_eventoutlet.moc"

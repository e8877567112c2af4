// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialectregistry.h"
#include "app/feeds/dialects/json/frametemplate.h"
#include "models/event/cloudeventframe.h"
#include "models/event/jsonpointer.h"
#include "models/event/jsontext.h"
#include "models/event/jsonvalues.h"
#include "tests/support/quietoutput.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

/// What the json dialect is made of: pointers, templates, values, options.
class TestJsonParts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pointersFollowTheirRfc_data();
    void pointersFollowTheirRfc();
    void whatIsNoPointerIsSaidAndPointsNowhere_data();
    void whatIsNoPointerIsSaidAndPointsNowhere();
    void templatesAreFilled_data();
    void templatesAreFilled();
    void jsonTemplatesStayJsonWhateverATopicHolds();
    void badTemplatesAreSaid_data();
    void badTemplatesAreSaid();
    void momentsOutsideAnyRangeAreNone_data();
    void momentsOutsideAnyRangeAreNone();
    void optionsSayWhatIsWrong_data();
    void optionsSayWhatIsWrong();
    void everyLineOfTheStartIsSent();
    void ofAHostileCloudEventNoMoreIsKeptThanFits();
    void aCloudEventSaysNothingOfOursAboutItself();
    void theTimeOfACloudEventIsReadBack_data();
    void theTimeOfACloudEventIsReadBack();
};

namespace {

constexpr char rfcDocument[] =
    R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8})";

OptionValues defaults()
{
    OptionValues values;
    for (const Option &option : dialectById(u"json"_s)->info().options)
        values[option.key] = option.defaultValue;
    values[u"url"_s] = u"ws://127.0.0.1:1/"_s;
    return values;
}

/// Keeps what a session sends.
class Sent final : public QuietOutput
{
public:
    void send(std::string_view frame, std::string_view recordAs) override
    {
        frames += QString::fromUtf8(frame.data(), qsizetype(frame.size()));
        recorded += QString::fromUtf8(recordAs.data(), qsizetype(recordAs.size()));
    }

    QStringList frames;
    QStringList recorded;
};

} // namespace

void TestJsonParts::pointersFollowTheirRfc_data()
{
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("value");
    // RFC 6901, section 5
    for (const auto &[pointer, value] : {std::pair{u"/foo"_s, uR"(["bar","baz"])"_s},
                                         {u"/foo/0"_s, u"\"bar\""_s},
                                         {u"/"_s, u"0"_s},
                                         {u"/a~1b"_s, u"1"_s},
                                         {u"/c%d"_s, u"2"_s},
                                         {u"/e^f"_s, u"3"_s},
                                         {u"/g|h"_s, u"4"_s},
                                         {u"/i\\j"_s, u"5"_s},
                                         {u"/k\"l"_s, u"6"_s},
                                         {u"/ "_s, u"7"_s},
                                         {u"/m~0n"_s, u"8"_s},
                                         {u"/foo/1"_s, u"\"baz\""_s},
                                         {u"/foo/2"_s, QString()},
                                         {u"/foo/01"_s, QString()},
                                         {u"/foo/-"_s, QString()},
                                         {u"/foo/-1"_s, QString()},
                                         {u"/foo/4294967296"_s, QString()},
                                         {u"/foo/bar"_s, QString()},
                                         {u"/a/b"_s, QString()},
                                         {u"/foo/0/x"_s, QString()},
                                         {QString(), QString()}})
        QTest::newRow(qPrintable(u'\'' + pointer + u'\'')) << pointer << value;
}

void TestJsonParts::pointersFollowTheirRfc()
{
    QFETCH(QString, pointer);
    QFETCH(QString, value);
    QCOMPARE(JsonPointer::problemWith(pointer), QString());
    JsonTape tape;
    QVERIFY(tape.parse(rfcDocument));
    const std::string_view found = JsonPointer(pointer.toStdString()).in(JsonRef(tape)).raw();
    QCOMPARE(QString::fromUtf8(found.data(), qsizetype(found.size())), value);
}

void TestJsonParts::whatIsNoPointerIsSaidAndPointsNowhere_data()
{
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("words");
    QTest::newRow("no slash") << u"foo"_s << u"begins with “/”"_s;
    QTest::newRow("dots") << u"data.type"_s << u"as in /data/type"_s;
    QTest::newRow("tilde at the end") << u"/foo~"_s << u"position 5"_s;
    QTest::newRow("unknown escape") << u"/foo~2"_s << u"~1"_s;
    QTest::newRow("endless") << u"/"_s + QString(600, u'x') << u"longer than 512"_s;
}

void TestJsonParts::whatIsNoPointerIsSaidAndPointsNowhere()
{
    QFETCH(QString, pointer);
    QFETCH(QString, words);
    const QString problem = JsonPointer::problemWith(pointer);
    QVERIFY2(problem.contains(words), qPrintable(problem));
    QVERIFY(JsonPointer(pointer.toStdString()).isEmpty());
}

void TestJsonParts::templatesAreFilled_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("topic");
    QTest::addColumn<QString>("frame");
    QTest::newRow("in a string") << uR"({"t":"{topic}"})"_s << uR"(a"b\c)"_s
                                 << uR"({"t":"a\"b\\c"})"_s;
    QTest::newRow("part of a string")
        << uR"({"t":"pre/{topic}/post"})"_s << u"x\ny"_s << uR"({"t":"pre/x\ny/post"})"_s;
    QTest::newRow("outside, JSON")
        << uR"({"t":{topic}})"_s << uR"(["a",1])"_s << uR"({"t":["a",1]})"_s;
    QTest::newRow("outside, a name") << uR"({"t":{topic}})"_s << u"name"_s << uR"({"t":"name"})"_s;
    QTest::newRow("outside, more than JSON") << uR"({"t":{topic}})"_s << uR"(1},"admin":{"x":1)"_s
                                             << uR"({"t":"1},\"admin\":{\"x\":1"})"_s;
    QTest::newRow("after an escaped quote")
        << uR"({"a":"\"","t":"{topic}"})"_s << uR"(")"_s << uR"({"a":"\"","t":"\""})"_s;
    QTest::newRow("text") << u"SUBSCRIBE {topic} now"_s << uR"(a"b)"_s << uR"(SUBSCRIBE a"b now)"_s;
    QTest::newRow("nothing but the topic") << u"{topic}"_s << uR"({"x":1})"_s << uR"({"x":1})"_s;
    QTest::newRow("a topic named like the token")
        << uR"({"t":"{topic}","k":"{token}"})"_s << u"{token}"_s << uR"({"t":"{token}","k":"K"})"_s;
    QTest::newRow("{token} for the secrets")
        << uR"({"t":"{topic}","token":{token},"h":"Bearer {token}"})"_s << u"a"_s
        << uR"({"t":"a","token":"K","h":"Bearer K"})"_s;
    QTest::newRow("twice") << u"{topic} {topic}"_s << u"a"_s << u"a a"_s;
}

void TestJsonParts::templatesAreFilled()
{
    QFETCH(QString, text);
    QFETCH(QString, topic);
    QFETCH(QString, frame);
    QCOMPARE(FrameTemplate::problemWith(text, true), QString());
    QCOMPARE(QString::fromStdString(FrameTemplate(text).fill(topic.toStdString(), "K")), frame);
}

void TestJsonParts::jsonTemplatesStayJsonWhateverATopicHolds()
{
    QRandomGenerator random(6901);
    const QString spice = u"{}[]\",:\\/\n\té\u2028a1 {topic}{token}"_s;
    const FrameTemplate frame(
        uR"({"a":"{topic}","b":["x{topic}y",{topic}],"c":{"d":"{token}"}})"_s);
    for (int round = 0; round < 5'000; ++round) {
        QString topic;
        for (int i = random.bounded(12); i > 0; --i)
            topic += spice[random.bounded(int(spice.size()))];
        const std::string filled = frame.fill(topic.toStdString(), "s3cret");
        const QJsonObject object =
            QJsonDocument::fromJson(QByteArray::fromStdString(filled)).object();
        QVERIFY2(object.keys() == QStringList({u"a"_s, u"b"_s, u"c"_s}), filled.c_str());
        QCOMPARE(object[u"a"_s].toString(), topic);
        QCOMPARE(object[u"c"_s].toObject(), QJsonObject({{u"d"_s, u"s3cret"_s}}));
    }
}

void TestJsonParts::badTemplatesAreSaid_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("words");
    QTest::newRow("no JSON") << uR"({"t":"{topic}")"_s << u"is no JSON"_s;
    QTest::newRow("a comma too many") << uR"({"t":"{topic}",})"_s << u"is no JSON"_s;
    QTest::newRow("no topic") << uR"({"t":"x"})"_s << u"no {topic}"_s;
    QTest::newRow("a secret") << uR"({"t":"{topic}","apiKey":"hunter2"})"_s << u"write {token}"_s;
    QTest::newRow("a secret in text") << u"AUTH password=hunter2 {topic}"_s << u"write {token}"_s;
    QTest::newRow("a secret by its form")
        << uR"({"t":"{topic}","h":"Bearer s3cret"})"_s << u"write {token}"_s;
    QTest::newRow("endless") << u"{topic}"_s + QString(20'000, u'x') << u"longer than"_s;
}

void TestJsonParts::badTemplatesAreSaid()
{
    QFETCH(QString, text);
    QFETCH(QString, words);
    const QString problem = FrameTemplate::problemWith(text, true);
    QVERIFY2(problem.contains(words), qPrintable(problem));
}

void TestJsonParts::momentsOutsideAnyRangeAreNone_data()
{
    QTest::addColumn<QByteArray>("json");
    for (const char *json :
         {"0", "1", "946684799", "4102444800", "-1768473005", "1.768473005e9", "null", "true",
          "\"soon\"", "\"2026\"", "\"1768473005.\"", "\"1768473005x\"", "\"2026-13-01T00:00:00Z\"",
          "99999999999999999999999999", "{}", "[]", "\"9999-01-01T00:00:00Z\""})
        QTest::newRow(json) << QByteArray(json);
}

void TestJsonParts::momentsOutsideAnyRangeAreNone()
{
    QFETCH(QByteArray, json);
    JsonTape tape;
    QVERIFY(tape.parse({json.constData(), size_t(json.size())}));
    std::string scratch;
    QCOMPARE(momentOf(JsonRef(tape), scratch), noTime);
    QCOMPARE(momentOf(JsonRef(), scratch), noTime);
}

void TestJsonParts::optionsSayWhatIsWrong_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("words"); // empty: nothing is
    const auto row = [](const char *name, const QString &key, const QString &value,
                        const QString &words) { QTest::newRow(name) << key << value << words; };
    row("pointer", u"typeat"_s, u"type"_s, u"Type at: A JSON pointer begins"_s);
    row("good pointer", u"typeat"_s, u"/a/b"_s, {});
    row("sub-protocols", u"subprotocols"_s, u"a, b c"_s, u"“b c”"_s);
    row("comma", u"subprotocols"_s, u"a,,b"_s, u"comma"_s);
    row("good sub-protocols", u"subprotocols"_s, u"a, b.c"_s, {});
    row("broken start", u"open"_s, u"HELLO\n{\"a\":}"_s, u"in line 2: “{\"a\":}” is no JSON"_s);
    row("topic at the start", u"open"_s, u"{topic}"_s, u"only to the frames of subscriptions"_s);
    row("good start", u"open"_s, u"HELLO\n{\"a\":\"{token}\"}\n"_s, {});
    row("subscribe without topic", u"subscribe"_s, u"SUB"_s,
        u"Send to subscribe: It has no {topic}"_s);
    row("seconds", u"keepaliveseconds"_s, u"0"_s, u"from 1 to 86400"_s);
    row("fractions", u"keepaliveseconds"_s, u"1.5"_s, u"whole number"_s);
    row("keep-alive", u"keepalive"_s, u"[1,"_s, u"is no JSON"_s);
    row("header", furtherHeadersKey, u"Origin: https://a\nnonsense"_s, u"“nonsense”"_s);
    row("good headers", furtherHeadersKey, u"Origin: https://a\nX-A: b"_s, {});
    row("token name", u"tokenkey"_s, u"a b"_s, u"“a b”"_s);
    row("control", u"subscribe"_s, u"{topic}\nx"_s, u"control character"_s);
}

void TestJsonParts::optionsSayWhatIsWrong()
{
    QFETCH(QString, key);
    QFETCH(QString, value);
    QFETCH(QString, words);
    OptionValues values = defaults();
    values[key] = value;
    const QString problem = dialectById(u"json"_s)->info().problemWith(values);
    QVERIFY2(words.isEmpty() ? problem.isEmpty() : problem.contains(words), qPrintable(problem));
}

void TestJsonParts::everyLineOfTheStartIsSent()
{
    OptionValues values = defaults();
    values[u"open"_s] = u"HELLO\n\n  {\"k\":\"{token}\"}\n"_s;
    values[u"token"_s] = u"s3cret"_s;
    Sent sent;
    dialectById(u"json"_s)->makeSession(values)->opened(Moment(0), {}, sent);
    QCOMPARE(sent.frames, QStringList({u"HELLO"_s, u"{\"k\":\"s3cret\"}"_s}));
    QCOMPARE(sent.recorded, QStringList({QString(), u"{\"k\":\"…\"}"_s}));
}

void TestJsonParts::ofAHostileCloudEventNoMoreIsKeptThanFits()
{
    std::string text = R"({"specversion":"1.0","type":"t","source":"s","id":"i")";
    for (int i = 0; i < 200'000; ++i)
        text += ",\"x" + std::to_string(i) + "\":1";
    text += '}';
    JsonTape tape;
    QVERIFY(tape.parse(text));
    QVERIFY(CloudEventFrame::recognises(JsonRef(tape)));
    CloudEventFrame reader;
    EventFields fields;
    reader.read(JsonRef(tape), fields);
    QVERIFY(fields.extensions.size() <= EventFields::maxExtensions);
    QVERIFY(fields.extensions.starts_with("\"x0\":1"));
}

void TestJsonParts::aCloudEventSaysNothingOfOursAboutItself()
{
    JsonTape tape;
    QVERIFY(tape.parse(R"({"specversion":"1.0","type":"t","source":"s","id":"i","masked":"true",)"
                       R"("sequence":"7","seen":"2","marks":"late","reason":"x","mine":1})"));
    CloudEventFrame reader;
    EventFields fields;
    reader.read(JsonRef(tape), fields);
    QCOMPARE(std::string(fields.extensions), std::string("\"mine\":1"));
}

void TestJsonParts::theTimeOfACloudEventIsReadBack_data()
{
    QTest::addColumn<QByteArray>("time");
    QTest::addColumn<QByteArray>("kept");
    QTest::newRow("as it should be")
        << QByteArray(R"("2024-01-15T10:30:05+01:00")") << QByteArray("2024-01-15T10:30:05+01:00");
    QTest::newRow("seconds") << QByteArray("1705314605.25")
                             << QByteArray("2024-01-15T10:30:05.250000Z");
    QTest::newRow("milliseconds as text")
        << QByteArray(R"("1705314605003")") << QByteArray("2024-01-15T10:30:05.003000Z");
    QTest::newRow("no moment") << QByteArray(R"("yesterday")") << QByteArray();
}

void TestJsonParts::theTimeOfACloudEventIsReadBack()
{
    QFETCH(const QByteArray, time);
    QFETCH(const QByteArray, kept);
    const std::string text = R"({"specversion":"1.0","type":"t","source":"s","id":"i","time":)"
        + time.toStdString() + '}';
    JsonTape tape;
    QVERIFY(tape.parse(text));
    CloudEventFrame reader;
    EventFields fields;
    reader.read(JsonRef(tape), fields);
    QCOMPARE(QByteArray::fromStdString(std::string(fields.time)), kept);
    QCOMPARE(parseTimestamp(fields.time), fields.timeUs);
}

QTEST_GUILESS_MAIN(TestJsonParts)
#include "tst_jsonparts.moc"

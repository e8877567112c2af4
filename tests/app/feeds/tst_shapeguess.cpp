// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialectregistry.h"
#include "app/feeds/dialects/json/jsonevent.h"
#include "models/event/shapeguess.h"

#include <QRandomGenerator>
#include <QTest>
#include <algorithm>
#include <random>

using namespace eventscope;
using namespace Qt::StringLiterals;

using Frames = std::vector<std::string>;

Q_DECLARE_METATYPE(Frames)

/// The guess where the parts of unknown events stand, on the shapes that real services send.
class TestShapeGuess : public QObject
{
    Q_OBJECT

    static ShapePlaces guess(const Frames &frames)
    {
        ShapeGuess guess;
        for (const std::string &frame : frames) {
            JsonTape tape;
            if (tape.parse(frame))
                guess.look(JsonRef(tape));
        }
        return guess.places();
    }
    static QString text(const ShapePlaces &places)
    {
        QStringList parts;
        for (const std::string &pointer : places.pointers)
            parts += pointer.empty() ? u"-"_s : QString::fromStdString(pointer);
        return parts.join(u' ');
    }
    static Frames numbered(const std::string &pattern, int count);

private Q_SLOTS:
    void shapesAreRecognised_data();
    void shapesAreRecognised();
    void theOrderOfTheFramesDoesNotMatter();
    void theSameFramesGiveTheSameAnswer();
    void nothingIsLearntAfterEnoughFrames();
    void hostileFramesAreBounded_data();
    void hostileFramesAreBounded();
    void theGuessOutlivesAReconnect();
    void aSettledGuessDoesNotChange();
};

/// `#` becomes a number, `%` a uuid, `@` a word of three; all of them differ from frame to frame.
Frames TestShapeGuess::numbered(const std::string &pattern, int count)
{
    Frames frames;
    const std::string words[] = {"created", "updated", "deleted"};
    for (int i = 0; i < count; ++i) {
        std::string frame;
        for (const char c : pattern) {
            if (c == '#')
                frame += std::to_string(100 + i);
            else if (c == '@')
                frame += words[i % 3];
            else if (c == '%')
                frame += "00000000-0000-4000-8000-000000000" + std::to_string(100 + i);
            else
                frame += c;
        }
        frames.push_back(frame);
    }
    return frames;
}

void TestShapeGuess::shapesAreRecognised_data()
{
    QTest::addColumn<Frames>("frames");
    QTest::addColumn<QString>("places"); // type topic subject time id severity
    const auto row = [](const char *name, const std::string &pattern, const QString &places,
                        int count = 30) {
        QTest::newRow(name) << numbered(pattern, count) << places;
    };

    row("plain envelope",
        R"({"id":"%","type":"order.@","time":"2026-01-15T10:30:05.#Z","data":{"id":#}})",
        u"/type - /data/id /time /id -"_s);
    row("one frame is enough for names",
        R"({"id":"%","type":"order.@","time":"2026-01-15T10:30:05.#Z","level":"warn"})",
        u"/type - - /time /id /level"_s, 1);
    row("log lines (pino)",
        R"({"level":30,"time":1768473005#,"pid":42,"hostname":"web-1","msg":"request # done"})",
        u"- - /hostname /time - /level"_s);
    row("Coinbase",
        R"({"type":"ticker","sequence":37475248#,"product_id":"ETH-USD","price":"1285.#","time":"2022-10-19T23:28:22.061#Z","trade_id":370843#})",
        u"/type - /product_id /time - -"_s);
    row("Binance, combined streams",
        R"({"stream":"btcusdt@trade","data":{"e":"trade","E":1768473005#,"s":"BTCUSDT","t":12345#,"p":"0.001"}})",
        u"/data/e /stream /data/s /data/E - -"_s);
    row("Slack",
        R"({"type":"message","channel":"C2147483705","user":"U2147483697","text":"Hello # world","ts":"1355517523.000#"})",
        u"/type /channel /user /ts - -"_s);
    row("Home Assistant",
        R"({"id":18,"type":"event","event":{"event_type":"state_@","time_fired":"2016-11-26T01:37:24.265#+00:00","origin":"LOCAL","data":{"entity_id":"light.bed_light"}}})",
        u"/event/event_type - /event/data/entity_id /event/time_fired - -"_s);
    row("Mastodon", R"({"stream":["user"],"event":"status.@","payload":"{\"id\":\"#\"}"})",
        u"/event - - - - -"_s);
    row("JSON-RPC notifications",
        R"({"jsonrpc":"2.0","method":"order.@","params":{"channel":"book","timestamp":1768473005#,"instrument":"BTC"}})",
        u"/method /params/channel /params/instrument /params/timestamp - -"_s);
    row("Discord, where null is nothing",
        R"({"t":"MESSAGE_CREATE","s":#,"op":0,"d":{"id":"99#","channel":null,"timestamp":"2026-01-15T10:30:05.#Z"}})",
        u"/t - /d/id /d/timestamp - -"_s);
    row("Fix",
        R"({"type":"event","id":"%","at":"2023-10-23T12:21:12Z","publisher":"collect-and-sync","kind":"collect-@","data":{"workflow":"collect","task":"t#"}})",
        u"/kind /publisher /data/task /at /id -"_s);
    row("Daptin",
        R"({"MessageSource":"database","EventType":"@","ObjectType":"user_account","EventData":{"updated_at":"2021-03-13T13:47:07.954#Z","reference_id":"%"}})",
        u"/EventType /ObjectType /EventData/reference_id /EventData/updated_at - -"_s);
    row("VoIPBIN",
        R"({"event_type":"call.@","timestamp":"2026-01-15T10:30:05.#Z","topic":"customer_id:a:call:#","data":{"id":"%","status":"ringing"}})",
        u"/event_type /topic /data/id /timestamp - -"_s);
    row("an id that is always the same is none", R"({"id":"sub-1","type":"x","n":#})",
        u"/type - - - - -"_s);
    row("a type of which no two are the same is none", R"({"type":"t%","n":#})", u"- - - - - -"_s);
    row("an end is no time", R"({"type":"x","expires_at":"2026-01-15T10:30:05.#Z"})",
        u"/type - - - - -"_s);
    row("a large number is no time", R"({"type":"x","bytes":1768473#})", u"/type - - - - -"_s);
    row("states are severities only where they are", R"({"type":"x","status":"failed"})",
        u"/type - - - - /status"_s);
    row("and not where they are others", R"({"type":"x","status":"ringing"})",
        u"/type - - - - -"_s);
    row("unnamed, but few and words", R"({"what":"@","n":#})", u"/what - - - - -"_s);
    row("names with a slash are escaped", R"({"a/b":{"type":"x.@"}})", u"/a~1b/type - - - - -"_s);
    row("nothing there", R"({"n":#})", u"- - - - - -"_s);
    QTest::newRow("no frame") << Frames() << u"- - - - - -"_s;
    QTest::newRow("no objects") << Frames{"[1]", "17", "\"x\"", "null"} << u"- - - - - -"_s;
    Frames mixed = numbered(R"({"kind":"job.@","at":"2026-01-15T10:30:05.#Z"})", 20);
    for (int i = 0; i < 10; ++i)
        mixed.push_back(R"({"pong":1})");
    QTest::newRow("answers between events") << mixed << u"/kind - - /at - -"_s;
}

void TestShapeGuess::shapesAreRecognised()
{
    QFETCH(Frames, frames);
    QFETCH(QString, places);
    QCOMPARE(text(guess(frames)), places);
}

void TestShapeGuess::theOrderOfTheFramesDoesNotMatter()
{
    Frames frames = numbered(R"({"kind":"job.@","at":"2026-01-15T10:30:05.#Z","id":"%"})", 40);
    const Frames others = numbered(R"({"type":"x","level":"warn","seq":#})", 40);
    frames.insert(frames.end(), others.begin(), others.end());
    const ShapePlaces first = guess(frames);
    QVERIFY(first != ShapePlaces());
    std::mt19937 random(5);
    for (int round = 0; round < 20; ++round) {
        std::shuffle(frames.begin(), frames.end(), random);
        QCOMPARE(text(guess(frames)), text(first));
    }
}

void TestShapeGuess::theSameFramesGiveTheSameAnswer()
{
    // Two names are as good as each other: the alphabet decides, not chance.
    const Frames frames = numbered(R"({"userid":"a","runid":"b","type":"x"})", 20);
    const QString first = text(guess(frames));
    QCOMPARE(first, u"/type - /runid - - -"_s);
    for (int round = 0; round < 10; ++round)
        QCOMPARE(text(guess(frames)), first);
}

void TestShapeGuess::nothingIsLearntAfterEnoughFrames()
{
    ShapeGuess guess;
    JsonTape tape;
    for (int i = 0; i < 3 * ShapeGuess::enoughFrames; ++i) {
        const std::string frame =
            i < ShapeGuess::enoughFrames ? R"({"kind":"x"})" : R"({"type":"x"})";
        QVERIFY(tape.parse(frame));
        guess.look(JsonRef(tape));
    }
    QCOMPARE(guess.looked(), ShapeGuess::enoughFrames);
    QVERIFY(guess.isComplete());
    QCOMPARE(guess.places()[ShapePart::Type], std::string("/kind"));
}

void TestShapeGuess::hostileFramesAreBounded_data()
{
    QTest::addColumn<QByteArray>("frame");
    QByteArray wide = "{\"type\":\"x\"";
    for (int i = 0; i < 200'000; ++i)
        wide += ",\"k" + QByteArray::number(i) + "\":\"v\"";
    QTest::newRow("many members") << wide + '}';
    QTest::newRow("deep") << "{\"type\":\"x\",\"a\":" + QByteArray("{\"a\":").repeated(900) + "1"
            + QByteArray("}").repeated(901);
    QByteArray bushy = "{\"type\":\"x\"";
    for (int i = 0; i < 60; ++i) {
        bushy += ",\"o" + QByteArray::number(i) + "\":{\"z\":0";
        for (int j = 0; j < 1000; ++j)
            bushy += ",\"i" + QByteArray::number(j) + "\":{\"x\":1}";
        bushy += '}';
    }
    QTest::newRow("bushy") << bushy + '}';
    QTest::newRow("long values") << "{\"type\":\"x\",\"s\":\"" + QByteArray(4'000'000, 'a') + "\"}";
    QTest::newRow("long names") << "{\"type\":\"x\",\"" + QByteArray(1'000'000, 'k') + "\":1}";
}

void TestShapeGuess::hostileFramesAreBounded()
{
    QFETCH(QByteArray, frame);
    JsonTape tape;
    QVERIFY(tape.parse({frame.constData(), size_t(frame.size())}));
    ShapeGuess guess;
    for (int i = 0; i < 3; ++i)
        guess.look(JsonRef(tape));
    QCOMPARE(guess.places()[ShapePart::Type], std::string("/type"));
}

void TestShapeGuess::theGuessOutlivesAReconnect()
{
    JsonEvent first{OptionValues()};
    JsonTape tape;
    for (const std::string &frame :
         numbered(R"({"kind":"job.@","when":"2026-01-15T10:30:05.#Z"})", 100)) {
        QCOMPARE(first.memory(), QString());
        QVERIFY(tape.parse(frame));
        first.read(JsonRef(tape));
    }
    const QString memory = first.memory();
    QVERIFY(!memory.isEmpty());
    JsonEvent second{{{memoryKey, memory}}};
    QVERIFY(tape.parse(R"({"kind":"a","type":"b","time":"2026-01-15T10:30:06Z"})"));
    QCOMPARE(QString::fromStdString(std::string(second.read(JsonRef(tape)).type)), u"a"_s);
    QCOMPARE(second.memory(), memory);
    // What the user says since then stands above it, and nonsense is forgotten.
    JsonEvent third{{{memoryKey, memory}, {u"typeat"_s, u"/type"_s}}};
    QCOMPARE(QString::fromStdString(std::string(third.read(JsonRef(tape)).type)), u"b"_s);
    JsonEvent fourth{{{memoryKey, u"nonsense"_s}}};
    QCOMPARE(QString::fromStdString(std::string(fourth.read(JsonRef(tape)).type)), u"b"_s);
}

void TestShapeGuess::aSettledGuessDoesNotChange()
{
    JsonEvent event{OptionValues()};
    JsonTape tape;
    const Frames before = numbered(R"({"kind":"job.@"})", 100);
    const Frames after = numbered(R"({"type":"order.@"})", 300);
    for (const std::string &frame : before) {
        QVERIFY(tape.parse(frame));
        QVERIFY(event.read(JsonRef(tape)).type.starts_with("job."));
    }
    for (const std::string &frame : after) {
        QVERIFY(tape.parse(frame));
        QCOMPARE(QString::fromStdString(std::string(event.read(JsonRef(tape)).type)), u"message"_s);
    }
}

QTEST_GUILESS_MAIN(TestShapeGuess)
#include "tst_shapeguess.moc"

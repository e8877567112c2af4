// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialectregistry.h"
#include "app/feeds/dialects/acm/acmchunks.h"
#include "app/feeds/dialects/acm/acmheaders.h"
#include "app/feeds/dialects/acm/acmrecord.h"
#include "app/feeds/kafkatopicpattern.h"
#include "models/event/eventbatch.h"
#include "models/event/jsontext.h"
#include "tests/support/quietoutput.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

#include <limits>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

/// Every record must leave as exactly one event whose line is valid JSON.
class LineCheck final : public QuietOutput
{
public:
    void event(const EventFields &fields, int) override
    {
        ++events;
        EventBatch batch;
        batch.setConnection("0badcafe");
        batch.append(fields, 1);
        const std::string line = "{\"specversion\":\"1.0\"," + std::string(batch.bytes());
        valid = valid && m_tape.parse(line) && !m_tape.multiLine() && validUtf8(line)
            && fields.extensions.size() <= EventFields::maxExtensions && !fields.type.empty();
        last = line;
    }

    int events = 0;
    bool valid = true;
    std::string last;

private:
    JsonTape m_tape;
};

QByteArray mutated(QByteArray text, QRandomGenerator &random)
{
    const QByteArray spice("{}[]\",:\\\n\r\t 0e-\"\"\xff\xc3\x80"
                           "ce_");
    for (int i = random.bounded(3); i > 0 && !text.isEmpty(); --i) {
        const auto at = random.bounded(int(text.size()));
        if (random.bounded(2) == 0)
            text[at] = spice[random.bounded(int(spice.size()))];
        else
            text.insert(at, spice.mid(random.bounded(20), 3));
    }
    return text;
}

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), size_t(bytes.size())};
}

std::vector<KafkaHeader> eventHeaders(std::string_view id)
{
    return {{"ce_specversion", "1.0"}, {"ce_type", "x"}, {"ce_id", id}};
}

KafkaRecord recordWith(const std::vector<KafkaHeader> &headers)
{
    KafkaRecord record;
    record.topic = "t";
    record.offset = 12;
    record.value = "{}";
    record.hasValue = true;
    record.headers = headers;
    return record;
}

QJsonObject attributesIn(std::string_view extensions)
{
    return QJsonDocument::fromJson('{' + QByteArray(extensions.data(), qsizetype(extensions.size()))
                                   + '}')
        .object();
}

/// What is kept beside the attributes: JSON.
QByteArray keptHeaders(std::string_view extensions)
{
    return attributesIn(extensions)[u"kafkaheaders"_s].toString().toUtf8();
}

} // namespace

class TestAcmRecord : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void recordsOfAnyBytesBecomeOneValidLineEach();
    void extensionsStayWithinTheirBounds();
    void attributesOfTheCaptureCannotBeForged();
    void headersThatAreNoAttributesAreKeptByteForByte();
    void usualRecordsOfAcmKeepNoHeadersBeside();
    void headersThatHaveNoRoomAreCounted_data();
    void headersThatHaveNoRoomAreCounted();
    void chunksCountTheHeadersThatTheyLeave();
    void chunksNeverFillTheMemory();
    void chunksOfNothingNeverFillTheMemory();
    void onlyTimeInWhichTheRestOfAChunkCouldComeCounts();
    void keysAreKeptOrSaidToBeCut_data();
    void keysAreKeptOrSaidToBeCut();
    void patternsAreCheckedBeforeTheyAreAskedFor_data();
    void patternsAreCheckedBeforeTheyAreAskedFor();
};

void TestAcmRecord::recordsOfAnyBytesBecomeOneValidLineEach()
{
    const QVector<QPair<QByteArray, QByteArray>> headers{
        {"ce_specversion", "1.0"},
        {"ce_type", "io.open-cluster-management.operator.multiclusterglobalhubs.event.x"},
        {"ce_id", "17"},
        {"ce_time", "2025-10-23T02:32:06.944668082Z"},
        {"ce_source", "hub1"},
        {"content-type", "application/json"},
        {"content-type", "application/cloudevents+json; charset=utf-8"},
        {"ce_sequence", "1"},
        {"ce_extversion", "2.9"}};
    const QVector<QByteArray> values{
        R"([{"clusterName":"c1","reason":"Imported","type":"Warning"}])",
        R"({"specversion":"1.0","id":"1","source":"s","type":"t","data":{"a":[1]},"extversion":"1"})",
        R"({"spec_version":"1.0","id":1,"type":"t","data_base64":"AA==","x":true})", "text",
        QByteArray("\xff\x00\x01", 3)};
    QRandomGenerator random(20'240'115);
    const std::unique_ptr<Session> session = dialectById(u"acm"_s)->makeSession({});
    LineCheck check;
    for (int round = 0; round < 20'000; ++round) {
        QVector<QPair<QByteArray, QByteArray>> sent;
        std::vector<KafkaHeader> views;
        for (const auto &[name, value] : headers) {
            if (random.bounded(3) > 0)
                sent.append({random.bounded(8) ? name : mutated(name, random),
                             random.bounded(2) ? value : mutated(value, random)});
        }
        for (const auto &[name, value] : sent)
            views.push_back({view(name), view(value), random.bounded(10) > 0});
        const QByteArray value = mutated(values[random.bounded(values.size())], random);
        const QByteArray key = mutated("key", random);
        KafkaRecord record;
        record.topic = "gh-status";
        record.offset = random.generate64() >> 1;
        record.key = view(key);
        record.hasKey = random.bounded(2) == 0;
        record.value = view(value);
        record.hasValue = random.bounded(10) > 0;
        record.headers = views;
        session->record(record, Moment(round), check);
        QCOMPARE(check.events, round + 1);
        QVERIFY2(check.valid, check.last.c_str());
    }
}

void TestAcmRecord::extensionsStayWithinTheirBounds()
{
    const std::string hostile(3'000, '\x01'); // six bytes each as JSON
    std::vector<std::string> names;
    for (int i = 0; i < 100; ++i)
        names.push_back("ce_ext" + std::to_string(i));
    std::vector<KafkaHeader> headers = eventHeaders("1");
    for (const std::string &name : names)
        headers.push_back({name, hostile});
    KafkaRecord record;
    record.topic = "t";
    record.offset = 12;
    record.key = hostile;
    record.hasKey = true;
    record.value = "{}";
    record.hasValue = true;
    record.headers = headers;
    LineCheck check;
    dialectById(u"acm"_s)->makeSession({})->record(record, Moment(0), check);
    QVERIFY2(check.valid, check.last.c_str());
    QVERIFY(check.last.find("\"kafkaoffset\":\"12\"") != std::string::npos);
}

void TestAcmRecord::attributesOfTheCaptureCannotBeForged()
{
    std::vector<KafkaHeader> headers = eventHeaders("1");
    for (const std::string_view name :
         {"ce_data", "ce_recordedtime", "ce_kafkaoffset", "ce_topic", "ce_a\"b", "ce_data_base64",
          "ce_masked", "ce_kafkaheaders", "ce_kafkaheadersleft"})
        headers.push_back({name, "forged"});
    const KafkaRecord record = recordWith(headers);
    AcmRecord reader;
    reader.read(record);
    const std::string extensions(reader.fields().extensions);
    const std::string expected = R"("kafkatopic":"t","kafkapartition":"0","kafkaoffset":"12",)"
                                 R"("cerecordedtime":"forged","cetopic":"forged",)"
                                 R"("cemasked":"forged","kafkaheaders":")";
    QCOMPARE(extensions.substr(0, expected.size()), expected);
    QCOMPARE(keptHeaders(extensions),
             QByteArray(R"([{"ce_data":"forged"},{"ce_kafkaoffset":"forged"},)"
                        R"({"ce_a\"b":"forged"},{"ce_data_base64":"forged"},)"
                        R"({"ce_kafkaheaders":"forged"},{"ce_kafkaheadersleft":"forged"}])"));
}

void TestAcmRecord::headersThatAreNoAttributesAreKeptByteForByte()
{
    const std::string_view bytes("\x00\xff\x10", 3);
    const std::string largeKey(600, 'k'); // an attribute has 512 bytes of it
    std::vector<KafkaHeader> headers = eventHeaders("1");
    headers.push_back({"bin", bytes});
    headers.push_back({"ce_zone", bytes});
    headers.push_back({"ce_subject", bytes});
    headers.push_back({"n\xff", "x"});
    headers.push_back({"empty", ""});
    headers.push_back({"none", {}, false});
    headers.push_back({"ce_large", largeKey});
    headers.push_back({"line", "a\n\"b\""});
    KafkaRecord record = recordWith(headers);
    AcmRecord reader;
    reader.read(record);
    const QByteArray kept = keptHeaders(reader.fields().extensions);
    QCOMPARE(kept,
             QByteArray(R"([{"bin":{"base64":"AP8Q"}},{"ce_zone":{"base64":"AP8Q"}},)"
                        R"({"ce_subject":{"base64":"AP8Q"}},)"
                        "{\"n\xef\xbf\xbd\":\"x\"},"
                        R"({"empty":""},{"none":null},{"ce_large":")")
                 + QByteArray::fromStdString(largeKey) + R"("},{"line":"a\n\"b\""}])");
    headers = {{"ce_id", "7"}, {"bin", bytes}};
    record = recordWith(headers);
    reader.read(record); // no CloudEvent
    QCOMPARE(keptHeaders(reader.fields().extensions),
             QByteArray(R"([{"ce_id":"7"},{"bin":{"base64":"AP8Q"}}])"));
}

void TestAcmRecord::usualRecordsOfAcmKeepNoHeadersBeside()
{
    std::vector<KafkaHeader> headers = eventHeaders("1");
    for (const auto &[name, value] : {std::pair("ce_source", "hub1"),
                                      {"ce_extversion", "1.2"},
                                      {"ce_time", "2025-10-23T02:32:06Z"},
                                      {"ce_subject", "s"},
                                      {"content-type", "application/json"}})
        headers.push_back({name, value});
    AcmRecord reader;
    const KafkaRecord record = recordWith(headers);
    reader.read(record);
    QCOMPARE(std::string(reader.fields().extensions),
             std::string(R"("kafkatopic":"t","kafkapartition":"0","kafkaoffset":"12",)"
                         R"("extversion":"1.2","cesource":"hub1")"));
}

void TestAcmRecord::headersThatHaveNoRoomAreCounted_data()
{
    QTest::addColumn<QByteArray>("prefix");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("least"); // that must be kept
    QTest::newRow("short") << QByteArray("h") << QByteArray("v") << 150;
    QTest::newRow("one has all the room") << QByteArray("h") << QByteArray(4'200, 'v') << 0;
    QTest::newRow("escaped") << QByteArray("h") << QByteArray(100, '"') << 5;
    QTest::newRow("bytes") << QByteArray("h") << QByteArray(100, '\xff') << 15;
    QTest::newRow("attributes take it") << QByteArray("ce_h") << QByteArray(500, 'v') << 0;
}

void TestAcmRecord::headersThatHaveNoRoomAreCounted()
{
    QFETCH(QByteArray, prefix);
    QFETCH(QByteArray, value);
    QFETCH(int, least);
    std::vector<QByteArray> names;
    for (int i = 0; i < 1'000; ++i)
        names.push_back(prefix + QByteArray::number(i));
    std::vector<KafkaHeader> headers = eventHeaders("1");
    for (const QByteArray &name : names)
        headers.push_back({view(name), view(value)});
    KafkaRecord record = recordWith(headers);
    record.headersLeft = std::numeric_limits<quint32>::max();
    AcmRecord reader;
    reader.read(record);
    const std::string_view extensions = reader.fields().extensions;
    QVERIFY(extensions.size() <= EventFields::maxExtensions);
    const QJsonObject attributes = attributesIn(extensions);
    const auto kept = QJsonDocument::fromJson(keptHeaders(extensions)).array().size();
    const auto asAttributes = attributes.keys().filter(QRegularExpression(u"^h\\d+$"_s)).size();
    QVERIFY2(kept >= least, QByteArray::number(kept).constData());
    QCOMPARE(attributes[u"kafkaheadersleft"_s].toString(),
             QString::number(qint64(record.headersLeft) + 1'000 - kept - asAttributes));
}

void TestAcmRecord::chunksCountTheHeadersThatTheyLeave()
{
    const std::vector<KafkaHeader> headers(maxKafkaHeaders + 6, {"h", "v"});
    KafkaRecord record = recordWith(headers);
    record.headersLeft = 3;
    QCOMPARE(KeptRecord(record).view().headersLeft, quint64(9));
}

void TestAcmRecord::chunksNeverFillTheMemory()
{
    // Each begins an event that never becomes whole: all come out again, none is kept for ever.
    AcmChunks chunks;
    const std::string value(8 << 20, 'x');
    size_t out = 0;
    for (int i = 0; i < 40; ++i) {
        const std::string id = std::to_string(i);
        const std::vector<KafkaHeader> headers = eventHeaders(id);
        KafkaRecord record;
        record.topic = "t";
        record.offset = i;
        record.value = value;
        record.hasValue = true;
        record.headers = headers;
        const AcmChunk chunk{AcmChunks::maxTotalBytes, value.size()};
        QCOMPARE(chunks.take(record, chunk, Moment(i)), AcmChunks::Outcome::Kept);
        const std::vector<KeptRecord> expired = chunks.takeExpired(Moment(i));
        for (const KeptRecord &one : expired)
            QCOMPARE(one.view().offset, qint64(out++));
        QVERIFY(quint64(i + 1 - out) * value.size() <= AcmChunks::maxTotalBytes);
    }
    QVERIFY(chunks.deadline().has_value());
    out += chunks.takeExpired(Moment(39) + AcmChunks::patience).size();
    QCOMPARE(out, size_t(40));
    QVERIFY(!chunks.deadline().has_value());
}

/// All that they take is their keys, and their places.
void TestAcmRecord::chunksOfNothingNeverFillTheMemory()
{
    AcmChunks chunks;
    const std::vector<KafkaHeader> headers = eventHeaders("1");
    const std::string key(1 << 20, 'k');
    int held = 0;
    int out = 0;
    for (int i = 0; i < 40; ++i) {
        KafkaRecord record = recordWith(headers);
        record.offset = i;
        record.value = {};
        record.key = key;
        record.hasKey = true;
        chunks.take(record, {AcmChunks::maxTotalBytes, quint64(i + 1)}, Moment(0));
        out += int(chunks.takeExpired(Moment(0)).size());
        held = i + 1 - out;
        QVERIFY(quint64(held) * key.size() <= AcmChunks::maxOverhead);
    }
    QVERIFY(held > 0);
    QVERIFY(!chunks.held().isEmpty());
}

void TestAcmRecord::onlyTimeInWhichTheRestOfAChunkCouldComeCounts()
{
    const std::vector<KafkaHeader> headers = eventHeaders("1");
    const KafkaRecord record = recordWith(headers);
    const AcmChunk chunk{10, 2};
    const Moment patience = AcmChunks::patience;
    AcmChunks chunks;
    chunks.take(record, chunk, Moment(0));
    // There was no room for it to be read.
    chunks.stoodStill(Moment(300'000));
    QCOMPARE(chunks.deadline(), std::optional(Moment(300'000) + patience));
    QCOMPARE(chunks.takeExpired(Moment(299'999) + patience).size(), size_t(0));
    QCOMPARE(chunks.takeExpired(Moment(300'000) + patience).size(), size_t(1));
    // The program itself stood still: nobody asked when it was due.
    chunks.take(record, chunk, Moment(0));
    const Moment late = patience + AcmChunks::lateness;
    QCOMPARE(chunks.takeExpired(late).size(), size_t(0));
    QCOMPARE(chunks.deadline(), std::optional(late + patience));
    QCOMPARE(chunks.takeExpired(late + patience).size(), size_t(1));
}

void TestAcmRecord::keysAreKeptOrSaidToBeCut_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("kept");
    QTest::addColumn<QByteArray>("base64");
    QTest::addColumn<QByteArray>("size");
    const QByteArray none;
    QTest::newRow("a name") << QByteArray("kind-hub1") << QByteArray("kind-hub1") << none << none;
    QTest::newRow("as long as an attribute")
        << QByteArray(1'024, 'k') << QByteArray(1'024, 'k') << none << none;
    QTest::newRow("longer") << QByteArray(1'025, 'k') << QByteArray(512, 'k') << none
                            << QByteArray("1025");
    QTest::newRow("longer once it is escaped")
        << QByteArray(600, '"') << QByteArray(512, '"') << none << QByteArray("600");
    QTest::newRow("bytes") << QByteArray("a\xff") << QByteArray("a\xef\xbf\xbd")
                           << QByteArray("Yf8=") << none;
    QTest::newRow("many bytes") << QByteArray(1'025, '\xff')
                                << QByteArray("\xef\xbf\xbd").repeated(512) << none
                                << QByteArray("1025");
}

void TestAcmRecord::keysAreKeptOrSaidToBeCut()
{
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, kept);
    QFETCH(QByteArray, base64);
    QFETCH(QByteArray, size);
    const std::vector<KafkaHeader> headers = eventHeaders("1");
    KafkaRecord record = recordWith(headers);
    record.key = view(key);
    record.hasKey = true;
    AcmRecord reader;
    reader.read(record);
    const QJsonObject attributes = attributesIn(reader.fields().extensions);
    QCOMPARE(attributes[u"kafkamessagekey"_s].toString().toUtf8(), kept);
    QCOMPARE(attributes[u"kafkamessagekeybase64"_s].toString().toUtf8(), base64);
    QCOMPARE(attributes[u"kafkamessagekeysize"_s].toString().toUtf8(), size);
}

void TestAcmRecord::patternsAreCheckedBeforeTheyAreAskedFor_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("problem");
    QTest::newRow("name") << u"gh-status.hub_1"_s << QString();
    QTest::newRow("regex") << u"^gh-status.*"_s << QString();
    QTest::newRow("no regex") << u"^gh-(status"_s << u"no valid regular expression"_s;
    QTest::newRow("slash") << u"gh/status"_s << u"“/” at position 3"_s;
    QTest::newRow("regex without its mark") << u"gh-status.*"_s << u"begin with “^”"_s;
    QTest::newRow("empty") << QString() << u"Enter the name"_s;
    QTest::newRow("dots") << u".."_s << u"no topic of this name"_s;
    QTest::newRow("too long") << QString(250, u'x') << u"at most 249"_s;
}

void TestAcmRecord::patternsAreCheckedBeforeTheyAreAskedFor()
{
    QFETCH(QString, pattern);
    QFETCH(QString, problem);
    const QString found = KafkaTopicPattern(pattern).problem();
    QCOMPARE(found.isEmpty(), problem.isEmpty());
    QVERIFY2(found.contains(problem), qPrintable(found));
}

QTEST_GUILESS_MAIN(TestAcmRecord)
#include "tst_acmrecord.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/acm/acmrecord.h"
#include "models/event/event.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <limits>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

/// Its first member is an extension, so that what is looked for can stand behind any number.
QByteArray eventWith(const QByteArray &before)
{
    return '{' + before + R"("specversion":"1.0","id":"1","source":"s","type":"t","data":{"n":1}})";
}

QByteArray membersOf(int count, const QByteArray &name, const QByteArray &value)
{
    QByteArray members;
    for (int i = 0; i < count; ++i)
        members += '"' + name + QByteArray::number(i) + "\":" + value + ',';
    return members;
}

/// As a record of Kafka, or as a frame.
class Reading
{
public:
    Reading(const QByteArray &event, bool isFrame) : m_event(event)
    {
        const std::string_view value(m_event.constData(), size_t(m_event.size()));
        KafkaRecord record;
        record.topic = "t";
        record.value = value;
        record.hasValue = true;
        record.headers = m_headers;
        if (isFrame)
            m_reader.readFrame(value);
        else
            m_reader.read(record);
    }
    const EventFields &fields() const { return m_reader.fields(); }
    QJsonObject attributes() const
    {
        const std::string_view extensions = fields().extensions;
        return QJsonDocument::fromJson(
                   '{' + QByteArray(extensions.data(), qsizetype(extensions.size())) + '}')
            .object();
    }
    QByteArray kept() const { return attributes()[u"cemembers"_s].toString().toUtf8(); }
    qint64 keptCount() const { return QJsonDocument::fromJson(kept()).array().size(); }
    qint64 left() const { return attributes()[u"cemembersleft"_s].toString().toLongLong(); }

private:
    const QByteArray m_event;
    const std::vector<KafkaHeader> m_headers{{"content-type", "application/cloudevents+json"}};
    AcmRecord m_reader;
};

} // namespace

class TestAcmMembers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatStandsBehindManyMembersIsRead_data();
    void whatStandsBehindManyMembersIsRead();
    void everyMemberIsAnAttributeOrKeptOrCounted_data();
    void everyMemberIsAnAttributeOrKeptOrCounted();
    void textsThatAnAttributeCutsAreKeptWhole_data();
    void textsThatAnAttributeCutsAreKeptWhole();
    void countsOfMembersAndHeadersHaveRoomTogether();
    void anotherCharsetThatTheBytesAreNotInIsSaid();
};

void TestAcmMembers::whatStandsBehindManyMembersIsRead_data()
{
    QTest::addColumn<bool>("isFrame");
    QTest::newRow("Kafka") << false;
    QTest::newRow("WebSocket") << true;
}

void TestAcmMembers::whatStandsBehindManyMembersIsRead()
{
    QFETCH(bool, isFrame);
    const Reading reading(eventWith(membersOf(200, "ext", "7")), isFrame);
    const EventFields &fields = reading.fields();
    QCOMPARE(fields.type, std::string_view("t"));
    QCOMPARE(fields.id, std::string_view("1"));
    QCOMPARE(fields.payload, std::string_view("{\"n\":1}"));
    QCOMPARE(fields.reason, std::string_view());
    const QJsonObject attributes = reading.attributes();
    QCOMPARE(attributes[u"cesource"_s].toString(), u"s"_s);
    QCOMPARE(attributes[u"ext63"_s].toInt(), 7);
    QVERIFY(reading.kept().startsWith("[{\"ext64\":7},{\"ext65\":7},"));
    QVERIFY(reading.kept().endsWith("{\"ext199\":7}]"));
    QCOMPARE(reading.left(), 0);
}

void TestAcmMembers::everyMemberIsAnAttributeOrKeptOrCounted_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("least"); // that must be kept as they came
    const QByteArray quotes = QByteArray(R"(\")").repeated(50);
    const auto row = [](const char *title, const QByteArray &name, const QByteArray &value,
                        int count,
                        int least) { QTest::newRow(title) << name << value << count << least; };
    row("numbers", "x", "1", 1'000, 150);
    row("no names of attributes", "x-", "\"v\"", 1'000, 150);
    row("objects", "x", R"({"a":[]})", 300, 100);
    row("one has all the room", "x", '"' + QByteArray(5'000, 'v') + '"', 1, 0);
    row("a small one has room behind it", "x", "{},\"large\":[\"" + QByteArray(5'000, 'v') + "\"]",
        3, 1);
    row("escapes", "x-", '"' + quotes + '"', 100, 5);
    row("longer than an attribute", "x", '"' + QByteArray(600, 'v') + '"', 3, 2);
    row("attributes take all the room", "x", '"' + QByteArray(500, 'v') + '"', 50, 0);
}

void TestAcmMembers::everyMemberIsAnAttributeOrKeptOrCounted()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QFETCH(int, count);
    QFETCH(int, least);
    const QByteArray members = membersOf(count, name, value);
    qint64 all = 0; // with those that a value has beside it
    JsonTape tape;
    const QByteArray event = eventWith(members);
    QVERIFY(tape.parse({event.constData(), size_t(event.size())}));
    JsonRef(tape).forEachMember([&all](JsonRef, JsonRef) { ++all; });
    const Reading reading(event, true);
    QVERIFY(reading.fields().extensions.size() <= EventFields::maxExtensions);
    qint64 whole = 5; // what eventWith() adds
    const QJsonObject attributes = reading.attributes();
    QVERIFY(!attributes.isEmpty());
    for (auto it = attributes.begin(); it != attributes.end(); ++it) {
        const bool isCut = it.value().toString().size() == 512;
        whole += it.key().startsWith(u"x"_s) && !isCut ? 1 : 0;
    }
    QCOMPARE(whole + reading.keptCount() + reading.left(), all);
    QVERIFY2(reading.keptCount() >= least, QByteArray::number(reading.keptCount()).constData());
}

void TestAcmMembers::textsThatAnAttributeCutsAreKeptWhole_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char *name : {"id", "type", "source", "subject", "datacontenttype", "extlong",
                             "kafkatopic", "kafkamessagekey"})
        QTest::newRow(name) << QByteArray(name);
}

void TestAcmMembers::textsThatAnAttributeCutsAreKeptWhole()
{
    QFETCH(QByteArray, name);
    const QByteArray member =
        '"' + name + "\":\"" + QByteArray(EventFields::maxAttribute + 1, 'v') + '"';
    QByteArray event = R"({"specversion":"1.0",)" + member + '}';
    QCOMPARE(Reading(event, true).kept(), "[{" + member + "}]");
}

/// The longest that there can be.
void TestAcmMembers::countsOfMembersAndHeadersHaveRoomTogether()
{
    const QByteArray event =
        eventWith(membersOf(8, "x", '"' + QByteArray(500, 'v') + '"') + membersOf(40, "y-", "\"v\"")
                  + "\"kafkaheaders\":\"" + QByteArray(5'000, 'h') + "\",");
    KafkaRecord record;
    record.topic = "t";
    record.value = {event.constData(), size_t(event.size())};
    record.hasValue = true;
    const std::string large(5'000, 'h');
    const std::vector<KafkaHeader> headers{{"content-type", "application/cloudevents+json"},
                                           {"large", large}};
    record.headers = headers;
    record.headersLeft = std::numeric_limits<quint64>::max() - 1;
    AcmRecord reader;
    reader.read(record);
    const std::string_view extensions = reader.fields().extensions;
    QVERIFY(extensions.size() <= EventFields::maxExtensions);
    QVERIFY(extensions.find("\"cemembersleft\":\"") != std::string_view::npos);
    QVERIFY(extensions.ends_with("\"kafkaheadersleft\":\"18446744073709551615\""));
}

void TestAcmMembers::anotherCharsetThatTheBytesAreNotInIsSaid()
{
    const std::vector<KafkaHeader> headers{
        {"content-type", "application/cloudevents+json; charset=utf-16be"}};
    KafkaRecord record;
    record.topic = "t";
    record.value = std::string_view("\xd8\x00\x00\x61", 4); // half a character
    record.hasValue = true;
    record.headers = headers;
    AcmRecord reader;
    reader.read(record);
    QCOMPARE(reader.fields().reason,
             std::string_view("no CloudEvent: it is not in the charset that it says"));
    QCOMPARE(reader.fields().payload, record.value);
}

QTEST_GUILESS_MAIN(TestAcmMembers)
#include "tst_acmmembers.moc"

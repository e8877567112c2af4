// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/kafkatrail.h"

#include "tests/models/capture/capturetesting.h"

using namespace capturetesting;

namespace {

QByteArray line(const QByteArray &source, const QByteArray &rest)
{
    return R"({"specversion":"1.0","sequence":"1","source":"/)" + source
        + R"(","id":"1","type":"x")" + rest + "}\n";
}

QByteArray placeOf(const QByteArray &topic, int partition, qint64 offset)
{
    return R"("kafkatopic":")" + topic + R"(","kafkapartition":")" + QByteArray::number(partition)
        + R"(","kafkaoffset":")" + QByteArray::number(offset) + '"';
}

QByteArray record(const QByteArray &topic, int partition, qint64 offset,
                  const QByteArray &source = "0badcafe", const QByteArray &more = {})
{
    return line(source,
                R"(,"topic":"t",)" + placeOf(topic, partition, offset) + more
                    + R"(,"data":{"kafkaoffset":"999","kafkanext":"1"})");
}

/// Our own row of a subscription.
QByteArray begun(const QByteArray &pattern, const QByteArray &next, const QByteArray &cluster,
                 const QByteArray &source = "0badcafe", const QByteArray &type = "ack")
{
    const QByteArray of = cluster.isEmpty() ? QByteArray() : R"(,"kafkacluster":")" + cluster + '"';
    return R"({"specversion":"1.0","sequence":"1","source":"/)" + source
        + R"(","id":"1","type":"eventscope.)" + type + R"(","topic":")" + pattern
        + R"(","data":{"message":"x","frame":{"topics":{"a":2},"kafkanext":")" + next + '"' + of
        + "}}}\n";
}

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), size_t(bytes.size())};
}

void append(EventBatch &batch, const QByteArray &place)
{
    EventFields fields;
    fields.type = "x";
    fields.extensions = view(place);
    fields.payload = "1";
    batch.append(fields, 1'700'000'000'000'000);
}

/// What it reads, and then one record of a partition that nobody hears of again.
void appendBeginning(EventBatch &batch)
{
    EventFields fields;
    fields.type = owntype::ack;
    fields.topic = "^quiet.*";
    fields.flags = OwnEvent;
    fields.payload =
        R"({"message":"x","frame":{"topics":{"quiet":2},"kafkanext":"quiet/0@3 quiet/1@8","kafkacluster":"one"}})";
    batch.append(fields, 1'700'000'000'000'000);
    append(batch, placeOf("quiet", 0, 3));
}

/// So many events, a hundred each in a batch, behind what `first` puts in.
void recordMany(const QString &folder, std::string_view connection, int events,
                const std::function<void(EventBatch &)> &first,
                const std::function<QByteArray(int)> &placeOfEvent)
{
    CaptureWriter::Settings settings;
    settings.limits.events = 1'000;
    const auto writer = openWriter(folder, settings);
    for (int i = 0; i < events; i += 100) {
        auto batch = writer->takeEmptyBatch();
        batch->setConnection(connection);
        if (i == 0)
            first(*batch);
        for (int n = i; n < i + 100; ++n)
            append(*batch, placeOfEvent(n));
        QVERIFY(writer->submit(std::move(batch)));
        writer->flush();
    }
    writer->close();
}

} // namespace

class TestKafkaTrail : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void offsetsSurviveTheirText();
    void theHighestOffsetOfEachPartitionCounts();
    void whereAQuietPartitionBeganIsKnownToo();
    void whatIsNotStoredOrNotOursDoesNotCount();
    void whatWaitedForItsRestIsReadAgainButNotWhatIsStored();
    void positionsSurviveTheirText();
    void anotherClusterBeginsAnew();
    void ofSeveralClustersTheLastThatWasBegunCounts();
    void whatWasNotAllowedWasAskedForAllTheSame();
    void aPositionThatIsTooLongKeepsItsPatterns();
    void whereAQuietPartitionStoodOutlivesItsSegment();
    void whatLimitsRemovedOfOthersIsNotRead();
    void aForgedMemoryOfWhatIsGoneIsBounded();
};

void TestKafkaTrail::offsetsSurviveTheirText()
{
    const QString text = u"gh-status.hub1/0@4294967297 gh-status.hub1/1@0 t/17@5"_s;
    QCOMPARE(KafkaOffsets::fromText(text).text(), text);
    QCOMPARE(KafkaOffsets::fromText(u"nonsense t/x@1 /0@1 t/0@ t/0@-4 t/-1@4 a/0@1"_s).text(),
             u"a/0@1"_s);
    const QString odd = u"%2/0@17 a%3b/1@2"_s; // no topic of Kafka, but a file may say so
    QCOMPARE(KafkaOffsets::fromText(odd).text(), odd);
}

void TestKafkaTrail::theHighestOffsetOfEachPartitionCounts()
{
    QTemporaryDir folder;
    QFile first(folder.filePath(u"000001.ndjson"_s));
    QVERIFY(first.open(QIODevice::WriteOnly));
    first.write(record("a", 0, 5) + record("a", 1, 4294967296) + record("b", 0, 0)
                + line("0badcafe", R"(,"data":{"kafkatopic":"a","kafkaoffset":"77"})"));
    first.close();
    QFile second(folder.filePath(u"000002.ndjson"_s));
    QVERIFY(second.open(QIODevice::WriteOnly));
    second.write(record("a", 0, 9) + record("a", 0, 7));
    second.close();
    QCOMPARE(KafkaTrail::read(folder.path()).text(), u"a/0@10 a/1@4294967297 b/0@1"_s);
    QVERIFY(KafkaTrail::read(folder.filePath(u"none"_s)).isEmpty());
}

void TestKafkaTrail::whereAQuietPartitionBeganIsKnownToo()
{
    KafkaTrail trail;
    const QByteArray row =
        R"({"specversion":"1.0","source":"/0badcafe","type":"eventscope.ack","data":{"message":"x","frame":{"topics":{"a":2},"kafkanext":"a/0@3 a/1@8"}}})";
    trail.take({row.constData(), size_t(row.size())});
    const QByteArray event = record("a", 0, 3);
    trail.take({event.constData(), size_t(event.size())});
    QCOMPARE(trail.offsets().text(), u"a/0@4 a/1@8"_s);
}

void TestKafkaTrail::whatIsNotStoredOrNotOursDoesNotCount()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"000001.ndjson"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QByteArray torn = record("a", 0, 50);
    torn.chop(10);
    file.write(record("a", 0, 1) + record("a", 0, 9, "deadbeef") + torn);
    file.close();
    QCOMPARE(KafkaTrail::read(folder.path(), u"0badcafe"_s).text(), u"a/0@2"_s);
    QCOMPARE(KafkaTrail::read(folder.path()).text(), u"a/0@10"_s);
}

void TestKafkaTrail::whatWaitedForItsRestIsReadAgainButNotWhatIsStored()
{
    KafkaTrail trail;
    const auto take = [&trail](qint64 offset, const QByteArray &next) {
        const QByteArray more = next.isEmpty() ? QByteArray() : R"(,"kafkanext":")" + next + '"';
        const QByteArray text = record("a", 0, offset, "0badcafe", more);
        trail.take(view(text));
        return trail.position().text();
    };
    QCOMPARE(take(9, {}), u"a/0@10"_s);
    QCOMPARE(take(12, "10"), u"a/0@10 a/0+12-13"_s);
    QCOMPARE(take(13, "10"), u"a/0@10 a/0+12-14"_s);
    QCOMPARE(take(15, "11"), u"a/0@11 a/0+12-14 a/0+15-16"_s);
    QCOMPARE(take(16, "14"), u"a/0@14 a/0+15-17"_s); // the first became whole
    QCOMPARE(take(14, "17"), u"a/0@17"_s); // the other is told in parts
    QCOMPARE(take(18, {}), u"a/0@19"_s);
}

void TestKafkaTrail::positionsSurviveTheirText()
{
    KafkaPosition position;
    position.offsets.set(u"a"_s, 0, 10);
    position.stored.add(u"a"_s, 0, 14);
    position.stored.add(u"a"_s, 0, 12);
    position.stored.add(u"a"_s, 0, 13); // and they are one
    position.stored.add(u"b-1"_s, 3, 4'294'967'296);
    position.addPattern(u"^a b/c@d+e\\.ä?"_s);
    const QString text = position.text();
    QCOMPARE(text,
             u"?%5Ea%20b%2Fc%40d%2Be%5C.%C3%A4%3F a/0@10 a/0+12-15 b-1/3+4294967296-4294967297"_s);
    QCOMPARE(KafkaPosition::fromText(text), position);
    QVERIFY(position.stored.contains(u"a"_s, 0, 14) && !position.stored.contains(u"a"_s, 0, 15));
    position.stored.dropBefore(u"a"_s, 0, 14);
    position.stored.forget(u"b-1"_s, 3);
    QCOMPARE(KafkaPosition::fromText(position.text()).stored, position.stored);
    QVERIFY(!position.stored.contains(u"a"_s, 0, 13));
    position.stored.dropBefore(u"a"_s, 0, 15);
    QVERIFY(position.stored.isEmpty());
    QCOMPARE(KafkaPosition::fromText(u"t/0+1 t/0+5-5 t/0+6-5 t/-1+1-2 t/x+1-2 ä/0@1 ä/0+1-2 ?"_s),
             KafkaPosition());
}

void TestKafkaTrail::anotherClusterBeginsAnew()
{
    KafkaTrail trail;
    const auto take = [&trail](const QByteArray &text) {
        trail.take(view(text));
        return trail.position().text();
    };
    QCOMPARE(take(record("a", 0, 4)), u"a/0@5"_s); // of an older version: nobody knows
    QCOMPARE(take(begun("^a", "a/0@5 a/1@3", "one")), u"!one ?%5Ea a/0@5 a/1@3"_s);
    QCOMPARE(take(record("a", 0, 7)), u"!one ?%5Ea a/0@8 a/1@3"_s);
    QCOMPARE(take(begun("^a", "a/0@8 a/1@3", {})), u"!one ?%5Ea a/0@8 a/1@3"_s);
    QCOMPARE(take(begun("^b", "a/0@2", "two")), u"!two ?%5Eb a/0@2"_s);
    QCOMPARE(take(record("a", 0, 2)), u"!two ?%5Eb a/0@3"_s);
    QCOMPARE(take(begun("^b", "a/0@3", "t w o")), u"!two ?%5Eb a/0@3"_s); // no id of a cluster
    KafkaPosition position = KafkaPosition::fromText(u"!two a/0@3"_s);
    position.add(KafkaPosition::fromText(u"!one a/0@9 b/0@1 ?x a/0+12-13"_s));
    QCOMPARE(position.text(), u"!two a/0@3"_s);
    position.add(KafkaPosition::fromText(u"a/0@4"_s));
    QCOMPARE(position.text(), u"!two a/0@4"_s);
}

void TestKafkaTrail::ofSeveralClustersTheLastThatWasBegunCounts()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"000001.ndjson"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(begun("a", "a/0@5", "one") + begun("a", "a/0@2", "two", "deadbeef")
               + record("a", 0, 7) + record("a", 0, 3, "deadbeef") + record("a", 0, 8));
    file.close();
    QCOMPARE(KafkaTrail::read(folder.path(), u"0badcafe"_s).text(), u"!one ?a a/0@9"_s);
    QCOMPARE(KafkaTrail::read(folder.path(), u"deadbeef"_s).text(), u"!two ?a a/0@4"_s);
    QCOMPARE(KafkaTrail::read(folder.path()).text(), u"!two ?a a/0@4"_s);
}

/// What it finds once it is allowed has no place, and is read from its beginning.
void TestKafkaTrail::whatWasNotAllowedWasAskedForAllTheSame()
{
    KafkaTrail trail;
    trail.take(view(begun("secret", {}, "one", "0badcafe", "refused")));
    QCOMPARE(trail.position().text(), u"!one ?secret"_s);
}

/// What has no place is read from its beginning where its pattern is known.
void TestKafkaTrail::aPositionThatIsTooLongKeepsItsPatterns()
{
    KafkaPosition position;
    position.addPattern(u"^a.*"_s);
    for (int i = 0; i < 100; ++i)
        position.offsets.set(u"a"_s + QString::number(i), 0, 10);
    const QString text = position.text(50);
    QVERIFY(text.size() <= 50);
    QVERIFY2(text.startsWith(u"?%5Ea.%2A a0/0@10 "_s), qPrintable(text));
    for (int i = 0; i < 10'000; ++i)
        position.stored.add(u"a"_s, 0, i * 2);
    position.stored.add(u"a"_s, 0, 1); // has room: it makes one of two
    int ranges = 0;
    position.stored.forEach([&ranges](const QString &, qint32, qint64, qint64) { ++ranges; });
    QCOMPARE(size_t(ranges), KafkaStored::mostRanges - 1);
}

void TestKafkaTrail::whereAQuietPartitionStoodOutlivesItsSegment()
{
    QTemporaryDir folder;
    const auto loud = [](int n) { return placeOf("loud", 0, n); };
    recordMany(folder.path(), "0badcafe", 3'000, appendBeginning, loud);
    const QString id = u"0badcafe"_s;
    CaptureInfo::Retired retired = CaptureInfo::read(folder.path())->retired;
    QVERIFY(retired.events > 1'000);
    QVERIFY(!linesOf(folder.path()).first().contains("quiet"));
    const QString text = u"!one ?%5Equiet.%2A loud/0@3000 quiet/0@4 quiet/1@8"_s;
    QCOMPARE(KafkaTrail::read(folder.path(), id).text(), text);
    QCOMPARE(KafkaTrail::read(folder.path()).text(), text);
    QVERIFY(KafkaTrail::read(folder.path(), u"feedface"_s).isEmpty());
    // Once more, by a recording that has nothing to say of it.
    recordMany(
        folder.path(), "feedface", 3'000, [](EventBatch &) {}, [](int) { return QByteArray(); });
    QVERIFY(CaptureInfo::read(folder.path())->retired.events > retired.events + 1'000);
    QCOMPARE(KafkaTrail::read(folder.path(), id).text(), text);
    QCOMPARE(CaptureInfo::read(folder.path())->retired.kafka, (QMap<QString, QString>{{id, text}}));
}

/// The capture.json of who has no Kafka is as it was, and as older versions wrote it.
void TestKafkaTrail::whatLimitsRemovedOfOthersIsNotRead()
{
    QTemporaryDir folder;
    recordMany(
        folder.path(), "0badcafe", 3'000, [](EventBatch &) {},
        [](int) { return QByteArray(R"("kafkalike":"t/0@1")"); });
    const CaptureInfo::Retired retired = CaptureInfo::read(folder.path())->retired;
    QVERIFY(retired.events > 1'000);
    QVERIFY(retired.kafka.isEmpty());
    QVERIFY(!readFile(folder.filePath(u"capture.json"_s)).contains("kafka"));
    QVERIFY(KafkaTrail::read(folder.path()).isEmpty());
}

void TestKafkaTrail::aForgedMemoryOfWhatIsGoneIsBounded()
{
    QTemporaryDir folder;
    CaptureInfo info;
    info.id = u"01234567"_s;
    info.retired.lastSegment = 1;
    info.retired.lastSequence = 7;
    QString large;
    for (int i = 0; i < 300'000; ++i)
        large += u" topic/%1@1"_s.arg(i);
    info.retired.kafka = {{u"../up"_s, u"a/0@1"_s},
                          {u"0badcafe"_s, u"x a/0@-1 ä/0@1 b/0@3"_s},
                          {u"feedface"_s, large}};
    QVERIFY(info.write(folder.path()));
    const auto read = CaptureInfo::read(folder.path());
    QVERIFY(read);
    QCOMPARE(read->retired.kafka.keys(), (QStringList{u"0badcafe"_s, u"feedface"_s}));
    QCOMPARE(read->retired.kafka.value(u"0badcafe"_s), u"b/0@3"_s);
    QVERIFY(read->retired.kafka.value(u"feedface"_s).size() <= 2 << 20);
    QVERIFY(read->retired.kafka.value(u"feedface"_s).size() > 1 << 20);
    QCOMPARE(KafkaTrail::read(folder.path(), u"0badcafe"_s).text(), u"b/0@3"_s);
}

QTEST_GUILESS_MAIN(TestKafkaTrail)
#include "tst_kafkatrail.moc"

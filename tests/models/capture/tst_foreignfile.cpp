// SPDX-License-Identifier: GPL-3.0-or-later
#include "foreigntesting.h"

#include "tests/models/capture/foreignfollowingtest.h"
#include "tests/models/capture/foreignshapetest.h"
#include "tests/support/testclasses.h"

#include <sys/stat.h>

using namespace capturetesting;

namespace {

std::string_view text(std::string_view v)
{
    return v;
}

QByteArray bytesOf(std::string_view v)
{
    return {v.data(), qsizetype(v.size())};
}

} // namespace

class TestForeignFile : public QObject
{
    Q_OBJECT

    ForeignFiles m_files;

    QString make(const QByteArray &bytes) { return m_files.make(bytes); }

private Q_SLOTS:
    void placesAreGuessedFromTheLines()
    {
        QByteArray bytes;
        for (int i = 0; i < 60; ++i) {
            bytes += "{\"event\":\"order." + QByteArray(i % 2 ? "paid" : "created")
                + "\",\"at\":\"2026-11-21T10:30:" + QByteArray::number(i).rightJustified(2, '0')
                + "Z\",\"level\":\"" + (i % 10 ? "info" : "error") + "\",\"order_id\":\"A"
                + QByteArray::number(i % 5) + "\",\"amount\":12345678901234567890.123}" + '\n';
        }
        const auto file = openForeign(make(bytes));
        EventLog log;
        file->load(log);
        QCOMPARE(log.size(), 60ULL);
        QCOMPARE(file->remarks(), QStringList());
        QCOMPARE(typeOf(log, 0), text("order.created"));
        QCOMPARE(typeOf(log, 1), text("order.paid"));
        QCOMPARE(log.at(0).severity, Severity::Error);
        QCOMPARE(log.at(1).severity, Severity::Info);
        QCOMPARE(log.at(5).timeUs, parseTimestamp("2026-11-21T10:30:05Z"));
        QCOMPARE(log.at(5).recordedUs, log.at(5).timeUs);
        QVERIFY(log.at(0).subjectHash != 0);
        QCOMPARE(log.connections().text(log.at(0).connection), text("file-1.jsonl"));
        // The line is a CloudEvent whose data is what stood in the file, byte for byte.
        std::string scratch;
        const std::string_view line = file->line(log.at(7), scratch);
        const QByteArray raw = bytes.split('\n').at(7);
        QCOMPARE(bytesOf(line.substr(log.at(7).dataOffset, size_t(raw.size()))), raw);
        QCOMPARE(payloadLength(log.at(7)), quint64(raw.size()));
        LineAttributes attributes;
        QVERIFY(readLineAttributes(line, attributes));
        QCOMPARE(attributes.type, std::string("order.paid"));
        QCOMPARE(attributes.time, std::string("2026-11-21T10:30:07Z"));
        QCOMPARE(bytesOf(attributes.data), raw);
        QVERIFY(!attributes.id.empty());
    }

    void cloudEventsAreReadAsSuch()
    {
        const QByteArray first = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"https://x/"
                                 "y\",\"type\":\"a.b\",\"subject\":\"s\",\"time\":\"2026-01-01T00:"
                                 "00:00Z\",\"data\":{\"x\":1}}";
        const QByteArray second =
            "{\"specversion\":\"1.0\",\"id\":\"2\",\"source\":\"/"
            "z\",\"type\":\"a.c\",\"kafkatopic\":\"spec\",\"data_base64\":\"AAA=\"}";
        const auto file = openForeign(make(first + '\n' + second + '\n'));
        EventLog log;
        file->load(log);
        QCOMPARE(log.size(), 2ULL);
        QCOMPARE(typeOf(log, 0), text("a.b"));
        QCOMPARE(log.topics().text(log.at(0).topic), text("https://x/y"));
        QCOMPARE(log.topics().text(log.at(1).topic), text("spec"));
        QCOMPARE(log.at(0).subjectHash, subjectHash("s"));
        QVERIFY(log.at(1).flags & BinaryPayload);
        std::string scratch;
        QCOMPARE(bytesOf(file->line(log.at(0), scratch)), first);
        QCOMPARE(bytesOf(file->line(log.at(1), scratch)), second);
        QCOMPARE(first.mid(log.at(0).dataOffset), QByteArray("{\"x\":1}}"));
    }

    void aSegmentOfACaptureHasItsNamesAndMasks()
    {
        QTemporaryDir folder;
        {
            const auto writer = openWriter(folder.path());
            QVERIFY(writer->nameConnection(u"voip-prod"_s, u"Calls"_s, u"voipbin"_s, {u"token"_s}));
            QVERIFY(writer->submit(makeBatch(*writer, 0, 40)));
        }
        const auto file = openForeign(segmentPath(folder.path(), 1));
        EventLog log;
        file->load(log);
        EventLog whole;
        auto reader = CaptureReader::open(folder.path());
        (*reader)->load(whole);
        QCOMPARE(describe(log), describe(whole));
        QCOMPARE(file->connections().value(u"voip-prod"_s).name, u"Calls"_s);
        QVERIFY(masksOf(file->connections()).contains(u"voip-prod"_s));
        QCOMPARE(QDir(folder.path()).entryList({u"*.idx"_s}).size(), 0);
    }

    void aPayloadMayBeginFarBehind()
    {
        const QByteArray bytes = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/x\","
                                 "\"type\":\"t\",\"note\":\""
            + QByteArray(70'000, 'n') + "\",\"data\":{\"v\":1}}";
        const auto file = openForeign(make(bytes + '\n'));
        EventLog log;
        file->load(log);
        QCOMPARE(bytes.mid(log.at(0).dataOffset), QByteArray("{\"v\":1}}"));
        QCOMPARE(payloadLength(log.at(0)), quint64(7));
    }

    void whatIsNoJsonSaysSoAndTheRestGoesOn_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<bool>("binary");
        QTest::newRow("words") << QByteArray("Error: it broke") << u"no JSON: "_s << false;
        QTest::newRow("half an object")
            << QByteArray("{\"a\":1") << u"no JSON: ends too early at byte 7"_s << false;
        QTest::newRow("no UTF-8") << QByteArray("{\"a\":\"\xff\xfe\"}") << u"no JSON: no UTF-8"_s
                                  << true;
        QTest::newRow("two values") << QByteArray("{} {}") << u"no JSON: "_s << false;
        QTest::newRow("deep") << QByteArray(5000, '[') << u"no JSON: nested deeper"_s << false;
    }
    void whatIsNoJsonSaysSoAndTheRestGoesOn()
    {
        QFETCH(const QByteArray, line);
        QFETCH(const QString, reason);
        QFETCH(const bool, binary);
        const auto file = openForeign(make("{\"type\":\"x\"}\n" + line + "\n{\"type\":\"y\"}\n"));
        EventLog log;
        file->load(log);
        QCOMPARE(log.size(), 3ULL);
        QCOMPARE(typeOf(log, 1), std::string_view(owntype::undecodable));
        QVERIFY(log.at(1).flags & Undecodable);
        QVERIFY(!(log.at(1).flags & OwnEvent));
        const QJsonObject object = objectOf(*file, log, 1);
        QVERIFY2(
            object[u"reason"_s].toString().startsWith(reason),
            qPrintable(object[u"reason"_s].toString()));
        QCOMPARE(object.contains(u"data_base64"_s), binary);
        if (!binary)
            QCOMPARE(object[u"data"_s].toString().toUtf8(), line);
        else
            QCOMPARE(QByteArray::fromBase64(object[u"data_base64"_s].toString().toLatin1()), line);
        QVERIFY(log.at(1).dataOffset > 0);
        QCOMPARE(file->remarks().value(0), u"1 of 3 lines is no JSON; each says why"_s);
    }

    void saysWhyOnlyWhereItIsSo_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("severalLines");
        QTest::newRow("indented") << QByteArray("{\n  \"a\": [\n    1\n  ]\n}\n") << true;
        QTest::newRow("with blanks") << QByteArray("[ \r\n {\"a\":1},\r\n {\"a\":2}\r\n]\r\n") << true;
        QTest::newRow("one a line, in brackets") << QByteArray("[{\"a\":1},\n{\"a\":2},\n{\"a\":3}]\n") << true;
        QTest::newRow("too deep, and cut off")
            << QByteArray(200'000, '[') + QByteArray(200'000, ']') + '\n' + QByteArray(200'000, '[') << false;
        QTest::newRow("cut off") << QByteArray("{\"a\":1,\"b\":") << false;
        QTest::newRow("no JSON") << QByteArray("[12:00] hello\n[12:01] you\n") << false;
    }
    void saysWhyOnlyWhereItIsSo()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, severalLines);
        EventLog log;
        const auto file = openForeign(make(bytes));
        QVERIFY(file);
        file->load(log);
        const QString said = file->remarks().join(u'\n');
        QVERIFY2(said.contains(u"no JSON; each says why"_s), qPrintable(said));
        QCOMPARE(said.contains(u"over several lines"_s), severalLines);
    }

    void endsOfLinesAreOfAnyKind_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("LF") << QByteArray("{\"n\":1}\n{\"n\":2}\n");
        QTest::newRow("CR LF") << QByteArray("{\"n\":1}\r\n{\"n\":2}\r\n");
        QTest::newRow("no last end") << QByteArray("{\"n\":1}\n{\"n\":2}");
        QTest::newRow("empty lines") << QByteArray("\n\n{\"n\":1}\n  \t\n\r\n{\"n\":2}\n\n");
        QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf{\"n\":1}\n{\"n\":2}\n");
        QTest::newRow("white space") << QByteArray("  {\"n\":1}  \n\t{ \"n\" : 2 }\n");
    }
    void endsOfLinesAreOfAnyKind()
    {
        QFETCH(const QByteArray, bytes);
        const auto file = openForeign(make(bytes));
        EventLog log;
        file->load(log);
        QCOMPARE(file->remarks(), QStringList());
        QCOMPARE(log.size(), 2ULL);
        QCOMPARE(objectOf(*file, log, 0)[u"data"_s][u"n"_s].toInt(), 1);
        QCOMPARE(objectOf(*file, log, 1)[u"data"_s][u"n"_s].toInt(), 2);
    }

    void whatIsNoObjectIsAnEventToo()
    {
        const auto file = openForeign(make("1\n\"text\"\nnull\n[1,2]\ntrue\n"));
        EventLog log;
        file->load(log);
        QCOMPARE(log.size(), 5ULL);
        QCOMPARE(typeOf(log, 3), text("message"));
        QCOMPARE(objectOf(*file, log, 1)[u"data"_s].toString(), u"text"_s);
    }

    void whatIsNoTextIsRefusedInASentence_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("why");
        QTest::newRow("gzip") << QByteArray("\x1f\x8b\x08\x00", 4) << u"gunzip"_s;
        QTest::newRow("zstd") << QByteArray("\x28\xb5\x2f\xfd", 4) << u"unzstd"_s;
        QTest::newRow("UTF-16") << QByteArray("\xff\xfe{\0}\0", 6) << u"UTF-16"_s;
        QTest::newRow("zeros") << QByteArray(100, '\0') << u"no text"_s;
    }
    void whatIsNoTextIsRefusedInASentence()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QString, why);
        const auto file = ForeignFile::open(make(bytes));
        QVERIFY(!file);
        QVERIFY2(file.error().contains(why) && file.error().startsWith(u"Cannot open "),
                 qPrintable(file.error()));
    }

    void whatIsNoFileIsRefused()
    {
        QVERIFY(!ForeignFile::open(m_files.filePath(u"none"_s)));
        QVERIFY(!ForeignFile::open(m_files.folder()));
        const QString pipe = m_files.filePath(u"pipe"_s);
        QCOMPARE(::mkfifo(pipe.toUtf8().constData(), 0600), 0);
        const auto refused = ForeignFile::open(pipe); // and nobody waits for a writer
        QVERIFY(!refused);
        QVERIFY2(refused.error().contains(u"it is no file"), qPrintable(refused.error()));
    }

    void anEmptyFileIsAnEmptyLog()
    {
        const auto file = openForeign(make({}));
        EventLog log;
        file->load(log);
        QCOMPARE(log.size(), 0ULL);
        QCOMPARE(file->remarks(), QStringList());
    }

    void prettyPrintedJsonIsToldWhatToDo()
    {
        const auto file = openForeign(make("[\n  {\n    \"a\": 1\n  }\n]\n"));
        EventLog log;
        file->load(log);
        QVERIFY2(file->remarks().last().contains(u"jq"), qPrintable(file->remarks().join(u'|')));
    }

    void aLineOfFiftyMegabytesIsALine()
    {
        const QByteArray large =
            "{\"type\":\"large\",\"text\":\"" + QByteArray(50'000'000, 'x') + "\"}";
        const auto file = openForeign(make("{\"type\":\"a\"}\n" + large + "\n{\"type\":\"b\"}\n"));
        EventLog log;
        int told = 0;
        file->load(log, [&told](int) { return ++told > 0; });
        QVERIFY(told > 0); // so that it can be stopped among few long lines as among many short ones
        QCOMPARE(log.size(), 3ULL);
        QCOMPARE(typeOf(log, 1), text("large"));
        QCOMPARE(log.at(1).lineLength, quint32(large.size()));
        std::string scratch;
        const std::string_view line = file->line(log.at(1), scratch);
        QCOMPARE(bytesOf(line.substr(log.at(1).dataOffset, size_t(large.size()))), large);
    }

    void aLineWithoutAnEndComesInPieces()
    {
        const QString path = m_files.filePath(u"endless.jsonl"_s);
        writeFile(path,
                  "{\"type\":\"a\"}\n" + QByteArray(150'000'000, 'x') + "\n{\"type\":\"b\"}\n");
        const auto file = openForeign(path);
        EventLog log;
        file->load(log);
        QVERIFY(log.size() >= 4 && log.size() <= 6);
        QCOMPARE(typeOf(log, 1), std::string_view(owntype::undecodable));
        QCOMPARE(typeOf(log, log.size() - 1), text("b"));
        quint64 sum = 0;
        for (quint64 row = 1; row + 1 < log.size(); ++row)
            sum += log.at(row).lineLength;
        QCOMPARE(sum, 150'000'000ULL);
        std::string scratch;
        LineAttributes attributes;
        QVERIFY(readLineAttributes(file->line(log.at(1), scratch), attributes));
        QVERIFY(attributes.reason.find("pieces") != std::string::npos);
    }

    void nothingIsWrittenBesideTheFile()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"a.jsonl"_s);
        writeFile(path, "{\"type\":\"a\"}\n");
        const auto before = QFileInfo(path).lastModified();
        const auto file = openForeign(path);
        EventLog log;
        file->load(log);
        file->follow(log, 100);
        QCOMPARE(
            QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
            QStringList{u"a.jsonl"_s});
        QCOMPARE(QFileInfo(path).lastModified(), before);
    }

    void loadingCanBeStopped()
    {
        QByteArray bytes;
        for (int i = 0; i < 40'000; ++i)
            bytes += "{\"n\":1}\n";
        const auto file = openForeign(make(bytes));
        EventLog log;
        QList<int> told;
        file->load(log, [&told](int done) {
            told << done;
            return told.size() < 2;
        });
        QCOMPARE(told.size(), 2);
        QVERIFY(told[0] > 0 && told[1] > told[0] && told[1] < 1000);
        QVERIFY(log.size() < 40'000);
    }
};

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, TestForeignFile, ForeignShapeTest, ForeignFollowingTest>(argc,
                                                                                       argv);
}

#include "tst_foreignfile.moc"

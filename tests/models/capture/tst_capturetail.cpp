// SPDX-License-Identifier: GPL-3.0-or-later
#include "capturetesting.h"

#include "models/capture/capturetail.h"

using namespace capturetesting;

class TestCaptureTail : public QObject
{
    Q_OBJECT

    static void write(CaptureWriter &writer, std::string_view connection, std::string_view type,
                      std::string_view data = "{}", qint64 atUs = 1'700'000'000'000'000)
    {
        auto batch = writer.takeEmptyBatch();
        batch->setConnection(connection);
        EventFields fields;
        fields.type = type;
        fields.payload = data;
        fields.flags = type == owntype::gap ? OwnEvent | GapEvent : 0;
        if (type.substr(0, owntype::prefix.size()) == owntype::prefix)
            fields.flags |= OwnEvent;
        batch->append(fields, atUs);
        QVERIFY(writer.submit(std::move(batch)));
        writer.flush(); // connections have their turns: only so does one line come behind the other
    }

private Q_SLOTS:
    void anEmptyCaptureHasNoEnd()
    {
        QTemporaryDir dir;
        openWriter(dir.path());
        QCOMPARE(CaptureTail::read(dir.path()).lastUs, noTime);
        QCOMPARE(CaptureTail::read(dir.filePath(u"none"_s)).lastUs, noTime);
    }

    void whoGoesOnIsOpen_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("data");
        QTest::addColumn<bool>("open");
        QTest::newRow("an event") << QByteArray("call") << QByteArray("{}") << true;
        QTest::newRow("connected")
            << QByteArray("eventscope.connected") << QByteArray("{}") << true;
        QTest::newRow("closed by the user") << QByteArray("eventscope.disconnected")
                                            << QByteArray(R"({"treatment":"closed"})") << false;
        QTest::newRow("stopped by the server") << QByteArray("eventscope.disconnected")
                                               << QByteArray(R"({"treatment":"stopped"})") << false;
        QTest::newRow("to be tried again") << QByteArray("eventscope.disconnected")
                                           << QByteArray(R"({"treatment":"retry-slowly"})") << true;
        QTest::newRow("a server that says so itself")
            << QByteArray("call") << QByteArray(R"({"treatment":"closed"})") << true;
        QTest::newRow("a gap") << QByteArray("eventscope.gap") << QByteArray(R"({"dropped":3})")
                               << true;
        QTest::newRow("told already")
            << QByteArray("eventscope.gap")
            << QByteArray(R"({"cause":"the recording was cut short"})") << false;
    }
    void whoGoesOnIsOpen()
    {
        QFETCH(const QByteArray, type);
        QFETCH(const QByteArray, data);
        QFETCH(const bool, open);
        QTemporaryDir dir;
        {
            const auto writer = openWriter(dir.path());
            write(*writer, "0000000a", "call");
            write(*writer, "0000000b", "call");
            write(*writer, "0000000b", "eventscope.disconnected", R"({"treatment":"closed"})");
            write(*writer, "0000000a", type.toStdString(), data.toStdString(),
                  1'700'000'009'000'000);
        }
        const CaptureTail tail = CaptureTail::read(dir.path());
        QCOMPARE(tail.lastUs, 1'700'000'009'000'000);
        QCOMPARE(tail.lastConnection, u"0000000a"_s);
        QCOMPARE(tail.open(), open ? QStringList{u"0000000a"_s} : QStringList());
    }

    void aGapOfOneThatHadEndedOpensNothing()
    {
        QTemporaryDir dir;
        {
            const auto writer = openWriter(dir.path());
            write(*writer, "0000000a", "eventscope.disconnected", R"({"treatment":"closed"})");
            write(*writer, "0000000a", "eventscope.gap", R"({"dropped":3})");
        }
        QCOMPARE(CaptureTail::read(dir.path()).open(), QStringList());
    }

    void longAndTornCapturesHaveAnEndToo()
    {
        QTemporaryDir dir;
        makeCapture(dir.path(), 30'000); // more than is looked at
        QVERIFY(QFileInfo(segmentPath(dir.path(), 1)).size() > 5 << 20);
        writeFile(segmentPath(dir.path(), 2), "{\"specversion\":\"1.0\",\"seq");
        const CaptureTail tail = CaptureTail::read(dir.path());
        QCOMPARE(tail.lastUs, 1'700'000'000'000'000 + 29'999 * 1001);
        QCOMPARE(tail.open(), QStringList{u"voip-prod"_s});
        // Who is not seen there is known to the note, and what is seen is newer than that.
        QCOMPARE(tail.open({u"0000000a"_s, u"voip-prod"_s}),
                 QStringList({u"voip-prod"_s, u"0000000a"_s}));
    }

    void segmentsThatHaveJustBegunHideNobody()
    {
        QTemporaryDir dir;
        for (const char *connection : {"0000000a", "0000000b", "0000000c"}) {
            CaptureWriter::Settings settings;
            settings.segmentBytes = 1; // one for each line
            const auto writer = openWriter(dir.path(), settings);
            write(*writer, connection, "eventscope.connected");
            if (*(connection + 7) == 'b')
                write(*writer, connection, "eventscope.disconnected", R"({"treatment":"closed"})");
            write(*writer, "0000000d", "call");
            write(*writer, "0000000d", "eventscope.gap", R"({"dropped":3})");
        }
        QVERIFY(listSegments(dir.path()).size() > 4);
        const CaptureTail tail = CaptureTail::read(dir.path());
        QCOMPARE(tail.lastConnection, u"0000000d"_s);
        QCOMPARE(tail.open({u"0000000b"_s}),
                 QStringList({u"0000000a"_s, u"0000000c"_s, u"0000000d"_s}));
    }
};

QTEST_GUILESS_MAIN(TestCaptureTail)
#include "tst_capturetail.moc"

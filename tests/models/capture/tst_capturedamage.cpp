// SPDX-License-Identifier: GPL-3.0-or-later
#include "capturetesting.h"

#include "models/capture/lineenvelope.h"
#include "models/capture/verify.h"

#include <random>

using namespace capturetesting;

/// Captures damaged at random, with seeds that can be repeated: whatever is in the files, a capture
/// opens, says what it lost, and can be gone on with.
class TestCaptureDamage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void damagedCapturesOpenAndGoOn_data();
    void damagedCapturesOpenAndGoOn();
    void soundCapturesStaySound();
    void whatIsNoCaptureAnyMoreIsToldAndGoneOnWith_data();
    void whatIsNoCaptureAnyMoreIsToldAndGoneOnWith();
    void aNewerVersionIsLeftAlone();
    void aHoleIsTheEndAfterACrashAndDamageOtherwise_data();
    void aHoleIsTheEndAfterACrashAndDamageOtherwise();

private:
    void copyCapture(const QString &folder) const;
    static void damage(const QString &folder, std::mt19937 &random);
    static void checkLoad(const QString &folder, const VerifyReport &report);
    static void checkGoOn(const QString &folder);

    QMap<QString, QByteArray> m_files;
};

void TestCaptureDamage::initTestCase()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 60, 4000);
    for (const QString &name : QDir(dir.path()).entryList(QDir::Files))
        m_files[name] = readFile(dir.filePath(name));
    QVERIFY(m_files.size() > 6);
}

void TestCaptureDamage::copyCapture(const QString &folder) const
{
    for (auto it = m_files.begin(); it != m_files.end(); ++it)
        writeFile(folder + u'/' + it.key(), it.value());
}

void TestCaptureDamage::damage(const QString &folder, std::mt19937 &random)
{
    const auto below = [&random](qsizetype limit) {
        return qsizetype(random() % quint32(std::max<qsizetype>(limit, 1)));
    };
    const QStringList names = QDir(folder).entryList(QDir::Files);
    const QString path = folder + u'/' + names[below(names.size())];
    QByteArray bytes = readFile(path);
    const qsizetype at = below(bytes.size());
    const qsizetype size = std::min(below(200) + 1, bytes.size() - at);
    switch (random() % 8) {
    case 0:
        bytes[at] = char(bytes[at] ^ (1 << (random() % 8)));
        break;
    case 1:
        bytes.truncate(at);
        break;
    case 2:
        bytes.remove(at, size);
        break;
    case 3:
        bytes.insert(at, bytes.mid(below(bytes.size()), size));
        break;
    case 4:
        bytes.replace(at, size, QByteArray(size, '\0'));
        break;
    case 5:
        for (qsizetype i = at; i < at + size; ++i)
            bytes[i] = char(random());
        break;
    case 6:
        bytes.replace(at, 1, "\n");
        break;
    default:
        QVERIFY(QFile::remove(path));
        return;
    }
    writeFile(path, bytes);
}

void TestCaptureDamage::checkLoad(const QString &folder, const VerifyReport &report)
{
    EventLog log;
    auto reader = CaptureReader::open(folder);
    QVERIFY2(reader, "cannot open");
    const auto loaded = (*reader)->load(log);
    quint64 lost = 0;
    std::string scratch;
    LineAttributes attributes;
    for (quint64 row = 0; row < log.size(); ++row) {
        const EventRecord &record = log.at(row);
        lost += record.lineLength == 0;
        const std::string_view line = (*reader)->line(record, scratch);
        QVERIFY2(!line.empty(), qPrintable(QString::number(row)));
        QVERIFY(record.dataOffset < line.size());
        // The quick reader lets a payload through whose literals are broken; it finds all other
        // damage.
        if (report.badLines == 0)
            QVERIFY2(readLineAttributes(line, attributes), qPrintable(QString::number(row)));
    }
    QCOMPARE(loaded.events + lost, log.size());
    QVERIFY(loaded.badLines <= report.badLines);
    QCOMPARE(loaded.events + loaded.badLines, report.lines);
    if (report.damaged())
        QVERIFY(loaded.events < 60 || !loaded.remarks.isEmpty() || report.badLines > 0);
    else
        QCOMPARE(loaded.events, report.lines);
}

void TestCaptureDamage::checkGoOn(const QString &folder)
{
    quint64 firstFree = 0;
    {
        CaptureWriter::Settings settings;
        settings.segmentBytes = 4000;
        const auto writer = openWriter(folder, settings);
        QVERIFY(writer);
        firstFree = writer->firstFreeSequence();
        QVERIFY(writer->submit(makeBatch(*writer, 0, 30)));
        writer->flush();
        QCOMPARE(writer->problem(), QString());
        const auto stored = writer->takeStored();
        QCOMPARE(stored.size(), size_t(1));
        QCOMPARE(stored[0].firstSequence, firstFree);
    }
    // What was written now is whole, whatever stands before it.
    const QByteArray last = readFile(segmentPath(folder, listSegments(folder).back()));
    QVERIFY(last.contains(R"({"specversion":"1.0","sequence":")"
                          + QByteArray::number(firstFree + 29) + "\","));
    QVERIFY(last.endsWith("}\n"));
}

void TestCaptureDamage::damagedCapturesOpenAndGoOn_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 150; ++seed)
        QTest::newRow(qPrintable(u"seed %1"_s.arg(seed))) << seed;
}

void TestCaptureDamage::damagedCapturesOpenAndGoOn()
{
    QFETCH(quint32, seed);
    std::mt19937 random(seed);
    QTemporaryDir dir;
    copyCapture(dir.path());
    for (quint32 times = random() % 3 + 1; times > 0; --times)
        damage(dir.path(), random);
    if (listSegments(dir.path()).empty() || CaptureInfo::isOfNewerVersion(dir.path()))
        return;
    const auto report = verifyCapture(dir.path());
    QVERIFY2(report, "cannot verify");
    checkLoad(dir.path(), *report);
    checkGoOn(dir.path());
}

void TestCaptureDamage::soundCapturesStaySound()
{
    QTemporaryDir dir;
    copyCapture(dir.path());
    checkLoad(dir.path(), *verifyCapture(dir.path()));
    checkGoOn(dir.path());
    const auto report = verifyCapture(dir.path());
    QVERIFY2(!report->damaged(), qPrintable(report->problems.join(u"; "_s)));
    QCOMPARE(report->lines, quint64(90));
}

/// Of sixty events in segments of twelve or so, one file is made something else: what is whole can
/// be read, what is not is told, and the capture can be gone on with.
void TestCaptureDamage::whatIsNoCaptureAnyMoreIsToldAndGoneOnWith_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("damaged");
    const QStringList segments = m_files.keys().filter(u".ndjson"_s);
    QVERIFY(segments.size() >= 3);
    const QString last = segments.last();
    const QString middle = segments[1];
    QTest::newRow("E5: description is garbage")
        << u"capture.json"_s << QByteArray("{\"form") << true;
    QTest::newRow("E5: description is empty") << u"capture.json"_s << QByteArray("") << true;
    QTest::newRow("E5: first segment is empty") << segmentName(1) << QByteArray("") << true;
    QTest::newRow("E5: middle segment is a text") << middle << QByteArray("Dear diary,\n") << true;
    QTest::newRow("E5: middle segment is cut") << middle << m_files[middle].left(700) << true;
    QTest::newRow("E5: last segment is empty") << last << QByteArray("") << false;
    QTest::newRow("E5: last segment is cut") << last << m_files[last].chopped(40) << true;
    QTest::newRow("E5: last segment is zeros") << last << QByteArray(4096, '\0') << true;
    QTest::newRow("E5: last segment is a picture")
        << last << QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16) << true;
}

void TestCaptureDamage::whatIsNoCaptureAnyMoreIsToldAndGoneOnWith()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, bytes);
    QFETCH(bool, damaged);
    QTemporaryDir dir;
    copyCapture(dir.path());
    QVERIFY(m_files.contains(file));
    writeFile(dir.filePath(file), bytes);
    QFile::remove(dir.filePath(file.section(u'.', 0, 0) + u".idx"_s));
    const auto report = verifyCapture(dir.path());
    QVERIFY(report);
    QCOMPARE(report->damaged(), damaged);
    QCOMPARE(report->problems.isEmpty(), !damaged);
    if (damaged && file != "capture.json"_L1)
        QVERIFY2(report->problems.join(u' ').contains(u".ndjson"_s),
                 qPrintable(report->problems.join(u' ')));
    checkLoad(dir.path(), *report);
    checkGoOn(dir.path());
}

void TestCaptureDamage::aNewerVersionIsLeftAlone()
{
    QTemporaryDir dir;
    copyCapture(dir.path());
    const QByteArray newer = R"({"format":99,"id":"0123abcd"})";
    writeFile(dir.filePath(u"capture.json"_s), newer);
    const auto writer = CaptureWriter::open(dir.path(), {});
    QVERIFY(!writer && writer.error().contains(u"newer Eventscope"_s));
    const auto reader = CaptureReader::open(dir.path());
    QVERIFY(!reader && reader.error().contains(u"newer Eventscope"_s));
    QCOMPARE(readFile(dir.filePath(u"capture.json"_s)), newer);
    for (auto it = m_files.cbegin(); it != m_files.cend(); ++it) {
        if (it.key() != "capture.json"_L1)
            QCOMPARE(readFile(dir.filePath(it.key())), it.value());
    }
}

void TestCaptureDamage::aHoleIsTheEndAfterACrashAndDamageOtherwise_data()
{
    QTest::addColumn<QByteArray>("note");
    QTest::addColumn<bool>("cut");
    QTest::newRow("nothing is known of its end") << QByteArray() << true;
    QTest::newRow("it was cut short") << QByteArray(R"({"recording":true})") << true;
    QTest::newRow("it was ended") << QByteArray("{}") << false;
}

/// The power leaves zeros where something was on its way, and whole lines behind them that nobody
/// was told of. In a capture that was ended everything was stored, and is nobody's to remove.
void TestCaptureDamage::aHoleIsTheEndAfterACrashAndDamageOtherwise()
{
    QFETCH(QByteArray, note);
    QFETCH(bool, cut);
    QTemporaryDir dir;
    makeCapture(dir.path(), 60);
    if (!note.isEmpty())
        writeFile(dir.filePath(u".losses"_s), note);
    const QString path = segmentPath(dir.path(), 1);
    QByteArray bytes = readFile(path);
    const qsizetype hole = bytes.indexOf(R"({"n":34,)") + 18; // within a literal of the payload
    bytes.replace(hole, 8, QByteArray(8, '\0'));
    writeFile(path, bytes);
    {
        EventLog log;
        auto reader = CaptureReader::open(dir.path());
        QVERIFY(reader);
        QCOMPARE((*reader)->load(log).badLines, quint64(1)); // it is not shown as if it were whole
    }
    const auto writer = openWriter(dir.path());
    QCOMPARE(writer->firstFreeSequence(), quint64(cut ? 35 : 61));
    writer->close();
    QCOMPARE(readFile(path), cut ? bytes.left(bytes.lastIndexOf('\n', hole) + 1) : bytes);
    QCOMPARE(verifyCapture(dir.path())->damaged(), !cut);
}

QTEST_GUILESS_MAIN(TestCaptureDamage)
#include "tst_capturedamage.moc"

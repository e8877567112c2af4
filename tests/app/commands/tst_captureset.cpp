// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/captureset.h"
#include "models/event/maskedlines.h"
#include "tests/app/commands/capturepartstest.h"
#include "tests/app/commands/changingcapturetest.h"
#include "tests/models/capture/capturetesting.h"
#include "tests/support/testclasses.h"

#include <QTest>
#include <utility>

using namespace eventscope;
using namespace capturetesting;
using namespace Qt::StringLiterals;

class TestCaptureSet : public QObject
{
    Q_OBJECT

    QTemporaryDir m_home;
    QString m_one = m_home.filePath(u"one"_s);
    QString m_two = m_home.filePath(u"two"_s);

private Q_SLOTS:
    void initTestCase()
    {
        makeCapture(m_one, 20'000, 1 << 19);
        makeCapture(m_two, 20'000, 1 << 19);
    }

    void severalCapturesBecomeOneLog()
    {
        auto set = CaptureSet::load({m_one, m_two});
        QVERIFY(set);
        QCOMPARE((*set)->log().size(), 40'000ULL);
        std::string scratch;
        const std::string_view line = (*set)->line((*set)->log().at(39'999), scratch);
        QVERIFY(line.find("\"n\":19999") != std::string_view::npos);
    }

    /// Times that overlap, repeat and go back.
    void capturesAreMergedByTime()
    {
        QTemporaryDir home;
        const auto make = [&home](const QString &name, const QList<int> &seconds) {
            QByteArray bytes;
            for (int i = 0; i < seconds.size(); ++i)
                bytes += "{\"type\":\"" + name.toLatin1() + QByteArray::number(i)
                    + "\",\"time\":\"2026-11-21T10:30:"
                    + QByteArray::number(seconds[i]).rightJustified(2, '0') + "Z\"}\n";
            writeFile(home.filePath(name), bytes);
            return home.filePath(name);
        };
        const QString a = make(u"a"_s, {1, 3, 3, 9, 20});
        const QString b = make(u"b"_s, {2, 3, 10, 8, 30});
        const QString c = make(u"c"_s, {});
        auto loaded = CaptureSet::load({a, b, c});
        QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error()));
        CaptureSet &set = **loaded;
        QStringList types;
        QStringList origins;
        for (quint64 row = 0; row < set.log().size(); ++row) {
            const std::string_view type = set.log().types().text(set.log().at(row).type);
            types += QString::fromUtf8(type.data(), qsizetype(type.size()));
            origins += QString::fromStdString(set.origin(set.log().at(row)));
            std::string scratch;
            const std::string_view line = set.line(set.log().at(row), scratch);
            QVERIFY(line.find("\"type\":\"" + std::string(type)) != std::string_view::npos);
        }
        QCOMPARE(types.join(u' '), u"a0 b0 a1 a2 b1 a3 b2 b3 a4 b4"_s);
        QCOMPARE(origins.join(u' '), u"a b a a b a b b a b"_s);
        // One alone has nothing to tell apart.
        auto alone = CaptureSet::load({a});
        QCOMPARE((*alone)->origin((*alone)->log().at(0)), std::string());
    }

    void whatSeveralGetLaterComesBehindByTime()
    {
        QTemporaryDir home;
        const auto lines = [](const QString &name, const QList<int> &seconds) {
            QByteArray bytes;
            for (const int second : seconds)
                bytes += "{\"type\":\"" + name.toLatin1() + QByteArray::number(second)
                    + "\",\"time\":\"2026-11-21T10:30:"
                    + QByteArray::number(second).rightJustified(2, '0') + "Z\"}\n";
            return bytes;
        };
        const QStringList paths{home.filePath(u"a"_s), home.filePath(u"b"_s),
                                home.filePath(u"c"_s)};
        const auto append = [&](const QString &name, const QList<int> &seconds) {
            QFile file(home.filePath(name));
            QVERIFY(file.open(QIODevice::Append));
            file.write(lines(name, seconds));
        };
        append(u"a"_s, {10, 30});
        append(u"b"_s, {20});
        append(u"c"_s, {15});
        const auto set = CaptureSet::open(paths);
        QVERIFY(set);
        EventLog &log = (*set)->log();
        (*set)->readParts([&log](LogPart part, int) {
            part.appendTo(log, part.size());
            return true;
        });
        const auto follow = [&] {
            CaptureSet::Followed found = (*set)->follow(1 << 20);
            found.part.appendTo(log, found.part.size());
            return found;
        };
        const auto types = [&] {
            QStringList all;
            for (quint64 row = 0; row < log.size(); ++row) {
                const std::string_view type = log.types().text(log.at(row).type);
                all += QString::fromUtf8(type.data(), qsizetype(type.size()));
                std::string scratch;
                const std::string_view line = (*set)->line(log.at(row), scratch);
                if (line.find("\"type\":\"" + std::string(type)) == std::string_view::npos)
                    all += u"unreadable"_s;
                if ((*set)->origin(log.at(row)).front() != type.front())
                    all += u"foreign"_s;
            }
            return all.join(u' ');
        };
        QCOMPARE(types(), u"a10 c15 b20 a30"_s);
        QVERIFY(!follow().more);
        append(u"b"_s, {5, 50});
        append(u"a"_s, {40, 60});
        append(u"c"_s, {45});
        QVERIFY(follow().more);
        QCOMPARE(types(), u"a10 c15 b20 a30 b5 a40 c45 b50 a60"_s);
        QCOMPARE(log.firstSequence(), 1ULL);
        // One that is cut short is said once, and the others go on.
        QVERIFY(QFile::resize(paths[0], 10));
        append(u"b"_s, {55});
        const auto cut = follow();
        QCOMPARE(cut.ended.size(), 1);
        QVERIFY2(cut.ended[0].startsWith(u"a: "_s), qPrintable(cut.ended[0]));
        QVERIFY(!cut.over);
        append(u"c"_s, {57});
        QVERIFY(follow().ended.isEmpty());
        QCOMPARE(log.size(), 11ULL);
        QVERIFY(QFile::remove(paths[1]) && QFile::remove(paths[2]));
        QVERIFY(follow().over);
    }

    /// Who exports what is recorded just now: a connection may come while it is read.
    void whatComesWhileItIsReadIsMaskedToo()
    {
        QTemporaryDir home;
        const QString live = home.filePath(u"live"_s);
        const auto writer = openWriter(live);
        QVERIFY(writer->submit(makeBatch(*writer, 0, 10)));
        writer->flush();
        bool named = false;
        const auto nameOnce = [&](int) {
            if (!std::exchange(named, true)
                && writer->nameConnection(u"later"_s, u"Later"_s, u"voipbin"_s, {u"secret"_s})
                && writer->submit(makeBatch(*writer, 10, 5, "later")))
                writer->flush();
            return true;
        };
        const auto set = CaptureSet::load({m_one, live}, nameOnce);
        QVERIFY(set);
        QCOMPARE((*set)->log().size(), 20'015ULL); // what came is there
        QCOMPARE((*set)->masks().value(u"later"_s), FieldMask({u"secret"_s}));
        QCOMPARE((*set)->connectionNames().value(u"later"_s), u"Later"_s);
    }

    /// Nobody said what of them is secret, so what usually is.
    void filesOfOthersAreMaskedAsNewConnectionsAre()
    {
        QTemporaryDir home;
        const QString file = home.filePath(u"theirs.jsonl"_s);
        writeFile(file,
                  R"({"type":"x","password":"hunter2","user":"eva"})"
                  "\n");
        const auto set = CaptureSet::load({file});
        QVERIFY2(set, set ? "" : qPrintable(set.error()));
        MaskedLines masked;
        masked.setSource(set->get());
        masked.setMasks((*set)->masks());
        std::string scratch;
        const std::string_view line = masked.line((*set)->log().at(0), scratch);
        QVERIFY(line.find("eva") != std::string_view::npos);
        QVERIFY(line.find("hunter2") == std::string_view::npos);
    }

    void captureAndFileAreOneLog()
    {
        QTemporaryDir home;
        const QString file = home.filePath(u"notes.jsonl"_s);
        writeFile(file,
                  "{\"type\":\"note\",\"time\":\"2023-11-14T22:13:25Z\"}"
                  "\n");
        auto loaded = CaptureSet::load({m_one, file, m_two});
        QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error()));
        CaptureSet &set = **loaded;
        QCOMPARE(set.log().size(), 40'001ULL);
        qint64 before = 0;
        quint64 notes = 0;
        std::string scratch;
        for (quint64 row = 0; row < set.log().size(); ++row) {
            const EventRecord &record = set.log().at(row);
            QVERIFY(record.recordedUs >= before);
            before = record.recordedUs;
            if (set.origin(record) == "notes.jsonl") {
                ++notes;
                QVERIFY(row > 0 && row < 40'000);
                QVERIFY(set.line(record, scratch).find("\"note\"") != std::string_view::npos);
            }
        }
        QCOMPARE(notes, 1ULL);
        QCOMPARE(set.connectionNames().value(u"notes.jsonl"_s), u"notes.jsonl"_s);
    }

    void whoSaysNoIsAskedNoMore_data()
    {
        QTest::addColumn<QStringList>("folders");
        QTest::addColumn<int>("noAt");
        QTest::newRow("at once") << QStringList{m_one} << 1;
        QTest::newRow("within the only one") << QStringList{m_one} << 2;
        QTest::newRow("within the first of two") << QStringList{m_one, m_two} << 2;
        QTest::newRow("while it is added") << QStringList{m_one, m_two} << 5;
        QTest::newRow("within the second") << QStringList{m_one, m_two} << 8;
    }
    void whoSaysNoIsAskedNoMore()
    {
        QFETCH(const QStringList, folders);
        QFETCH(const int, noAt);
        int asked = 0;
        const auto set = CaptureSet::load(folders, [&asked, noAt](int) { return ++asked != noAt; });
        QVERIFY(!set);
        QVERIFY2(set.error().contains(u"stopped"_s), qPrintable(set.error()));
        QCOMPARE(asked, noAt);
    }

    void inPartsItIsTheSameLog_data()
    {
        QTest::addColumn<QStringList>("paths");
        const QString file = m_home.filePath(u"file.jsonl"_s);
        QByteArray lines;
        for (int i = 0; i < 20'000; ++i)
            lines += "{\"event\":\"e" + QByteArray::number(i % 50) + "\"}\n";
        writeFile(file, lines);
        QTest::newRow("one") << QStringList{m_one};
        QTest::newRow("merged") << QStringList{m_one, m_two, file};
        QTest::newRow("a file") << QStringList{file};
    }
    void inPartsItIsTheSameLog()
    {
        QFETCH(const QStringList, paths);
        const auto whole = CaptureSet::load(paths);
        const auto set = CaptureSet::open(paths);
        QVERIFY(whole && set);
        EventLog &log = (*set)->log();
        int parts = 0;
        (*set)->readParts([&](LogPart part, int done) {
            parts += part.size() > 0 ? 1 : 0;
            do // one without rows may have texts
                part.appendTo(log, 1'000);
            while (part.size() > 0);
            return done <= 1000;
        });
        QVERIFY2(parts > 1, qPrintable(QString::number(parts)));
        const EventLog &expected = (*whole)->log();
        QCOMPARE(log.size(), expected.size());
        QCOMPARE(log.firstSequence(), expected.firstSequence());
        std::string a;
        std::string b;
        for (quint64 row = 0; row < log.size(); ++row) {
            const EventRecord &one = log.at(row);
            const EventRecord &other = expected.at(row);
            QCOMPARE(one.place, other.place);
            QCOMPARE(log.types().text(one.type), expected.types().text(other.type));
            QCOMPARE(log.topics().text(one.topic), expected.topics().text(other.topic));
            QCOMPARE(log.connections().text(one.connection),
                     expected.connections().text(other.connection));
            QCOMPARE((*set)->line(one, a), (*whole)->line(other, b));
        }
        QCOMPARE((*set)->findings().bytes, (*whole)->bytes());
    }

    /// The head of each is enough to know which row is next.
    void rowsOfSeveralComeBeforeAllAreRead()
    {
        const auto set = CaptureSet::open({m_one, m_two});
        QVERIFY(set);
        EventLog &log = (*set)->log();
        quint64 early = 0;
        int last = 0;
        (*set)->readParts([&](LogPart part, int done) {
            early += done < 500 ? part.size() : 0;
            part.appendTo(log, part.size());
            [&] { QVERIFY(done >= last); }();
            last = done;
            return true;
        });
        const auto whole = CaptureSet::load({m_one, m_two});
        QCOMPARE(log.size(), (*whole)->log().size());
        QVERIFY2(early > log.size() / 10, qPrintable(QString::number(early)));
        QCOMPARE(last, 1000);
    }

    void whatCameMeanwhileIsToldWithItsMasksBeforeItsRows()
    {
        QTemporaryDir folder;
        const auto writer = openWriter(folder.path());
        QVERIFY(writer->nameConnection(u"voip-prod"_s, u"Prod"_s, u"voipbin"_s, {}));
        QVERIFY(writer->submit(makeBatch(*writer, 0, 100)));
        writer->flush();
        const auto set = CaptureSet::open({folder.path()});
        QVERIFY(set);
        QVERIFY(writer->nameConnection(u"later"_s, u"Later"_s, u"voipbin"_s, {u"secret"_s}));
        QVERIFY(writer->submit(makeBatch(*writer, 100, 100, "later")));
        QVERIFY(writer->submit(makeBatch(*writer, 200, 100, "nameless")));
        writer->flush();
        EventLog &log = (*set)->log();
        QMap<QString, CaptureInfo::Connection> told;
        const auto put = [&](LogPart part) {
            if (const auto connections = part.takeConnections())
                told = *connections;
            part.appendTo(log, part.size());
            for (quint32 i = 0; i < log.connections().size(); ++i) {
                const std::string_view id = log.connections().text(i);
                QVERIFY(id.empty() || told.contains(QString::fromUtf8(id.data(), int(id.size()))));
            }
        };
        (*set)->readParts([&](LogPart part, int) {
            put(std::move(part));
            return true;
        });
        QCOMPARE(log.size(), 300ULL);
        QCOMPARE(told.value(u"later"_s).maskedFields, QStringList{u"secret"_s});
        QVERIFY(masksOf(told).value(u"nameless"_s).covers("password"));
        QVERIFY(told.value(u"voip-prod"_s).maskedFields.isEmpty()); // lifted, not unknown
        // What is said of it later counts; what is unknown stays masked.
        QVERIFY(writer->nameConnection(u"later"_s, u"Later"_s, u"voipbin"_s, {u"other"_s}));
        QVERIFY(writer->submit(makeBatch(*writer, 300, 10, "even-later")));
        writer->flush();
        CaptureSet::Followed found = (*set)->follow(1 << 20);
        told = found.connections;
        put(std::move(found.part));
        QCOMPARE(log.size(), 310ULL);
        QCOMPARE(told.value(u"later"_s).maskedFields, QStringList{u"other"_s});
        QVERIFY(masksOf(told).value(u"nameless"_s).covers("password"));
        QVERIFY(masksOf(told).value(u"even-later"_s).covers("password"));
    }

    void theOneThatIsNoCaptureIsNamed()
    {
        const auto set = CaptureSet::load({m_one, m_home.filePath(u"none"_s)});
        QVERIFY(!set);
        QVERIFY2(set.error().contains(u"none"_s), qPrintable(set.error()));
    }
};

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, TestCaptureSet, CapturePartsTest, ChangingCaptureTest>(argc,
                                                                                             argv);
}

#include "tst_captureset.moc"

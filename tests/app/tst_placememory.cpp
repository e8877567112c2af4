// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/placememory.h"
#include "tests/models/capture/capturetesting.h"

#include <QTest>

using namespace eventscope;
using namespace capturetesting;
using namespace Qt::StringLiterals;

class TestPlaceMemory : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_file = m_folder.filePath(u"config/places.json"_s);

    static LogPlace place(quint64 sequence)
    {
        LogPlace one;
        one.filter = u"type:call.* and \"Ünï\""_s;
        one.filtersOn = QStringList{u"Lost calls"_s, u"Ünï"_s};
        one.columns = QByteArray("\0\1\xff", 3);
        one.sequence = sequence;
        one.following = false;
        one.zoomFromUs = 1'700'000'000'000'001;
        one.zoomToUs = 1'700'000'000'999'999;
        return one;
    }

private Q_SLOTS:
    void init() { QFile::remove(m_file); }

    void whatWasKeptIsFound()
    {
        PlaceMemory memory(m_file);
        QVERIFY(!memory.find(u"one"_s));
        memory.keep(u"one"_s, place((1ULL << 62) - 1));
        memory.keep(u"two"_s, LogPlace());
        PlaceMemory later(m_file);
        QCOMPARE(later.find(u"one"_s).value_or(LogPlace()) == place((1ULL << 62) - 1), true);
        QCOMPARE(later.find(u"two"_s).value_or(place(1)) == LogPlace(), true);
        later.keep(u"one"_s, place(5));
        QCOMPARE(later.find(u"one"_s)->sequence, 5ULL);
        QCOMPARE(QFileInfo(m_file).permissions() & (QFile::ReadGroup | QFile::ReadOther),
                 QFile::Permissions());
    }

    void onlySoManyAreKept()
    {
        PlaceMemory memory(m_file);
        for (int i = 0; i < PlaceMemory::most + 5; ++i) {
            memory.keep(QString::number(i), place(quint64(i) + 1));
            memory.keep(u"used all the time"_s, place(1));
        }
        QVERIFY(!memory.find(u"0"_s));
        QVERIFY(!memory.find(u"5"_s));
        QVERIFY(memory.find(u"used all the time"_s));
        QVERIFY(memory.find(QString::number(PlaceMemory::most + 4)));
        QCOMPARE(readFile(m_file).count("\"capture\""), PlaceMemory::most);
    }

    void damageIsNoTrouble_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("no JSON") << QByteArray("{]");
        QTest::newRow("other JSON") << QByteArray("[1,2]");
        QTest::newRow("D10: deep") << QByteArray("{\"places\":") + QByteArray("[").repeated(100'000);
        QTest::newRow("D10: huge") << QByteArray(9 << 20, ' ');
        QTest::newRow("wrong kinds")
            << QByteArray("{\"places\":[{\"capture\":\"one\",\"place\":{\"filter\":5,\"sequence\":"
                          "[],\"columns\":{},\"filtersOn\":\"x\"}},7]}");
    }
    void damageIsNoTrouble()
    {
        QFETCH(const QByteArray, bytes);
        QDir().mkpath(QFileInfo(m_file).path());
        writeFile(m_file, bytes);
        PlaceMemory memory(m_file);
        QCOMPARE(memory.find(u"one"_s).value_or(LogPlace()) == LogPlace(), true);
        memory.keep(u"one"_s, place(3));
        QCOMPARE(memory.find(u"one"_s)->sequence, 3ULL);
    }

    void aCaptureIsKnownWhereverItIsMovedTo()
    {
        const QString first = m_folder.filePath(u"first"_s);
        const QString second = m_folder.filePath(u"second"_s);
        makeCapture(first, 10);
        makeCapture(second, 10);
        const QString key = PlaceMemory::keyOf({first});
        QCOMPARE(key, CaptureInfo::read(first)->id);
        const QString both = PlaceMemory::keyOf({first, second});
        QVERIFY(both != PlaceMemory::keyOf({second, first}));
        const QString moved = m_folder.filePath(u"moved"_s);
        QVERIFY(QFile::rename(first, moved));
        QCOMPARE(PlaceMemory::keyOf({moved}), key);
        QCOMPARE(PlaceMemory::keyOf({moved, second}), both);
        const QString file = m_folder.filePath(u"a.jsonl"_s);
        writeFile(file, "{}\n");
        QCOMPARE(PlaceMemory::keyOf({file}), QFileInfo(file).canonicalFilePath());
    }
};

QTEST_GUILESS_MAIN(TestPlaceMemory)
#include "tst_placememory.moc"

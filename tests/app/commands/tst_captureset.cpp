// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/captureset.h"
#include "tests/models/capture/capturetesting.h"

#include <QTest>

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
        makeCapture(m_one, 20'000);
        makeCapture(m_two, 20'000);
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

    void theOneThatIsNoCaptureIsNamed()
    {
        const auto set = CaptureSet::load({m_one, m_home.filePath(u"none"_s)});
        QVERIFY(!set);
        QVERIFY2(set.error().contains(u"none"_s), qPrintable(set.error()));
    }
};

QTEST_GUILESS_MAIN(TestCaptureSet)
#include "tst_captureset.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/displaytext.h"

#include <QTest>

using namespace eventscope;

class TestDisplayText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatCannotBeSeenIsMadeVisible_data()
    {
        QTest::addColumn<QByteArray>("utf8");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << QByteArray("call.status") << QStringLiteral("call.status");
        QTest::newRow("line break") << QByteArray("a\nb\tc") << QStringLiteral("a⏎b⇥c");
        QTest::newRow("control") << QByteArray("\x1b[31m\x07", 6) << QStringLiteral("␛[31m␇");
        QTest::newRow("nul does not cut") << QByteArray("a\0b", 3) << QStringLiteral("a␀b");
        QTest::newRow("right to left override") << QByteArray("a\xe2\x80\xae"
                                                              "b")
                                                << QStringLiteral("a⟨U+202E⟩b");
        QTest::newRow("zero width") << QByteArray("a\xe2\x80\x8b"
                                                  "b")
                                    << QStringLiteral("a⟨U+200B⟩b");
        QTest::newRow("not UTF-8") << QByteArray("a\xff") << QStringLiteral("a\ufffd");
        QTest::newRow("html stays text")
            << QByteArray("<img src=x>") << QStringLiteral("<img src=x>");
        QTest::newRow("beyond the BMP") << QByteArray("\xf0\x9f\x98\x80") << QStringLiteral("😀");
    }
    void whatCannotBeSeenIsMadeVisible()
    {
        QFETCH(QByteArray, utf8);
        QFETCH(QString, shown);
        QCOMPARE(displayText(std::string_view(utf8.constData(), size_t(utf8.size()))), shown);
    }

    void longTextIsClippedAndSaysSo()
    {
        const QString shown = displayText(std::string(1'000'000, 'x'));
        QCOMPARE(shown.size(), maxCellLength);
        QVERIFY(shown.endsWith(QChar(0x2026)));
        QCOMPARE(displayText(std::string(200, 'x')).size(), 200);
        QVERIFY(!displayText(std::string(200, 'x')).endsWith(QChar(0x2026)));
    }

    void noCharacterIsCutInTwo()
    {
        const QString faces = QStringLiteral("😀").repeated(20);
        for (int limit = 1; limit < 12; ++limit) {
            const QString shown = displayText(faces, limit);
            QVERIFY(shown.size() <= limit);
            QVERIFY2(shown.isValidUtf16(), qPrintable(shown));
            QVERIFY(middleElided(faces, limit + 3).isValidUtf16());
            QVERIFY(middleElided(u'x' + faces, limit + 3).isValidUtf16());
        }
    }

    void aFloodOfCombiningMarksIsThinned()
    {
        QString zalgo = QStringLiteral("a");
        for (int i = 0; i < 100; ++i)
            zalgo += QChar(0x0301);
        QVERIFY(displayText(zalgo).size() <= 6);
    }

    void identifiersKeepBothEnds()
    {
        QCOMPARE(middleElided(QStringLiteral("customer_id:call:*"), 9),
                 QStringLiteral("cust…ll:*"));
        QCOMPARE(middleElided(QStringLiteral("short"), 9), QStringLiteral("short"));
    }

    void toolTipsAreNeverHtml()
    {
        QCOMPARE(toolTipText(QStringLiteral("<b>&\n")),
                 QStringLiteral("<qt>&lt;b&gt;&amp;<br></qt>"));
        // No escape may reach the eye: the text must always be taken as rich text.
        QVERIFY(toolTipText(QStringLiteral("\"a\" & b")).startsWith(QStringLiteral("<qt>")));
        QVERIFY(toolTipText(QString()).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestDisplayText)
#include "tst_displaytext.moc"

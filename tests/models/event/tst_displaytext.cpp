// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/consoleline.h"
#include "models/event/displaytext.h"
#include "models/event/jsontext.h"
#include "models/event/unseencharacters.h"
#include "models/event/utf16.h"
#include "models/event/weblink.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

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
        QTest::newRow("C16: soft hyphen and Hangul filler")
            << QByteArray("a\xc2\xad\xe3\x85\xa4") << QStringLiteral("a⟨U+00AD⟩⟨U+3164⟩");
        QTest::newRow("C16: no character")
            << QByteArray("\xef\xbf\xbe") << QStringLiteral("⟨U+FFFE⟩");
        QTest::newRow("C16: overlong NUL")
            << QByteArray("a\xc0\x80") << QStringLiteral("a\ufffd\ufffd");
        QTest::newRow("C16: isolates") << QByteArray("\xe2\x81\xa6") << QStringLiteral("⟨U+2066⟩");
        QTest::newRow("zero width") << QByteArray("a\xe2\x80\x8b"
                                                  "b")
                                    << QStringLiteral("a⟨U+200B⟩b");
        QTest::newRow("C16: byte order mark") << QByteArray("\xef\xbb\xbf"
                                                            "a")
                                              << QStringLiteral("⟨U+FEFF⟩a");
        QTest::newRow("C16: text hidden in selectors")
            << QByteArray("a\xef\xb8\x81\xf3\xa0\x84\x80") << QStringLiteral("a⟨U+FE01⟩⟨U+E0100⟩");
        QTest::newRow("C16: text hidden in variants that no Han letter has")
            << u"葛\U000e0120城\U000e01ef邊\U000e011f"_s.toUtf8()
            << u"葛⟨U+E0120⟩城⟨U+E01EF⟩邊\U000e011f"_s;
        QTest::newRow("C16: more of them than marks are shown")
            << QByteArray("a\xcd\x8f").append(QByteArray("\xcd\x8f").repeated(4))
            << u'a' + QStringLiteral("⟨U+034F⟩").repeated(5);
        QTest::newRow("C16: vowels of Khmer and selectors of Mongolian")
            << QByteArray("\xe1\x9e\xb4\xe1\xa0\x8b") << QStringLiteral("⟨U+17B4⟩⟨U+180B⟩");
        QTest::newRow("C16: blanks that are no spaces")
            << QByteArray("\xe2\xa0\x80\xf0\x9d\x85\x99") << QStringLiteral("⟨U+2800⟩⟨U+1D159⟩");
        QTest::newRow("an emoji as such")
            << QByteArray("\xe2\x9d\xa4\xef\xb8\x8f") << QStringLiteral("❤\ufe0f");
        for (const QString &text :
             {u"葛󠄀城市"_s, u"渡邊󠄄太郎"_s, u"ᠪᠢᠴᠢᠭ᠋"_s, u"⣿⣀⠀⠀⣿"_s, u"می‌خواهم"_s,
              u"क्‍ष"_s, u"👨‍👩‍👧"_s, u"🏳️‍🌈"_s, u"🕵🏻‍♂️"_s, u"1️⃣ ©️ ℹ️ ‼️"_s})
            QTest::newRow(qPrintable(u"as people write it: "_s + text)) << text.toUtf8() << text;
        QTest::newRow("C16: joiners where nothing joins")
            << u"a\u200db\u200cc👨\u200da~\u200d~\ufe0f"_s.toUtf8()
            << u"a⟨U+200D⟩b⟨U+200C⟩c👨⟨U+200D⟩a~⟨U+200D⟩~⟨U+FE0F⟩"_s;
        QTest::newRow("C16: a second joiner, a second selector")
            << u"م\u200c\u200cخ❤\ufe0f\ufe0e"_s.toUtf8() << u"م\u200c⟨U+200C⟩خ❤\ufe0f⟨U+FE0E⟩"_s;
        QTest::newRow("C16: a second variant of a letter, which is of its script too")
            << u"\u1820\u180b\u180b\u1820\u180b\u200d"_s.toUtf8()
            << u"\u1820\u180b⟨U+180B⟩\u1820\u180b⟨U+200D⟩"_s;
        QTest::newRow("C16: selectors behind letters")
            << u"x\ufe0fy\ufe0e"_s.toUtf8() << u"x⟨U+FE0F⟩y⟨U+FE0E⟩"_s;
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

    void allThatUnicodeCallsIgnorableIsUnseen()
    {
        for (char32_t c = 0; c <= 0x10ffff; ++c) {
            const bool visible = (c >= 0x600 && c <= 0x605) || c == 0x6dd || c == 0x70f
                || c == 0x890 || c == 0x891 || c == 0x8e2 || c == 0x110bd || c == 0x110cd
                || (c >= 0x13430 && c <= 0x1345f); // signs before numbers, and around words
            if (QChar::category(c) == QChar::Other_Format && !visible)
                QVERIFY2(isUnseen(c), qPrintable(QString::number(uint(c), 16)));
            if (QChar::isNonCharacter(c))
                QVERIFY2(isUnseen(c), qPrintable(QString::number(uint(c), 16)));
            const QChar::Category category = QChar::category(c);
            if (category >= QChar::Letter_Uppercase && category <= QChar::Letter_Titlecase)
                QVERIFY2(!isUnseen(c), qPrintable(QString::number(uint(c), 16)));
        }
    }

    void charactersStayWhatTheyAre()
    {
        const std::string marked = "\xef\xbb\xbf\xef\xbb\xbf"
                                   "a";
        QCOMPARE(toUtf16(marked), u"\ufeff\ufeffa"_s);
        QCOMPARE(toUtf8(toUtf16(marked)), marked);
        QCOMPARE(toValidUtf8(marked + '\xff'), marked + "\xef\xbf\xbd");
        QCOMPARE(toUtf16(""), QString());
        QCOMPARE(toUtf8(u"a😀"_s), std::string("a\xf0\x9f\x98\x80"));
        QCOMPARE(toUtf8(QString(QChar(0xd800)) + u'?'), std::string("\xef\xbf\xbd?"));
    }

    void aTitleHasNoPlaceForAMark()
    {
        QCOMPARE(titleText(u"data.\"[*]\""_s), u"data.\"[*][*]\""_s);
        QCOMPARE(titleText(u"data[*][*]"_s), u"data[*][*][*][*]"_s);
        QCOMPARE(titleText(u"[ *]"_s), u"[ *]"_s);
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

    void onlyLinksToTheWebAreLinks_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("site");
        const auto row = [](const char *name, const QString &text, const QString &site = {}) {
            QTest::newRow(name) << text << site;
        };
        row("D2: https", u"https://example.org/calls/1?x=1#y"_s, u"https://example.org"_s);
        row("D2: http", u"HTTP://Example.org"_s, u"http://example.org"_s);
        row("D2: a port", u"https://example.org:8443/"_s, u"https://example.org:8443"_s);
        row("D2: IPv6", u"http://[::1]:80/"_s, u"http://[::1]:80"_s);
        row("D2: userinfo", u"https://good.example@evil.example/"_s, u"https://evil.example"_s);
        row("D2: userinfo with a password", u"https://good.example:443@evil.example/"_s,
            u"https://evil.example"_s);
        row("D2: an @ in the path", u"https://evil.example/@good.example"_s,
            u"https://evil.example"_s);
        row("D2: an @ in the fragment", u"https://evil.example#@good.example"_s,
            u"https://evil.example"_s);
        row("D2: IDN", u"https://\u0430pple.com/"_s, u"https://xn--pple-43d.com"_s);
        row("D2: full-width letters", u"https://\uff45vil.example/"_s, u"https://evil.example"_s);
        row("D2: file", u"file:///etc/passwd"_s);
        row("D2: javascript", u"javascript:alert(1)"_s);
        row("D2: javascript like a link", u"javascript://example.org/%0aalert(1)"_s);
        row("D2: data", u"data:text/html,<script>alert(1)</script>"_s);
        row("D2: smb", u"smb://server/share"_s);
        row("D2: ms-msdt", u"ms-msdt:/id PCWDiagnostic"_s);
        row("D2: ssh", u"ssh://-oProxyCommand=x/"_s);
        row("D2: no scheme", u"example.org"_s);
        row("D2: no host", u"https:///etc/passwd"_s);
        row("D2: a backslash", u"https://good.example\\@evil.example"_s);
        row("D2: a blank before", u" https://example.org"_s);
        row("D2: a new line inside", u"https://example.org/\nx"_s);
        row("D2: a tab in the scheme", u"ht\ttps://example.org"_s);
        row("D2: bidi", u"https://example.org/\u202egpj.exe"_s);
        row("D2: zero width", u"https://exam\u200bple.org/"_s);
        row("D2: text around it", u"see https://example.org"_s);
        row("D2: too long", u"https://example.org/"_s + QString(maxLinkLength, u'a'));
        row("D2: nothing", QString());
    }
    void onlyLinksToTheWebAreLinks()
    {
        QFETCH(QString, text);
        QFETCH(QString, site);
        const auto link = webLink(text);
        QCOMPARE(link ? link->site : QString(), site);
    }

    void whatIsNoPartOfTheSiteIsToldApart()
    {
        QCOMPARE(webLink(u"https://good.example@evil.example/"_s)->before, u"good.example"_s);
        QVERIFY(webLink(u"https://evil.example/@good"_s)->before.isEmpty());
        QVERIFY(!webLink(u"https://\u0430pple.com/"_s)->letters.isEmpty());
        QVERIFY(webLink(u"https://apple.com/"_s)->letters.isEmpty());
        QVERIFY(webLink(u"https://apple.com/"_s)->encrypted);
        QVERIFY(!webLink(u"http://apple.com/"_s)->encrypted);
    }

    void aLineOfALogStaysOne_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("line");
        QTest::newRow("D4: colour") << u"\x1b[31mred"_s << u"\\x1b[31mred"_s;
        QTest::newRow("D4: OSC 52") << u"\x1b]52;c;cm0=\x07"_s << u"\\x1b]52;c;cm0=\\x07"_s;
        QTest::newRow("D4: OSC 8") << u"\x1b]8;;file:///\x1b\\"_s << u"\\x1b]8;;file:///\\x1b\\"_s;
        QTest::newRow("D4: CSI of C1") << QString(QChar(0x9b)) + u"2J"_s << u"\\x9b2J"_s;
        QTest::newRow("D4: CR") << u"good\rbad"_s << u"good\\rbad"_s;
        QTest::newRow("D4: BEL and DEL") << u"\x07\x7f"_s << u"\\x07\\x7f"_s;
        QTest::newRow("D4: NUL") << QString(QChar(0)) + u'x' << u"\\x00x"_s;
        QTest::newRow("D5: a line of its own")
            << u"x\neventscope: all is well"_s << u"x\\neventscope: all is well"_s;
        QTest::newRow("D5: line separator") << QString(QChar(0x2028)) + u'x' << u"\\u{2028}x"_s;
        QTest::newRow("D5: bidi") << QString(QChar(0x202e)) + u'x' << u"\\u{202e}x"_s;
        QTest::newRow("other languages") << u"Grüße, 通話 📞"_s << u"Grüße, 通話 📞"_s;
        QTest::newRow("half a character") << QString(QChar(0xd800)) << QString(QChar(0xfffd));
    }
    void aLineOfALogStaysOne()
    {
        QFETCH(QString, text);
        QFETCH(QString, line);
        QCOMPARE(consoleLine(text), line);
    }
};

QTEST_GUILESS_MAIN(TestDisplayText)
#include "tst_displaytext.moc"

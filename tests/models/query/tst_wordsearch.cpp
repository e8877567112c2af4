// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/wordsearch.h"

#include <QRandomGenerator>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class WordSearchTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsInAnyCase_data();
    void findsInAnyCase();
    void agreesWithASlowSearchOnRandomTexts();
    void findsAtEveryPositionOfABlock();
};

void WordSearchTest::findsInAnyCase_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("found");

    const auto row = [](const char *name, const QString &word, const char *text, bool found) {
        QTest::newRow(name) << word << QByteArray(text) << found;
    };
    row("lower finds upper", u"ringing"_s, R"({"status":"RINGING"})", true);
    row("upper finds lower", u"RINGING"_s, R"({"status":"ringing"})", true);
    row("not there", u"answered"_s, R"({"status":"ringing"})", false);
    row("empty text", u"a"_s, "", false);
    row("text shorter than word", u"abc"_s, "ab", false);
    row("the whole text", u"abc"_s, "aBc", true);
    row("at the end", u"xyz"_s, "0123456789012345678901234567890xyz", true);
    row("one character", u"z"_s, "0123456789abcdefghijklmnopqrstuvwxyz", true);
    row("digits and signs are exact", u"+15551234567"_s, R"({"target":"+15551234567"})", true);
    row("a sign has no case: @ is not `", u"@"_s, "`", false);
    row("a sign has no case: [ is not {", u"["_s, "{{{{{{{{{{{{{{{{{{{{", false);
    row("phrase with a space", u"need help"_s, R"({"text":"Hello, I NEED HELP"})", true);
    row("umlaut, raw, same case", u"müller"_s, "Herr müller", true);
    row("umlaut, raw, other case", u"MÜLLER"_s, "Herr Müller", true);
    row("umlaut, escaped", u"Müller"_s, R"(M\u00fcller)", true);
    row("umlaut, escaped with capitals", u"Müller"_s, R"(M\u00FCller)", true);
    row("umlaut, escaped, other case", u"müller"_s, R"(M\u00dcLLER)", true);
    row("umlaut first", u"übung"_s, R"(die \u00dcbung)", true);
    row("umlaut first, raw", u"übung"_s, "die ÜBUNG", true);
    row("umlaut is not u", u"müller"_s, "muller", false);
    row("sharp s finds its capital", u"straße"_s, "STRAẞE", true);
    row("sharp s finds its capital, escaped", u"ß"_s, R"(\u1e9e)", true);
    row("capital sharp s finds the small one", u"STRAẞE"_s, "straße", true);
    row("the Kelvin sign is no k", u"\u212a"_s, "k", false);
    row("the Kelvin sign is itself", u"1\u212a"_s, "1\u212a", true);
    row("the long s is no S", u"\u017f"_s, "S", false);
    row("dotless i is no I", u"\u0131"_s, "I", false);
    row("I with a dot is no i", u"\u0130stanbul"_s, "istanbul", false);
    row("titlecase", u"\u01c5"_s, "\u01c6", true);
    row("final sigma", u"ΟΔΟΣ"_s, "οδος", true);
    row("Cyrillic", u"ПРИВЕТ"_s, "привет", true);
    row("emoji, raw", u"🎉"_s, "yes 🎉!", true);
    row("emoji, escaped as a pair", u"a🎉b"_s, R"(a\ud83c\udf89b)", true);
    row("Deseret, other case", u"𐐀"_s, "𐐨", true);
    row("byte order mark inside, raw", u"a\ufeffb"_s, "xA\ufeffB", true);
    row("byte order mark inside is not nothing", u"a\ufeffb"_s, "ab", false);
    row("byte order mark alone", u"\ufeff"_s, "x\ufeff", true);
    row("byte order mark alone is not nothing", u"\ufeff"_s, R"(C:\temp)", false);
    row("slash, raw", u"https://x"_s, R"({"u":"https://x"})", true);
    row("slash, escaped as PHP does", u"https://x"_s, R"({"u":"https:\/\/x"})", true);
    row("less-than, escaped as Rails does", u"a<b"_s, R"(a\u003cb)", true);
    row("quote, escaped", u"say \"hi\""_s, R"(say \"hi\")", true);
    row("backslash, escaped", uR"(C:\temp)"_s, R"({"p":"C:\\temp"})", true);
    row("line break, escaped", u"a\nb"_s, R"({"t":"a\nb"})", true);
    row("line break, raw", u"a\nb"_s, "A\nB", true);
    row("an escape as it stands", uR"(a\nb)"_s, R"({"t":"a\nb"})", true);
    row("second try after a false start", u"aß"_s, "aaaaß", true);
    row("cut off inside the word", u"müller"_s, "Herr mü", false);
    row("cut off inside an escape", u"mü"_s, R"(m\u00f)", false);
}

void WordSearchTest::findsInAnyCase()
{
    QFETCH(const QString, word);
    QFETCH(const QByteArray, text);
    QFETCH(const bool, found);
    QCOMPARE(WordSearch(word).foundIn({text.constData(), size_t(text.size())}), found);
}

void WordSearchTest::agreesWithASlowSearchOnRandomTexts()
{
    QRandomGenerator random(20240115);
    constexpr std::string_view letters = "abAB{:[@`\xff";
    const auto randomText = [&](int length) {
        std::string text;
        for (int i = 0; i < length; ++i)
            text += letters[random.bounded(quint32(letters.size()))];
        return text;
    };
    const auto lower = [](std::string text) {
        for (char &c : text)
            c = c >= 'A' && c <= 'Z' ? char(c + 32) : c;
        return text;
    };
    int found = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string word = randomText(1 + random.bounded(5));
        std::erase(word, '\xff');
        if (word.empty())
            continue;
        const std::string text = randomText(random.bounded(80));
        const bool expected = lower(text).find(lower(word)) != std::string::npos;
        found += expected;
        QVERIFY2(WordSearch(QString::fromStdString(word)).foundIn(text) == expected,
                 (word + " in " + text).c_str());
    }
    QVERIFY(found > 1000); // else the texts prove nothing
}

void WordSearchTest::findsAtEveryPositionOfABlock()
{
    const WordSearch search(u"Needle"_s);
    for (size_t size = 6; size < 70; ++size) {
        for (size_t at = 0; at + 6 <= size; ++at) {
            std::string text(size, 'n');
            text.replace(at, 6, "nEEDLE");
            QVERIFY(search.foundIn(text));
            text[at + 3] = 'x';
            QVERIFY(!search.foundIn(text));
        }
    }
}

QTEST_GUILESS_MAIN(WordSearchTest)
#include "tst_wordsearch.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/detail/differencetext.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class DifferenceTextTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhatChangedLineByLine_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QByteArray &before, const QByteArray &after,
                            const QString &expected) {
            QTest::newRow(name) << before << after << expected;
        };
        row("changed", R"({"id":1,"status":"ringing"})", R"({"id":1,"status":"answered"})",
            u"status: \"ringing\" → \"answered\""_s);
        row("added and gone", R"({"old":[1]})", R"({"new":null})",
            u"+ new: null\n− old: [1]"_s);
        row("times", R"({"t":"2024-01-15T10:30:00Z"})", R"({"t":"2024-01-15T10:30:05Z"})",
            u"t: \"2024-01-15T10:30:00Z\" → \"2024-01-15T10:30:05Z\"  +5.000000 s"_s);
        row("within", R"({"a":[{"b":1}]})", R"({"a":[{"b":2}]})", u"a[0].b: 1 → 2"_s);
        row("wrapped", R"({"type":"a","data":{"s":1}})", R"({"type":"a","data":{"s":2}})",
            u"s: 1 → 2"_s);
        row("hostile text", "{\"a\":\"x\"}", "{\"a\":\"<b>\\n\\u202e\"}",
            u"a: \"x\" → \"<b>⏎⟨U+202E⟩\""_s);
        row("nothing", R"({"a":1})", R"({"a":1})", QString());
    }
    void saysWhatChangedLineByLine()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        const auto difference = jsonDifference(before.toStdString(), after.toStdString());
        QTEST(differenceText(difference, false).text.text, "expected");
    }

    void whatIsTheSameIsShownOnlyWhenWanted()
    {
        const auto difference = jsonDifference(R"({"a":1,"b":2})", R"({"a":1,"b":3})");
        QCOMPARE(differenceText(difference, false).text.text, u"b: 2 → 3"_s);
        const DifferenceText all = differenceText(difference, true);
        QCOMPARE(all.text.text, u"a: 1\nb: 2 → 3"_s);
        QCOMPARE(all.changeOfLine, std::vector<size_t>({0, 1}));
    }

    /// A colour is not enough: signs, an arrow and a stroke say it, too.
    void partsAreMarked()
    {
        const auto difference = jsonDifference(R"({"b":2})", R"({"b":3})");
        const auto spans = differenceText(difference, false).text.spans;
        QVector<TextPart> parts;
        for (const TextSpan &span : spans)
            parts.append(span.part);
        QCOMPARE(parts, QVector<TextPart>({TextPart::Key, TextPart::Removed, TextPart::Faded,
                                           TextPart::Added}));
    }

    void aFloodIsCut()
    {
        std::string before = "[";
        std::string after = "[";
        for (int i = 0; i < 3'000; ++i) {
            before += i ? ",1" : "1";
            after += i ? ",2" : "2";
        }
        const DifferenceText text =
            differenceText(jsonDifference(before + ']', after + ']'), false);
        QCOMPARE(text.text.lines, 2'000);
        QVERIFY(!text.text.complete);
    }
};

QTEST_GUILESS_MAIN(DifferenceTextTest)
#include "tst_differencetext.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/event/masksweeptest.h"

#include "tests/models/event/masktesting.h"

#include <QRandomGenerator>
#include <QTest>

using namespace eventscope;
using namespace masktesting;
using namespace Qt::StringLiterals;

/// What is swept over comes to the same as what is parsed, whatever is put together from pieces
/// that hide names, and from such that only look so.
void MaskSweepTest::sweepPassesNothingThatIsMasked()
{
    const QByteArrayList pieces{"password",
                                "PASSWORD",
                                "pass\\u0077ord",
                                "pa\u017f\u017fword",
                                "pa\xc5\xbf\xc5\xbfword",
                                "to\xe2\x84\xaa"
                                "en",
                                "to\\u212aen",
                                "otp_",
                                "api",
                                "Key",
                                "-",
                                "_",
                                "Authorization",
                                "Bearer ",
                                "eyJ",
                                "hbGciOi",
                                ".",
                                "$2a$",
                                "11$0123456789012345678901234567890",
                                "wss:/",
                                "/u:p",
                                "@h",
                                "secre",
                                "Date",
                                "ID",
                                "e0",
                                "\xe2\x84\xa2",
                                "\xc5\x82",
                                "\\u00e9",
                                "\\u003c",
                                "\\/",
                                "=",
                                ": ",
                                "x",
                                "=17 ",
                                "\\n",
                                " "};
    const FieldMasks masks{{u"1a2b3c4d"_s, daptinMask()}};
    QRandomGenerator random(11);
    const auto text = [&] {
        QByteArray made;
        for (quint32 n = random.bounded(5); n > 0; --n)
            made += pieces[random.bounded(pieces.size())];
        return made;
    };
    int masked = 0;
    int passed = 0;
    for (int round = 0; round < 6'000; ++round) {
        QByteArray json = "{\"" + text() + "\":\"" + text() + "\",\"n\":[\"" + text() + "\"]}";
        for (quint32 wrapped = random.bounded(4); wrapped > 0; --wrapped) {
            QByteArray inside = QByteArray(qsizetype(random.bounded(3)), ' ') + json;
            if (random.bounded(2))
                inside = inside.toBase64();
            else
                inside.replace('\\', "\\\\").replace('"', random.bounded(4) ? "\\\"" : "\\u0022");
            json = "{\"" + text() + "\":\"" + inside + "\"}";
        }
        const QByteArray line = lineWith(json);
        std::string scratch;
        const std::string wanted(daptinMask().apply({line.data(), size_t(line.size())}, scratch));
        const OneLine source(line);
        QCOMPARE(std::string(MaskedLines(&source, masks).line({}, scratch)), wanted);
        ++(wanted == line.toStdString() ? passed : masked);
    }
    QVERIFY2(masked > 1'000 && passed > 1'000, qPrintable(u"%1 %2"_s.arg(masked).arg(passed)));
}

void MaskSweepTest::sweepFindsItWhereverItStands_data()
{
    QTest::addColumn<QByteArray>("piece");
    const auto base64 = [](const QByteArray &json) { return '"' + json.toBase64() + '"'; };
    QTest::newRow("name") << QByteArray("Token");
    QTest::newRow("name with a digit") << QByteArray("x2");
    QTest::newRow("escaped") << QByteArray("t\\u006fken");
    QTest::newRow("letter of another alphabet") << QByteArray("to\xe2\x84\xaa"
                                                              "en");
    QTest::newRow("row") << base64(R"({"token":1})");
    QTest::newRow("array of rows") << base64(R"([{"token":1}])");
    QTest::newRow("row behind blanks") << base64("\r\n\t {\"token\":1}");
    QTest::newRow("row in a row") << base64("{\"a\":" + base64(R"({"token":1})") + "}");
    QTest::newRow("row in a text") << QByteArray(R"("{\"a\":\"eyJ0b2tlbiI6MX0=\"}")");
}

/// In whole blocks, across them, and behind the last.
void MaskSweepTest::sweepFindsItWhereverItStands()
{
    QFETCH(QByteArray, piece);
    const MaskSweep sweep({"token", "x2", "secret"});
    for (qsizetype before = 0; before < 70; ++before) {
        for (const qsizetype behind : {0, 1, 2, 40, 80}) {
            const QByteArray text = QByteArray(before, '.') + piece + QByteArray(behind, '.');
            const size_t found = sweep.next({text.constData(), size_t(text.size())});
            QVERIFY2(found >= size_t(before) && found < size_t(before + piece.size()),
                     text.constData());
            QCOMPARE(sweep.next({text.constData(), size_t(text.size())}, found), found);
        }
    }
}

void MaskSweepTest::sweepPassesWhatNeedsNoLook_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("part of a name") << QByteArray(R"({"toke":"secre","Name":"Torken"})");
    QTest::newRow("looks like base64") << QByteArray(R"({"ID":"e0","Date":"Wxyz","Cost":"eyes"})");
    QTest::newRow("row without names") << "\"" + QByteArray(R"({"email":"a@b"})").toBase64() + "\"";
    QTest::newRow("usual escapes") << QByteArray(R"("\u003cb\u003e \u00e9 \u2019 \n \/ \u0000")");
    QTest::newRow("other letters") << QByteArray("\xe2\x84\xa2 \xc5\x82 \xe2\x82\xac");
}

void MaskSweepTest::sweepPassesWhatNeedsNoLook()
{
    QFETCH(QByteArray, text);
    const QByteArray many = text.repeated(5);
    QCOMPARE(MaskSweep({"token", "secret"}).next({many.constData(), size_t(many.size())}),
             std::string_view::npos);
}

/// Where a name could stand in a line in another way than letter by letter, every line is read.
void MaskSweepTest::sweepIsOnlyForNamesThatItKnows()
{
    QVERIFY(MaskedLines(nullptr, {{u"a"_s, daptinMask()}}).canSweep());
    for (const QString &name :
         {u"t?ken"_s, u"a/b"_s, u"a\"b"_s, u"tok\u00e9n"_s, u"*"_s, u"a b"_s}) {
        const FieldMasks masks{{u"a"_s, daptinMask()}, {u"1a2b3c4d"_s, FieldMask({name})}};
        QVERIFY2(!MaskedLines(nullptr, masks).canSweep(), qPrintable(name));
    }
    const FieldMasks masks{{u"1a2b3c4d"_s, FieldMask({u"a/b"_s})}};
    const OneLine line(lineWith(R"({"a\/b":"hunter2"})"));
    std::string scratch;
    QVERIFY(MaskedLines(&line, masks).line({}, scratch).find("hunter2") == std::string_view::npos);
}

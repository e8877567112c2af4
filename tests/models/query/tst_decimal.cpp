// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/decimal.h"

#include <QRandomGenerator>
#include <QTest>
#include <string>

using namespace eventscope;
using namespace Qt::StringLiterals;

class DecimalTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsNumbersOfJson_data();
    void knowsNumbersOfJson();
    void comparesExactly_data();
    void comparesExactly();
    void agreesWithNumbersWrittenOut();
    void aMillionDigitsAreCompared();
};

void DecimalTest::knowsNumbersOfJson_data()
{
    QTest::addColumn<bool>("is");
    for (const char *text :
         {"0", "-0", "1", "10", "-1.5", "0.0", "1e5", "1E+5", "1.25e-3", "1e400"})
        QTest::newRow(text) << true;
    for (const char *text : {"", "-", "01", "-01", "1.", ".5", "+1", "1e", "1e+", "1.e5", " 1",
                             "1 ", "0x1", "NaN", "Infinity", "1,5", "--1", "1e5.5"})
        QTest::newRow(text) << false;
}

void DecimalTest::knowsNumbersOfJson()
{
    QFETCH(const bool, is);
    QCOMPARE(isDecimal(QTest::currentDataTag()), is);
}

void DecimalTest::comparesExactly_data()
{
    QTest::addColumn<QString>("a");
    QTest::addColumn<QString>("b");
    QTest::addColumn<int>("order"); // of a to b
    const auto row = [](const char *name, const QString &a, const QString &b, int order) {
        QTest::newRow(name) << a << b << order;
    };
    row("whole", u"1"_s, u"2"_s, -1);
    row("more digits", u"10"_s, u"9"_s, 1);
    row("negative", u"-10"_s, u"-9"_s, -1);
    row("signs", u"-1"_s, u"1"_s, -1);
    row("zero and its minus", u"-0"_s, u"0"_s, 0);
    row("zeros of all kinds", u"0.000e99"_s, u"-0e-5"_s, 0);
    row("zero and a very small one", u"0"_s, u"1e-400"_s, -1);
    row("zero and a very small negative one", u"0"_s, u"-1e-400"_s, 1);
    row("one and its fraction", u"1.0"_s, u"1"_s, 0);
    row("one as an exponent", u"10e-1"_s, u"1"_s, 0);
    row("a tenth", u"0.1"_s, u"1e-1"_s, 0);
    row("beyond 64 bits", u"12345678901234567890"_s, u"12345678901234567891"_s, -1);
    row("beyond a double", u"9007199254740993"_s, u"9007199254740992"_s, 1);
    row("fractions beyond a double", u"0.1000000000000000000001"_s, u"0.1"_s, 1);
    row("beyond all doubles", u"1e400"_s, u"1e399"_s, 1);
    row("the same beyond all doubles", u"1e400"_s, u"10e399"_s, 0);
    row("small beyond all doubles", u"1e-400"_s, u"1e-399"_s, -1);
    row("a fraction of a huge one", u"0.001e403"_s, u"1e400"_s, 0);
    const QString huge = u"99999999999999999999999999"_s;
    row("huge exponents", u"1e100000000000000000000000001"_s, u"1e"_s + huge, 1);
    row("huge exponents, the same", u"1e100000000000000000000000000"_s, u"10e"_s + huge, 0);
    row("huge exponents, carried down", u"0.01e100000000000000000000000001"_s, u"1e"_s + huge, 0);
    row("huge exponents, negative", u"1e-100000000000000000000000000"_s, u"1e-"_s + huge, -1);
    row("huge exponents, negative, the same", u"1e-"_s + huge, u"10e-100000000000000000000000000"_s,
        0);
    row("huge and small exponents", u"1e"_s + huge, u"1e5"_s, 1);
    row("huge negative and small exponents", u"1e-"_s + huge, u"1e-5"_s, -1);
    row("exponents of which one is huge", u"0.00001e100000000000000000"_s, u"1e99999999999999999"_s,
        -1);
    row("exponents of which one is huge, the same", u"0.1e100000000000000000"_s,
        u"1e99999999999999999"_s, 0);
    row("small exponents of which one is huge", u"100000e-100000000000000000"_s,
        u"1e-99999999999999999"_s, 1);
    row("huge of both signs", u"-1e"_s + huge, u"1e-"_s + huge, -1);
    row("zero with a huge exponent", u"0e"_s + huge, u"1e-"_s + huge, -1);
    row("leading zeros of an exponent", u"1e0000000000000000000000000005"_s, u"100000"_s, 0);
}

void DecimalTest::comparesExactly()
{
    QFETCH(const QString, a);
    QFETCH(const QString, b);
    QFETCH(const int, order);
    QVERIFY(isDecimal(a.toStdString()) && isDecimal(b.toStdString()));
    QCOMPARE(compareDecimals(a.toStdString(), b.toStdString()), order);
    QCOMPARE(compareDecimals(b.toStdString(), a.toStdString()), -order);
    QCOMPARE(compareDecimals(a.toStdString(), a.toStdString()), 0);
}

namespace {

/// A number as a sign and one whole number of 400 digits, the last 200 of which are its fraction.
struct WrittenOut
{
    bool negative = false;
    std::string digits;
};

WrittenOut writtenOut(const std::string &text)
{
    constexpr int point = 200;
    WrittenOut out;
    out.digits.assign(2 * point, '0');
    size_t at = 0;
    out.negative = text[0] == '-';
    at += out.negative;
    const size_t e = text.find_first_of("eE");
    const int exponent = e == std::string::npos ? 0 : std::stoi(text.substr(e + 1));
    const std::string mantissa = text.substr(at, e == std::string::npos ? e : e - at);
    const size_t dot = std::min(mantissa.find('.'), mantissa.size());
    int place = point - int(dot) - exponent;
    for (const char c : mantissa) {
        if (c != '.')
            out.digits[size_t(place++)] = c;
    }
    if (out.digits.find_first_not_of('0') == std::string::npos)
        out.negative = false;
    return out;
}

int compareWrittenOut(const std::string &a, const std::string &b)
{
    const WrittenOut left = writtenOut(a);
    const WrittenOut right = writtenOut(b);
    if (left.negative != right.negative)
        return left.negative ? -1 : 1;
    const int order = left.digits.compare(right.digits);
    return (order < 0 ? -1 : order > 0 ? 1 : 0) * (left.negative ? -1 : 1);
}

} // namespace

void DecimalTest::agreesWithNumbersWrittenOut()
{
    QRandomGenerator random(4);
    const auto number = [&random] {
        std::string text = random.bounded(2) ? "-" : "";
        const int whole = int(random.bounded(4));
        if (whole == 0)
            text += '0';
        for (int i = 0; i < whole; ++i)
            text += char('0' + (i == 0 ? 1 + random.bounded(2) : random.bounded(3)));
        if (random.bounded(2)) {
            text += '.';
            for (int i = 1 + int(random.bounded(4)); i > 0; --i)
                text += char('0' + random.bounded(3));
        }
        if (random.bounded(2))
            text += (random.bounded(2) ? "e" : "E") + std::string(random.bounded(2) ? "+" : "")
                + std::to_string(random.bounded(7));
        else if (random.bounded(2))
            text += "e-" + std::to_string(random.bounded(7));
        return text;
    };
    int equal = 0;
    for (int i = 0; i < 200'000; ++i) {
        const std::string a = number();
        const std::string b = number();
        QVERIFY2(isDecimal(a), a.c_str());
        const int got = compareDecimals(a, b);
        QVERIFY2(got == compareWrittenOut(a, b), (a + " and " + b).c_str());
        equal += got == 0;
    }
    QVERIFY2(equal > 500, qPrintable(QString::number(equal)));
}

void DecimalTest::aMillionDigitsAreCompared()
{
    const std::string a = std::string(1'000'000, '7') + "." + std::string(1'000'000, '7');
    const std::string b = a + "1e-" + std::string(1'000'000, '9');
    // Whoever took a step for each digit that the exponent means would never come to an end.
    QVERIFY(isDecimal(a) && isDecimal(b));
    QVERIFY(compareDecimals(a, a) == 0);
    QVERIFY(compareDecimals(a, b) > 0);
    QVERIFY(compareDecimals(b, b) == 0);
}

QTEST_GUILESS_MAIN(DecimalTest)
#include "tst_decimal.moc"

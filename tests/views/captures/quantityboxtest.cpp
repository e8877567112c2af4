// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/captures/quantityboxtest.h"

#include "views/captures/quantitybox.h"

#include <QLocale>
#include <QRandomGenerator>
#include <QScopeGuard>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

/// As it stands in the box, with plain blanks.
QString shownIn(const QuantityBox &box)
{
    return box.text().replace(QChar(QChar::Nbsp), u' ');
}

void type(QuantityBox &box, const QString &text)
{
    box.selectAll();
    QTest::keyClicks(&box, text);
}

/// Numbers are written as there, until it goes.
[[nodiscard]] auto inLanguage(const QLocale &locale)
{
    const QLocale before;
    QLocale::setDefault(locale);
    return qScopeGuard([before] { QLocale::setDefault(before); });
}

const QLocale english(QLocale::English, QLocale::UnitedStates);

} // namespace

void QuantityBoxTest::whatIsTypedIsRead_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<double>("value"); // 0: none
    QTest::addColumn<QString>("shown");
    const auto size = [](const char *typed, double value, const char *shown) {
        QTest::newRow(typed) << 0 << QString::fromUtf8(typed) << value << QString::fromUtf8(shown);
    };
    size("500 MB", 5e8, "500 MB");
    size("500mb", 5e8, "500 MB");
    size("500 M", 5e8, "500 MB");
    size("1.5 GB", 1.5e9, "1.5 GB");
    size("2 GiB", 2'147'483'648, "2 GiB");
    size("2.5 gib", 2'684'354'560, "2.5 GiB");
    size("750 000 kB", 7.5e8, "750 MB");
    size("4096 KiB", 4'194'304, "4 MiB");
    size("5 000 000 bytes", 5e6, "5 MB");
    size("0.25 TB", 2.5e11, "250 GB");
    size("20", 2e10, "20 GB");
    size("1500", 1.5e12, "1.5 TB");
    size("999999 B", 0, "");
    size("1001 TB", 0, "");
    size("20 GBit", 0, "");
    size("-5 GB", 0, "");
    size("nan GB", 0, "");
    size("1e3 GB", 0, "");
    size("GB", 0, "");
    const auto age = [](const char *typed, double value, const char *shown) {
        QTest::newRow(typed) << 1 << QString::fromUtf8(typed) << value << QString::fromUtf8(shown);
    };
    age("12 h", 43'200e6, "12 hours");
    age("90 min", 5'400e6, "1.5 hours");
    age("2 weeks", 14 * 86'400e6, "14 days");
    age("7", 7 * 86'400e6, "7 days");
    age("1 day", 86'400e6, "1 day");
    age("30 s", 0, "");
    const auto events = [](const char *typed, double value, const char *shown) {
        QTest::newRow(typed) << 2 << QString::fromUtf8(typed) << value << QString::fromUtf8(shown);
    };
    events("250 000", 250'000, "250 000 events");
    events("250000 events", 250'000, "250 000 events");
    events("250k", 250'000, "250 000 events");
    events("1.5 million", 1.5e6, "1 500 000 events");
    events("5 million events", 5e6, "5 000 000 events");
    events("50", 0, ""); // a number alone was millions once
}

void QuantityBoxTest::whatIsTypedIsRead()
{
    QFETCH(const int, kind);
    QFETCH(const QString, typed);
    QFETCH(const double, value);
    QFETCH(const QString, shown);
    const auto language = inLanguage(english);
    QuantityBox box(kind == 0       ? QuantityBox::bytes()
                        : kind == 1 ? QuantityBox::age()
                                    : QuantityBox::events());
    const QList<double> before{2e10, 30 * 86'400e6, 5e7};
    box.setValue(before[kind]);
    type(box, typed);
    QCOMPARE(box.text(), typed); // nothing is put right while somebody types
    QCOMPARE(box.problem().isEmpty(), value != 0);
    if (value == 0)
        return;
    QCOMPARE(box.value(), value);
    box.interpretText(); // as when it is left
    QCOMPARE(box.value(), value);
    QCOMPARE(shownIn(box), shown);
}

void QuantityBoxTest::everyLanguageWritesNumbersItsWay_data()
{
    QTest::addColumn<QLocale>("language");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("shown");
    const QLocale german(QLocale::German, QLocale::Germany);
    QTest::newRow("German") << german << u"1,5 GB"_s << 1.5e9 << u"1,5 GB"_s;
    QTest::newRow("German, as programs write it") << german << u"1.5 GB"_s << 1.5e9 << u"1,5 GB"_s;
    QTest::newRow("German, grouped") << german << u"1.500 MB"_s << 1.5e9 << u"1,5 GB"_s;
    QTest::newRow("English") << english << u"1.5 GB"_s << 1.5e9 << u"1.5 GB"_s;
    QTest::newRow("English, as others write it") << english << u"1,5 GB"_s << 1.5e9 << u"1.5 GB"_s;
    QTest::newRow("English, grouped") << english << u"1,500 MB"_s << 1.5e9 << u"1.5 GB"_s;
    QTest::newRow("Swiss, grouped")
        << QLocale(QLocale::German, QLocale::Switzerland) << u"1'500 MB"_s << 1.5e9 << u"1.5 GB"_s;
}

void QuantityBoxTest::everyLanguageWritesNumbersItsWay()
{
    QFETCH(const QLocale, language);
    QFETCH(const QString, typed);
    QFETCH(const double, value);
    QFETCH(const QString, shown);
    const auto set = inLanguage(language);
    QuantityBox box(QuantityBox::bytes());
    type(box, typed);
    QCOMPARE(box.value(), value);
    box.interpretText();
    QCOMPARE(shownIn(box), shown);
}

void QuantityBoxTest::aNumberAloneIsInTheUnitThatWasShownLast()
{
    const auto language = inLanguage(english);
    QuantityBox box(QuantityBox::bytes());
    box.setValue(5e8);
    type(box, u"1500"_s); // not in GB once it is more than one
    QCOMPARE(box.value(), 1.5e9);
    QTest::keyClick(&box, Qt::Key_Return);
    QCOMPARE(shownIn(box), u"1.5 GB"_s);
    type(box, u"3"_s);
    QCOMPARE(box.value(), 3e9);
    QTest::keyClicks(&box, u" TB"_s);
    QCOMPARE(box.value(), 3e12);
    for (int i = 0; i < 3; ++i)
        QTest::keyClick(&box, Qt::Key_Backspace);
    QCOMPARE(box.value(), 3e12);
}

void QuantityBoxTest::whatIsShownIsReadAgainToTheLastByte()
{
    QRandomGenerator random(20261122);
    for (const QLocale &language : {english, QLocale(QLocale::German, QLocale::Germany)}) {
        const auto set = inLanguage(language);
        QuantityBox box(QuantityBox::bytes());
        for (int i = 0; i < 2'000; ++i) {
            const auto value =
                double(1'000'000 + (random.generate64() >> (14 + i % 30)) % 999'000'000'000'000);
            box.setValue(value);
            QCOMPARE(box.value(), value);
            box.interpretText();
            QCOMPARE(box.value(), value);
            QVERIFY(box.problem().isEmpty());
        }
    }
}

void QuantityBoxTest::keysStepByWhatIsShown_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("up");
    QTest::newRow("a size") << 0 << 2e10 << u"21 GB"_s;
    QTest::newRow("a small size") << 0 << 5e8 << u"510 MB"_s;
    QTest::newRow("an age") << 1 << 30 * 86'400e6 << u"31 days"_s;
    QTest::newRow("hours") << 1 << 6 * 3'600e6 << u"7 hours"_s;
    QTest::newRow("events") << 2 << 5e7 << u"51 000 000 events"_s;
}

void QuantityBoxTest::keysStepByWhatIsShown()
{
    QFETCH(const int, kind);
    QFETCH(const double, value);
    QFETCH(const QString, up);
    QuantityBox box(kind == 0       ? QuantityBox::bytes()
                        : kind == 1 ? QuantityBox::age()
                                    : QuantityBox::events());
    box.setValue(value);
    QTest::keyClick(&box, Qt::Key_Up);
    QCOMPARE(shownIn(box), up);
    QTest::keyClick(&box, Qt::Key_Down);
    QCOMPARE(box.value(), value);
}

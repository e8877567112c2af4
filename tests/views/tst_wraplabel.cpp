// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/paintedsize.h"
#include "views/wraplabel.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestWrapLabel final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void identifierWithoutBlanksWraps();
    void linesAreLimited();
    void lineBreaksAreKept();
    void shortTextAsksForItsOwnWidthOnly();
    void nothingToSayHidesIt();
    void markupIsNotInterpreted();
    void aHugeTextIsPaintedOnlyAsFarAsItIsSeen();
};

void TestWrapLabel::identifierWithoutBlanksWraps()
{
    WrapLabel label(QString(300, u'x'));
    label.setMaxLines(100); // wide fonts would fill the usual number at both widths
    const int line = label.fontMetrics().lineSpacing();
    QVERIFY(label.heightForWidth(200) > line);
    QVERIFY(label.heightForWidth(100) > label.heightForWidth(400));
    QVERIFY(label.minimumSizeHint().width() < 200);
}

void TestWrapLabel::linesAreLimited()
{
    WrapLabel label(QString(5'000, u'x'));
    label.setMaxLines(2);
    QCOMPARE(label.heightForWidth(100), 2 * label.fontMetrics().lineSpacing());
}

void TestWrapLabel::lineBreaksAreKept()
{
    WrapLabel label(u"a\nb\nc"_s);
    QCOMPARE(label.heightForWidth(500), 3 * label.fontMetrics().lineSpacing());
}

void TestWrapLabel::shortTextAsksForItsOwnWidthOnly()
{
    const WrapLabel label(u"ok"_s);
    QCOMPARE(label.sizeHint().width(), label.fontMetrics().horizontalAdvance(u"ok"_s) + 1);
}

void TestWrapLabel::nothingToSayHidesIt()
{
    QWidget window;
    auto *label = new WrapLabel(&window);
    window.show();
    label->say(u"something"_s, WrapLabel::Tone::Error);
    QVERIFY(label->isVisible());
    QCOMPARE(label->tone(), WrapLabel::Tone::Error);
    label->say({}, WrapLabel::Tone::Dim);
    QVERIFY(!label->isVisible());
}

void TestWrapLabel::markupIsNotInterpreted()
{
    WrapLabel label(u"<b>x</b>"_s);
    QCOMPARE(label.textFormat(), Qt::PlainText);
    QVERIFY(label.sizeHint().width() > label.fontMetrics().horizontalAdvance(u"<b>x"_s));
}

void TestWrapLabel::aHugeTextIsPaintedOnlyAsFarAsItIsSeen()
{
    WrapLabel label(QString(20'000, u'x'));
    label.resize(300, 100);
    const qsizetype size = paintedSize(&label);
    QVERIFY2(size < 10'000, qPrintable(QString::number(size)));
}

QTEST_MAIN(TestWrapLabel)
#include "tst_wraplabel.moc"

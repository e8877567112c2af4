// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/stylepaint.h"
#include "views/tabulartext.h"
#include "views/theme.h"

#include <QApplication>
#include <QHeaderView>
#include <QImage>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QStyleOption>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

#include <cmath>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

double channel(double value)
{
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &color)
{
    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF())
        + 0.0722 * channel(color.blueF());
}

/// WCAG 2 contrast.
double contrast(const QColor &a, const QColor &b)
{
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

} // namespace

class ThemeTest final : public QObject
{
    Q_OBJECT

private:
    /// How many pieces, with nothing above or below them, the button's face has from left to right.
    static int inkRuns(QToolButton &button)
    {
        constexpr int frame = 3;
        button.resize(button.sizeHint());
        const QImage image = button.grab().toImage();
        int runs = 0;
        bool before = false;
        for (int x = frame; x < image.width() - frame; ++x) {
            bool ink = false;
            for (int y = frame; y < image.height() - frame; ++y)
                ink = ink || qGray(image.pixel(x, y)) < 190;
            runs += ink && !before ? 1 : 0;
            before = ink;
        }
        return runs;
    }

private Q_SLOTS:
    void signsStandAsTheyAreTyped()
    {
        const QFont font = fixedFont(QFont());
        const QFontMetricsF metrics(font);
        for (const QString &text : {u">="_s, u"!="_s, u"->"_s, u"=="_s}) {
            QImage whole(64, 32, QImage::Format_ARGB32_Premultiplied);
            whole.fill(Qt::white);
            QImage single = whole;
            QPainter painter(&whole);
            painter.setFont(font);
            painter.drawText(QPointF(4, 24), text);
            painter.end();
            painter.begin(&single);
            painter.setFont(font);
            painter.drawText(QPointF(4, 24), text.left(1));
            painter.drawText(QPointF(4 + metrics.horizontalAdvance(text[0]), 24), text.mid(1));
            painter.end();
            QVERIFY2(whole == single, qPrintable(text));
        }
    }
    void everyTextIsReadableOnEveryGround_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void everyTextIsReadableOnEveryGround()
    {
        QFETCH(bool, dark);
        const Theme &t = dark ? Theme::darkTheme() : Theme::lightTheme();
        const QVector<QColor> texts{t.text, t.dim, t.link, t.success, t.warning, t.error, t.fatal};
        QVector<QColor> grounds{t.background, t.panel,       t.field,       t.selection,
                                t.gap,        t.successTint, t.warningTint, t.errorTint};
        grounds.append(QVector<QColor>(t.filterTints.cbegin(), t.filterTints.cend()));
        for (const QColor &text : texts) {
            for (const QColor &ground : grounds) {
                QVERIFY2(contrast(text, ground) >= 4.5,
                         qPrintable(u"%1 on %2: %3"_s.arg(text.name(), ground.name())
                                        .arg(contrast(text, ground))));
            }
        }
        QVERIFY(contrast(t.onAccent, t.accent) >= 4.5);
        QVERIFY(contrast(t.accent, t.background) >= 3);
        for (const QColor &dot : t.filterDots)
            QVERIFY2(contrast(dot, t.field) >= 3, qPrintable(dot.name()));
    }

    void paletteTellsWhichThemeItIs()
    {
        applyTheme(true);
        QVERIFY(currentTheme().dark);
        applyTheme(false);
        QVERIFY(!currentTheme().dark);
        QCOMPARE(QApplication::palette().color(QPalette::Base), Theme::lightTheme().background);
    }

    void severitiesDifferInGlyphAndWord()
    {
        QStringList glyphs;
        QStringList words;
        for (const auto severity : {Severity::Info, Severity::Success, Severity::Warning,
                                    Severity::Error, Severity::Fatal}) {
            glyphs << severityGlyph(severity);
            words << severityWord(severity);
        }
        QCOMPARE(QSet<QString>(glyphs.cbegin(), glyphs.cend()).size(), 5);
        QCOMPARE(QSet<QString>(words.cbegin(), words.cend()).size(), 5);
    }

    void focusIsSeenOnEveryMark_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<bool>("round");
        QTest::addColumn<bool>("checked");
        for (int i = 0; i < 8; ++i)
            QTest::addRow("%d", i) << bool(i & 1) << bool(i & 2) << bool(i & 4);
    }
    void focusIsSeenOnEveryMark()
    {
        QFETCH(bool, dark);
        QFETCH(bool, round);
        QFETCH(bool, checked);
        applyTheme(dark);
        const auto drawn = [&](bool focus) {
            QImage image(20, 20, QImage::Format_RGB32);
            image.fill(currentTheme().background);
            QPainter painter(&image);
            QStyleOption option;
            option.rect = QRect(1, 1, 18, 18);
            option.state = QStyle::State_Enabled | (checked ? QStyle::State_On : QStyle::State_Off);
            option.state.setFlag(QStyle::State_HasFocus, focus);
            drawCheck(&option, &painter, round);
            painter.end();
            return image;
        };
        const QImage quiet = drawn(false);
        const QImage focused = drawn(true);
        int differing = 0;
        for (int y = 0; y < 20; ++y) {
            for (int x = 0; x < 20; ++x)
                differing += contrast(quiet.pixelColor(x, y), focused.pixelColor(x, y)) > 1.5;
        }
        QVERIFY2(differing > 20, qPrintable(QString::number(differing)));
    }

    void numbersAreGroupedBySpaces_data()
    {
        QTest::addColumn<quint64>("count");
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << quint64(0) << u"0"_s;
        QTest::newRow("short") << quint64(999) << u"999"_s;
        QTest::newRow("thousand") << quint64(1'204) << u"1\u00a0204"_s;
        QTest::newRow("millions") << quint64(10'204'117) << u"10\u00a0204\u00a0117"_s;
    }
    void numbersAreGroupedBySpaces()
    {
        QFETCH(quint64, count);
        QFETCH(QString, text);
        for (const QLocale &locale :
             {QLocale::c(), QLocale(QLocale::English), QLocale(QLocale::German)}) {
            QLocale::setDefault(locale);
            QCOMPARE(countText(count), text);
        }
        QLocale::setDefault(QLocale::c());
    }

    void sizesAreShort()
    {
        QCOMPARE(bytesText(512), u"512 bytes"_s);
        QCOMPARE(bytesText(6'900'000'000), u"6.9 GB"_s);
    }

    void countingNumbersKeepTheirWidth()
    {
        const QFontMetrics metrics(QApplication::font());
        QCOMPARE(tabularWidth(metrics, u"received 111 111"_s),
                 tabularWidth(metrics, u"received 888 888"_s));
        QVERIFY(tabularWidth(metrics, u"1 000"_s) > tabularWidth(metrics, u"100"_s));
    }

    void rowsBeginBelowTheirHeading()
    {
        applyTheme(false);
        QTreeWidget list;
        list.setFrameShape(QFrame::NoFrame);
        list.setRootIsDecorated(false);
        list.setHeaderLabels({u"H"_s, u"H"_s});
        list.addTopLevelItem(new QTreeWidgetItem({u"H"_s, u"H"_s}));
        list.header()->resizeSection(0, 60);
        list.resize(200, 80);
        const auto inkBegins = [](const QImage &image, int fromX) {
            const QRgb ground = image.pixel(fromX, image.height() / 2);
            for (int x = fromX; x < image.width(); ++x) {
                for (int y = 4; y < image.height() - 4; ++y) {
                    if (std::abs(qGray(image.pixel(x, y)) - qGray(ground)) > 60)
                        return x;
                }
            }
            return -1;
        };
        const QImage heading = list.header()->grab().toImage();
        const QRect cell = list.visualItemRect(list.topLevelItem(0));
        const QImage row = list.viewport()->grab(cell).toImage();
        for (const int column : {0, 60}) {
            QVERIFY(inkBegins(heading, column + 2) > 0);
            QCOMPARE(inkBegins(row, column + 2), inkBegins(heading, column + 2));
        }
    }

    void theArrowOfAMenuStandsBesideTheText()
    {
        applyTheme(false);
        QMenu menu;
        QToolButton button;
        button.setText(u"+3"_s);
        const QSize plain = button.sizeHint();
        const int letters = inkRuns(button);
        button.setMenu(&menu);
        button.setPopupMode(QToolButton::InstantPopup);
        QCOMPARE(button.sizeHint(), plain + QSize(menuArrowRoom, 0));
        QCOMPARE(inkRuns(button), letters + 1);
    }

    void signsOfMessagesFollowTheTheme()
    {
        const auto sign = [](QStyle::StandardPixmap which) {
            return QApplication::style()->standardIcon(which).pixmap(32, 32).toImage();
        };
        applyTheme(false);
        const QImage light = sign(QStyle::SP_MessageBoxQuestion);
        QCOMPARE(light.pixelColor(16, 2), Theme::lightTheme().selection);
        applyTheme(true);
        QCOMPARE(sign(QStyle::SP_MessageBoxQuestion).pixelColor(16, 2),
                 Theme::darkTheme().selection);
        QCOMPARE(sign(QStyle::SP_MessageBoxWarning).pixelColor(16, 2),
                 Theme::darkTheme().warningTint);
        applyTheme(false);
    }

    void measuresFollowTheFont()
    {
        QFont large = QApplication::font();
        large.setPointSizeF(large.pointSizeF() * 2);
        QVERIFY(rowHeight(QFontMetrics(large))
                > rowHeight(QFontMetrics(QApplication::font())) * 3 / 2);
    }
};

QTEST_MAIN(ThemeTest)
#include "tst_theme.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filters/filteredit.h"
#include "views/shapedtext.h"
#include "views/theme.h"

#include <QImage>
#include <QPainter>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

using Draw = void (*)(QPainter &, const QString &);

QImage drawn(const QFont &font, const QString &text, Draw draw)
{
    QImage image(240, 40, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.setFont(font);
    draw(painter, text);
    return image;
}

constexpr QRect room(0, 0, 240, 40);

void drawMixed(QPainter &painter, const QString &text)
{
    drawFixedText(&painter, room, Qt::ElideRight, text);
}

void drawPlainly(QPainter &painter, const QString &text)
{
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
}

} // namespace

class ShapedTextTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(false); }

    void onlyWhatCannotBeReadOtherwiseIsShaped_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("shaped");
        QTest::newRow("empty") << u""_s << QStringList();
        QTest::newRow("signs") << u"a >= b -> c"_s << QStringList();
        QTest::newRow("letters that stand by themselves")
            << u"Straße Łódź Привет ωμέγα 日本の カナ ✓ → 😀"_s << QStringList();
        QTest::newRow("Persian") << u"a >= سلام دنیا!"_s << QStringList({u"سلام"_s, u"دنیا"_s});
        QTest::newRow("Hindi") << u"\"नमस्ते\""_s << QStringList({u"नमस्ते"_s});
        QTest::newRow("a joiner") << u"می\u200cخواهم"_s << QStringList({u"می\u200cخواهم"_s});
        QTest::newRow("a selector of a variant")
            << u"x 葛\U000E0100城 y"_s << QStringList({u"葛\U000E0100城"_s});
        QTest::newRow("a mark on ASCII") << u"cafe\u0301s"_s << QStringList({u"e\u0301"_s});
        QTest::newRow("a flag") << u"-\U0001F1EB\U0001F1F7-"_s
                                << QStringList({u"\U0001F1EB\U0001F1F7"_s});
        QTest::newRow("half a character") << u"a"_s + QChar(0xd83d) << QStringList();
    }
    void onlyWhatCannotBeReadOtherwiseIsShaped()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, shaped);
        QStringList found;
        for (const auto &range : shapedRanges(text))
            found << text.mid(range.start, range.length);
        QCOMPARE(found, shaped);
    }

    void lettersThatJoinDoSo_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("Persian") << u"سلام"_s;
        QTest::newRow("a selector of a variant") << u"葛\U000E0100"_s;
    }
    void lettersThatJoinDoSo()
    {
        QFETCH(QString, text);
        const QFont fixed = fixedFont(QFont());
        const QImage mixed = drawn(fixed, text, drawMixed);
        QCOMPARE(mixed, drawn(shapedFont(fixed), text, drawPlainly));
        if (QFontMetrics(fixed).inFontUcs4(U'س') && text.startsWith(u'س'))
            QVERIFY(mixed != drawn(fixed, text, drawPlainly));
    }

    void signsBesideThemStandAsTheyAreTyped()
    {
        const QFont fixed = fixedFont(QFont());
        const int signs = QFontMetrics(fixed).horizontalAdvance(u">= "_s);
        const QImage mixed = drawn(fixed, u">= سلام"_s, drawMixed);
        const QImage alone = drawn(fixed, u">= "_s, drawPlainly);
        QCOMPARE(mixed.copy(0, 0, signs, 40), alone.copy(0, 0, signs, 40));
    }

    void whatHasNoRoomEndsInDots()
    {
        const QFont fixed = fixedFont(QFont());
        const QString text = u"سلام "_s.repeated(40);
        const QString cut =
            QFontMetrics(shapedFont(fixed)).elidedText(text, Qt::ElideRight, room.width());
        QVERIFY(cut.size() < text.size());
        QCOMPARE(drawn(fixed, text, drawMixed), drawn(fixed, cut, drawMixed));
    }

    void theLineOfTheFilterShapesThemToo()
    {
        FilterEdit typed;
        FilterEdit wanted;
        wanted.setFont(shapedFont(wanted.font()));
        typed.setText(u"سلام"_s);
        wanted.setText(u"سلام"_s);
        typed.resize(200, 30);
        wanted.resize(200, 30);
        QCOMPARE(typed.grab().toImage(), wanted.grab().toImage());
        QVERIFY(typed.font() != wanted.font());
    }
};

QTEST_MAIN(ShapedTextTest)
#include "tst_shapedtext.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/utf8text.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestUtf8Text : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isWhatQtMakesOfIt_data()
    {
        QTest::addColumn<QString>("special");
        QTest::newRow("ASCII") << u"x"_s;
        QTest::newRow("last of ASCII") << QString(QChar(0x7f));
        QTest::newRow("first beyond ASCII") << QString(QChar(0x80));
        QTest::newRow("two bytes") << u"ü"_s;
        QTest::newRow("three bytes") << u"€"_s;
        QTest::newRow("beyond the bytes of a register") << QString(QChar(0x7fff));
        QTest::newRow("sign bit") << QString(QChar(0xff80));
        QTest::newRow("four bytes") << u"😀"_s;
        QTest::newRow("lone surrogate") << QString(QChar(0xd800));
        QTest::newRow("null") << QString(QChar(0));
    }
    void isWhatQtMakesOfIt()
    {
        QFETCH(QString, special);
        Utf8Text utf8;
        for (qsizetype size = 0; size < 70; ++size) {
            for (qsizetype at = 0; at <= size; ++at) {
                QString text(size, u'a');
                text.insert(at, special);
                const QByteArray wanted =
                    QStringEncoder(QStringConverter::Utf8, QStringConverter::Flag::Stateless)(text);
                QCOMPARE(utf8.of(text),
                         std::string_view(wanted.constData(), size_t(wanted.size())));
            }
        }
    }

    void loneSurrogatesAreMarked()
    {
        Utf8Text utf8;
        QCOMPARE(utf8.of(u"a"_s + QChar(0xdc00) + u"b"_s),
                 std::string_view("a\xef\xbf\xbd"
                                  "b"));
    }

    void hugeTextsAreForgotten()
    {
        Utf8Text utf8;
        const QString huge(5 << 20, u'ü');
        QCOMPARE(utf8.of(huge).size(), size_t(10 << 20));
        utf8.shrink();
        QCOMPARE(utf8.of(u"small"_s), std::string_view("small"));
    }
};

QTEST_GUILESS_MAIN(TestUtf8Text)
#include "tst_utf8text.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/event.h"
#include "models/event/fieldmask.h"
#include "models/event/jsontext.h"
#include "models/event/maskedattributes.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr size_t most = EventFields::maxExtensions;

/// `[{"token":"a"},…]` in a text.
std::string headersWith(int count)
{
    std::string json = "[";
    for (int i = 0; i < count; ++i)
        json += i == 0 ? R"({"token":"a"})" : R"(,{"token":"a"})";
    std::string text;
    appendJsonString(text, json + ']');
    return text;
}

QJsonObject masked(const std::string &extensions)
{
    std::string scratch;
    const std::string_view shown =
        maskedExtensions(FieldMask({u"*token"_s}), extensions, most, scratch);
    if (extensions.size() > most || shown.size() > most)
        return {};
    const QByteArray object = '{' + QByteArray(shown.data(), qsizetype(shown.size())) + '}';
    return QJsonDocument::fromJson(object).object();
}

} // namespace

class TestMaskedAttributes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void headersAreMaskedAsAWholeWhereTheirMasksHaveNoRoom();
    void attributesThatHaveNoRoomMaskedAreCounted_data();
    void attributesThatHaveNoRoomMaskedAreCounted();
    void whatCannotBeReadIsLeftOut();
};

void TestMaskedAttributes::headersAreMaskedAsAWholeWhereTheirMasksHaveNoRoom()
{
    const std::string place = R"("kafkatopic":"t","kafkaoffset":"12","zone":"z")";
    const std::string few = headersWith(10);
    const QJsonObject whole = masked(place + ",\"kafkaheaders\":" + few);
    QVERIFY(whole[u"kafkaheaders"_s].toString().startsWith(u"[{\"token\":\"[masked]\"},"_s));
    const std::string many = headersWith(200);
    const QJsonObject all =
        masked(place + ",\"cemembers\":\"[]\",\"cemembersleft\":\"4\",\"kafkaheaders\":" + many
               + ",\"kafkaheadersleft\":\"17\"");
    QCOMPARE(all,
             (QJsonObject{{u"kafkatopic"_s, u"t"_s},
                          {u"kafkaoffset"_s, u"12"_s},
                          {u"zone"_s, u"z"_s},
                          {u"cemembers"_s, u"[]"_s},
                          {u"cemembersleft"_s, u"4"_s},
                          {u"kafkaheaders"_s, u"[masked]"_s},
                          {u"kafkaheadersleft"_s, u"17"_s}}));
    const QJsonObject members = masked(place + ",\"cemembers\":" + many
                                       + R"(,"kafkaheaders":"[]","kafkaheadersleft":"17")");
    QCOMPARE(members[u"cemembers"_s].toString(), u"[masked]"_s);
    QCOMPARE(members[u"kafkaheaders"_s].toString(), u"[]"_s);
    QCOMPARE(members[u"kafkaheadersleft"_s].toString(), u"17"_s);
}

void TestMaskedAttributes::attributesThatHaveNoRoomMaskedAreCounted_data()
{
    QTest::addColumn<QByteArray>("last");
    QTest::newRow("alone") << QByteArray();
    QTest::newRow("before headers") << QByteArray(
        R"(,"cemembers":"[{\"token\":\"a\"}]","cemembersleft":"18446744073709551615",)"
        R"("kafkaheaders":"[{\"token\":\"a\"}]","kafkaheadersleft":"18446744073709551615")");
}

void TestMaskedAttributes::attributesThatHaveNoRoomMaskedAreCounted()
{
    QFETCH(const QByteArray, last);
    const auto lastSize = size_t(last.size());
    std::string many = R"("kafkaoffset":"12")";
    int count = 1;
    for (; many.size() + lastSize + 16 < most; ++count)
        many += ",\"" + std::to_string(count) + "token\":1";
    const QJsonObject shown = masked(many + last.toStdString());
    int kept = 0;
    for (const QString &name : shown.keys())
        kept += name.endsWith(u"token"_s) || name == u"kafkaoffset"_s ? 1 : 0;
    QVERIFY2(kept > 150, qPrintable(QString::number(kept)));
    QCOMPARE(shown[u"kafkaoffset"_s].toString(), u"12"_s);
    QCOMPARE(shown[u"1token"_s].toString(), u"[masked]"_s);
    QCOMPARE(shown[u"maskedleft"_s].toString(), QString::number(count - kept));
    for (const QString &name :
         {u"cemembers"_s, u"cemembersleft"_s, u"kafkaheaders"_s, u"kafkaheadersleft"_s})
        QCOMPARE(shown.contains(name), !last.isEmpty());
}

void TestMaskedAttributes::whatCannotBeReadIsLeftOut()
{
    const QJsonObject rest = masked("\"zone\":\"z\",\"token\":\"tok-SECRET");
    QCOMPARE(rest, (QJsonObject{{u"maskedleft"_s, u"all"_s}}));
}

QTEST_GUILESS_MAIN(TestMaskedAttributes)
#include "tst_maskedattributes.moc"

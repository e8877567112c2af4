// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/eventbatch.h"
#include "models/event/hiddentext.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class HiddenTextTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyNeedlessEscapesHideText_data();
    void onlyNeedlessEscapesHideText();
    void rowsInBase64AreFound_data();
    void rowsInBase64AreFound();
    void aBatchSaysWhatItsLinesHide();
};

void HiddenTextTest::onlyNeedlessEscapesHideText_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<bool>("hides");
    const auto escape = [](const char *digits) {
        return QByteArray("{\"a\":\"x\\u") + digits + "y\"}";
    };
    QTest::newRow("nothing escaped") << QByteArray(R"({"a":"b"})") << false;
    QTest::newRow("what must be") << QByteArray(R"({"a":"\"\\\n\t\/"})") << false;
    QTest::newRow("a letter") << escape("0061") << true;
    QTest::newRow("a letter, in capitals") << escape("004A") << true;
    QTest::newRow("a digit") << escape("0037") << true;
    QTest::newRow("less than, as Rails and Go do") << escape("003c") << false;
    QTest::newRow("quote") << escape("0022") << false;
    QTest::newRow("control") << escape("0007") << false;
    QTest::newRow("beyond ASCII") << escape("00e9") << false;
    QTest::newRow("another page") << escape("2061") << false;
    QTest::newRow("behind others") << QByteArray(R"({"a":"\n\n\u003c","b":"\u0062"})") << true;
    QTest::newRow("cut off") << QByteArray(R"({"a":"\u00)") << false;
    QTest::newRow("at the end") << QByteArray(R"({"a":"\)") << false;
}

void HiddenTextTest::onlyNeedlessEscapesHideText()
{
    QFETCH(const QByteArray, json);
    QFETCH(const bool, hides);
    QCOMPARE(hasPlainEscape({json.constData(), size_t(json.size())}), hides);
}

void HiddenTextTest::rowsInBase64AreFound_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<QByteArray>("row");
    QTest::newRow("new") << QByteArray(R"({"type":"event","event":"update","data":"eyJhIjoxfQ=="})")
                         << QByteArray("eyJhIjoxfQ==");
    QTest::newRow("old") << QByteArray(R"({"MessageSource":"x","EventData":"eyJhIjoxfQ=="})")
                         << QByteArray("eyJhIjoxfQ==");
    QTest::newRow("a row that is JSON")
        << QByteArray(R"({"type":"event","data":{"a":1}})") << QByteArray();
    QTest::newRow("text that is no row")
        << QByteArray(R"({"type":"event","data":"hello"})") << QByteArray();
    QTest::newRow("somebody else's")
        << QByteArray(R"({"kind":"event","data":"eyJhIjoxfQ=="})") << QByteArray();
}

void HiddenTextTest::rowsInBase64AreFound()
{
    QFETCH(const QByteArray, payload);
    QFETCH(const QByteArray, row);
    const std::string_view found = encodedRowIn({payload.constData(), size_t(payload.size())});
    QCOMPARE(QByteArray(found.data(), qsizetype(found.size())), row);
}

void HiddenTextTest::aBatchSaysWhatItsLinesHide()
{
    EventBatch batch;
    batch.setConnection("c");
    for (const char *payload :
         {R"({"a":"b"})", R"({"a":"\u0062"})", R"({"type":"event","data":"eyJhIjoxfQ=="})"}) {
        EventFields fields;
        fields.type = "t";
        fields.payload = payload;
        batch.append(fields, 1);
    }
    EventFields binary;
    binary.type = "t";
    binary.payloadKind = PayloadKind::Binary;
    binary.payload = "\xff";
    batch.append(binary, 1);
    QCOMPARE(int(batch.entries()[0].flags), 0);
    QCOMPARE(int(batch.entries()[1].flags), int(PlainEscaped));
    QCOMPARE(int(batch.entries()[2].flags), int(EncodedRow));
    QCOMPARE(int(batch.entries()[3].flags), int(BinaryPayload));
}

QTEST_GUILESS_MAIN(HiddenTextTest)
#include "tst_hiddentext.moc"

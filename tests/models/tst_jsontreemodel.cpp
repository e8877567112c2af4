// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jsontreemodel.h"
#include "models/jsontreesearch.h"
#include "tests/models/treeshadow.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSet>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

std::shared_ptr<const JsonDocument> document(const QByteArray &json)
{
    return JsonDocument::parse(json.toStdString());
}

QString text(const QModelIndex &index)
{
    return u"%1: %2"_s.arg(index.data().toString(),
                           index.siblingAtColumn(JsonTreeModel::Value).data().toString());
}

/// Opens everything, as often as there is more, and gives the rows as indented lines.
QStringList lines(JsonTreeModel &model, const QModelIndex &parent = {}, int depth = 0)
{
    if (model.canFetchMore(parent))
        model.fetchMore(parent);
    QStringList all;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        all << QString(depth * 2, u' ') + text(index);
        all << lines(model, index, depth + 1);
    }
    return all;
}

QByteArray manyElements(int count)
{
    QByteArray json = "[";
    for (int i = 0; i < count; ++i)
        json += (i ? ",{\"n\":" : "{\"n\":") + QByteArray::number(i) + '}';
    return json + ']';
}

/// JSON of random shape, for random operations.
QByteArray randomJson(QRandomGenerator &random, int depth)
{
    switch (random.bounded(depth > 4 ? 4 : 7)) {
    case 0:
        return QByteArray::number(random.bounded(1000));
    case 1:
        return "\"text\"";
    case 2:
        return "null";
    case 3:
        return '"' + QByteArray(R"({"inner":[1,2]})").toBase64() + '"';
    case 4: {
        QByteArray json = "{";
        for (int i = random.bounded(6); i >= 0; --i)
            json += "\"k" + QByteArray::number(i) + "\":" + randomJson(random, depth + 1)
                + (i ? "," : "");
        return json + '}';
    }
    case 5:
        return random.bounded(10) ? "[" + randomJson(random, depth + 1) + "]" : manyElements(1500);
    default:
        return "[1,[],{}," + randomJson(random, depth + 1) + "]";
    }
}

} // namespace

class JsonTreeModelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsEverythingAsItCame_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QStringList>("expected");
        const auto row = [](const char *name, const QByteArray &json, const QStringList &lines) {
            QTest::newRow(name) << json << lines;
        };
        row("members in their order", R"({"b":1,"a":"x"})", {u"b: 1"_s, u"a: \"x\""_s});
        row("numbers as written", R"({"n":1.10,"m":18446744073709551616,"e":1e400})",
            {u"n: 1.10"_s, u"m: 18446744073709551616"_s, u"e: 1e400"_s});
        row("duplicates", R"({"a":1,"a":2})", {u"a: 1"_s, u"a: 2"_s});
        row("literals", R"([true,false,null])", {u"0: true"_s, u"1: false"_s, u"2: null"_s});
        row("within", R"({"a":{"b":[1]}})",
            {u"a: { 1 member }"_s, u"  b: [ 1 element ]"_s, u"    0: 1"_s});
        row("empty ones", R"({"a":{},"b":[]})", {u"a: {}"_s, u"b: []"_s});
        row("a scalar", "\"pong\"", {u"data: \"pong\""_s});
        row("nothing in it", "{}", {u"data: {}"_s});
        row("escapes made visible", "{\"a\":\"x\\ny\\u202ez\"}", {u"a: \"x⏎y⟨U+202E⟩z\""_s});
        row("json in a text", "{\"m\":\"{\\\"x\\\":1}\"}",
            {u"m: \"{\"x\":1}\""_s, u"  as JSON: { 1 member }"_s, u"    x: 1"_s});
        row("rows in base64", "{\"r\":\"" + QByteArray(R"({"email":"a@b"})").toBase64() + "\"}",
            {u"r: \"%1\""_s.arg(QString::fromLatin1(QByteArray(R"({"email":"a@b"})").toBase64())),
             u"  decoded: { 1 member }"_s, u"    email: \"a@b\""_s});
        row("text in base64", "[\"" + QByteArray("hello, dear world").toBase64() + "\"]",
            {u"0: \"aGVsbG8sIGRlYXIgd29ybGQ=\""_s, u"  decoded: \"hello, dear world\""_s});
    }
    void showsEverythingAsItCame()
    {
        QFETCH(QByteArray, json);
        QFETCH(QStringList, expected);
        JsonTreeModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
        tester.setUseFetchMore(false); // it would while the model is still being reset
        model.setDocument(document(json));
        QCOMPARE(lines(model), expected);
        model.setDocument(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }

    void longContainersAreInSlices()
    {
        JsonTreeModel model;
        model.setDocument(document(manyElements(250'000)));
        QVERIFY(model.rowCount() <= int(JsonTreeNode::mostChildren));
        const QModelIndex slice = model.index(1, 0);
        QCOMPARE(text(slice), u"1000 … 1999: 1000 elements"_s);
        model.fetchMore(slice);
        QCOMPARE(text(model.index(5, 0, slice)), u"1005: { 1 member }"_s);
        QCOMPARE(model.path(model.index(5, 0, slice)), u"data[1005]"_s);
        const std::string first = model.jsonText(model.index(249, 0));
        QVERIFY(QByteArray::fromStdString(first).startsWith(R"([{"n":249000},)"));
        QVERIFY(JsonDocument::parse(first) != nullptr);
        QCOMPARE(JsonDocument::parse(first)->root().size(), 1000U);
        QCOMPARE(JsonDocument::parse(model.jsonText(slice))->root().size(), 1000U);
    }

    void tenMegabytesOpenInParts()
    {
        QByteArray json = "{\"list\":" + manyElements(600'000) + ",\"huge\":\""
            + QByteArray(4'000'000, 'x') + "\"}";
        QVERIFY(json.size() > 10'000'000);
        const auto parsed = document(json);
        JsonTreeModel model;
        model.setDocument(parsed);
        QCOMPARE(model.rowCount(), 2);
        model.fetchMore(model.index(0, 0));
        QVERIFY(model.rowCount(model.index(0, 0)) > 0);
        QVERIFY(model.rowCount(model.index(0, 0)) <= 1'000); // of 600 000
        const QModelIndex huge = model.index(1, JsonTreeModel::Value);
        QVERIFY(huge.data().toString().size() < 500);
        QVERIFY(huge.data(JsonTreeRole::IsLong).toBool());
        QCOMPARE(model.valueText(huge).size(), size_t(4'000'000));
    }

    /// What is shown of a long text is its beginning, wherever that has an escape.
    void longTextsAreCutBesideEscapes_data()
    {
        QTest::addColumn<QByteArray>("piece");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << QByteArray("x") << u"x"_s;
        QTest::newRow("escapes") << QByteArray("\\u00fc") << u"ü"_s;
        QTest::newRow("pairs") << QByteArray("\\ud83d\\ude00") << u"😀"_s;
        QTest::newRow("line breaks") << QByteArray("\\n") << u"⏎"_s;
        QTest::newRow("utf-8") << QByteArray("ü") << u"ü"_s;
    }
    void longTextsAreCutBesideEscapes()
    {
        QFETCH(QByteArray, piece);
        QFETCH(QString, shown);
        for (int before = 0; before < 8; ++before) {
            JsonTreeModel model;
            model.setDocument(
                document("[\"" + QByteArray(before, 'a') + piece.repeated(20'000) + "\"]"));
            const QModelIndex cell = model.index(0, JsonTreeModel::Value);
            const QString text = cell.data().toString();
            QVERIFY(text.startsWith(u'"' + QString(before, u'a') + shown.repeated(100)));
            QVERIFY(text.endsWith(u"…\""_s));
            QVERIFY(text.size() <= JsonTreeModel::longestShown + 3);
            QVERIFY(!text.contains(QChar(0xfffd)));
        }
    }

    void pathsAndFiltersSayWhereAValueIs_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<std::vector<int>>("rows");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("filter");
        const auto row = [](const char *name, const QByteArray &json, const std::vector<int> &rows,
                            const QString &path, const QString &filter) {
            QTest::newRow(name) << json << rows << path << filter;
        };
        row("text", R"({"status":"answered"})", {0}, u"data.status"_s,
            u"data.status = \"answered\""_s);
        row("number", R"({"a":[{"n":1.50}]})", {0, 0, 0}, u"data.a[0].n"_s,
            u"data.a[0].n = 1.50"_s);
        row("literal", R"([null])", {0}, u"data[0]"_s, u"data[0] = null"_s);
        row("odd key", R"({"a b":true})", {0}, u"data.\"a b\""_s, u"data.\"a b\" = true"_s);
        row("container", R"({"a":{"b":1}})", {0}, u"data.a"_s, QString());
        row("masked", R"({"token":"[masked]"})", {0}, u"data.token"_s, QString());
        row("within base64", "{\"row\":\"" + QByteArray(R"({"n":1})").toBase64() + "\"}", {0, 0, 0},
            u"data.row.n"_s, u"data.row.n = 1"_s);
        row("byte order marks", "{\"\xef\xbb\xbfk\":\"\xef\xbb\xbfv\"}", {0},
            u"data.\"\\ufeffk\""_s, u"data.\"\\ufeffk\" = \"\\ufeffv\""_s);
        row("quotes", "{\"q\":\"a\\\"b\"}", {0}, u"data.q"_s, u"data.q = \"a\\\"b\""_s);
    }
    void pathsAndFiltersSayWhereAValueIs()
    {
        QFETCH(QByteArray, json);
        QFETCH(std::vector<int>, rows);
        JsonTreeModel model;
        model.setDocument(document(json));
        QModelIndex index;
        for (const int row : rows) {
            model.fetchMore(index);
            index = model.index(row, 0, index);
        }
        QVERIFY(index.isValid());
        QTEST(model.path(index), "path");
        QTEST(model.filter(index), "filter");
        QCOMPARE(model.findPath(model.node(index)->path()), index);
    }

    void timesAreExplained_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<bool>("isTime");
        QTest::newRow("seconds") << QByteArray("1705314605") << true;
        QTest::newRow("milliseconds") << QByteArray("1705314605123") << true;
        QTest::newRow("rfc 3339") << QByteArray("\"2024-01-15T10:30:05Z\"") << true;
        QTest::newRow("a count") << QByteArray("42") << false;
        QTest::newRow("a word") << QByteArray("\"answered\"") << false;
    }
    void timesAreExplained()
    {
        QFETCH(QByteArray, value);
        QFETCH(bool, isTime);
        JsonTreeModel model;
        model.setTimeZone(TimeZoneChoice::Utc);
        model.setDocument(document("{\"t\":" + value + '}'));
        const QString tip = model.index(0, 0).data(Qt::ToolTipRole).toString();
        QVERIFY(tip.contains(u"data.t"_s));
        QCOMPARE(tip.contains(u"2024-01-15 10:30:05"_s), isTime);
        QCOMPARE(tip.contains(u"ago"_s), isTime);
    }

    void searchFindsNamesValuesAndWhatTextsHold()
    {
        const QByteArray row = QByteArray(R"({"email":"needle@b"})").toBase64();
        JsonTreeModel model;
        model.setDocument(document(R"({"Needle":1,"a":[{"b":"a NEEDLE"}],"row":")" + row
                                   + R"(","list":)" + manyElements(3000) + "}"));
        const std::atomic<bool> stop = false;
        const JsonTreeHits hits = searchJson(*model.document(), u"needle"_s, stop);
        QVERIFY(hits.complete);
        QStringList found;
        for (const auto &hit : hits.hits)
            found << model.path(model.find(hit));
        QCOMPARE(found, QStringList({u"data.Needle"_s, u"data.a[0].b"_s, u"data.row.email"_s}));
        const auto far = searchJson(*model.document(), u"2999"_s, stop);
        QCOMPARE(far.hits.size(), size_t(1));
        QCOMPARE(model.path(model.find(far.hits.front())), u"data.list[2999].n"_s);
        QVERIFY(searchJson(*model.document(), u"nowhere"_s, stop).hits.empty());
        const std::atomic<bool> stopped = true;
        QVERIFY(searchJson(*model.document(), u"needle"_s, stopped).hits.empty());
    }

    void signalsHoldUnderRandomOperations_data()
    {
        QTest::addColumn<uint>("seed");
        for (const uint seed : {1U, 2U, 3U, 4U})
            QTest::addRow("seed %u", seed) << seed;
    }
    void signalsHoldUnderRandomOperations()
    {
        QFETCH(uint, seed);
        QRandomGenerator random(seed);
        JsonTreeModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
        tester.setUseFetchMore(false); // it would while the model is still being reset
        const TreeShadow shadow(&model, {Qt::DisplayRole, JsonTreeRole::Path});
        for (int step = 0; step < 200; ++step) {
            if (random.bounded(15) == 0) {
                model.setDocument(random.bounded(8) ? document(randomJson(random, 0)) : nullptr);
            } else if (random.bounded(6) == 0 && model.document()) {
                const std::atomic<bool> stop = false;
                const auto hits = searchJson(*model.document(), u"inner"_s, stop);
                if (!hits.hits.empty())
                    QVERIFY(model
                                .find(hits.hits[size_t(
                                    random.bounded(int(std::min<size_t>(hits.hits.size(), 1000))))])
                                .isValid());
            } else {
                QModelIndex index;
                while (model.rowCount(index) > 0 && random.bounded(4) > 0)
                    index = model.index(random.bounded(model.rowCount(index)), 0, index);
                if (model.canFetchMore(index))
                    model.fetchMore(index);
            }
            QVERIFY2(shadow.difference().isEmpty(), qPrintable(shadow.difference()));
        }
    }
};

QTEST_GUILESS_MAIN(JsonTreeModelTest)
#include "tst_jsontreemodel.moc"

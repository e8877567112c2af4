// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflow/progresstree.h"

#include <QTest>

using namespace eventscope;

class ProgressTreeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void goldenVectors_data();
    void goldenVectors();
    void hostileParts_data();
    void hostileParts();
    void aSingleLeafIsATreeOfOne();
    void onlyATreeWhosePartsAreAllDoneIsFinished_data();
    void onlyATreeWhosePartsAreAllDoneIsFinished();
    void whatIsNoTreeIsEmpty_data();
    void whatIsNoTreeIsEmpty();
    void partsBeyondTheLimitAreLeftOutAndCounted();
    void levelsBeyondTheLimitAreJoined();
    void nestingDoesNotRecurse();
    void longNamesStayDifferent();
    void fractionsHaveNoSteps();
};

namespace {

QByteArray tree(const QByteArray &parts)
{
    return R"({"kind":"tree","name":"collect","parts":)" + parts + '}';
}

ProgressTree read(const QByteArray &message, std::string *keep)
{
    *keep = message.toStdString();
    static JsonTape tape;
    if (!tape.parse(*keep))
        qFatal("the test's own JSON is wrong: %s", message.left(200).constData());
    return ProgressTree::read(tape, JsonRef(tape));
}

ProgressTree read(const QByteArray &message)
{
    std::string keep;
    return read(message, &keep);
}

/// "350/400 87%|.collect 350/400 87%|..aws …", in the order of siblings.
QString print(const ProgressTree &progress)
{
    QStringList lines;
    const auto number = [](double value) { return QString::number(value, 'g', 17); };
    struct Open
    {
        quint32 index;
        int depth;
    };
    std::vector<Open> open = {{0, 0}};
    while (!open.empty()) {
        const Open at = open.back();
        open.pop_back();
        const ProgressTree::Node &node = progress.at(at.index);
        lines << QStringLiteral("%1%2%3%4/%5 %6%%7")
                     .arg(QString(at.depth, u'.'), QString::fromStdString(node.name),
                          QString(at.depth ? 1 : 0, u' '), number(node.current), number(node.total),
                          QString::number(node.percent()),
                          node.done ? QStringLiteral(" done") : QString());
        const auto children = progress.children(at.index);
        for (auto child = children.rbegin(); child != children.rend(); ++child)
            open.push_back({*child, at.depth + 1});
    }
    return lines.join(u'|');
}

QByteArray leaf(const QByteArray &path, const QByteArray &name, int current, int total)
{
    QByteArray elements;
    for (const QByteArray &element : path.split('/')) {
        if (!element.isEmpty())
            elements += (elements.isEmpty() ? "\"" : ",\"") + element + '"';
    }
    return R"({"kind":"progress","name":")" + name + "\","
        + (elements.isEmpty() ? QByteArray() : "\"path\":[" + elements + "],") + "\"current\":"
        + QByteArray::number(current) + ",\"total\":" + QByteArray::number(total) + '}';
}

QByteArray list(const QList<QByteArray> &parts)
{
    return '[' + parts.join(',') + ']';
}

} // namespace

void ProgressTreeTest::goldenVectors_data()
{
    QTest::addColumn<QByteArray>("parts");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QByteArray &parts, const char *expected) {
        QTest::newRow(name) << parts << QString::fromUtf8(expected);
    };
    row("example of the specification",
        list({leaf("collect/aws/development", "eu-central-1", 50, 100),
              leaf("collect/aws/development", "us-east-1", 1, 1),
              leaf("collect/aws", "production", 1, 1)}),
        "350/400 87%|.collect 350/400 87%|..aws 350/400 87%|...development 150/200 75%"
        "|....eu-central-1 50/100 50%|....us-east-1 1/1 100% done|...production 1/1 100% done");
    row("one leaf without a path", list({leaf("", "collect", 1, 1)}),
        "1/1 100% done|.collect 1/1 100% done");
    row("no parts", "[]", "0/0 0%");
    row("a leaf on the path becomes a branch",
        list({leaf("collect", "aws", 0, 1), leaf("collect/aws", "eu", 1, 2)}),
        "1/2 50%|.collect 1/2 50%|..aws 1/2 50%|...eu 1/2 50%");
    row("a leaf replaces a whole subtree",
        list({leaf("collect/aws", "eu", 1, 2), leaf("collect/aws", "us", 0, 2),
              leaf("collect", "aws", 1, 1)}),
        "1/1 100% done|.collect 1/1 100% done|..aws 1/1 100% done");
    row("a later part goes to the end of its siblings",
        list({leaf("c", "a", 1, 10), leaf("c", "b", 2, 10), leaf("c", "a", 9, 10)}),
        "11/20 55%|.c 11/20 55%|..b 2/10 20%|..a 9/10 90%");
    row("equal weight, cut to whole numbers",
        list({leaf("x", "a", 1, 3), leaf("x", "b", 5, 7), leaf("y", "c", 0, 100)}),
        "50/200 25%|.x 7/14 50%|..a 1/3 33%|..b 5/7 71%|.y 0/100 0%|..c 0/100 0%");
    row("test of the server's library",
        list({leaf("account1", "r1", 1, 2), leaf("account1", "r2", 2, 2),
              leaf("account2", "r1", 1, 2), leaf("account2", "r2", 2, 2),
              leaf("account3", "r1", 1, 2), leaf("account3", "r2", 2, 2),
              leaf("some/deeply/nested", "extra", 0, 100)}),
        "225/400 56%|.account1 3/4 75%|..r1 1/2 50%|..r2 2/2 100% done"
        "|.account2 3/4 75%|..r1 1/2 50%|..r2 2/2 100% done"
        "|.account3 3/4 75%|..r1 1/2 50%|..r2 2/2 100% done"
        "|.some 0/100 0%|..deeply 0/100 0%|...nested 0/100 0%|....extra 0/100 0%");
    row("a, b and c of its display",
        list({leaf("", "a", 0, 1), leaf("", "b", 16, 23), leaf("", "c", 12, 12)}),
        "39/69 56%|.a 0/1 0%|.b 16/23 69%|.c 12/12 100% done");
    row("a nested tree",
        R"([{"kind":"tree","name":"acc","path":["collect","aws"],"parts":[)" + leaf("", "r1", 0, 1)
            + ',' + leaf("", "r2", 1, 1) + "]}]",
        "1/2 50%|.collect 1/2 50%|..aws 1/2 50%|...acc 1/2 50%"
        "|....r1 0/1 0%|....r2 1/1 100% done");
    row("a fraction", R"([{"kind":"progress","name":"a","path":["p"],"current":0.5,"total":1}])",
        "0/1 0%|.p 0/1 0%|..a 0.5/1 50%");
    row("the dotted name of a nested tree falls into levels",
        R"([{"kind":"tree","name":"prod.eu","parts":[)" + leaf("", "r1", 1, 1) + "]}]",
        "1/1 100% done|.prod 1/1 100% done|..eu 1/1 100% done|...r1 1/1 100% done");
    row("the dotted name of a leaf stays", list({leaf("aws", "prod.eu", 1, 4)}),
        "1/4 25%|.aws 1/4 25%|..prod.eu 1/4 25%");
    row("five parts of the official window",
        list({leaf("path/to", "1", 25, 50), leaf("path/to", "2", 24, 25),
              leaf("path/to", "3", 75, 75), leaf("path/to", "4", 5, 65),
              leaf("path/to", "5", 1, 2)}),
        // 37 + 72 + 75 + 5 + 37 of 5 * 75, not the plain sums 130/217
        "226/375 60%|.path 226/375 60%|..to 226/375 60%|...1 25/50 50%|...2 24/25 96%"
        "|...3 75/75 100% done|...4 5/65 7%|...5 1/2 50%");
}

void ProgressTreeTest::goldenVectors()
{
    QFETCH(QByteArray, parts);
    QFETCH(QString, expected);
    const ProgressTree progress = read(tree(parts));
    QCOMPARE(print(progress), expected);
    QCOMPARE(progress.leftOut(), size_t(0));
}

void ProgressTreeTest::hostileParts_data()
{
    QTest::addColumn<QByteArray>("parts");
    QTest::addColumn<QString>("expected");
    QTest::addColumn<int>("leftOut");
    const auto row = [](const char *name, const char *parts, const char *expected,
                        int leftOut = 0) {
        QTest::newRow(name) << QByteArray(parts) << QString::fromUtf8(expected) << leftOut;
    };
    row("numbers as strings", R"([{"kind":"progress","name":"a","current":"50","total":"100"}])",
        "50/100 50%|.a 50/100 50%");
    row("words for numbers", R"([{"kind":"progress","name":"a","current":"half","total":null}])",
        "0/1 0%|.a 0/1 0%");
    row("not a number, infinite",
        R"([{"kind":"progress","name":"a","current":"nan","total":"inf"}])", "0/1 0%|.a 0/1 0%");
    row("numbers missing", R"([{"kind":"progress","name":"a"}])", "0/1 0%|.a 0/1 0%");
    row("nothing of nothing is done", R"([{"kind":"progress","name":"a","current":0,"total":0}])",
        "0/0 0% done|.a 0/0 0% done");
    row("something of nothing", R"([{"kind":"progress","name":"a","current":5,"total":0}])",
        "0/0 0%|.a 5/0 0%");
    row("more than all", R"([{"kind":"progress","name":"a","current":15,"total":10}])",
        "15/10 100%|.a 15/10 100%");
    row("negative", R"([{"kind":"progress","name":"a","current":-5,"total":10}])",
        "-5/10 0%|.a -5/10 0%");
    row("a negative total", R"([{"kind":"progress","name":"a","current":5,"total":-10}])",
        "-50/-10 100%|.a 5/-10 0%");
    row("huge numbers are cut",
        R"([{"kind":"progress","name":"a","current":123456789012345678901234567890,"total":1e300}])",
        "9007199254740992/9007199254740992 100% done|.a 9007199254740992/9007199254740992 100% "
        "done");
    row("beyond doubles", R"([{"kind":"progress","name":"a","current":1e999,"total":2}])",
        "0/1 0%|.a 0/1 0%");
    row("path elements that are no strings",
        R"([{"kind":"progress","name":"a","path":[7,null,true,{"x":1},["y"],"z"],"current":1,"total":2}])",
        "1/2 50%|.7 1/2 50%|.. 1/2 50%|...true 1/2 50%|....{\"x\":1} 1/2 50%"
        "|.....[\"y\"] 1/2 50%|......z 1/2 50%|.......a 1/2 50%");
    row("a path that is one string",
        R"([{"kind":"progress","name":"a","path":"p","current":1,"total":2}])",
        "1/2 50%|.p 1/2 50%|..a 1/2 50%");
    row("a path of null", R"([{"kind":"progress","name":"a","path":null,"current":1,"total":2}])",
        "1/2 50%|.a 1/2 50%");
    row("names that are no strings or missing",
        R"([{"kind":"progress","name":12,"current":1,"total":2},{"kind":"progress","current":2,"total":2}])",
        "3/4 75%|.12 1/2 50%|. 2/2 100% done");
    row("escaped names", R"([{"kind":"progress","name":"\u00fc\n","current":1,"total":2}])",
        "1/2 50%|.ü\n 1/2 50%");
    row("parts that are none",
        R"([1,null,"x",[],{"kind":"later"},{},{"kind":"progress","name":"a","current":1,"total":2}])",
        "1/2 50%|.a 1/2 50%", 6);
    row("an unknown kind with numbers is a leaf",
        R"([{"kind":"bar","name":"a","current":1,"total":2}])", "1/2 50%|.a 1/2 50%");
    row("no kind but parts is a tree",
        R"([{"name":"t","parts":[{"name":"a","current":1,"total":2}]}])",
        "1/2 50%|.t 1/2 50%|..a 1/2 50%");
    row("a tree without parts is nothing", R"([{"kind":"tree","name":"t","path":["p"]}])",
        "0/0 0%");
    row("what follows a nested tree stands outside of it",
        R"([{"kind":"tree","name":"t","parts":[{"kind":"tree","name":"u","parts":[]}]},{"kind":"progress","name":"a","current":1,"total":2}])",
        "1/2 50%|.a 1/2 50%");
    row("only dots in the name of a tree",
        R"([{"kind":"tree","name":"..","parts":[{"kind":"progress","name":"a","current":1,"total":2}]}])",
        "1/2 50%|.a 1/2 50%");
    row("parts is no array", R"({"kind":"progress"})", "0/0 0%");
    row("a done leaf beside one of nothing is done as a whole",
        R"([{"kind":"progress","name":"a","current":0,"total":0},{"kind":"progress","name":"b","current":2,"total":2}])",
        "2/4 50% done|.a 0/0 0% done|.b 2/2 100% done");
}

void ProgressTreeTest::hostileParts()
{
    QFETCH(QByteArray, parts);
    QFETCH(QString, expected);
    QFETCH(int, leftOut);
    const ProgressTree progress = read(tree(parts));
    QCOMPARE(print(progress), expected);
    QCOMPARE(int(progress.leftOut()), leftOut);
}

void ProgressTreeTest::aSingleLeafIsATreeOfOne()
{
    QCOMPARE(print(read(leaf("collect", "aws", 3, 4))),
             QStringLiteral("3/4 75%|.collect 3/4 75%|..aws 3/4 75%"));
}

void ProgressTreeTest::onlyATreeWhosePartsAreAllDoneIsFinished_data()
{
    QTest::addColumn<QByteArray>("parts");
    QTest::addColumn<bool>("finished");
    QTest::newRow("all done") << list({leaf("", "a", 1, 1), leaf("p", "b", 7, 7)}) << true;
    QTest::newRow("one missing") << list({leaf("", "a", 1, 1), leaf("p", "b", 6, 7)}) << false;
    QTest::newRow("nothing told yet") << QByteArray("[]") << false;
    QTest::newRow("more than all is not equal") << list({leaf("", "a", 2, 1)}) << false;
    QTest::newRow("the sums are equal, the parts are not")
        << list({leaf("", "a", 3, 2), leaf("", "b", 1, 2)}) << false;
}

void ProgressTreeTest::onlyATreeWhosePartsAreAllDoneIsFinished()
{
    QFETCH(QByteArray, parts);
    QFETCH(bool, finished);
    QCOMPARE(read(tree(parts)).isFinished(), finished);
}

void ProgressTreeTest::whatIsNoTreeIsEmpty_data()
{
    QTest::addColumn<QByteArray>("message");
    for (const char *message :
         {"null", "1", "\"collect\"", "[]", "{}", R"({"kind":"tree"})",
          R"({"kind":"tree","parts":null})", R"({"kind":"tree","parts":"x"})", R"({"parts":{}})"})
        QTest::newRow(message) << QByteArray(message);
}

void ProgressTreeTest::whatIsNoTreeIsEmpty()
{
    QFETCH(QByteArray, message);
    const ProgressTree progress = read(message);
    QVERIFY(progress.isEmpty());
    QVERIFY(!progress.isFinished());
    QCOMPARE(print(progress), QStringLiteral("0/0 0%"));
}

void ProgressTreeTest::partsBeyondTheLimitAreLeftOutAndCounted()
{
    QByteArray parts = "[";
    for (size_t i = 0; i < ProgressTree::maxParts + 5; ++i)
        parts += (i ? "," : "") + leaf("p", QByteArray::number(quint64(i)), 1, 2);
    const ProgressTree progress = read(tree(parts + ']'));
    QCOMPARE(progress.leftOut(), size_t(5));
    QCOMPARE(progress.size(), ProgressTree::maxParts + 2);
    QCOMPARE(progress.root().percent(), 50);
}

void ProgressTreeTest::levelsBeyondTheLimitAreJoined()
{
    QByteArray path = "\"0\"";
    for (int i = 1; i < 5000; ++i)
        path += ",\"" + QByteArray::number(i) + '"';
    const auto part = [&path](const char *name) {
        return QByteArray(R"({"kind":"progress","name":")") + name + "\",\"path\":[" + path
            + "],\"current\":1,\"total\":2}";
    };
    const ProgressTree progress = read(tree('[' + part("a") + ',' + part("b") + ']'));
    QCOMPARE(progress.size(), ProgressTree::maxDepth + 2); // two leaves on the last level
    for (quint32 i = 0; i < progress.size(); ++i)
        QVERIFY(progress.at(i).name.size() <= ProgressTree::maxName);
    QCOMPARE(progress.root().total, 4.0);
}

void ProgressTreeTest::nestingDoesNotRecurse()
{
    QByteArray message = leaf("", "deep", 1, 2);
    for (int i = 0; i < 500; ++i)
        message = R"({"kind":"tree","name":"t","parts":[)" + message + "]}";
    const ProgressTree progress = read(message);
    QCOMPARE(progress.size(), ProgressTree::maxDepth + 1);
    QCOMPARE(progress.root().percent(), 50);
    QCOMPARE(progress.leftOut(), size_t(0));
}

void ProgressTreeTest::longNamesStayDifferent()
{
    const QByteArray name(100'000, 'x');
    const ProgressTree progress = read(tree(list(
        {leaf("", name + '1', 1, 2), leaf("", name + '2', 1, 2), leaf("", name + '1', 2, 2)})));
    QCOMPARE(progress.children(0).size(), size_t(2));
    for (const quint32 child : progress.children(0))
        QVERIFY(progress.at(child).name.size() <= ProgressTree::maxName);
}

void ProgressTreeTest::fractionsHaveNoSteps()
{
    const ProgressTree progress =
        read(tree(list({leaf("x", "a", 1, 3), leaf("x", "b", 2, 3), leaf("", "y", 1, 1)})));
    QCOMPARE(progress.root().fraction, 0.75);
}

QTEST_GUILESS_MAIN(ProgressTreeTest)
#include "tst_progresstree.moc"

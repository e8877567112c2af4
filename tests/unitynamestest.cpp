// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unitynamestest.h"

#include "tests/unnamednames.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QHash>
#include <QMap>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

const QDir project(QStringLiteral(TEST_SOURCE_DIR "/.."));

QByteArray contentsOf(const QString &path)
{
    QFile file(project.filePath(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString cmakeOf(const QString &path)
{
    static const QRegularExpression comment(u"#[^\n]*"_s);
    return QString::fromUtf8(contentsOf(path)).remove(comment);
}

/// What packaging/cmake/EventscopeUnity.cmake has compiled by itself.
QStringList filesApart()
{
    static const QRegularExpression list(u"set\\(eventscope_apart\\s([^)]*)\\)"_s);
    const QString text = cmakeOf(u"packaging/cmake/EventscopeUnity.cmake"_s);
    return list.match(text).captured(1).split(QRegularExpression(u"\\s+"_s), Qt::SkipEmptyParts);
}

/// The dialects are no list: who adds one writes it in no file of CMake.
QString dialectFiles()
{
    QString files;
    QDirIterator found(project.filePath(u"app/feeds/dialects"_s), {u"*.cpp"_s}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (found.hasNext())
        files += u' ' + found.next();
    return files;
}

/// The C++ files of each library and test program, relative to the project.
QMap<QString, QStringList> filesByTarget()
{
    static const QRegularExpression variable(u"\\bset\\((\\w+)\\s([^)]*)\\)"_s);
    static const QRegularExpression target(
        u"\\b(?:eventscope_library|eventscope_test|target_sources)\\(\\s*(\\w+)\\s([^)]*)\\)"_s);
    static const QRegularExpression source(u"[^\\s;]+\\.cpp\\b"_s);
    const QString dialects = dialectFiles();
    QMap<QString, QStringList> files;
    QDirIterator lists(project.path(), {u"CMakeLists.txt"_s}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (lists.hasNext()) {
        const QString path = project.relativeFilePath(lists.next());
        if (path.startsWith(u"build/"_s))
            continue;
        QString text = cmakeOf(path);
        text.replace(u"${dialect_sources}"_s, dialects);
        text.replace(u"${PROJECT_SOURCE_DIR}"_s, project.absolutePath());
        for (const auto &match : variable.globalMatch(QString(text)))
            text.replace(u"${%1}"_s.arg(match.captured(1)), match.captured(2));
        const QDir folder = QFileInfo(project.filePath(path)).dir();
        for (const auto &match : target.globalMatch(text)) {
            for (const auto &file : source.globalMatch(match.captured(2)))
                files[match.captured(1)] += project.relativeFilePath(
                    QDir::cleanPath(folder.absoluteFilePath(file.captured())));
        }
    }
    files.remove(u"eventscope_fuzztargets"_s); // each is written like the others, names and all
    return files;
}

/// Each has a `tr` of its own; packaging/cmake/EventscopeUnity.cmake asks the same.
bool translates(const QByteArray &text)
{
    return text.contains("\nQString tr(") || text.contains("\nQString translated(");
}

struct Place
{
    UnnamedName name;
    QString file;

    QString text() const { return u"%1:%2"_s.arg(file).arg(name.line); }
};

} // namespace

void UnityNamesTest::namesOfOneFileAreFound_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<QByteArrayList>("expected"); // name(types):line
    const auto row = [](const char *name, const char *source, const QByteArrayList &expected) {
        QTest::newRow(name) << QByteArray(source) << expected;
    };
    row("constants", "namespace {\nconstexpr int a = 3;\nconst QString b = u\"x;{\"_s;\nint c;\n}",
        {"a:2", "b:3", "c:4"});
    row("lists", "namespace a {\nnamespace {\nconstexpr X xs[] = {{1}, {2}};\nconst Y ys{1};\n}}",
        {"a::xs:3", "a::ys:4"});
    row("made by a call", "namespace {\nconst QDir root(path());\nconstexpr L l(\"x\");\n}",
        {"root:2", "l:3"});
    row("by a lambda",
        "namespace {\nconst auto f = [](int x) { return x; }();\nint g() { return 1; }\n}",
        {"f:2", "g(,):3"});
    row("in angle brackets",
        "namespace {\nconstexpr std::array<int, sizeof(X)> a = [] { return b; }();\n}", {"a:2"});
    row("types",
        "namespace {\nstruct A { int x; };\nenum class B : int { c };\nusing C = int;\nstruct "
        "D;\n}",
        {"A:2", "B:3", "C:4"});
    row("functions",
        "namespace {\n\nint f(const QString &a, int b = 2)\n{\n    int c = {3};\n}\nvoid g();\n}",
        {"f(const QString &,int,):3"});
    row("templates",
        "namespace {\ntemplate<typename T>\nvoid f(std::function<void(int)> g, T t) { }\n}",
        {"f(std : : function<void(int)>,T,):2"});
    row("static ones", "namespace a {\nstatic int f(std::string_view) { }\nint g() { }\n}",
        {"a::f(std : : string_view,):2"});
    row("what is of others",
        "int X::f() { }\nnamespace {\nbool operator==(A, B) { }\nint X::y = 2;\nusing namespace "
        "z;\n}",
        {});
    row("what is not code",
        "namespace {\n#define A int b = \\\n 3;\n// int c = 2;\nconst auto d = R\"(\n}int e = "
        "1;)\";\nint f{'{'};\n}",
        {"d:5", "f:7"});
}

void UnityNamesTest::namesOfOneFileAreFound()
{
    QFETCH(const QByteArray, source);
    QFETCH(const QByteArrayList, expected);
    QByteArrayList found;
    for (const UnnamedName &one : unnamedNamesIn(source)) {
        const QByteArray types = one.parameters.isNull() ? "" : '(' + one.parameters + ')';
        found += one.within + one.name + types + ':' + QByteArray::number(one.line);
    }
    QCOMPARE(found, expected);
}

void UnityNamesTest::someNamesMayBeOfTwoFiles_data()
{
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");
    QTest::addColumn<bool>("clash");
    const auto row = [](const char *name, const char *one, const char *other, bool clash) {
        QTest::newRow(name) << QByteArray(one) << QByteArray(other) << clash;
    };
    row("constants", "const int a = 1;", "const int a = 1;", true);
    row("a constant and a type", "const int a = 1;", "struct a { };", true);
    row("functions", "int f(A one) { }", "int f(A other) { }", true);
    row("overloads", "int f(A one) { }", "int f(B one) { }", false);
    row("a constant and a function", "const int f = 1;", "int f(B one) { }", true);
    row("names for two types", "using A = B;", "using A = C::B;", true);
    row("names for one type", "using A = C::B;", "using A = C::B;", false);
}

void UnityNamesTest::someNamesMayBeOfTwoFiles()
{
    QFETCH(const QByteArray, one);
    QFETCH(const QByteArray, other);
    QFETCH(const bool, clash);
    const auto a = unnamedNamesIn("namespace {" + one + '}');
    const auto b = unnamedNamesIn("namespace {" + other + '}');
    QCOMPARE(a.size(), 1);
    QCOMPARE(b.size(), 1);
    QCOMPARE(a[0].clashesWith(b[0]), clash);
    QCOMPARE(b[0].clashesWith(a[0]), clash);
}

void UnityNamesTest::noTwoFilesThatAreCompiledAsOneShareAName()
{
    const QStringList apart = filesApart();
    QVERIFY(apart.size() > 5);
    const QMap<QString, QStringList> targets = filesByTarget();
    QVERIFY(targets.size() > 50);
    QStringList wrong;
    qsizetype names = 0;
    for (auto target = targets.cbegin(); target != targets.cend(); ++target) {
        const bool isLibrary = target.key().startsWith(u"eventscope_"_s);
        QHash<QByteArray, QList<Place>> known;
        for (const QString &file : *target) {
            const QByteArray text = contentsOf(file);
            if (isLibrary && (apart.contains(file) || translates(text)))
                continue;
            QVERIFY2(!text.isEmpty(), qPrintable(file));
            for (const UnnamedName &name : unnamedNamesIn(text)) {
                const Place here{name, file};
                for (const Place &other : std::as_const(known[name.name])) {
                    if (other.file != file && other.name.clashesWith(name))
                        wrong += u"%1: %2 and %3 both have %4"_s.arg(
                            target.key(), other.text(), here.text(), QString::fromUtf8(name.name));
                }
                known[name.name] += here;
                ++names;
            }
        }
    }
    QVERIFY(names > 1'000);
    for (const QString &one : std::as_const(wrong))
        qWarning().noquote() << one; // a failure has no room for all of them
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.value(0)));
}

// SPDX-License-Identifier: GPL-3.0-or-later
//
// The rules of ARCHITECTURE.md that the compiler does not check, read from the sources themselves.

#include "tests/support/testclasses.h"
#include "tests/unitynamestest.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

const QDir root(QStringLiteral(TEST_SOURCE_DIR "/.."));

struct Source
{
    QString path; ///< relative to the root
    QString text;
};

QVector<Source> sourcesIn(const QStringList &folders)
{
    QVector<Source> sources;
    for (const QString &folder : folders) {
        QDirIterator files(root.filePath(folder), {u"*.h"_s, u"*.cpp"_s}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly))
                sources.append({root.relativeFilePath(file.fileName()), QString::fromUtf8(file.readAll())});
        }
    }
    return sources;
}

/// What a folder's files may include from this project: the first rule whose prefix fits decides.
struct Rule
{
    QString folder;
    QStringList mayInclude;
};

const QVector<Rule> rules {
    {u"models/event/"_s, {u"models/event/"_s}},
    {u"models/connection/"_s, {u"models/connection/"_s, u"models/event/"_s}},
    {u"models/"_s, {u"models/"_s}},
    {u"views/"_s, {u"views/"_s, u"models/"_s}},
    {u"app/threads/"_s, {u"app/threads/"_s}},
    {u"app/feeds/"_s, {u"app/feeds/"_s, u"app/threads/"_s, u"models/event/"_s, u"models/connection/"_s}},
    {u"app/demo/"_s, {u"app/demo/"_s, u"app/threads/"_s, u"models/event/"_s}},
    {u"app/notify/"_s, {u"app/notify/"_s, u"models/"_s}},
    {u"app/commands/"_s, {u"app/commands/"_s, u"app/feeds/"_s, u"app/demo/"_s, u"models/"_s}},
    {u"app/"_s, {u"app/"_s, u"views/"_s, u"models/"_s}},
};

} // namespace

class TestSources : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void dependenciesPointOneWay()
    {
        static const QRegularExpression include(u"^#\\s*include \"([a-z]+/[^\"]+)\""_s,
                                                QRegularExpression::MultilineOption);
        QStringList wrong;
        const QVector<Source> sources = sourcesIn({u"models"_s, u"views"_s, u"app"_s});
        QVERIFY(sources.size() > 50);
        for (const Source &source : sources) {
            const auto rule = std::find_if(rules.cbegin(), rules.cend(),
                                           [&source](const Rule &one) { return source.path.startsWith(one.folder); });
            QVERIFY2(rule != rules.cend(), qPrintable(source.path));
            QRegularExpressionMatchIterator matches = include.globalMatch(source.text);
            while (matches.hasNext()) {
                const QString header = matches.next().captured(1);
                const bool allowed = std::any_of(rule->mayInclude.cbegin(), rule->mayInclude.cend(),
                                                 [&header](const QString &prefix) { return header.startsWith(prefix); });
                if (!allowed)
                    wrong += u"%1 includes %2"_s.arg(source.path, header);
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    void theEventLibraryKnowsOnlyQtCore()
    {
        static const QRegularExpression widgets(
            u"#include <Q(Widget|Application|GuiApplication|WebSocket|Tcp|Network|DBus|Color|Palette)"_s);
        for (const Source &source : sourcesIn({u"models/event"_s, u"models/capture"_s, u"models/query"_s, u"models/workflow"_s}))
            QVERIFY2(!widgets.match(source.text).hasMatch(), qPrintable(source.path));
    }

    void noTwoClassesShareAName()
    {
        // Everything is in one namespace, and the linker takes either of two for both.
        static const QRegularExpression definition(u"^(?:class|struct) (?:\\[\\[nodiscard\\]\\] )?([A-Z]\\w+)(?: final)?(?: :[^;]*)?$"_s,
                                                   QRegularExpression::MultilineOption);
        QMap<QString, QString> seen;
        QStringList twice;
        for (const Source &source : sourcesIn({u"models"_s, u"views"_s, u"app"_s})) {
            if (!source.path.endsWith(u".h"_s))
                continue;
            QRegularExpressionMatchIterator matches = definition.globalMatch(source.text);
            while (matches.hasNext()) {
                const QString name = matches.next().captured(1);
                if (seen.contains(name) && seen[name] != source.path)
                    twice += u"%1 in %2 and %3"_s.arg(name, seen[name], source.path);
                seen.insert(name, source.path);
            }
        }
        QVERIFY(seen.size() > 50);
        QVERIFY2(twice.isEmpty(), qPrintable(twice.join(u'\n')));
    }

    void everyFileSaysItsLicence()
    {
        for (const Source &source : sourcesIn({u"models"_s, u"views"_s, u"app"_s, u"tests"_s}))
            QVERIFY2(source.text.startsWith(u"// SPDX-License-Identifier: GPL-3.0-or-later\n"), qPrintable(source.path));
    }

    void filesStaySmallEnoughToRead()
    {
        QStringList tooLong;
        for (const Source &source : sourcesIn({u"models"_s, u"views"_s, u"app"_s, u"tests"_s})) {
            if (const qsizetype lines = source.text.count(u'\n'); lines > 440)
                tooLong += u"%1: %2 lines"_s.arg(source.path).arg(lines);
        }
        QVERIFY2(tooLong.isEmpty(), qPrintable(tooLong.join(u'\n')));
    }

    void viewsHaveNoRichTextSink()
    {
        // Tool tips take HTML where text looks like it: they get toolTipText() or a literal.
        static const QRegularExpression sink(u"setHtml\\(|Qt::RichText|setWhatsThis\\(|Qt::AutoText|QMessageBox::(warning|"
                                             "information|critical|question)\\(|setToolTip\\((?!\\s*(toolTipText\\(|tr\\(|"
                                             "QString\\(\\)|\\{\\}))"_s);
        QStringList wrong;
        for (const Source &source : sourcesIn({u"views"_s})) {
            QRegularExpressionMatchIterator matches = sink.globalMatch(source.text);
            while (matches.hasNext()) {
                const QRegularExpressionMatch match = matches.next();
                wrong += u"%1:%2: %3"_s.arg(source.path)
                             .arg(source.text.left(match.capturedStart()).count(u'\n') + 1)
                             .arg(match.captured());
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    /// A browser is asked to open something in one place, which shows before where it leads;
    /// elsewhere it is a folder of this computer.
    void linksAreOpenedInOnePlace()
    {
        static const QRegularExpression opened(u"openUrl\\((?!QUrl::fromLocalFile\\()"_s);
        QStringList places;
        for (const Source &source : sourcesIn({u"models"_s, u"views"_s, u"app"_s})) {
            if (opened.match(source.text).hasMatch() || source.text.contains(u"setOpenExternalLinks("))
                places += source.path;
        }
        QCOMPARE(places, QStringList{u"views/linkdialog.cpp"_s});
    }

    /// No name of a file is proposed that a feed could have a say in: each is a literal, or the one
    /// that the user typed.
    void proposedFileNamesComeFromNoFeed()
    {
        static const QRegularExpression proposed(
            u"selectFile\\((?!u\"[A-Za-z0-9._-]+\"_s\\)|m_state->file->text\\(\\)\\))"_s);
        // The third argument of a file dialog proposes one too, and so do Qt's short cuts.
        static const QRegularExpression otherWays(
            u"get(Save|Open)FileName|saveFileContent|"
            "new QFileDialog\\([^;]*\"\\), (?!\\{\\}|m_state->file->text\\(\\)\\);)"_s);
        for (const Source &source : sourcesIn({u"views"_s, u"app"_s})) {
            QVERIFY2(!proposed.match(source.text).hasMatch(), qPrintable(source.path));
            QVERIFY2(!otherWays.match(source.text).hasMatch(), qPrintable(source.path));
        }
    }

    /// Nothing but the demo waits for others, and that for who is on this computer.
    void onlyTheDemoListensAndOnlyHere()
    {
        static const QRegularExpression listens(u"\\blisten\\([^;]*;"_s);
        QStringList places;
        for (const Source &source : sourcesIn({u"models"_s, u"views"_s, u"app"_s})) {
            for (const auto &match : listens.globalMatch(source.text))
                places += source.path + u": "_s + match.captured();
        }
        QCOMPARE(places, QStringList{u"app/demo/handshakegate.cpp: listen(QHostAddress::LocalHost, port);"_s});
    }

    /// Control characters in what a server says are a terminal's commands: sentences for people go
    /// through sayOnConsole(), or through consoleLine() where there are several.
    void nothingIsSaidOnTheConsoleAsItCame()
    {
        static const QRegularExpression said(u"fprintf\\(stderr, \"eventscope: %s"_s);
        QStringList places;
        for (const Source &source : sourcesIn({u"models"_s, u"views"_s, u"app"_s})) {
            if (said.match(source.text).hasMatch())
                places += source.path;
        }
        places.sort();
        // Of Qt's own texts about the display; with consoleLine(); itself.
        QCOMPARE(places, QStringList({u"app/main.cpp"_s, u"app/platformguard.cpp"_s,
                                      u"models/event/consoleline.cpp"_s}));
    }

    void nothingWaitsInNestedEventLoops()
    {
        static const QRegularExpression nested(u"processEvents\\(|QThread::m?sleep\\(|QEventLoop |\\.exec\\(\\)|->exec\\(\\)"_s);
        QStringList wrong;
        for (const Source &source : sourcesIn({u"models"_s, u"views"_s, u"app"_s})) {
            // The loop of a thread of its own is in no other.
            const bool outermost = source.path.startsWith(u"app/threads/loopthread."_s);
            if (!outermost && nested.match(source.text).hasMatch())
                wrong += source.path + u": "_s + nested.match(source.text).captured();
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    /// Who looks for the proof of a promise finds it.
    void testsThatAreNamedExist()
    {
        QFile file(root.filePath(u"tests/README.md"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QString tests;
        for (const Source &source : sourcesIn({u"tests"_s}))
            tests += source.text;
        static const QRegularExpression named(u"`([^`\n]+)`"_s);
        static const QRegularExpression function(u"^[a-z]+[A-Z]\\w+$"_s);
        static const QRegularExpression transcript(u"^(?:acm|daptin|fix|json|voipbin|zaikio)/[a-z0-9-]+$"_s);
        QStringList missing;
        int found = 0;
        const QString text = QString::fromUtf8(file.readAll());
        for (auto match = named.globalMatch(text); match.hasNext();) {
            const QString name = match.next().captured(1);
            bool there = true;
            if (function.match(name).hasMatch())
                there = tests.contains(QRegularExpression(u"void (?:\\w+::)?%1\\("_s.arg(name)));
            else if (transcript.match(name).hasMatch())
                there = root.exists(u"tests/fixtures/dialects/%1.transcript"_s.arg(name));
            else
                continue;
            ++found;
            if (!there)
                missing += name;
        }
        QVERIFY(found > 150);
        QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u'\n')));
    }

    /// Who asks for the proof of a number of the list finds it, too: `tests/fault A10` runs what stands in its row.
    void everyFaultHasTests()
    {
        QFile file(root.filePath(u"tests/README.md"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        static const QRegularExpression row(u"^\\| ([A-E][A-E0-9–, ]*) \\| [^|]+ \\| (.*) \\|$"_s,
                                            QRegularExpression::MultilineOption);
        static const QRegularExpression proof(u"`(?:tst_\\w+|conforms|[a-z]+[A-Z]\\w+|[a-z]+/[a-z0-9-]+)`"_s);
        QMap<QChar, QSet<int>> found;
        const QString text = QString::fromUtf8(file.readAll());
        for (auto match = row.globalMatch(text); match.hasNext();) {
            const QRegularExpressionMatch fault = match.next();
            QVERIFY2(proof.match(fault.captured(2)).hasMatch(), qPrintable(fault.captured(1)));
            const QStringList parts = fault.captured(1).split(u", "_s);
            for (const QString &part : parts) {
                const QString last = part.section(u'–', -1);
                for (int number = part.section(u'–', 0, 0).mid(1).toInt(); number <= last.mid(1).toInt(); ++number)
                    found[part.front()] += number;
            }
        }
        const QMap<QChar, int> listed{{u'A', 18}, {u'B', 10}, {u'C', 28}, {u'D', 10}, {u'E', 18}};
        for (auto section = listed.cbegin(); section != listed.cend(); ++section) {
            for (int number = 1; number <= section.value(); ++number)
                QVERIFY2(found[section.key()].contains(number), qPrintable(section.key() + QString::number(number)));
            QCOMPARE(found[section.key()].size(), section.value());
        }
    }

    /// A test that lets time pass is slow where it need not be, and fails where the machine is slower.
    void testsWaitForWhatHappens()
    {
        static const QRegularExpression sleep(u"\\bqWait\\([^0)]|\\b(?:qSleep|[mnu]?sleep|sleep_for|sleep_until)\\("_s);
        // Pictures are looked at, and benchmarks send at a speed.
        static const QRegularExpression provesNothing(u"pictures?\\.cpp$|^tests/bench/"_s);
        QStringList wrong;
        for (const Source &source : sourcesIn({u"tests"_s})) {
            if (source.path == u"tests/tst_sources.cpp"_s || provesNothing.match(source.path).hasMatch())
                continue;
            QStringList found;
            for (auto match = sleep.globalMatch(source.text); match.hasNext();)
                found += match.next().captured();
            if (!found.isEmpty())
                wrong += source.path + u": "_s + found.join(u", "_s);
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    /// A desktop finds the icon of a window by the name of its desktop file, and else shows none.
    void theDesktopFindsTheIconOfTheWindow()
    {
        const auto text = [](const QString &path) {
            QFile file(root.filePath(path));
            return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
        };
        const QDir linuxFiles(root.filePath(u"packaging/linux"_s));
        const QString id = QFileInfo(linuxFiles.entryList({u"*.desktop"_s}).value(0)).completeBaseName();
        QVERIFY(!id.isEmpty());
        QVERIFY(text(u"packaging/linux/%1.desktop"_s.arg(id)).contains(u"\nIcon=%1\n"_s.arg(id)));
        QVERIFY(text(u"packaging/linux/%1.metainfo.xml"_s.arg(id)).contains(u"<id>%1</id>"_s.arg(id)));
        QVERIFY(root.exists(u"resources/icons/%1.svg"_s.arg(id)));
        QVERIFY(text(u"packaging/CMakeLists.txt"_s).contains(u"icons/%1.svg"_s.arg(id)));
        const QString main = text(u"app/main.cpp"_s);
        QVERIFY(main.contains(u"setDesktopFileName(u\"%1\"_s)"_s.arg(id)));
        static const QRegularExpression icon(u"setWindowIcon\\(QIcon\\(u\":/([^\"]+)\""_s);
        const QString resource = icon.match(main).captured(1);
        QVERIFY(!resource.isEmpty());
        QVERIFY(root.exists(u"resources/"_s + resource));
        QVERIFY(text(u"resources/CMakeLists.txt"_s).contains(resource));
    }
};

int main(int argc, char **argv)
{
    return eventscope::testMain<QCoreApplication, TestSources, UnityNamesTest>(argc, argv);
}

#include "tst_sources.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"
#include "app/commands/democommand.h"
#include "app/commands/exportcommand.h"
#include "app/commands/recordarguments.h"
#include "app/commands/recordcommand.h"
#include "app/commands/stopsignals.h"
#include "app/commands/verifycommand.h"
#include "app/feeds/feedhub.h"
#include "app/fontmessages.h"
#include "app/platformguard.h"
#include "app/savedconnections.h"
#include "app/userguard.h"
#include "models/event/consoleline.h"

#include <QApplication>
#include <QFileInfo>
#include <QIcon>
#include <QSettings>
#include <algorithm>
#include <cstdio>
#include <optional>
#include <sys/resource.h>
#include <unistd.h>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

/// A hundred connections and a capture of thousands of segments need more files than a shell grants
/// by itself.
void askForFiles()
{
    constexpr rlim_t wanted = 65'536;
    rlimit files = {};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= wanted)
        return;
    files.rlim_cur = std::min(files.rlim_max, wanted);
    ::setrlimit(RLIMIT_NOFILE, &files);
}

void nameTheProgram()
{
    QCoreApplication::setApplicationName(u"eventscope"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(EVENTSCOPE_VERSION));
}

bool hasDisplay()
{
    return !qEnvironmentVariableIsEmpty("DISPLAY")
        || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")
        || !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
}

int fail(const QString &sentence, int exitStatus)
{
    // What is wrong with a filter is pointed at in a second line.
    QStringList lines = sentence.split(u'\n');
    std::transform(lines.cbegin(), lines.cend(), lines.begin(), consoleLine);
    std::fprintf(stderr, "eventscope: %s\n", qUtf8Printable(lines.join(u'\n')));
    return exitStatus;
}

/// Empty if all that is to be shown is there, else one sentence; `status` is what to end with.
QString problemWithCaptures(const QStringList &captures, int &status)
{
    for (const QString &capture : captures) {
        if (QFileInfo(capture).isDir() || QFileInfo(capture).isFile())
            continue;
        const bool path = capture.contains(u'/');
        status = path ? 1 : 2;
        return path
            ? u"There is no capture and no file %1."_s.arg(capture)
            : u"There is neither a command nor a capture \"%1\"; see --help."_s.arg(capture);
    }
    return {};
}

/// A picture is drawn without a display too, also where one is named that is not there.
void preferAnyDisplayForPictures()
{
    if (!hasDisplay())
        qputenv("QT_QPA_PLATFORM", "offscreen");
    else if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM",
                !qEnvironmentVariableIsEmpty("DISPLAY") ? "xcb;offscreen" : "wayland;offscreen");
}

int checkDisplay(int argc, char **argv)
{
    const PlatformGuard guard;
    const QGuiApplication application(argc, argv);
    const QString platform = QGuiApplication::platformName();
    const bool seen = platform != u"offscreen" && !platform.startsWith(u"minimal");
    return seen ? 0 : fail(PlatformGuard::sentence(u"%1 shows nothing"_s.arg(platform)), 1);
}

int runWindow(int argc, char **argv, const WindowOptions &options)
{
    int status = 0;
    if (const QString problem = problemWithCaptures(options.captures, status); !problem.isEmpty())
        return fail(problem, status);
    if (!options.pictureFile.isEmpty())
        preferAnyDisplayForPictures();
    if (!hasDisplay())
        return fail(PlatformGuard::sentence({}), 1);
    if (options.checkDisplay)
        return checkDisplay(argc, argv);
    std::optional<PlatformGuard> guard(std::in_place);
    QApplication application(argc, argv);
    guard.reset();
    leaveOutFontMessages();
    QApplication::setDesktopFileName(u"org.eventscope.Eventscope"_s);
    QApplication::setApplicationDisplayName(u"Eventscope"_s);
    QApplication::setWindowIcon(QIcon(u":/icons/eventscope-256.png"_s));
    StopSignals signals_;
    Application program(options);
    QObject::connect(&signals_, &StopSignals::stopRequested, &program, &Application::stop);
    program.start();
    return QApplication::exec();
}

int runDemo(int argc, char **argv, const DemoOptions &options)
{
    QCoreApplication application(argc, argv);
    StopSignals signals_;
    QObject::connect(&signals_, &StopSignals::stopRequested, &application, &QCoreApplication::quit);
    const auto hub = startDemoCommand(options);
    if (!hub)
        return fail(hub.error(), 1);
    return QCoreApplication::exec();
}

int runRecord(int argc, char **argv, const RecordOptions &options)
{
    QCoreApplication application(argc, argv);
    StopSignals signals_;
    SavedConnections saved;
    std::unique_ptr<RecordCommand> command;
    QObject::connect(&signals_, &StopSignals::stopRequested, &application, [&command] {
        if (command)
            command->stop();
        else // still waiting for the keychain
            QCoreApplication::exit(1);
    });
    const auto begin = [&](QVector<QPair<ConnectionProfile, OptionValues>> connections) {
        if (const auto added = addToProfiles(options, connections); !added)
            return QCoreApplication::exit(fail(added.error(), 2));
        command = std::make_unique<RecordCommand>(options, std::move(connections));
        QObject::connect(
            command.get(), &RecordCommand::finished, &application,
            [](int exitStatus) { QCoreApplication::exit(exitStatus); }, Qt::QueuedConnection);
        command->start();
    };
    if (options.profiles.isEmpty()) {
        QMetaObject::invokeMethod(
            &application,
            [&] {
                begin({{options.connection, options.secrets}});
            },
            Qt::QueuedConnection);
    } else if (const auto found = saved.find(options.profiles, begin); !found) {
        return fail(found.error(), 1);
    }
    return QCoreApplication::exec();
}

/// The end of a command that had feeds: all is stored, and nobody waits for a server that does not
/// answer.
int leave(int status)
{
    if (!FeedHub::isAnyThreadLeft())
        return status;
    std::fflush(nullptr);
    ::_exit(status);
}

} // namespace

int main(int argc, char **argv)
{
    protectTheUser();
    askForFiles();
    nameTheProgram();
    protectOwnFolders();
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments += QString::fromLocal8Bit(argv[i]);
    // Arguments are read before there is an application: QApplication would abort --help where
    // there is no display.
    const auto command = parseCommandLine(arguments);
    forgetSecretsIn(argc, argv);
    if (!command)
        return fail(command.error(), 2);
    if (const auto *options = std::get_if<RecordOptions>(&*command))
        forgetVariables(options->tokenVariables);

    if (const auto *print = std::get_if<PrintText>(&*command))
        return std::fputs(qUtf8Printable(print->text), stdout) < 0 ? 1 : 0;
    if (const auto *options = std::get_if<DemoOptions>(&*command))
        return runDemo(argc, argv, *options);
    if (const auto *options = std::get_if<RecordOptions>(&*command))
        return leave(runRecord(argc, argv, *options));
    if (const auto *options = std::get_if<ExportOptions>(&*command)) {
        QCoreApplication application(argc, argv);
        return runExportCommand(*options);
    }
    if (const auto *options = std::get_if<VerifyOptions>(&*command)) {
        QCoreApplication application(argc, argv);
        return runVerifyCommand(*options);
    }
    return leave(runWindow(argc, argv, std::get<WindowOptions>(*command)));
}

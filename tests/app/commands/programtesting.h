// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QString>

/// What the tests of the built program share.
namespace programtesting {

using namespace Qt::StringLiterals;

inline const QString program = QStringLiteral(EVENTSCOPE_PROGRAM);
inline const QString callTopic = u"customer_id:5e4a0680-804e-11ec-8477-2fea5968d85b:call:*"_s;

struct Outcome
{
    int exitStatus = -1; ///< -2: it crashed
    QByteArray out;
    QByteArray err;
};

/// Neither the display nor the files of whoever runs the tests.
inline QProcessEnvironment environmentIn(const QString &home)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_SESSION_TYPE"})
        environment.remove(QString::fromLatin1(name));
    // Without an address libdbus would start a bus by itself, and loses 1 032 bytes where it
    // cannot.
    environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path=/nonexistent/eventscope-test"_s);
    environment.insert(u"HOME"_s, home);
    environment.insert(u"XDG_CONFIG_HOME"_s, home + u"/config"_s);
    environment.insert(u"XDG_DATA_HOME"_s, home + u"/data"_s);
    return environment;
}

inline Outcome runProgram(const QStringList &arguments, const QProcessEnvironment &environment)
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    if (!process.waitForFinished(60'000))
        return {};
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2,
            process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace programtesting

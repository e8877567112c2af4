// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/app/commands/programtesting.h"
#include "tests/faults/numberedserver.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <csignal>
#include <sys/types.h>

/// One `eventscope record` of a NumberedServer, by the real program, with what it prints.
class RecordRun final : public QObject
{
    Q_OBJECT
public:
    explicit RecordRun(NumberedServer &server)
    {
        connect(&process, &QProcess::readyReadStandardOutput, this,
                [this] { out += process.readAllStandardOutput(); });
        connect(&process, &QProcess::readyReadStandardError, this,
                [this] { err += process.readAllStandardError(); });
        environment = programtesting::environmentIn(home.path());
        arguments = {QStringLiteral("record"),
                     QStringLiteral("--dialect"),
                     QStringLiteral("json"),
                     QStringLiteral("--url"),
                     server.url(),
                     QStringLiteral("--json"),
                     QStringLiteral("--capture"),
                     folder()};
    }

    /// With the calls of the C library that faultshim.h stands before.
    void useShim()
    {
        environment.insert(QStringLiteral("LD_PRELOAD"), QStringLiteral(FAULTS_PRELOAD_LIBRARIES));
        environment.insert(QStringLiteral("FAULTS_ROOT"), home.path());
    }
    void start()
    {
        process.setProcessEnvironment(environment);
        process.start(programtesting::program, arguments);
    }
    void signal(int number) { ::kill(pid_t(process.processId()), number); }
    QString folder() const { return home.filePath(QStringLiteral("c")); }
    QJsonObject summary() const { return QJsonDocument::fromJson(out).object(); }
    quint64 number(const char *key) const
    {
        return quint64(summary()[QLatin1String(key)].toDouble());
    }
    /// The rows of one type in the capture.
    QVector<QJsonObject> rows(const QString &type) const
    {
        QVector<QJsonObject> found;
        QFile segment(folder() + QStringLiteral("/000001.ndjson"));
        if (!segment.open(QIODevice::ReadOnly))
            return found;
        while (!segment.atEnd()) {
            const QJsonObject row = QJsonDocument::fromJson(segment.readLine()).object();
            if (row[QLatin1String("type")].toString() == type)
                found += row;
        }
        return found;
    }

    QTemporaryDir home;
    QProcess process;
    QProcessEnvironment environment;
    QStringList arguments;
    QByteArray out;
    QByteArray err;
};

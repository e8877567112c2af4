// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QList>
#include <QString>
#include <unistd.h>

/// What others can see of a running program: its arguments, its environment, its state, and those
/// of all that it started.
class ProcessLook
{
public:
    explicit ProcessLook(qint64 pid) : m_pid(pid) { look(); }

    /// The program itself was there, and all of it that there is to be seen was read.
    bool isWhole() const { return m_problem.isEmpty() && m_own == 3; }
    /// A read that failed although there was something; empty: none.
    QString problem() const { return m_problem; }
    QByteArray seen() const { return m_seen; }

    /// Nobody but root reads the environment of a process that cannot be dumped.
    static bool seesEnvironment() { return ::geteuid() == 0; }

private:
    void look()
    {
        const QStringList all = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs);
        for (const QString &entry : all) {
            const QByteArray stat = read(entry, "stat");
            const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
            const bool isChild = fields.size() > 1 && fields[1].toLongLong() == m_pid;
            if (entry.toLongLong() != m_pid && !isChild)
                continue;
            for (const char *what : {"cmdline", "environ", "status"}) {
                const QByteArray bytes = read(entry, what);
                m_seen += bytes;
                const bool counts =
                    !bytes.isEmpty() || (qstrcmp(what, "environ") == 0 && !seesEnvironment());
                m_own += counts && !isChild ? 1 : 0;
            }
        }
    }

    QByteArray read(const QString &entry, const char *what)
    {
        QFile file(QStringLiteral("/proc/%1/%2").arg(entry, QString::fromLatin1(what)));
        if (file.open(QIODevice::ReadOnly))
            return file.readAll();
        const bool isMine = entry.toLongLong() == m_pid && file.exists();
        if (isMine && (qstrcmp(what, "environ") != 0 || seesEnvironment()))
            m_problem = file.fileName() + QStringLiteral(": ") + file.errorString();
        return {};
    }

    qint64 m_pid;
    int m_own = 0;
    QByteArray m_seen;
    QString m_problem;
};

// SPDX-License-Identifier: GPL-3.0-or-later
#include "processprivacytest.h"

#include "programtesting.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace programtesting;
using namespace Qt::StringLiterals;

namespace {

constexpr uid_t nobody = 65'534;

QByteArray textOf(const QString &fileName)
{
    QFile file(fileName);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A program in a folder of its own that may leave a core file of any size there.
class CrashingProcess
{
public:
    CrashingProcess(const QString &name, const QStringList &arguments)
    {
        // What root may be looked into for is no different from what it may not.
        if (::geteuid() == 0 && ::chown(qUtf8Printable(m_home.path()), nobody, nobody) != 0)
            return;
        QProcessEnvironment environment = environmentIn(m_home.path());
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        environment.insert(u"XDG_RUNTIME_DIR"_s, m_home.path());
        const std::vector<QByteArray> words = bytesOf(QStringList(name) + arguments);
        const std::vector<QByteArray> variables = bytesOf(environment.toStringList());
        const std::vector<char *> argv = pointersTo(words);
        const std::vector<char *> envp = pointersTo(variables);
        m_id = ::fork();
        if (m_id == 0)
            become(argv, envp);
    }
    ~CrashingProcess()
    {
        if (m_id > 0 && !m_ended)
            endBy(SIGKILL);
    }
    Q_DISABLE_COPY_MOVE(CrashingProcess)

    pid_t id() const { return m_id; }
    static uid_t user() { return ::geteuid() == 0 ? nobody : ::geteuid(); }
    /// Of what there is to be seen of it; root's where nobody may look.
    uid_t owner() const
    {
        struct stat found = {};
        return ::stat(qUtf8Printable(u"/proc/%1/environ"_s.arg(m_id)), &found) == 0 ? found.st_uid
                                                                                    : uid_t(-1);
    }
    bool has(const QString &name) const { return QFileInfo(m_home.filePath(name)).size() > 0; }

    /// True if it did end by it. A sanitizer may have a say before the signal has.
    bool endBy(int signal)
    {
        int status = 0;
        ::kill(m_id, signal);
        m_ended = ::waitpid(m_id, &status, 0) == m_id;
        m_dumped = WIFSIGNALED(status) && WCOREDUMP(status);
        return m_ended && (WIFSIGNALED(status) || WEXITSTATUS(status) != 0);
    }
    bool leftCore() const
    {
        return m_dumped || !QDir(m_home.path()).entryList({u"*core*"_s}, QDir::Files).isEmpty();
    }

private:
    static std::vector<QByteArray> bytesOf(const QStringList &texts)
    {
        std::vector<QByteArray> bytes;
        for (const QString &text : texts)
            bytes.push_back(text.toLocal8Bit());
        return bytes;
    }
    static std::vector<char *> pointersTo(const std::vector<QByteArray> &words)
    {
        std::vector<char *> pointers;
        for (const QByteArray &word : words)
            pointers.push_back(const_cast<char *>(word.constData()));
        pointers.push_back(nullptr);
        return pointers;
    }
    [[noreturn]] void become(const std::vector<char *> &argv, const std::vector<char *> &envp) const
    {
        const rlimit any{RLIM_INFINITY, RLIM_INFINITY};
        ::setrlimit(RLIMIT_CORE, &any);
        if (::chdir(m_path.constData()) != 0)
            ::_exit(1);
        if (::geteuid() == 0 && (::setgid(nobody) != 0 || ::setuid(nobody) != 0))
            ::_exit(1);
        if (!::freopen("said", "w", stdout) || !::freopen("/dev/null", "w", stderr))
            ::_exit(1);
        ::execvpe(argv[0], argv.data(), envp.data());
        ::_exit(1);
    }

    QTemporaryDir m_home;
    const QByteArray m_path = QFile::encodeName(m_home.path());
    pid_t m_id = -1;
    bool m_ended = false;
    bool m_dumped = false;
};

} // namespace

void ProcessPrivacyTest::noCoreFileIsLeft_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("sign"); // that it is at work
    QTest::addColumn<int>("signal");
    for (const int signal : {SIGABRT, SIGSEGV}) {
        const char *const name = signal == SIGABRT ? "SIGABRT" : "SIGSEGV";
        QTest::addRow("demo, %s", name) << QStringList{u"demo"_s} << u"said"_s << signal;
        QTest::addRow("record, %s", name)
            << QStringList{u"record"_s, u"--dialect"_s,         u"json"_s,
                           u"--url"_s,  u"ws://127.0.0.1:9/"_s, u"--capture"_s,
                           u"capture"_s}
            << u"capture/capture.json"_s << signal;
        QTest::addRow("window, %s", name)
            << QStringList() << u"config/eventscope/settings.json"_s << signal;
    }
}

/// Neither a file, nor what is piped to a program that writes one: that has no limit, and needs a
/// process that may be looked into.
void ProcessPrivacyTest::noCoreFileIsLeft()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, sign);
    QFETCH(int, signal);
    CrashingProcess other(u"sleep"_s, {u"60"_s});
    QTRY_COMPARE(textOf(u"/proc/%1/comm"_s.arg(other.id())).trimmed(), QByteArray("sleep"));
    QCOMPARE(other.owner(), CrashingProcess::user());
    // Otherwise nobody's crash would leave one, and this says nothing about ours.
    if (!(other.endBy(signal) && other.leftCore()))
        qInfo("this computer keeps no core files");

    CrashingProcess ours(program, arguments);
    static const QRegularExpression none(u"Max core file size +0 +0 "_s);
    const auto limits = [&] { return textOf(u"/proc/%1/limits"_s.arg(ours.id())); };
    QTRY_VERIFY_WITH_TIMEOUT(none.match(QString::fromLatin1(limits())).hasMatch(), 20'000);
    QTRY_COMPARE(ours.owner(), uid_t(0)); // the kernel's word for a process that is not dumped
    QTRY_VERIFY_WITH_TIMEOUT(ours.has(sign), 20'000);
    QVERIFY(ours.endBy(signal));
    QVERIFY(!ours.leftCore());
}

/// Its Kafka too.
void ProcessPrivacyTest::demoListensOnThisMachineOnly()
{
    const QTemporaryDir home;
    QProcess demo;
    demo.setProcessEnvironment(environmentIn(home.path()));
    demo.start(program, {u"demo"_s});
    QByteArray printed;
    QTRY_VERIFY_WITH_TIMEOUT((printed += demo.readAllStandardOutput()).contains("json ")
                                 && printed.endsWith('\n'),
                             20'000);
    QSet<QByteArray> ports; // as the kernel writes them
    static const QRegularExpression port(u"^\\S+ (?:ws|kafka)://[^/]*:(\\d+)/"_s,
                                         QRegularExpression::MultilineOption);
    for (const QRegularExpressionMatch &match : port.globalMatch(QString::fromUtf8(printed)))
        ports += QByteArray::number(match.captured(1).toInt(), 16).rightJustified(4, '0').toUpper();
    QVERIFY(!ports.isEmpty());
    const QList<QByteArray> sockets =
        (textOf(u"/proc/net/tcp"_s) + textOf(u"/proc/net/tcp6"_s)).split('\n');
    int found = 0;
    for (const QByteArray &line : sockets) {
        const QList<QByteArray> fields = line.simplified().split(' ');
        const QByteArray listening = "0A";
        if (fields.size() < 4 || fields[3] != listening || !ports.contains(fields[1].right(4)))
            continue;
        QCOMPARE(fields[1].chopped(5), QByteArray("0100007F"));
        ++found;
    }
    QCOMPARE(found, int(ports.size()));
    demo.terminate();
    QTRY_VERIFY_WITH_TIMEOUT(demo.state() == QProcess::NotRunning, 20'000);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "capturetesting.h"

#include "models/capture/filehandle.h"
#include "models/capture/guardedmap.h"
#include "models/capture/segmentmap.h"

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace capturetesting;

namespace {

constexpr size_t pages = 64;

size_t pageSize()
{
    return size_t(::sysconf(_SC_PAGESIZE));
}

} // namespace

class TestGuardedMap : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString makeFile(const char *name)
    {
        const QString path = m_folder.filePath(QLatin1String(name));
        writeFile(path, QByteArray(qsizetype(pages * pageSize()), 'x'));
        return path;
    }

private Q_SLOTS:
    void initTestCase()
    {
        std::signal(SIGBUS, SIG_DFL); // Qt's tests have a handler of their own
    }

    void whatIsCutAwayReadsAsZeros()
    {
        FileHandle file;
        QCOMPARE(file.open(makeFile("cut"), O_RDWR), 0);
        const auto map = GuardedMap::map(file.fd(), pages * pageSize());
        QVERIFY(map);
        QCOMPARE(map->data()[pageSize() * 3], 'x');
        QVERIFY(!map->isSpoiled());
        QCOMPARE(file.cut(pageSize()), 0);
        QCOMPARE(map->data()[0], 'x');
        QVERIFY(!map->isSpoiled());
        QVERIFY(std::all_of(map->data() + pageSize(), map->data() + pages * pageSize(),
                            [](char c) { return c == '\0'; }));
        QVERIFY(map->isSpoiled());
    }

    void manyThreadsReadWhatIsCutAway()
    {
        FileHandle file;
        QCOMPARE(file.open(makeFile("threads"), O_RDWR), 0);
        std::vector<std::unique_ptr<GuardedMap>> maps;
        for (int i = 0; i < 300; ++i) // more than one block of the registry
            maps.push_back(GuardedMap::map(file.fd(), pages * pageSize()));
        QCOMPARE(file.cut(0), 0);
        std::vector<std::thread> threads;
        std::atomic<int> zeros = 0;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&maps, &zeros] {
                for (const auto &map : maps)
                    zeros += map->data()[pageSize()] == '\0';
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(zeros.load(), 4 * 300);
    }

    void whatIsNoMapOfOursEndsTheProgramAsEver()
    {
        FileHandle file;
        QCOMPARE(file.open(makeFile("other"), O_RDWR), 0);
        QVERIFY(GuardedMap::map(file.fd(), pageSize())); // the handler is there
        void *base = ::mmap(nullptr, pageSize(), PROT_READ, MAP_SHARED, file.fd(), 0);
        QVERIFY(base != MAP_FAILED);
        QCOMPARE(file.cut(0), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            ::alarm(20);
            const char read = *static_cast<volatile char *>(base);
            ::_exit(read);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        ::munmap(base, pageSize());
        QVERIFY(WIFSIGNALED(status));
        QCOMPARE(WTERMSIG(status), SIGBUS);
    }

    void letGoFreesTheFileAndStaysReadable()
    {
        const QString path = makeFile("gone");
        FileHandle file;
        QCOMPARE(file.open(path, O_RDONLY), 0);
        const auto map = GuardedMap::map(file.fd(), pages * pageSize());
        QVERIFY(QFile::remove(path));
        QCOMPARE(map->data()[5], 'x');
        map->letGo();
        QCOMPARE(map->data()[5], '\0');
        const QByteArray maps = readFile(u"/proc/self/maps"_s);
        QVERIFY(!maps.contains(path.toUtf8()));
    }

    void aSegmentThatIsCutBetweenTheLookAndTheReadingIsNoCrash()
    {
        const QString path = makeFile("000001.ndjson");
        SegmentMap map(path);
        const std::string_view before = map.bytes(0, pages * pageSize());
        QCOMPARE(before.size(), pages * pageSize());
        QVERIFY(QFile::resize(path, 10)); // at once: the map still trusts what it saw
        QVERIFY(std::all_of(before.begin() + qsizetype(pageSize()), before.end(),
                            [](char c) { return c == '\0'; }));
        // Having noticed it, it looks again at once.
        QVERIFY(map.bytes(0, pages * pageSize()).empty());
        QCOMPARE(map.bytes(0, 10), std::string_view("xxxxxxxxxx"));
        // And what is written again is there again.
        writeFile(path, QByteArray(qsizetype(pages * pageSize()), 'y'));
        QTRY_COMPARE(map.bytes(pageSize() * 2, 3), std::string_view("yyy"));
    }
};

QTEST_GUILESS_MAIN(TestGuardedMap)
#include "tst_guardedmap.moc"

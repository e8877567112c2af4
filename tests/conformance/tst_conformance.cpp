// SPDX-License-Identifier: GPL-3.0-or-later
//
// usage: tst_conformance [--client direct|qt] [--full] [QtTest's own options]
//
// The table of conformancecase.h, played by a server of our own against real feeds, with our own
// WebSocket or with QWebSocket. --full: messages of 16 MiB, which is the limit that people have,
// and ten times as many small ones.

#include "tests/conformance/conformancerun.h"
#include "tests/conformance/relaytest.h"
#include "tests/support/testclasses.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QTest>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KEEPS_WHAT_WAS_FREED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define KEEPS_WHAT_WAS_FREED
#endif
#ifdef KEEPS_WHAT_WAS_FREED
#include <atomic>
#include <sanitizer/allocator_interface.h>
#endif

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

struct Flags
{
    WebSocketClient client = WebSocketClient::Direct;
    bool full = false;
};

Flags flags;

CaseScale scale()
{
    return flags.full ? CaseScale{16 << 20, 200'000} : CaseScale{};
}

FeedSettings settings()
{
    FeedSettings settings;
    settings.seed = 5;
    settings.client = flags.client;
    settings.maxMessageBytes = scale().limit;
    settings.connectTimeoutMs = 2'000;
    settings.backoffBaseMs = 20;
    settings.backoffMaxMs = 40;
    settings.closeTimeoutMs = 500;
    settings.slowRetryMs = 50;
    settings.credentialsRetryMs = 50;
    return settings;
}

#ifdef KEEPS_WHAT_WAS_FREED
std::atomic<qint64> heapBytes = 0;
std::atomic<qint64> mostHeapBytes = 0;

void taken(const volatile void *, size_t size)
{
    const qint64 now = heapBytes += qint64(size);
    qint64 most = mostHeapBytes;
    while (now > most && !mostHeapBytes.compare_exchange_weak(most, now)) { }
}

void givenBack(const volatile void *memory)
{
    heapBytes -= qint64(__sanitizer_get_allocated_size(memory));
}

/// The most memory that this program has had since it was first asked, in bytes: what was freed
/// does not count, whatever the sanitizer does with it.
qint64 peakBytes()
{
    static const int hooks = __sanitizer_install_malloc_and_free_hooks(taken, givenBack);
    return hooks > 0 ? mostHeapBytes.load() : 0;
}
#else
/// The most memory that this program has had, in bytes.
qint64 peakBytes()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = status.readAll();
    const qsizetype at = text.indexOf("VmHWM:") + 6;
    return text.mid(at, text.indexOf("kB", at) - at).trimmed().toLongLong() << 10;
}
#endif

int openDescriptors()
{
    return int(QDir(u"/proc/self/fd"_s).entryList(QDir::NoDotAndDotDot | QDir::AllEntries).size());
}

QByteArray shown(const QList<Heard> &heard)
{
    QByteArray text = QByteArray::number(heard.size()) + " message(s)";
    for (const Heard &one : heard.mid(0, 5)) {
        text += one.binary ? " binary " : " text ";
        text += QByteArray::number(one.payload.size()) + ":" + one.payload.left(40).toHex(' ');
    }
    return text;
}

QByteArray shown(const std::optional<int> &code)
{
    return code ? QByteArray::number(*code) : QByteArray("none");
}

} // namespace

class TestConformance : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void tableIsWhole();
    void conforms_data();
    void conforms();
    void worksAgainSoonWithTheSettingsThatPeopleHave();
    void bombsTakeNoMemory();
    void nothingIsLeftOver();

private:
    CaseList m_cases;
    std::unique_ptr<ConformanceRun> m_run;
    int m_descriptors = 0;
    qint64 m_bombBytes = 0;
};

void TestConformance::initTestCase()
{
    m_cases = conformanceCases(scale());
    for (ConformanceCase &c : m_cases) {
        if (flags.client == WebSocketClient::Qt && c.withQt)
            c.expected = *c.withQt;
    }
    // Whatever Qt opens once and keeps is not counted.
    ConformanceRun(m_cases.mid(0, 1), settings(), 1).run();
    m_descriptors = openDescriptors();
    CaseList bombs;
    for (const ConformanceCase &c : std::as_const(m_cases)) {
        if (c.id.startsWith("A10.") || c.id == "C4.1" || c.id == "C4.2" || c.id == "C6.2")
            bombs.append(c);
    }
    const qint64 before = peakBytes();
    ConformanceRun(bombs, settings(), 1).run();
    m_bombBytes = peakBytes() - before;
    constexpr int atOnce = 32;
    auto run = std::make_unique<ConformanceRun>(m_cases, settings(), atOnce);
    run->run();
    m_run = std::move(run);
}

void TestConformance::tableIsWhole()
{
    QVERIFY(m_cases.size() >= 250);
    QSet<QByteArray> ids;
    for (const ConformanceCase &c : m_cases) {
        QVERIFY2(!ids.contains(c.id), c.id.constData());
        ids.insert(c.id);
        QVERIFY2(!c.about.isEmpty(), c.id.constData());
        QCOMPARE(c.withQt.has_value(), !c.qtLimit.isEmpty());
    }
}

void TestConformance::conforms_data()
{
    QTest::addColumn<int>("which");
    for (int i = 0; i < int(m_cases.size()); ++i)
        QTest::newRow((m_cases[i].id + ": " + m_cases[i].about).constData()) << i;
}

void TestConformance::conforms()
{
    QFETCH(int, which);
    const ConformanceCase &c = m_cases[which];
    const Expected &expected = c.expected;
    if (flags.client == WebSocketClient::Qt && c.withQt)
        qInfo("known limit of QWebSocket: %s", c.qtLimit.constData());
    const ServerSide &server = m_run->server(which);
    const FeedSide &feed = m_run->feed(which);
    const QString id = ConformanceRun::idOf(which);

    QList<Heard> heard = m_run->sink().heard(id);
    const QByteArray words = feed.causes.join(u" | ").toUtf8();
    QVERIFY2(!heard.isEmpty() && heard.last().payload == ConformanceServer::sign(),
             "it never works again: " + words);
    heard.removeLast();
    QVERIFY2(heard == expected.events,
             "came: " + shown(heard) + "; should come: " + shown(expected.events) + "; " + words);
    QVERIFY2(expected.anyPongs || server.pongs == expected.pongs,
             "pongs: " + server.pongs.join(' ').toHex());
    // QWebSocket hangs up without waiting for the server (Q12), and what that still sends makes a
    // reset of it, which may overtake the close frame. Ours reads on until the server hangs up.
    const bool mayBeLost =
        flags.client == WebSocketClient::Qt && !expected.cause.isEmpty() && !server.close;
    QVERIFY2(expected.anyClose || mayBeLost || server.close == expected.close,
             "closed by: " + shown(server.close) + ", not " + shown(expected.close) + "; " + words);
    if (expected.cause.isEmpty())
        QVERIFY2(feed.causes.isEmpty() && server.attempts == 1, words);
    else
        QVERIFY2(feed.causes.filter(expected.cause).size() == 1, words);
    QVERIFY2(server.faults.isEmpty(), server.faults.join("; "));
    QVERIFY2(feed.worksAtMs - server.doneAtMs <= expected.withinMs,
             QByteArray::number(feed.worksAtMs - server.doneAtMs) + " ms");
    QCOMPARE(server.sentOn > 0, c.goesOn);
    // Of what has no end it takes what the kernels hold, and no more.
    QVERIFY2(server.poured <= 8 << 20, QByteArray::number(server.poured));
    QCOMPARE(server.poured > 0, !c.endless.isEmpty());
    const FeedCounters &counts = feed.counters;
    QCOMPARE(counts.received, m_run->sink().stored(id) + counts.duplicates + counts.dropped);
    // A message that came and is refused is counted, and nothing that comes after it.
    if (c.goesOn)
        QCOMPARE(counts.dropped, expected.close == 1007 || expected.close == 1009 ? 1ULL : 0ULL);
    // Qt does not tell the reason of a close frame from a text.
    if (c.id.startsWith("7.5.") && flags.client == WebSocketClient::Direct)
        QCOMPARE(counts.received, 1ULL); // the sign, later
}

/// With the pauses between attempts that a user has; but for the size of a large message.
void TestConformance::worksAgainSoonWithTheSettingsThatPeopleHave()
{
    FeedSettings asShipped;
    asShipped.client = flags.client;
    asShipped.maxMessageBytes = scale().limit;
    CaseList cases;
    for (const ConformanceCase &c : std::as_const(m_cases)) {
        const bool isOneOfThem = c.goesOn || c.id == "C4.1" || c.id == "9.9.1" || c.id == "6.3.1"
            || c.id == "2.5" || c.id == "3.1" || c.id == "5.1" || c.id.startsWith("7.1.")
            || c.id == "A13.1" || c.id == "A13.2";
        if (isOneOfThem)
            cases.append(c);
    }
    QVERIFY(cases.size() >= 12);
    ConformanceRun run(cases, asShipped, int(cases.size()));
    run.run();
    qint64 slowest = 0;
    for (int i = 0; i < int(cases.size()); ++i) {
        const qint64 took = run.feed(i).worksAtMs - run.server(i).doneAtMs;
        QVERIFY2(run.feed(i).worksAtMs >= 0, cases[i].id);
        QVERIFY2(took <= 3'000, cases[i].id + ": " + QByteArray::number(took) + " ms");
        QVERIFY2(run.feed(i).phase != ConnectionPhase::Stopped, cases[i].id);
        slowest = std::max(slowest, took);
    }
    qInfo("%d cases, the slowest worked again after %lld ms", int(cases.size()),
          qlonglong(slowest));
}

/// The server and what it sends are in it.
void TestConformance::bombsTakeNoMemory()
{
#ifdef KEEPS_WHAT_WAS_FREED
    QVERIFY2(m_bombBytes > 0, "it is measured");
#endif
    qInfo("%lld KiB", m_bombBytes >> 10);
    QVERIFY2(m_bombBytes <= 8 << 20, QByteArray::number(m_bombBytes >> 10) + " KiB");
}

void TestConformance::nothingIsLeftOver()
{
    m_run.reset();
    QCOMPARE(openDescriptors(), m_descriptors);
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QStringList arguments = application.arguments();
    if (const qsizetype at = arguments.indexOf(u"--client"_s); at > 0) {
        flags.client =
            arguments.value(at + 1) == u"qt" ? WebSocketClient::Qt : WebSocketClient::Direct;
        arguments.remove(at, 2);
    }
    flags.full = arguments.removeAll(u"--full"_s) > 0;
    TestConformance table;
    RelayTest network(settings());
    return runTests(arguments, table, network);
}

#include "tst_conformance.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/conformancerun.h"

#include "app/feeds/handshakeoptions.h"

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// A case that takes longer has failed.
constexpr qint64 patienceMs = 40'000;
constexpr int lookMs = 5;

const FrameDialect &dialect()
{
    static const FrameDialect dialect;
    return dialect;
}

} // namespace

ConformanceRun::ConformanceRun(const CaseList &cases, const FeedSettings &settings, int atOnce)
    : m_cases(cases), m_atOnce(atOnce), m_largest(QString::number(settings.maxMessageBytes >> 20)),
      m_server(cases), m_hub(std::make_unique<FeedHub>(&m_sink, settings, nullptr,
                                                       [](const QString &) { return &dialect(); })),
      m_feeds(size_t(cases.size()))
{
    connect(m_hub.get(), &FeedHub::statusChanged, this, &ConformanceRun::onStatus);
    connect(&m_look, &QTimer::timeout, this, &ConformanceRun::look);
}

ConformanceRun::~ConformanceRun() = default;

QString ConformanceRun::idOf(int which)
{
    return u"%1"_s.arg(which, 8, 16, QLatin1Char('0'));
}

void ConformanceRun::run()
{
    m_look.start(lookMs);
    openNext();
    m_loop.exec();
    const QMap<QString, FeedCounters> counters = m_hub->shutDown();
    for (int i = 0; i < int(m_cases.size()); ++i)
        m_feeds[size_t(i)].counters = counters.value(idOf(i));
    m_hub.reset();
}

void ConformanceRun::openNext()
{
    while (m_next < m_cases.size() && m_playing.size() < m_atOnce) {
        m_playing.append(m_next);
        m_feeds[size_t(m_next)].openedAtMs = m_server.nowMs();
        open(m_next++);
    }
    if (m_playing.isEmpty())
        m_loop.quit();
}

void ConformanceRun::open(int which)
{
    ConnectionProfile profile;
    profile.id = idOf(which);
    profile.name = QString::fromLatin1(m_cases[which].id);
    profile.dialect = dialect().info().id;
    profile.options = {{u"url"_s, m_server.url(which).toString()}, {maxMessageKey, m_largest}};
    m_hub->open(profile, {});
}

void ConformanceRun::onStatus(const QString &id, const ConnectionStatus &status)
{
    const int which = id.toInt(nullptr, 16);
    FeedSide &feed = m_feeds[size_t(which)];
    const bool isNews = feed.phase != status.phase;
    feed.phase = status.phase;
    if (!status.cause.isEmpty() && !feed.causes.contains(status.cause))
        feed.causes.append(status.cause);
    // What the user does who reads why it stopped.
    if (isNews && status.phase == ConnectionPhase::Stopped && !feed.done)
        open(which);
}

void ConformanceRun::look()
{
    const QList<int> playing = m_playing;
    for (const int which : playing)
        lookAt(which);
    openNext();
}

/// A case is over when the feed works, and the server has heard the end of the first connection;
/// where that is to stay open, the feed is closed for it.
void ConformanceRun::lookAt(int which)
{
    FeedSide &feed = m_feeds[size_t(which)];
    ServerSide &server = m_server.side(which);
    const bool isLate = m_server.nowMs() > feed.openedAtMs + patienceMs;
    if (feed.worksAtMs < 0) {
        if (m_sink.hasHeard(idOf(which), ConformanceServer::sign()))
            feed.worksAtMs = m_server.nowMs();
        else if (!isLate)
            return;
    }
    if (!std::exchange(feed.done, true)) {
        server.closeCounts = server.attempts > 1;
        m_hub->close(idOf(which));
    }
    if (server.firstIsGone || isLate)
        m_playing.removeOne(which);
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/feedhub.h"
#include "tests/conformance/conformanceserver.h"
#include "tests/conformance/framesink.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>
#include <map>

namespace eventscope {

/// What came of one case on the feed's side.
struct FeedSide
{
    QStringList causes;
    ConnectionPhase phase = ConnectionPhase::Idle;
    FeedCounters counters;
    qint64 openedAtMs = 0;
    qint64 worksAtMs = -1; ///< of the server's clock: the sign of a server that behaves was stored
    bool done = false;
};

/// Plays all cases through one real FeedHub, several at once. Lives on the test's thread; blocks
/// in run().
class ConformanceRun final : public QObject
{
    Q_OBJECT
public:
    ConformanceRun(const CaseList &cases, const FeedSettings &settings, int atOnce);
    ~ConformanceRun() override;

    void run();

    const FeedSide &feed(int which) const { return m_feeds[size_t(which)]; }
    const ServerSide &server(int which) { return m_server.side(which); }
    const FrameSink &sink() const { return m_sink; }
    static QString idOf(int which);

private:
    void openNext();
    void open(int which);
    void look();
    void lookAt(int which);
    void onStatus(const QString &id, const ConnectionStatus &status);

    const CaseList m_cases;
    const int m_atOnce;
    const QString m_largest; ///< message, in MiB
    FrameSink m_sink;
    ConformanceServer m_server;
    std::unique_ptr<FeedHub> m_hub;
    std::vector<FeedSide> m_feeds;
    QList<int> m_playing;
    int m_next = 0;
    QEventLoop m_loop;
    QTimer m_look;
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/conformance/conformancecase.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTcpServer>
#include <QUrl>
#include <memory>
#include <vector>

class QTcpSocket;

namespace eventscope {

/// What the server saw of one case.
struct ServerSide
{
    int attempts = 0;
    QByteArrayList pongs;
    std::optional<int> close;
    QByteArrayList faults; ///< rules that the client broke
    bool firstIsGone = false;
    qint64 doneAtMs = -1; ///< of the server's clock: the script ended, or the first connection did
    int sentOn = 0; ///< messages after the client's close frame
    qint64 poured = 0; ///< bytes of what has no end
    bool closeCounts = true; ///< false: the test itself closes the feed now
};

/// A server that plays the cases by raw bytes: the path of a request says which one. On several
/// loopback addresses, because feeds do not make more than twenty handshakes a second with one
/// host. Lives on the test's thread.
class ConformanceServer final : public QObject
{
    Q_OBJECT
public:
    explicit ConformanceServer(const CaseList &cases);
    ~ConformanceServer() override;

    QUrl url(int which) const;
    ServerSide &side(int which) { return m_sides[size_t(which)]; }
    const ConformanceCase &caseOf(int which) const { return m_cases[which]; }
    qint64 nowMs() const { return m_clock.elapsed(); }

    /// What a server that behaves sends, and is looked for to know that a feed works.
    static QByteArray sign() { return "again"; }

Q_SIGNALS:
    void firstGone(int which);

private:
    const CaseList m_cases;
    std::vector<ServerSide> m_sides;
    std::vector<std::unique_ptr<QTcpServer>> m_servers;
    QElapsedTimer m_clock;
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/feedhub.h"

#include <QTimer>
#include <functional>
#include <memory>

namespace eventscope {

/// One try of a connection that is not kept: the *Test* button. Events that come meanwhile go
/// nowhere. It calls `answer` once, within 12 s, and deletes itself. GUI thread.
class ConnectionTest final : public QObject
{
    Q_OBJECT
public:
    using Answer = std::function<void(bool works, const QString &sentence)>;
    ConnectionTest(const ConnectionProfile &profile, const OptionValues &secrets, Answer answer,
                   QObject *parent);
    ~ConnectionTest() override;

private:
    void onStatus(const QString &id, const ConnectionStatus &status);
    void conclude(bool works, const QString &sentence);

    std::unique_ptr<EventSink> m_sink;
    std::unique_ptr<FeedHub> m_feeds;
    Answer m_answer;
    QTimer m_settle; ///< an open connection may still be thrown out by the server's first frames
};

} // namespace eventscope

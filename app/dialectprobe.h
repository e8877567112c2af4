// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/feedhub.h"
#include "models/connection/detecteddialect.h"

#include <QTimer>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace eventscope {

/// Listens to a server to find out what it speaks: the *Detect* button. Connects once as the
/// profile says, with its token and headers, says nothing, and judges by the first frames: as soon
/// as they leave no doubt, else after listenMs or maxFrames. It calls `answer` once, within 17 s,
/// and deletes itself. A connection that fails is an answer without a dialect, and with the cause.
/// GUI thread.
class DialectProbe final : public QObject
{
    Q_OBJECT
public:
    using Answer = std::function<void(const DetectedDialect &found)>;
    static constexpr int listenMs = 5'000;
    static constexpr int maxFrames = 20;

    DialectProbe(const ConnectionProfile &profile, const OptionValues &secrets, Answer answer,
                 QObject *parent);
    ~DialectProbe() override;

private:
    void onOpened(const QString &subprotocol);
    void onFrame(std::string frame);
    void onStatus(const ConnectionStatus &status);
    void judge();
    void conclude(const DetectedDialect &found);

    std::unique_ptr<EventSink> m_sink;
    std::unique_ptr<Dialect> m_listener; ///< speaks for the chosen dialect, and only listens
    std::unique_ptr<FeedHub> m_feeds;
    Answer m_answer;
    QUrl m_url;
    QString m_subprotocol;
    std::vector<std::string> m_frames;
    bool m_opened = false;
    QTimer m_listen;
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/connectiontest.h"

namespace eventscope {

namespace {

class NoSink final : public EventSink
{
public:
    std::unique_ptr<EventBatch> takeEmptyBatch() override { return std::make_unique<EventBatch>(); }
    bool submit(std::unique_ptr<EventBatch>) override { return true; }
};

constexpr int settleMs = 800;
constexpr int giveUpMs = 11'500;
/// A server may take its time to say good-bye; the window must not wait for it.
constexpr int goodByeMs = 4'000;

} // namespace

ConnectionTest::ConnectionTest(const ConnectionProfile &profile, const OptionValues &secrets,
                               Answer answer, QObject *parent)
    : QObject(parent), m_sink(std::make_unique<NoSink>()),
      m_feeds(std::make_unique<FeedHub>(m_sink.get(), FeedHub::Settings())),
      m_answer(std::move(answer))
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(settleMs);
    connect(&m_settle, &QTimer::timeout, this,
            [this] { conclude(true, tr("It works: the server accepted the connection.")); });
    connect(m_feeds.get(), &FeedHub::opened, this, [this] { m_settle.start(); });
    connect(m_feeds.get(), &FeedHub::statusChanged, this, &ConnectionTest::onStatus);
    QTimer::singleShot(giveUpMs, this, [this] {
        conclude(false, tr("The server did not answer within 10 seconds."));
    });

    ConnectionProfile probe = profile;
    probe.id = ConnectionProfile::newId();
    probe.subscriptions.clear(); // a test asks for nothing
    m_feeds->open(probe, secrets);
}

ConnectionTest::~ConnectionTest() = default;

void ConnectionTest::onStatus(const QString &id, const ConnectionStatus &status)
{
    Q_UNUSED(id)
    if (!m_answer) {
        if (status.phase == ConnectionPhase::Idle)
            deleteLater();
        return;
    }
    switch (status.phase) {
    case ConnectionPhase::Backoff:
    case ConnectionPhase::Stopped:
    case ConnectionPhase::NeedsCredentials:
        conclude(false, status.cause);
        break;
    default:
        break;
    }
}

void ConnectionTest::conclude(bool works, const QString &sentence)
{
    if (!m_answer)
        return;
    const Answer answer = std::exchange(m_answer, {});
    m_settle.stop();
    answer(works, sentence);
    m_feeds->closeAll();
    QTimer::singleShot(goodByeMs, this, &QObject::deleteLater);
}

} // namespace eventscope

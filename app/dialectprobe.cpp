// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/dialectprobe.h"

#include "app/feeds/dialect.h"
#include "app/feeds/dialectdetect.h"
#include "app/feeds/dialectregistry.h"

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

class NoSink final : public EventSink
{
public:
    std::unique_ptr<EventBatch> takeEmptyBatch() override { return std::make_unique<EventBatch>(); }
    bool submit(std::unique_ptr<EventBatch>) override { return true; }
};

constexpr int connectMs = 11'500;
/// A server may take its time to say good-bye; the window must not wait for it.
constexpr int goodByeMs = 4'000;
/// Larger ones tell nothing that smaller ones do not.
constexpr size_t maxFrameBytes = 256 << 10;
/// There is nothing to wait for.
constexpr int noDoubt = 85;

/// What was heard, told on the feed thread.
struct Ear
{
    std::function<void(const QString &subprotocol)> opened;
    std::function<void(std::string frame)> frame;
};

/// Connects as the session of the chosen dialect would, and then says nothing.
class ListeningSession final : public Session
{
public:
    ListeningSession(std::unique_ptr<Session> chosen, bool offers, const Ear &ear)
        : m_chosen(std::move(chosen)), m_offers(offers), m_ear(ear)
    { }

    Handshake handshake() const override
    {
        Handshake handshake = m_chosen->handshake();
        // Some servers echo whatever they are offered, which would be a false witness, and refuse
        // to choose from two; nobody needs one to say hello.
        if (!m_offers)
            handshake.subprotocols.clear();
        return handshake;
    }
    void opened(Moment, const QString &subprotocol, SessionOutput &out) override
    {
        m_ear.opened(subprotocol);
        out.proven();
    }
    void frame(const FrameView &frame, Moment, SessionOutput &out) override
    {
        out.control();
        if (frame.bytes.size() > maxFrameBytes || m_heard >= DialectProbe::maxFrames)
            return;
        ++m_heard;
        m_ear.frame(frame.binary ? std::string() : std::string(frame.bytes));
    }
    CloseVerdict closed(const CloseCause &cause) const override { return m_chosen->closed(cause); }

private:
    std::unique_ptr<Session> m_chosen;
    bool m_offers;
    Ear m_ear;
    int m_heard = 0;
};

class ListeningDialect final : public Dialect
{
public:
    ListeningDialect(const Dialect &chosen, Ear ear) : m_chosen(chosen), m_ear(std::move(ear)) { }
    const DialectInfo &info() const override { return m_chosen.info(); }
    std::unique_ptr<Session> makeSession(const OptionValues &options) const override
    {
        // There the user wrote what to offer.
        const bool offers = info().id == u"json";
        return std::make_unique<ListeningSession>(m_chosen.makeSession(options), offers, m_ear);
    }

private:
    const Dialect &m_chosen;
    Ear m_ear;
};

} // namespace

DialectProbe::DialectProbe(const ConnectionProfile &profile, const OptionValues &secrets,
                           Answer answer, QObject *parent)
    : QObject(parent), m_sink(std::make_unique<NoSink>()), m_answer(std::move(answer)),
      m_url(profile.options.value(u"url"_s))
{
    const Dialect *chosen = dialectById(profile.dialect);
    if (!chosen) {
        QTimer::singleShot(0, this, [this] {
            conclude({{}, 0, tr("This version of Eventscope does not know the system."), {}});
        });
        return;
    }
    Ear ear;
    ear.opened = [this](const QString &subprotocol) {
        QMetaObject::invokeMethod(
            this, [this, subprotocol] { onOpened(subprotocol); }, Qt::QueuedConnection);
    };
    ear.frame = [this](std::string frame) {
        QMetaObject::invokeMethod(
            this, [this, frame = std::move(frame)] { onFrame(frame); }, Qt::QueuedConnection);
    };
    m_listener = std::make_unique<ListeningDialect>(*chosen, std::move(ear));
    m_feeds = std::make_unique<FeedHub>(m_sink.get(), FeedHub::Settings(), nullptr,
                                        [this](const QString &) { return m_listener.get(); });
    m_listen.setSingleShot(true);
    connect(&m_listen, &QTimer::timeout, this, &DialectProbe::judge);
    connect(m_feeds.get(), &FeedHub::statusChanged, this,
            [this](const QString &, const ConnectionStatus &status) { onStatus(status); });
    QTimer::singleShot(connectMs, this, [this] {
        if (!m_opened)
            conclude({{}, 0, tr("The server did not answer within 10 seconds."), {}});
    });

    ConnectionProfile probe = profile;
    probe.id = ConnectionProfile::newId();
    probe.subscriptions.clear(); // it asks for nothing
    m_feeds->open(probe, secrets);
}

DialectProbe::~DialectProbe() = default;

void DialectProbe::onOpened(const QString &subprotocol)
{
    m_opened = true;
    m_subprotocol = subprotocol;
    m_listen.setTimerType(Qt::PreciseTimer); // a coarse one may be a quarter of a second early
    m_listen.start(listenMs);
}

void DialectProbe::onFrame(std::string frame)
{
    if (!m_answer)
        return;
    m_frames.push_back(std::move(frame));
    const DetectedDialect found = detectDialect(m_frames, m_subprotocol, m_url);
    const bool sure = found.confidence >= noDoubt && found.dialect != u"json";
    if (sure || m_frames.size() >= size_t(maxFrames))
        conclude(found);
}

void DialectProbe::onStatus(const ConnectionStatus &status)
{
    if (!m_answer) {
        if (status.phase == ConnectionPhase::Idle)
            deleteLater();
        return;
    }
    switch (status.phase) {
    case ConnectionPhase::Backoff:
    case ConnectionPhase::Stopped:
    case ConnectionPhase::NeedsCredentials:
        // Its last words may tell who hung up.
        if (m_frames.empty())
            conclude({{}, 0, status.cause, {}});
        else
            judge();
        break;
    default:
        break;
    }
}

void DialectProbe::judge()
{
    conclude(detectDialect(m_frames, m_subprotocol, m_url));
}

void DialectProbe::conclude(const DetectedDialect &found)
{
    if (!m_answer)
        return;
    const Answer answer = std::exchange(m_answer, {});
    m_listen.stop();
    answer(found);
    if (m_feeds)
        m_feeds->closeAll();
    QTimer::singleShot(goodByeMs, this, &QObject::deleteLater);
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/feedhub.h"

#include "app/feeds/dialectregistry.h"
#include "app/feeds/feedroster.h"
#ifdef EVENTSCOPE_HAS_KAFKA
#include "app/feeds/kafka/kafkaworker.h"
#endif
#include "app/threads/loopthread.h"
#include "models/connection/maskoptions.h"
#include "models/connection/urlsecrets.h"

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int shutdownMs = 2'500;

OptionValues allValues(const DialectInfo &info, const OptionValues &options,
                       const OptionValues &secrets)
{
    OptionValues values;
    for (const Option &option : info.options)
        values.insert(option.key,
                      secrets.value(option.key, options.value(option.key, option.defaultValue)));
    if (const QString items = secrets.value(urlQueryKey); !items.isEmpty())
        values[u"url"_s] = withQueryItems(values.value(u"url"_s), items);
    // Where an earlier session, or the capture, was when it ended.
    if (secrets.contains(memoryKey))
        values.insert(memoryKey, secrets.value(memoryKey));
    // Every dialect takes further headers; the feed adds them to the session's own.
    if (options.contains(furtherHeadersKey))
        values.insert(furtherHeadersKey, options.value(furtherHeadersKey));
    return values;
}

} // namespace

struct FeedHub::State
{
    State(EventSink &sink, const Settings &settings, DialectResolver resolver)
        : dialect(std::move(resolver)), roster(sink, settings)
    { }

    /// Every command goes down this way.
    template<typename Call>
    void post(Call call)
    {
        QMetaObject::invokeMethod(&roster, std::move(call), Qt::QueuedConnection);
    }

    DialectResolver dialect;
    LoopThread thread{u"feeds"_s};
    FeedRoster roster; ///< lives on `thread`, and is destroyed only after that has ended
};

FeedHub::FeedHub(EventSink *sink, const Settings &settings, QObject *parent,
                 DialectResolver resolver)
    : QObject(parent),
      m_state(std::make_unique<State>(
          *sink, settings, resolver ? std::move(resolver) : DialectResolver(dialectById)))
{
    FeedRoster *roster = &m_state->roster;
    connect(roster, &FeedRoster::statusChanged, this, &FeedHub::statusChanged);
    connect(roster, &FeedRoster::subscriptionsChanged, this, &FeedHub::subscriptionsChanged);
    connect(roster, &FeedRoster::countersChanged, this, &FeedHub::countersChanged);
    connect(roster, &FeedRoster::limitReached, this, &FeedHub::limitReached);
    connect(roster, &FeedRoster::opened, this, &FeedHub::opened);
    connect(roster, &FeedRoster::answered, this, &FeedHub::answered);
    connect(
        roster, &FeedRoster::finished, roster, [this] { m_state->thread.quit(); },
        Qt::DirectConnection);
    if (QThread *thread = m_state->thread.start())
        roster->moveToThread(thread);
}

bool FeedHub::hasThread() const
{
    return m_state->thread.isRunning();
}

FeedHub::~FeedHub()
{
    shutDown();
}

QMap<QString, FeedCounters> FeedHub::shutDown()
{
    FeedRoster *roster = &m_state->roster;
    if (m_state->thread.isRunning()) {
        roster->disconnect(this);
        m_state->post([roster] { roster->shutDown(shutdownMs); });
        m_state->thread.wait();
    }
    return roster->finalCounters();
}

bool FeedHub::isAnyThreadLeft()
{
#ifdef EVENTSCOPE_HAS_KAFKA
    return KafkaWorker::isAnyLeft();
#else
    return false;
#endif
}

void FeedHub::open(const ConnectionProfile &profile, const OptionValues &secrets)
{
    FeedRoster *roster = &m_state->roster;
    const auto stop = [this, roster, id = profile.id](const QString &cause) {
        ConnectionStatus status;
        status.phase = ConnectionPhase::Stopped;
        status.cause = cause;
        status.sinceUs = nowUs();
        // By way of the feed thread, so that it comes after what close() says, and never from
        // within open().
        m_state->post([roster, id, status] {
            roster->close(id);
            Q_EMIT roster->statusChanged(id, status);
        });
    };
    const Dialect *dialect = m_state->dialect(profile.dialect);
    if (!dialect) {
        stop(u"this version knows no kind of connection named \"%1\""_s.arg(profile.dialect));
        return;
    }
#ifndef EVENTSCOPE_HAS_KAFKA
    if (dialect->info().transportFor(profile.options) == Transport::Kafka) {
        stop(
            u"this build cannot speak with Kafka: install librdkafka (librdkafka-dev) and build it "
            "again"_s);
        return;
    }
#endif
    const OptionValues values = allValues(dialect->info(), profile.options, secrets);
    const QString problem = dialect->info().problemWith(values);
    if (!problem.isEmpty()) {
        stop(problem);
        return;
    }
    // A mask that is changed is no reason to connect anew.
    m_state->post([roster, dialect, profile, values = withoutMaskOptions(values)] {
        roster->open(*dialect, profile, values);
    });
}

void FeedHub::close(const QString &id)
{
    m_state->post([roster = &m_state->roster, id] { roster->close(id); });
}

void FeedHub::remove(const QString &id)
{
    m_state->post([roster = &m_state->roster, id] { roster->remove(id); });
}

void FeedHub::subscribe(const QString &id, const Subscription &subscription)
{
    m_state->post(
        [roster = &m_state->roster, id, subscription] { roster->subscribe(id, subscription); });
}

void FeedHub::unsubscribe(const QString &id, const QString &pattern)
{
    m_state->post([roster = &m_state->roster, id, pattern] { roster->unsubscribe(id, pattern); });
}

void FeedHub::request(const QString &id, const TopicRequest &request)
{
    m_state->post([roster = &m_state->roster, id, request] { roster->request(id, request); });
}

void FeedHub::setEventLimit(const QStringList &ids, quint64 limit)
{
    m_state->post([roster = &m_state->roster, ids, limit] { roster->setEventLimit(ids, limit); });
}

void FeedHub::noteDropped(const QString &id, quint64 events)
{
    m_state->post([roster = &m_state->roster, id, events] { roster->noteDropped(id, events); });
}

void FeedHub::retryNow(std::chrono::milliseconds slept, Standstill of)
{
    m_state->post([roster = &m_state->roster, slept, of] { roster->retryNow(slept, of); });
}

void FeedHub::closeAll()
{
    m_state->post([roster = &m_state->roster] { roster->closeAll(); });
}

} // namespace eventscope

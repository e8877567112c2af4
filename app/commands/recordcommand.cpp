// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/recordcommand.h"

#include "app/commands/capturefolders.h"
#include "app/feeds/dialectregistry.h"
#include "app/feeds/kafkastartof.h"
#include "models/capture/kafkatrail.h"
#include "models/event/consoleline.h"
#include "models/event/counttext.h"
#include "models/event/displaytext.h"
#include "models/event/jsontext.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <chrono>
#include <cstdio>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxCause = 700; ///< with two fingerprints of certificates in it

void say(const QString &line)
{
    sayOnConsole(line);
}

/// With where the capture stopped, for a connection that can go on there. One that was described on
/// the command line has a new id each time, so all that is in the capture counts as its own.
OptionValues withKafkaStops(const QString &folder, const ConnectionProfile &profile,
                            OptionValues secrets)
{
    const Dialect *dialect = dialectById(profile.dialect);
    if (dialect && dialect->info().transportFor(profile.options) == Transport::Kafka) {
        const QString stops =
            KafkaTrail::read(folder, profile.transient ? QString() : profile.id).text();
        if (!stops.isEmpty())
            secrets.insert(memoryKey, stops);
    }
    return secrets;
}

/// See Losses::ReadsOn; what withKafkaStops() says of new ids goes for this as well.
Losses::ReadsOn readingOn(const QVector<QPair<ConnectionProfile, OptionValues>> &connections)
{
    Losses::ReadsOn all;
    for (const auto &connection : connections) {
        const ConnectionProfile &profile = connection.first;
        if (const auto does = readsOn(profile))
            all.insert(profile.transient ? QString() : profile.id, *does);
    }
    return all;
}

QString figures(const FeedCounters &counters, quint64 stored, quint64 left)
{
    return u"\"received\":%1,\"stored\":%2,\"duplicates\":%3,\"undecodable\":%4,\"dropped\":%5,\"left\":%6"_s
        .arg(counters.received)
        .arg(stored)
        .arg(counters.duplicates)
        .arg(counters.undecodable)
        .arg(counters.dropped)
        .arg(left);
}

/// A moment of just now, by a clock that nobody sets.
qint64 steadyUs(qint64 wallUs)
{
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(now).count() - (nowUs() - wallUs);
}

} // namespace

RecordCommand::RecordCommand(const RecordOptions &options,
                             QVector<QPair<ConnectionProfile, OptionValues>> connections,
                             QObject *parent)
    : QObject(parent), m_options(options), m_connections(std::move(connections))
{ }

RecordCommand::~RecordCommand() = default;

void RecordCommand::start()
{
    const QString folder = m_options.capture.isEmpty() ? newCaptureFolder() : m_options.capture;
    Recording::Settings settings;
    settings.keepLog = false; // nobody looks at it, and a recording may run for months
    settings.writer.limits = m_options.limits;
    settings.readsOn = readingOn(m_connections);
    auto recording = Recording::start(folder, settings);
    if (!recording) {
        say(recording.error());
        return finish(1);
    }
    m_recording = std::move(*recording);
    for (const QString &repair : m_recording->writer().repairs())
        say(repair);
    for (const QString &remark : m_options.remarks)
        say(remark);
    say(u"recording to %1"_s.arg(folder));
    sayWhatWillNotCome();
    watchFeeds();

    connect(&m_for, &StopTimer::over, this, &RecordCommand::stop);
    if (m_options.forMs > 0)
        m_for.start(m_options.forMs);
    if (m_options.count > 0) {
        QStringList ids;
        for (const auto &connection : m_connections)
            ids += connection.first.id;
        m_recording->feeds().setEventLimit(ids, m_options.count);
    }
    for (const auto &[profile, secrets] : m_connections) {
        if (const auto named = m_recording->nameConnection(profile); !named)
            say(named.error());
        m_recording->feeds().open(profile, withKafkaStops(folder, profile, secrets));
    }
}

/// A server that sends only what it is asked for is silent without a word if it is asked for
/// nothing.
void RecordCommand::sayWhatWillNotCome() const
{
    for (const auto &connection : m_connections) {
        const ConnectionProfile &profile = connection.first;
        const Dialect *dialect = dialectById(profile.dialect);
        const bool asked = std::any_of(profile.subscriptions.cbegin(), profile.subscriptions.cend(),
                                       [](const Subscription &one) { return !one.paused; });
        if (!dialect || asked || !dialect->info().canSubscribe
            || dialect->info().sendsUnasked(profile.options))
            continue;
        // Where the user says what to send to subscribe, much may come without.
        if (dialect->info().option(u"subscribe"_s)
            && profile.options.value(u"subscribe"_s).isEmpty())
            continue;
        say(profile.subscriptions.isEmpty()
                ? u"%1: nothing is subscribed to, so no event will come; name topics by --subscribe"_s
                      .arg(profile.name)
                : u"%1: every subscription is paused, so no event will come; name topics by --subscribe"_s
                      .arg(profile.name));
    }
}

void RecordCommand::watchFeeds()
{
    FeedHub *feeds = &m_recording->feeds();
    connect(feeds, &FeedHub::statusChanged, this, &RecordCommand::onStatus);
    connect(feeds, &FeedHub::subscriptionsChanged, this, &RecordCommand::onSubscriptions);
    connect(feeds, &FeedHub::countersChanged, this,
            [this](const QString &id, const FeedCounters &counters) {
                m_counters.insert(id, counters);
            });
    connect(feeds, &FeedHub::opened, this, [this](const QString &, qint64 atUs) {
        if (m_openedUs == 0)
            m_openedUs = steadyUs(atUs);
    });
    // As many came as were asked for; where some of them cannot be stored no more will follow.
    connect(feeds, &FeedHub::limitReached, this, &RecordCommand::stop);
    connect(m_recording.get(), &Recording::grew, this, &RecordCommand::countStored);
    connect(m_recording.get(), &Recording::retentionFailed, this, [](const QString &problem) {
        say(u"the limits could not be kept: %1"_s.arg(problem));
    });
    connect(m_recording.get(), &Recording::problemChanged, this, [](const QString &problem) {
        say(problem.isEmpty() ? u"the capture can be written again"_s : problem);
    });
    connect(m_recording.get(), &Recording::storing, this, [](quint64 waiting) {
        say(u"%1 yet to be stored; who interrupts now leaves what is in files, and whoever goes on "
            "with the capture stores it"_s.arg(counted(waiting, u"event is"_s, u"events are"_s)));
    });
}

void RecordCommand::countStored()
{
    m_lastSyncUs = steadyUs(m_recording->lastSyncUs());
    m_storedTotal = 0;
    for (const auto &connection : m_connections)
        m_storedTotal += m_recording->stored(connection.first.id);
    if (m_options.count > 0 && m_storedTotal >= m_options.count)
        stop();
}

QString RecordCommand::nameOf(const QString &id) const
{
    for (const auto &connection : m_connections) {
        if (connection.first.id == id)
            return connection.first.name;
    }
    return id;
}

void RecordCommand::onStatus(const QString &id, const ConnectionStatus &status)
{
    if (m_ending)
        return;
    // One that once worked is worth waiting for: behind many a proxy a server that restarts is a
    // 404.
    const bool inVain =
        status.phase == ConnectionPhase::Backoff && status.inVain && !m_wasLive.contains(id);
    const bool hopeless = inVain || status.phase == ConnectionPhase::Stopped
        || status.phase == ConnectionPhase::NeedsCredentials;
    if (!status.remark.isEmpty() && status.remark != m_lastRemark.value(id)) {
        m_lastRemark.insert(id, status.remark);
        QString words = displayText(status.remark, 400);
        if (!status.speaks.isEmpty())
            words += u" (here: --dialect %1)"_s.arg(status.speaks);
        say(u"%1: %2"_s.arg(nameOf(id), words));
    }
    if (status.cause != m_lastCause.value(id)) {
        m_lastCause.insert(id, status.cause);
        const QString cause = displayText(status.cause, maxCause);
        if (!cause.isEmpty())
            say((hopeless ? u"%1: %2"_s : u"%1: %2; trying again"_s).arg(nameOf(id), cause));
        else if (m_wasLive.contains(id) && status.phase == ConnectionPhase::Live)
            say(u"%1: live again"_s.arg(nameOf(id)));
    }
    if (status.phase == ConnectionPhase::Live) {
        m_wasLive.insert(id);
        m_hopeless.remove(id);
    }
    if (hopeless)
        giveUp(id, status.cause);
}

void RecordCommand::onSubscriptions(const QString &id,
                                    const QVector<SubscriptionStatus> &subscriptions)
{
    if (m_ending)
        return;
    int refused = 0;
    for (const SubscriptionStatus &subscription : subscriptions) {
        const bool isRefused = subscription.state == SubscriptionState::Refused;
        refused += isRefused;
        if (!isRefused && subscription.state != SubscriptionState::Unconfirmed)
            continue;
        const QString word = isRefused ? u"refused"_s : u"unconfirmed"_s;
        const QString key = id + u' ' + word + u' ' + subscription.pattern;
        if (m_saidOfTopics.contains(key))
            continue;
        m_saidOfTopics.insert(key);
        say(u"%1: %2 %3: %4"_s.arg(nameOf(id), displayText(subscription.pattern), word,
                                   displayText(subscription.reason, 400)));
    }
    // With every topic refused for good nothing will ever come; a limit of time still says when to
    // end.
    const bool forGood = std::all_of(
        subscriptions.cbegin(), subscriptions.cend(), [](const SubscriptionStatus &one) {
            return one.state == SubscriptionState::Refused && one.code != u"RATE_LIMITED";
        });
    if (refused > 0 && forGood && m_options.forMs == 0)
        giveUp(id, u"every subscription was refused"_s);
}

void RecordCommand::giveUp(const QString &id, const QString &cause)
{
    m_hopeless.insert(id);
    if (m_hopeless.size() < m_connections.size())
        return;
    say(u"nothing left to record: %1"_s.arg(displayText(cause, maxCause)));
    finish(1);
}

void RecordCommand::stop()
{
    if (m_ending)
        return;
    if (m_openedUs == 0) {
        say(u"no connection was opened"_s);
        return finish(1);
    }
    finish(0);
}

FeedCounters RecordCommand::total() const
{
    FeedCounters total;
    for (const FeedCounters &counters : m_counters) {
        total.received += counters.received;
        total.duplicates += counters.duplicates;
        total.undecodable += counters.undecodable;
        total.dropped += counters.dropped;
    }
    // Those of the recording before this one too, which this one tells.
    total.gaps = m_recording ? m_recording->gapRows() : 0;
    return total;
}

quint64 RecordCommand::left() const
{
    quint64 sum = 0;
    for (const auto &connection : m_connections)
        sum += m_recording ? m_recording->left(connection.first.id) : 0;
    return sum;
}

/// The same sum for each: received = stored + duplicates + dropped + left.
QStringList RecordCommand::connectionFigures() const
{
    QStringList all;
    for (const auto &connection : m_connections) {
        const ConnectionProfile &profile = connection.first;
        const FeedCounters counters = m_counters.value(profile.id);
        const quint64 stored = m_recording ? m_recording->stored(profile.id) : 0;
        const quint64 left = m_recording ? m_recording->left(profile.id) : 0;
        std::string name;
        appendJsonString(name, profile.name.toStdString());
        all << u"{\"name\":%1,%2,\"gaps\":%3}"_s.arg(
            QString::fromStdString(name), figures(counters, stored, left),
            QString::number(counters.gaps)); // all at once: a name may have a %1
    }
    return all;
}

QString RecordCommand::summary() const
{
    const FeedCounters all = total();
    const double seconds =
        m_openedUs > 0 && m_lastSyncUs > m_openedUs ? double(m_lastSyncUs - m_openedUs) / 1e6 : 0;
    if (m_options.json) {
        return u"{%1,\"gaps\":%2,\"seconds\":%3,\"connections\":[%4]}"_s
            .arg(figures(all, m_storedTotal, left()))
            .arg(all.gaps)
            .arg(seconds, 0, 'f', 3)
            .arg(connectionFigures().join(u','));
    }
    return u"received %1 stored %2 duplicates %3 undecodable %4 dropped %5 left %6 gaps %7 seconds %8"_s
        .arg(all.received)
        .arg(m_storedTotal)
        .arg(all.duplicates)
        .arg(all.undecodable)
        .arg(all.dropped)
        .arg(left())
        .arg(all.gaps)
        .arg(seconds, 0, 'f', 3);
}

void RecordCommand::finish(int exitStatus)
{
    if (m_ending)
        return;
    m_ending = true;
    if (m_recording) {
        // The last counters arrive by queued signals of the feeds while these close.
        m_recording->finish();
        for (const auto &connection : m_connections)
            m_counters.insert(connection.first.id, m_recording->finalCounters(connection.first.id));
        m_storedTotal = 0;
        for (const auto &connection : m_connections)
            m_storedTotal += m_recording->stored(connection.first.id);
        if (const quint64 dropped = total().dropped; dropped > 0) {
            say(u"%1 could not be stored"_s.arg(counted(dropped, u"event"_s)));
            exitStatus = 1;
        }
        if (const quint64 left = m_recording->writer().counts().left; left > 0)
            say(u"%1 in files (%2); whoever goes on with the capture stores them"_s.arg(
                counted(left, u"event stays"_s, u"events stay"_s),
                m_recording->writer().problem()));
        if (!m_recording->writer().problem().isEmpty())
            exitStatus = 1;
    }
    if (std::printf("%s\n", qUtf8Printable(summary())) < 0 || std::fflush(stdout) != 0)
        exitStatus = 1;
    Q_EMIT finished(exitStatus);
}

} // namespace eventscope

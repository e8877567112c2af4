// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/livesession.h"

#include "app/commands/capturefolders.h"
#include "app/feeds/dialectregistry.h"
#include "app/liveservices.h"
#include "app/missingsecrets.h"
#include "app/showstored.h"
#include "app/troublenotice.h"
#include "models/eventbookmarks.h"

#include <QDir>
#include <QRandomGenerator>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int workflowsEveryMs = 150;

quint64 folderBytes(const QString &folder)
{
    quint64 bytes = 0;
    const QFileInfoList files = QDir(folder).entryInfoList(QDir::Files);
    for (const QFileInfo &file : files)
        bytes += quint64(file.size());
    return bytes;
}

} // namespace

LiveSession::LiveSession(Settings *settings, SecretStore *secrets, QObject *parent)
    : QObject(parent), m_settings(settings), m_secrets(secrets), m_subscriptions(&m_connections),
      m_eventLog(&m_nothingYet, nullptr),
      m_keeper(&m_connections, &settings->connections(), secrets), m_kafkaStops(capturesFolder())
{
    QVector<DialectInfo> dialects;
    for (const Dialect *dialect : allDialects())
        dialects += dialect->info();
    m_connections.setDialects(dialects);

    WindowServices services = liveServices(&m_connections, m_secrets, this);
    services.limits = [this] { return m_settings->retention(); };
    services.setLimits = [this](const RetentionSettings &limits) { Q_EMIT limitsChosen(limits); };
    m_window =
        std::make_unique<MainWindow>(WindowModels{&m_connections, &m_subscriptions, &m_eventLog,
                                                  &m_workflows, &m_notices, &m_filters},
                                     services);

    connect(&m_keeper, &ConnectionKeeper::trouble, this,
            [this](const QString &title, const QString &text) { trouble(title, text); });
    connect(&m_retention, &RetentionKeeper::removed, &m_said, &LiveNotices::capturesRemoved);
    connect(&m_retention, &RetentionKeeper::failed, &m_said, &LiveNotices::limitsFailed);
    applyLimits();
    wireCommands();
    wireNotices();
    wireWindow();
    m_filters.reload();
    m_showWorkflows.setSingleShot(true);
    m_showWorkflows.setInterval(workflowsEveryMs);
    connect(&m_showWorkflows, &QTimer::timeout, &m_workflows, &WorkflowModel::flush);
    connect(&m_tick, &QTimer::timeout, this, &LiveSession::tick);
    m_tick.start(1000);
}

LiveSession::~LiveSession()
{
    m_window.reset();
    m_keeper.finish();
    if (!m_recording)
        return;
    m_recording->disconnect(this); // there is nothing left to show it in
    m_recording->disconnect(&m_said);
    m_recording->finish();
    const bool empty = m_recording->isEmpty();
    const QString folder = m_recording->folder();
    m_eventLog.setLog(&m_nothingYet, nullptr);
    m_recording.reset();
    if (empty)
        QDir(folder).removeRecursively();
}

void LiveSession::restoreConnections(bool open)
{
    m_restoring = true;
    m_keeper.restore(open);
    m_restoring = false;
    m_window->updateFirstStart();
}

void LiveSession::startDemo()
{
    if (m_demo)
        return;
    DemoHub::Settings settings;
    settings.seed = QRandomGenerator::global()->generate() | 1U;
    auto demo = std::make_unique<DemoHub>(settings);
    if (const auto started = demo->start(); !started)
        return trouble(tr("The demo cannot start"), started.error());
    m_demo = std::move(demo);
    for (const DemoHub::Endpoint &endpoint : m_demo->endpoints()) {
        ConnectionProfile profile;
        const ConnectionProfile *same = m_connections.profile(endpoint.id());
        profile.id = same && !same->transient ? ConnectionProfile::newId() : endpoint.id();
        profile.name = endpoint.name;
        profile.dialect = endpoint.dialect;
        profile.transient = true;
        profile.options = {{u"url"_s, endpoint.url}};
        for (const QString &topic : endpoint.topics)
            profile.subscriptions.append({topic, {}, false});
        m_connections.addConnection(profile, {}, false, true);
    }
    m_window->updateFirstStart();
}

bool LiveSession::ensureRecording()
{
    if (m_recording)
        return true;
    endCutShort();
    auto recording = Recording::start(newCaptureFolder(), {});
    if (!recording) {
        trouble(tr("Nothing can be recorded"), recording.error());
        return false;
    }
    m_recording = std::move(*recording);
    m_recording->setConsumer([this](const StoredBatch &stored) {
        showStored(stored, m_eventLog.masks(), m_connections, m_workflows, m_notices);
    });
    m_eventLog.setLog(&m_recording->log(), &m_recording->lines());
    if (const auto opened = m_eventLog.bookmarks().open(m_recording->folder()); !opened)
        trouble(tr("Bookmarks are not kept"), opened.error(), Severity::Warning);
    connect(m_recording.get(), &Recording::grew, this, &LiveSession::onGrew);
    connect(m_recording.get(), &Recording::problemChanged, this, &LiveSession::showProblem);
    connect(m_recording.get(), &Recording::retentionFailed, &m_said, &LiveNotices::limitsFailed);
    connect(m_recording.get(), &Recording::retired, this,
            [this](quint64 lastSequence) { m_eventLog.retire(lastSequence + 1); });
    m_retention.setRecording(m_recording.get());
    wireFeeds();
    return true;
}

/// A recording of this session is none of them: its folder is locked.
void LiveSession::endCutShort()
{
    if (m_cutShort.over().valid())
        return;
    connect(&m_cutShort, &CutShortEnding::storing, this, [this](quint64 waiting) {
        m_notices.add(troubleNotice(
            tr("Events that waited in files are being stored"),
            tr("A recording that was cut short had left them there, and %1 are to go. New events "
               "are recorded meanwhile.")
                .arg(waiting),
            Severity::Info, false));
    });
    connect(&m_cutShort, &CutShortEnding::ended, this, [this](const QStringList &cut) {
        trouble(tr("A recording was cut short"),
                tr("Nothing ended it: the program was killed, or the computer went off. What was "
                   "stored by then is in %1, with a gap at its end.")
                    .arg(cut.join(u", ")),
                Severity::Warning);
    });
    m_cutShort.start(capturesFolder());
    m_kafkaStops.waitFor(m_cutShort.over());
}

void LiveSession::showProblem(const QString &problem)
{
    m_captureProblem = problem;
    updateFigures();
    m_said.captureProblem(problem);
}

void LiveSession::applyLimits()
{
    m_retention.setLimits(m_settings->retention());
}

void LiveSession::wireCommands()
{
    connect(&m_connections, &ConnectionModel::openRequested, this, &LiveSession::openFeed);
    connect(&m_connections, &ConnectionModel::closeRequested, this, [this](const QString &id) {
        m_opening.remove(id);
        if (m_recording)
            m_recording->feeds().close(id);
    });
    connect(&m_connections, &ConnectionModel::forgetRequested, this, [this](const QString &id) {
        m_opening.remove(id);
        if (m_recording)
            m_recording->feeds().remove(id);
        for (const Dialect *dialect : allDialects())
            m_secrets->forget(id, secretKeys(dialect->info().id));
    });
    connect(&m_connections, &ConnectionModel::subscribeRequested, this,
            [this](const QString &id, const Subscription &subscription) {
                if (m_recording)
                    m_recording->feeds().subscribe(id, subscription);
                m_notices.dismissTopic(id, subscription.pattern); // the user did something about it
            });
    connect(&m_connections, &ConnectionModel::unsubscribeRequested, this,
            [this](const QString &id, const QString &pattern) {
                if (m_recording)
                    m_recording->feeds().unsubscribe(id, pattern);
                m_notices.dismissTopic(id, pattern);
            });
    connect(&m_connections, &ConnectionModel::requestMade, this,
            [this](const QString &id, const TopicRequest &request) {
                if (m_recording) {
                    m_recording->feeds().request(id, request);
                    return;
                }
                TopicAnswer answer;
                answer.outcome = TopicAnswer::Outcome::Unanswered;
                answer.reason = tr("it is not connected");
                m_connections.setAnswer(id, request, answer);
            });
    connect(&m_connections, &ConnectionModel::profilesChanged, this, [this] {
        updateNames();
        m_window->updateFirstStart();
    });
}

void LiveSession::openFeed(const ConnectionProfile &profile)
{
    if (!ensureRecording())
        return;
    if (const auto named = m_recording->nameConnection(profile); !named)
        trouble(tr("The capture cannot be written"), named.error());
    updateNames();
    m_opening.insert(profile.id);
    fetchSecrets(
        m_secrets, profile, this,
        [this, id = profile.id, byItself = m_restoring](const OptionValues &secrets) {
            const ConnectionProfile *wanted = m_connections.profile(id);
            if (!wanted || !m_opening.contains(id))
                return;
            // Who connects by hand may do without.
            const QStringList missing = byItself ? missingSecrets(*wanted, secrets) : QStringList();
            if (missing.isEmpty())
                return m_kafkaStops.find(*wanted, secrets, [this, id](const OptionValues &values) {
                    openNow(id, values);
                });
            m_opening.remove(id);
            const Notice notice = missingSecretsNotice(*wanted, missing);
            m_connections.setStatus(id, waitingForSecrets(missing)); // first: the bar asks for it
            m_notices.add(notice);
        });
}

/// It may be closed or gone again by the time the keychain and the captures have answered.
void LiveSession::openNow(const QString &id, const OptionValues &secrets)
{
    const ConnectionProfile *wanted = m_connections.profile(id);
    if (m_opening.remove(id) && m_recording && wanted)
        m_recording->feeds().open(*wanted, secrets);
}

void LiveSession::wireFeeds()
{
    FeedHub *feeds = &m_recording->feeds();
    connect(feeds, &FeedHub::statusChanged, &m_connections, &ConnectionModel::setStatus);
    connect(feeds, &FeedHub::subscriptionsChanged, &m_connections,
            &ConnectionModel::setSubscriptionStatuses);
    connect(feeds, &FeedHub::countersChanged, &m_connections, &ConnectionModel::setCounters);
    connect(feeds, &FeedHub::answered, &m_connections, &ConnectionModel::setAnswer);
}

void LiveSession::onGrew()
{
    m_eventLog.logGrew();
    const QVector<ConnectionProfile> profiles = m_connections.profiles();
    for (const ConnectionProfile &profile : profiles)
        m_connections.setStored(profile.id, m_recording->stored(profile.id));
    if (!m_showWorkflows.isActive())
        m_showWorkflows.start();
    if (m_eventLog.logSize() > 0)
        m_window->updateFirstStart();
}

/// The user was asked whether to switch, and keeps what was chosen: not to be asked again. Where
/// they switched there is no doubt left.
void LiveSession::keepDialect(const QString &id)
{
    const ConnectionProfile *kept = m_connections.profile(id);
    const QString other = m_connections.status(id).speaks;
    if (!kept || other.isEmpty())
        return;
    ConnectionProfile profile = *kept;
    profile.declinedDialects += other;
    m_connections.editConnection(profile, {}, false);
}

void LiveSession::wireNotices()
{
    connect(&m_workflows, &WorkflowModel::runFinished, &m_said, &LiveNotices::runFinished);
    connect(&m_notices, &NoticeModel::dismissed, this, [this](const Notice &notice) {
        if (notice.code == otherDialectCode)
            keepDialect(notice.connectionId);
    });
    m_said.setNotifications(m_settings->notifications());
    connect(&m_said, &LiveNotices::activated, this, [this](quint64 sequence) {
        m_window->show();
        m_window->raise();
        m_window->activateWindow();
        if (sequence > 0)
            m_window->showEvent(sequence);
    });
}

void LiveSession::wireWindow()
{
    m_window->restoreLayout(m_settings->layout());
    m_window->showPreferences(m_settings->colorScheme(), m_settings->notifications());
    connect(m_window.get(), &MainWindow::demoRequested, this, &LiveSession::startDemo);
    connect(m_window.get(), &MainWindow::openCaptureRequested, this,
            &LiveSession::openCaptureRequested);
    connect(m_window.get(), &MainWindow::colorSchemeChosen, this, &LiveSession::colorSchemeChosen);
    connect(m_window.get(), &MainWindow::notificationsChosen, this,
            &LiveSession::notificationsChosen);
    connect(m_window.get(), &MainWindow::windowActivated, &m_said, &LiveNotices::setWindowActive);
    connect(m_window.get(), &MainWindow::layoutChanged, this,
            [this] { m_settings->setLayout(m_window->saveLayout()); });
}

void LiveSession::tick()
{
    const qint64 now = nowUs();
    m_connections.tick(now);
    // What they wait for may have come, and waits for the disk.
    if (m_captureProblem.isEmpty())
        m_workflows.tick(now);
    updateFigures();
}

void LiveSession::updateNames()
{
    QMap<QString, QString> names;
    const QVector<ConnectionProfile> profiles = m_connections.profiles();
    for (const ConnectionProfile &profile : profiles)
        names.insert(profile.id, profile.name);
    FieldMasks masks;
    if (m_recording) {
        const auto recorded = m_recording->writer().info().connections;
        // Events of a connection that was removed keep its name, and what is masked of them.
        for (auto it = recorded.cbegin(); it != recorded.cend(); ++it) {
            if (!names.contains(it.key()))
                names.insert(it.key(), it->name);
        }
        for (const ConnectionProfile &profile : profiles) {
            if (!recorded.contains(profile.id))
                continue;
            if (const auto named = m_recording->nameConnection(profile); !named)
                trouble(tr("The capture cannot be written"), named.error());
        }
        masks = m_recording->masks();
    }
    m_eventLog.setConnectionNames(names);
    m_eventLog.setMasks(masks);
}

void LiveSession::updateFigures()
{
    if (!m_recording)
        return;
    CaptureFigures figures;
    figures.folder = m_recording->folder();
    figures.bytes = folderBytes(figures.folder);
    figures.freeBytes = freeBytes(figures.folder);
    figures.live = true;
    figures.problem = m_captureProblem;
    m_window->setCaptureFigures(figures);
}

void LiveSession::trouble(const QString &title, const QString &text, Severity severity)
{
    m_said.trouble(title, text, severity);
}

} // namespace eventscope

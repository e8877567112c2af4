// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/capturefolders.h"
#include "app/demo/demohub.h"
#include "app/livesession.h"

#include <QDir>
#include <QObject>
#include <QStandardPaths>
#include <QTest>

#include <csignal>
#include <sys/stat.h>

namespace eventscope {

using namespace Qt::StringLiterals;

inline const QString calls = u"customer_id:5e4a0680-804e-11ec-8477-2fea5968d85b:call:*"_s;
inline const QString messages = u"customer_id:5e4a0680-804e-11ec-8477-2fea5968d85b:message:*"_s;

/// For tests of LiveSession: a session of its own, and a demo hub for it to connect to.
class LiveSessionFixture : public QObject
{
    Q_OBJECT
protected:
    void startHub(quint16 port = 0)
    {
        DemoHub::Settings settings;
        settings.port = port;
        settings.seed = 7;
        settings.rate = 200;
        m_hub = std::make_unique<DemoHub>(settings);
        const auto started = m_hub->start();
        QVERIFY2(started, started ? "" : qPrintable(started.error()));
        for (const DemoHub::Endpoint &endpoint : m_hub->endpoints()) {
            if (endpoint.dialect == u"voipbin"_s)
                m_url = QUrl(endpoint.url);
        }
    }

    QString connectTo(const QStringList &topics)
    {
        ConnectionProfile profile;
        profile.id = ConnectionProfile::newId();
        profile.name = u"voip"_s;
        profile.dialect = u"voipbin"_s;
        profile.options = {{u"url"_s, m_url.toString(QUrl::RemoveQuery)}};
        for (const QString &topic : topics)
            profile.subscriptions.append({topic, {}, false});
        m_session->connections().addConnection(profile, {{u"token"_s, u"s3cret"_s}}, false, true);
        return profile.id;
    }

    ConnectionPhase phase(const QString &id) const
    {
        return m_session->connections().status(id).phase;
    }

    SubscriptionStatus subscription(const QString &id, const QString &pattern) const
    {
        for (const SubscriptionStatus &status : m_session->connections().subscriptions(id)) {
            if (status.pattern == pattern)
                return status;
        }
        return {};
    }

    bool delivers(const QString &id, const QString &pattern) const
    {
        return subscription(id, pattern).state == SubscriptionState::Delivering;
    }

    int rowsOf(const QString &type)
    {
        int count = 0;
        const EventLogModel &log = m_session->eventLog();
        for (int row = 0; row < log.rowCount(); ++row) {
            for (int column = 0; column < log.columnCount(); ++column)
                count += log.index(row, column).data().toString() == type;
        }
        return count;
    }

    std::optional<Notice> noticeOf(Notice::Kind kind)
    {
        for (int row = 0; row < m_session->notices().rowCount(); ++row) {
            if (m_session->notices().at(row).kind == kind)
                return m_session->notices().at(row);
        }
        return {};
    }

    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<SecretStore> m_secrets;
    std::unique_ptr<LiveSession> m_session;
    std::unique_ptr<DemoHub> m_hub;
    QUrl m_url;

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setApplicationName(
            u"tst_livesession-%1"_s.arg(QCoreApplication::applicationPid()));
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/eventscope-test");
        ::umask(077);
        ::signal(SIGXFSZ, SIG_IGN);
    }

    void init()
    {
        m_settings = std::make_unique<Settings>();
        m_secrets = std::make_unique<SecretStore>();
        m_session = std::make_unique<LiveSession>(m_settings.get(), m_secrets.get());
        m_session->restoreConnections();
        m_session->window().show();
        startHub();
    }

    void cleanup()
    {
        m_session.reset();
        m_hub.reset();
        m_secrets.reset();
        QDir(QFileInfo(capturesFolder()).path()).removeRecursively();
        QDir(QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation))
            .removeRecursively();
    }
};

} // namespace eventscope

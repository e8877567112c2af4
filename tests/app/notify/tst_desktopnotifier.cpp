// SPDX-License-Identifier: GPL-3.0-or-later
//
// Against a notification service of our own, on a bus of our own.

#include "app/notify/desktopnotifier.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

/// org.freedesktop.Notifications as far as it is used.
class FakeService : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")
public:
    struct Call
    {
        uint replaces;
        QString summary;
        QString body;
        QStringList actions;
        QVariantMap hints;
    };
    QVector<Call> calls;
    QVector<uint> withdrawn;
    uint last() const { return m_last; }

public Q_SLOTS:
    uint Notify(const QString &, uint replaces, const QString &, const QString &summary,
                const QString &body, const QStringList &actions, const QVariantMap &hints, int)
    {
        calls.append({replaces, summary, body, actions, hints});
        return replaces > 0 ? replaces : ++m_last;
    }
    void CloseNotification(uint id) { withdrawn.append(id); }

Q_SIGNALS:
    void ActionInvoked(uint id, const QString &action);
    void NotificationClosed(uint id, uint reason);

private:
    uint m_last = 40;
};

class TestDesktopNotifier : public QObject
{
    Q_OBJECT

    QProcess m_bus;
    FakeService m_service;

    static Notice refusal(quint64 id, const QString &text = u"not yours"_s)
    {
        Notice notice;
        notice.id = id;
        notice.kind = Notice::Kind::Refused;
        notice.severity = Severity::Error;
        notice.title = u"Refused"_s;
        notice.text = text;
        notice.connectionId = u"0badcafe"_s;
        return notice;
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QString daemon = QStandardPaths::findExecutable(u"dbus-daemon"_s);
        if (daemon.isEmpty())
            QSKIP("There is no dbus-daemon for a private session bus (Debian: dbus-daemon).");
        m_bus.start(daemon, {u"--session"_s, u"--nofork"_s, u"--print-address"_s});
        QByteArray address;
        QTRY_VERIFY_WITH_TIMEOUT((address += m_bus.readAllStandardOutput()).contains('\n'), 20'000);
        qputenv("DBUS_SESSION_BUS_ADDRESS", address.trimmed());
        QDBusConnection service =
            QDBusConnection::connectToBus(QString::fromUtf8(address.trimmed()), u"service"_s);
        QVERIFY(service.isConnected());
        QVERIFY(service.registerObject(u"/org/freedesktop/Notifications"_s, &m_service,
                                       QDBusConnection::ExportAllSlots
                                           | QDBusConnection::ExportAllSignals));
        QVERIFY(service.registerService(u"org.freedesktop.Notifications"_s));
    }
    void cleanupTestCase()
    {
        QDBusConnection::disconnectFromBus(u"service"_s);
        m_bus.kill();
        m_bus.waitForFinished();
    }
    void init()
    {
        m_service.calls.clear();
        m_service.withdrawn.clear();
    }

    void whatMattersIsShownWhileThePersonLooksElsewhere()
    {
        DesktopNotifier notifier;
        notifier.setWindowActive(true);
        notifier.notify(refusal(1));
        notifier.setWindowActive(false);
        notifier.setEnabled(false);
        notifier.notify(refusal(2));
        notifier.setEnabled(true);
        Notice routine = refusal(3);
        routine.severity = Severity::Success;
        routine.kind = Notice::Kind::Acknowledged;
        notifier.notify(routine);
        notifier.notify(refusal(4, u"<img src='/etc/passwd'> & more"_s));
        QTRY_COMPARE(m_service.calls.size(), 1);
        const FakeService::Call &call = m_service.calls[0];
        QCOMPARE(call.summary, u"Refused"_s);
        QCOMPARE(call.body, u"&lt;img src='/etc/passwd'&gt; &amp; more"_s); // text, not markup
        QCOMPARE(call.replaces, 0U);
        QCOMPARE(call.hints[u"urgency"_s].toInt(), 1);
        QCOMPARE(call.actions.value(0), u"default"_s);
    }

    void aFloodIsOneBubblePerConnection()
    {
        DesktopNotifier notifier;
        notifier.setWindowActive(false);
        for (quint64 id = 1; id <= 500; ++id)
            notifier.notify(refusal(id));
        Notice other = refusal(501);
        other.connectionId = u"feedbeef"_s;
        notifier.notify(other);
        QTRY_COMPARE(m_service.calls.size(), 2);
        // What came meanwhile is said too, in the same bubble, and says how many.
        QTRY_COMPARE_WITH_TIMEOUT(m_service.calls.size(), 3, 10'000);
        QVERIFY(m_service.calls[2].replaces > 40);
        QVERIFY2(m_service.calls[2].summary.contains(u"499"_s),
                 qPrintable(m_service.calls[2].summary));
        other.connectionId = u"0ddba115"_s;
        notifier.notify(other); // the next that comes is this one
        QTRY_COMPARE(m_service.calls.size(), 4);
        QCOMPARE(m_service.calls[3].replaces, 0U);
    }

    /// Urgent bubbles stay on the screen until somebody closes them.
    void aLookAtTheWindowTakesItsBubblesAway()
    {
        DesktopNotifier notifier;
        notifier.setWindowActive(false);
        notifier.notify(refusal(1));
        QTRY_COMPARE(m_service.calls.size(), 1);
        notifier.setWindowActive(true); // maybe before the service has said its number
        QTRY_COMPARE(m_service.withdrawn, QVector<uint>{m_service.last()});
        notifier.setWindowActive(false);
        notifier.setWindowActive(true); // and not again
        notifier.setWindowActive(false);
        Notice other = refusal(2);
        other.connectionId = u"feedbeef"_s;
        notifier.notify(other);
        QTRY_COMPARE(m_service.calls.size(), 2);
        QCOMPARE(m_service.calls[1].replaces, 0U);
        QCOMPARE(m_service.withdrawn.size(), 1);
    }

    void switchingThemOffTakesThemAway()
    {
        DesktopNotifier notifier;
        notifier.setWindowActive(false);
        Notice failed = refusal(1);
        failed.severity = Severity::Fatal;
        notifier.notify(failed);
        QTRY_COMPARE(m_service.calls.size(), 1);
        QCOMPARE(m_service.calls[0].hints[u"urgency"_s].toInt(), 2); // it would stay for ever
        notifier.setEnabled(false); // maybe before the service has said its number
        QTRY_COMPARE(m_service.withdrawn, QVector<uint>{m_service.last()});
        notifier.setEnabled(true);
        Notice other = refusal(2);
        other.connectionId = u"feedbeef"_s;
        notifier.notify(other);
        QTRY_COMPARE(m_service.calls.size(), 2); // and what was taken away does not come back
        QCOMPARE(m_service.calls[1].replaces, 0U);
        QCOMPARE(m_service.withdrawn.size(), 1);
    }

    void aClickLeadsToTheNotice()
    {
        DesktopNotifier notifier;
        notifier.setWindowActive(false);
        QSignalSpy activated(&notifier, &DesktopNotifier::activated);
        notifier.notify(refusal(77));
        QTRY_COMPARE(m_service.calls.size(), 1);
        // The answer to Notify() and the signals come in one order.
        QTRY_VERIFY_WITH_TIMEOUT(
            (Q_EMIT m_service.ActionInvoked(m_service.last(), u"default"_s), activated.size() > 0),
            5'000);
        QCOMPARE(activated[0][0].toULongLong(), 77ULL);
    }

    void withoutAServiceNothingHappens()
    {
        QDBusConnection service(u"service"_s);
        QVERIFY(service.unregisterService(u"org.freedesktop.Notifications"_s));
        DesktopNotifier notifier;
        notifier.setWindowActive(false);
        notifier.notify(refusal(1));
        QVERIFY(service.registerService(u"org.freedesktop.Notifications"_s));
        notifier.notify(refusal(2)); // and it does not stay deaf
        QTRY_VERIFY_WITH_TIMEOUT(!m_service.calls.isEmpty(), 10'000);
    }
};

QTEST_GUILESS_MAIN(TestDesktopNotifier)
#include "tst_desktopnotifier.moc"

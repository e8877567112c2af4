// SPDX-License-Identifier: GPL-3.0-or-later
//
// Against a notification service of our own, on a bus of our own.

#include "app/notify/desktopnotifier.h"
#include "models/connection/connectionstatus.h"
#include "models/event/displaytext.h"
#include "tests/models/samplenotices.h"
#include "tests/support/hostiletexts.h"
#include "tests/support/testclasses.h"
#include "tests/support/watchedapplication.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QJsonDocument>
#include <QJsonObject>
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

namespace {

/// A refusal tells of a connection, a topic, a reason and a code, each of which is bounded.
constexpr qsizetype mostOfABody = 1'500;

/// What a service that knows markup shows of a body.
QString shownOf(QString body)
{
    return body.replace(u"&lt;"_s, u"<"_s)
        .replace(u"&gt;"_s, u">"_s)
        .replace(u"&quot;"_s, u"\""_s)
        .replace(u"&amp;"_s, u"&"_s);
}

/// Empty if it is text as the window would show it: nothing unseen, and no more than `most`.
QString problemWith(const QString &shown, qsizetype most)
{
    if (shown.isEmpty() || shown.size() > most)
        return u"it has %1 characters"_s.arg(shown.size());
    return displayText(shown, int(shown.size())) == shown
        ? QString()
        : u"something unseen is in it: "_s + displayText(shown, int(most));
}

/// Says all that becomes a notice, with `text` wherever a server, or a file, has a say; each by
/// itself, as they come.
void sayAll(NoticeModel &notices, const QString &text)
{
    const QJsonObject said{
        {u"code"_s, text}, {u"message"_s, text}, {u"reason"_s, text}, {u"cause"_s, text}};
    const QByteArray data = QJsonDocument(said).toJson(QJsonDocument::Compact);
    const std::string utf8 = text.toStdString();
    SampleEvents events;
    const auto tell = [&](const EventView &event) {
        WatchedApplication::self().stepAgain(u"a notice"_s, [&] { notices.consume(event, text); });
    };
    for (const std::string_view type :
         {owntype::refused, owntype::error, owntype::disconnected, owntype::gap})
        tell(own(events, type, data, utf8));
    tell(failing(events, utf8, data));
    Notice notice = trouble(text);
    notice.title = text;
    WatchedApplication::self().stepAgain(u"a notice of trouble"_s, [&] { notices.add(notice); });
}

} // namespace

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
        static_cast<void>(WatchedApplication::self().takeTooLong());
    }
    void cleanup()
    {
        const QStringList tooLong = WatchedApplication::self().takeTooLong();
        QVERIFY2(tooLong.isEmpty(), qPrintable(tooLong.join(u'\n')));
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

    // D1, D3, C16
    void whatAServerSaysIsShortTextForTheDesktop_data()
    {
        QTest::addColumn<QString>("text");
        for (const HostileText &one : hostileTexts(u"/etc/passwd"_s, u"http://127.0.0.1:9/x"_s))
            QTest::newRow(one.name) << one.text;
    }
    void whatAServerSaysIsShortTextForTheDesktop()
    {
        QFETCH(QString, text);
        NoticeModel notices;
        DesktopNotifier notifier;
        notifier.setWindowActive(false);
        connect(&notices, &NoticeModel::added, &notifier, &DesktopNotifier::notify);
        sayAll(notices, text);
        QTRY_COMPARE(m_service.calls.size(), 6);
        for (const FakeService::Call &call : std::as_const(m_service.calls)) {
            QString problem = problemWith(call.summary, maxCellLength);
            QVERIFY2(problem.isEmpty(), qPrintable(u"title: "_s + problem));
            const QString shown = shownOf(call.body);
            QCOMPARE(shown.toHtmlEscaped(), call.body); // whatever is markup in it is escaped
            problem = problemWith(shown, mostOfABody);
            QVERIFY2(problem.isEmpty(), qPrintable(call.summary + u": "_s + problem));
        }
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

int main(int argc, char **argv)
{
    return testMain<WatchedApplication, TestDesktopNotifier>(argc, argv);
}

#include "tst_desktopnotifier.moc"

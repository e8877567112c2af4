// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/messagelimit.h"
#include "models/connectionmodel.h"
#include "models/noticemodel.h"
#include "tests/support/accessiblenames.h"
#include "tests/support/sampledialects.h"
#include "views/notices/noticebar.h"
#include "views/wraplabel.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

const QString voip = u"0000000a"_s;
QStringList actionsOf(const NoticeBar &bar)
{
    QStringList labels;
    for (const auto *button : bar.findChildren<QPushButton *>()) {
        if (button->isVisible())
            labels += button->text().remove(u'&');
    }
    return labels;
}

void click(const NoticeBar &bar, const QString &label)
{
    for (auto *button : bar.findChildren<QPushButton *>()) {
        if (button->isVisible() && button->text().remove(u'&') == label) {
            QTest::mouseClick(button, Qt::LeftButton);
            return;
        }
    }
    QFAIL(qPrintable(u"no button "_s + label));
}

Notice notice(Notice::Kind kind, const QString &title, quint64 sequence = 0)
{
    Notice made;
    made.kind = kind;
    made.severity = Severity::Error;
    made.title = title;
    made.text = u"voip-prod says: "_s + title;
    made.connectionId = voip;
    made.sequence = sequence;
    made.needsAnswer = true;
    return made;
}

Notice refusal(const QString &topic)
{
    Notice made = notice(Notice::Kind::Refused, u"Refused"_s);
    made.text = u"voip-prod may not subscribe to "_s + topic;
    made.topic = topic;
    return made;
}

} // namespace

class TestNoticeBar final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void barIsThereOnlyWhileAnAnswerIsWanted();
    void refusalOffersToEditOrRemoveTheTopic();
    void phaseOfTheConnectionDecidesTheActions_data();
    void phaseOfTheConnectionDecidesTheActions();
    void anotherSystemIsOneButtonAway();
    void largerMessagesAreOneButtonAway();
    void eventOfANoticeCanBeShown();
    void severalNoticesAreCounted();
    void dismissShowsTheNext();
    void escapeDismisses();
    void topicThatIsGoneAnswersItsRefusal();
    void connectionThatIsGoneAnswersItsNotices();
    void liveConnectionAnswersItsDisconnection();
    void screenReadersGetSeverityTitleAndText();
    void markupStaysText();
    void longIdentifiersDoNotWidenTheBar();
    void everyControlHasAName();

private:
    void setPhase(ConnectionPhase phase)
    {
        ConnectionStatus status;
        status.phase = phase;
        m_connections->setStatus(voip, status);
    }

    std::unique_ptr<ConnectionModel> m_connections;
    std::unique_ptr<NoticeModel> m_notices;
    std::unique_ptr<NoticeBar> m_bar;
};

void TestNoticeBar::init()
{
    m_connections = std::make_unique<ConnectionModel>();
    m_connections->setDialects({samples::telephony(), samples::lists()});
    m_connections->addConnection(
        samples::profile(voip, u"voip-prod"_s, u"voipbin"_s,
                         {samples::topic(u"call"_s), samples::topic(u"queue"_s)}),
        {}, false, false);
    m_notices = std::make_unique<NoticeModel>();
    m_bar = std::make_unique<NoticeBar>(m_notices.get(), m_connections.get());
    m_bar->resize(1'000, 40);
}

void TestNoticeBar::cleanup()
{
    m_bar.reset();
    m_notices.reset();
    m_connections.reset();
}

void TestNoticeBar::barIsThereOnlyWhileAnAnswerIsWanted()
{
    QVERIFY(m_bar->isHidden());
    Notice silent = notice(Notice::Kind::Acknowledged, u"Confirmed"_s);
    silent.needsAnswer = false;
    m_notices->add(silent);
    QVERIFY(m_bar->isHidden());
    m_notices->add(refusal(samples::topic(u"queue"_s)));
    QVERIFY(m_bar->isVisible());
    m_notices->dismiss(m_notices->current()->id);
    QVERIFY(m_bar->isHidden());
}

void TestNoticeBar::refusalOffersToEditOrRemoveTheTopic()
{
    const QString topic = samples::topic(u"queue"_s);
    m_notices->add(refusal(topic));
    QCOMPARE(actionsOf(*m_bar), (QStringList{u"Edit Topic"_s, u"Remove"_s}));
    QSignalSpy edit(m_bar.get(), &NoticeBar::editTopicRequested);
    QSignalSpy remove(m_bar.get(), &NoticeBar::removeTopicRequested);
    click(*m_bar, u"Edit Topic"_s);
    click(*m_bar, u"Remove"_s);
    QCOMPARE(edit.size(), 1);
    QCOMPARE(edit[0][0].toString(), voip);
    QCOMPARE(edit[0][1].toString(), topic);
    QCOMPARE(remove.size(), 1);
    QCOMPARE(remove[0][1].toString(), topic);
}

void TestNoticeBar::phaseOfTheConnectionDecidesTheActions_data()
{
    QTest::addColumn<int>("phase");
    QTest::addColumn<QStringList>("actions");
    QTest::newRow("credentials") << int(ConnectionPhase::NeedsCredentials)
                                 << QStringList{u"Edit Connection"_s, u"Reconnect"_s};
    QTest::newRow("stopped") << int(ConnectionPhase::Stopped) << QStringList{u"Reconnect"_s};
    QTest::newRow("retrying") << int(ConnectionPhase::Backoff) << QStringList{};
}

void TestNoticeBar::phaseOfTheConnectionDecidesTheActions()
{
    QFETCH(const int, phase);
    QFETCH(const QStringList, actions);
    m_notices->add(notice(Notice::Kind::Disconnected, u"Stopped"_s));
    setPhase(ConnectionPhase(phase)); // after the notice: the buttons follow
    QCOMPARE(actionsOf(*m_bar), actions);
    QSignalSpy edit(m_bar.get(), &NoticeBar::editConnectionRequested);
    QSignalSpy reconnect(m_bar.get(), &NoticeBar::reconnectRequested);
    for (const QString &label : actions)
        click(*m_bar, label);
    QCOMPARE(edit.size(), actions.contains(u"Edit Connection"_s) ? 1 : 0);
    QCOMPARE(reconnect.size(), actions.contains(u"Reconnect"_s) ? 1 : 0);
}

void TestNoticeBar::anotherSystemIsOneButtonAway()
{
    m_notices->add(notice(Notice::Kind::Trouble, u"Another system?"_s));
    QVERIFY(!actionsOf(*m_bar).contains(u"Edit Connection"_s)); // some other trouble
    ConnectionStatus status;
    status.phase = ConnectionPhase::Live;
    status.remark = u"this looks like Zaikio, not VoIPBIN: switch?"_s;
    m_connections->setStatus(voip, status);
    QCOMPARE(actionsOf(*m_bar), QStringList{u"Edit Connection"_s}); // what it is, nobody knows
    status.speaks = u"zaikio"_s;
    m_connections->setStatus(voip, status);
    QCOMPARE(actionsOf(*m_bar), (QStringList{u"Switch to Zaikio"_s, u"Edit Connection"_s}));
    QSignalSpy to(m_bar.get(), &NoticeBar::switchSystemRequested);
    click(*m_bar, u"Switch to Zaikio"_s);
    QCOMPARE(to.size(), 1);
    QCOMPARE(to[0][0].toString(), voip);
    QSignalSpy edit(m_bar.get(), &NoticeBar::editConnectionRequested);
    click(*m_bar, u"Edit Connection"_s);
    QCOMPARE(edit.size(), 1);
    QCOMPARE(edit[0][0].toString(), voip);
    status.remark.clear(); // switched
    m_connections->setStatus(voip, status);
    QTRY_VERIFY(m_bar->isHidden());
}

/// C4: the limit that ended the connection again and again is raised where that is said.
void TestNoticeBar::largerMessagesAreOneButtonAway()
{
    const auto tell = [this] {
        Notice told = notice(Notice::Kind::Trouble, u"Messages too large"_s);
        told.code = tooLargeCode;
        m_notices->add(told);
    };
    tell(); // of a system that has no such choice
    QCOMPARE(actionsOf(*m_bar), QStringList{u"Edit Connection"_s});
    m_notices->dismiss(m_notices->current()->id);
    DialectInfo info = samples::telephony();
    Option largest;
    largest.key = maxMessageKey;
    largest.kind = Option::Kind::Choice;
    largest.defaultValue = u"16"_s;
    largest.choices = {{u"4"_s, u"4 MiB"_s}, {u"16"_s, u"16 MiB"_s}, {u"64"_s, u"64 MiB"_s}};
    info.options.append(largest);
    m_connections->setDialects({info});
    tell();
    QCOMPARE(actionsOf(*m_bar), (QStringList{u"Allow 64 MiB"_s, u"Edit Connection"_s}));
    click(*m_bar, u"Allow 64 MiB"_s);
    QCOMPARE(m_connections->profile(voip)->options.value(maxMessageKey), u"64"_s);
    QVERIFY(m_bar->isHidden());
    tell(); // there is no larger one
    QCOMPARE(actionsOf(*m_bar), QStringList{u"Edit Connection"_s});
}

void TestNoticeBar::eventOfANoticeCanBeShown()
{
    m_notices->add(notice(Notice::Kind::EventError, u"Error"_s, 77));
    QSignalSpy shown(m_bar.get(), &NoticeBar::eventWanted);
    QCOMPARE(actionsOf(*m_bar), QStringList{u"Show"_s});
    click(*m_bar, u"Show"_s);
    QCOMPARE(shown.size(), 1);
    QCOMPARE(shown[0][0].toULongLong(), 77ULL);
}

void TestNoticeBar::severalNoticesAreCounted()
{
    const auto hasText = [this](const QString &text) {
        for (const auto *label : m_bar->findChildren<QLabel *>()) {
            if (label->isVisible() && label->text() == text)
                return true;
        }
        return false;
    };
    m_notices->add(refusal(samples::topic(u"queue"_s)));
    QVERIFY(!hasText(u"1 of 1"_s));
    m_notices->add(notice(Notice::Kind::Trouble, u"Disk full"_s));
    m_notices->add(notice(Notice::Kind::ServerError, u"Server"_s));
    QVERIFY(hasText(u"1 of 3"_s));
}

void TestNoticeBar::dismissShowsTheNext()
{
    m_notices->add(notice(Notice::Kind::Trouble, u"First"_s));
    m_notices->add(notice(Notice::Kind::ServerError, u"Second"_s));
    QVERIFY(m_bar->accessibleName().contains(u"Second"_s));
    QTest::mouseClick(m_bar->findChild<QToolButton *>(), Qt::LeftButton);
    QVERIFY(m_bar->accessibleName().contains(u"First"_s));
    QTest::mouseClick(m_bar->findChild<QToolButton *>(), Qt::LeftButton);
    QVERIFY(m_bar->isHidden());
    QCOMPARE(m_notices->rowCount(), 2);
}

void TestNoticeBar::escapeDismisses()
{
    m_notices->add(notice(Notice::Kind::Trouble, u"Disk full"_s));
    QTest::keyClick(m_bar->findChild<QToolButton *>(), Qt::Key_Escape);
    QVERIFY(m_bar->isHidden());
}

void TestNoticeBar::topicThatIsGoneAnswersItsRefusal()
{
    m_notices->add(refusal(samples::topic(u"queue"_s)));
    m_connections->unsubscribe(voip, samples::topic(u"call"_s));
    QVERIFY(m_bar->isVisible());
    m_connections->unsubscribe(voip, samples::topic(u"queue"_s));
    QVERIFY(m_bar->isHidden());
}

void TestNoticeBar::connectionThatIsGoneAnswersItsNotices()
{
    m_notices->add(notice(Notice::Kind::Disconnected, u"Lost"_s));
    m_connections->removeConnection(voip);
    QVERIFY(m_bar->isHidden());
}

void TestNoticeBar::liveConnectionAnswersItsDisconnection()
{
    setPhase(ConnectionPhase::Backoff);
    m_notices->add(notice(Notice::Kind::Disconnected, u"Lost"_s));
    QVERIFY(m_bar->isVisible());
    setPhase(ConnectionPhase::Live);
    QVERIFY(m_bar->isHidden());
}

void TestNoticeBar::screenReadersGetSeverityTitleAndText()
{
    m_notices->add(notice(Notice::Kind::Trouble, u"Disk full"_s));
    QVERIFY(m_bar->accessibleDescription().contains(u"Disk full"_s));
    QVERIFY(m_bar->accessibleName().contains(u"error"_s));
}

void TestNoticeBar::markupStaysText()
{
    Notice hostile = notice(Notice::Kind::ServerError, u"<b>Server</b>"_s);
    hostile.text = u"<img src='/nowhere'><table><table><table><table>"_s;
    m_notices->add(hostile);
    for (const auto *label : m_bar->findChildren<QLabel *>())
        QCOMPARE(label->textFormat(), Qt::PlainText);
    m_bar->grab();
}

void TestNoticeBar::longIdentifiersDoNotWidenTheBar()
{
    Notice wide = notice(Notice::Kind::ServerError, u"Server"_s);
    wide.text = QString(5'000, u'x');
    m_notices->add(wide);
    QVERIFY2(m_bar->minimumSizeHint().width() < 500,
             qPrintable(QString::number(m_bar->minimumSizeHint().width())));
    QVERIFY(m_bar->heightForWidth(800) < 6 * m_bar->fontMetrics().lineSpacing());
}

void TestNoticeBar::everyControlHasAName()
{
    m_notices->add(refusal(samples::topic(u"queue"_s)));
    QCOMPARE(unnamedControls(m_bar.get()), QStringList());
}

QTEST_MAIN(TestNoticeBar)
#include "tst_noticebar.moc"

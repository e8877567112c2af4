// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/accessiblenames.h"
#include "tests/support/testclasses.h"
#include "tests/views/subscriptions/subscriptionpanelfixture.h"
#include "tests/views/subscriptions/subscriptionremovaltest.h"
#include "tests/views/subscriptions/subscriptionrowstest.h"
#include "views/connections/connectiondialog.h"
#include "views/emptylistnote.h"
#include "views/subscriptions/subscribehint.h"
#include "views/subscriptions/subscriptiondialog.h"
#include "views/subscriptions/subscriptionmenu.h"
#include "views/subscriptions/subscriptionsetsdialog.h"
#include "views/subscriptions/topicsdialog.h"
#include "views/wraplabel.h"

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class TestSubscriptionPanel final : public SubscriptionPanelFixture
{
    Q_OBJECT
private Q_SLOTS:
    void emptyPanelOffersToAddAConnection();
    void spacePausesAndResumesASubscription();
    void liveConnectionWithoutSubscriptionsSaysWhyNothingComes();
    void addedConnectionHasTheKeys();
    void enterEditsWhatIsCurrent();
    void insertAddsASubscription();
    void insertDoesNothingWhereNothingCanBeSubscribed();
    void f5TriesAgain_data();
    void f5TriesAgain();
    void toggleConnectsAndDisconnects();
    void selectionSurvivesChangesOfTheList();
    void foldedConnectionStaysFolded();
    void switchToWhatTheServerSpeaksAsksOnlyForWhatIsMissing();
    void topicsOfTheServerAreShown();
    void copyTakesTheWholePattern();
    void everyEntryOfTheMenuHasALetterOfItsOwn_data();
    void everyEntryOfTheMenuHasALetterOfItsOwn();
    void everyControlHasAName();
};

void TestSubscriptionPanel::emptyPanelOffersToAddAConnection()
{
    auto *note = m_panel->findChild<EmptyListNote *>();
    QVERIFY(note->isVisible());
    QTest::mouseClick(note->findChild<QPushButton *>(), Qt::LeftButton);
    auto *dialog = openDialog<ConnectionDialog>();
    QVERIFY(dialog);
    dialog->reject();
    add(voip, u"voip-prod"_s, u"voipbin"_s);
    QVERIFY(!note->isVisible());
}

void TestSubscriptionPanel::spacePausesAndResumesASubscription()
{
    add(voip, u"voip-prod"_s, u"voipbin"_s,
        {samples::topic(u"call"_s), samples::topic(u"queue"_s)});
    m_panel->select(voip, samples::topic(u"queue"_s));
    QTest::keyClick(tree(), Qt::Key_Space);
    QVERIFY(m_model->profile(voip)->subscriptions[1].paused);
    QVERIFY(!m_model->profile(voip)->subscriptions[0].paused);
    QTest::keyClick(tree(), Qt::Key_Space);
    QVERIFY(!m_model->profile(voip)->subscriptions[1].paused);
}

void TestSubscriptionPanel::liveConnectionWithoutSubscriptionsSaysWhyNothingComes()
{
    add(voip, u"<b>prod</b>"_s, u"voipbin"_s);
    add(fix, u"acme"_s, u"fix"_s);
    const auto *hint = m_panel->findChild<SubscribeHint *>();
    m_panel->select(voip);
    QVERIFY(!hint->isVisible()); // it is not connected, which is why
    ConnectionStatus live;
    live.phase = ConnectionPhase::Live;
    m_model->setStatus(voip, live);
    m_model->setStatus(fix, live);
    QVERIFY(hint->isVisible());
    QVERIFY(hint->findChild<WrapLabel *>()->text().startsWith(u"<b>prod</b> sends only"_s));
    m_panel->select(fix); // sends everything
    QVERIFY(!hint->isVisible());
    m_panel->select(voip);
    QTest::mouseClick(hint->findChild<QPushButton *>(), Qt::LeftButton);
    auto *dialog = openDialog<SubscriptionDialog>();
    QVERIFY(dialog);
    dialog->reject();
    FeedCounters counters;
    counters.received = 1; // it sends all the same
    m_model->setCounters(voip, counters);
    QVERIFY(!hint->isVisible());
    m_model->setCounters(voip, {});
    QVERIFY(hint->isVisible());
    m_model->subscribe(voip, {u"a"_s, {}, false});
    QVERIFY(!hint->isVisible());
}

void TestSubscriptionPanel::addedConnectionHasTheKeys()
{
    m_panel->addConnection();
    auto *dialog = openDialog<ConnectionDialog>();
    QVERIFY(dialog);
    dialog->findChild<QLineEdit *>(u"url"_s)->setText(u"wss://example.org/ws"_s);
    for (auto *edit : dialog->findChildren<QLineEdit *>()) {
        if (edit->echoMode() == QLineEdit::Password)
            edit->setText(u"t0ken"_s);
    }
    dialog->accept();
    QCOMPARE(m_model->rowCount(), 1);
    QCOMPARE(m_panel->window()->focusWidget(), tree());
    QCOMPARE(m_panel->currentConnection(), m_model->profiles().constFirst().id);
}

void TestSubscriptionPanel::enterEditsWhatIsCurrent()
{
    add(voip, u"voip-prod"_s, u"voipbin"_s, {samples::topic(u"call"_s)});
    m_panel->select(voip);
    QTest::keyClick(tree(), Qt::Key_Return);
    auto *connection = openDialog<ConnectionDialog>();
    QVERIFY(connection);
    QCOMPARE(connection->profile().id, voip);
    connection->reject();
    m_panel->select(voip, samples::topic(u"call"_s));
    QTest::keyClick(tree(), Qt::Key_Return);
    auto *subscription = openDialog<SubscriptionDialog>();
    QVERIFY(subscription);
    QCOMPARE(subscription->patterns(), QStringList{samples::topic(u"call"_s)});
    subscription->reject();
}

void TestSubscriptionPanel::insertAddsASubscription()
{
    add(voip, u"voip-prod"_s, u"voipbin"_s, {samples::topic(u"call"_s)});
    m_panel->select(voip);
    QTest::keyClick(tree(), Qt::Key_Insert);
    auto *dialog = openDialog<SubscriptionDialog>();
    QVERIFY(dialog);
    dialog->accept();
    QCOMPARE(m_model->profile(voip)->subscriptions.size(), 2);
    QCOMPARE(m_panel->currentPattern(), samples::topic(u"activeflow"_s));
}

void TestSubscriptionPanel::insertDoesNothingWhereNothingCanBeSubscribed()
{
    add(fix, u"fix"_s, u"fix"_s);
    m_panel->select(fix);
    QTest::keyClick(tree(), Qt::Key_Insert);
    QVERIFY(!openDialog<SubscriptionDialog>());
}

void TestSubscriptionPanel::f5TriesAgain_data()
{
    QTest::addColumn<int>("phase");
    for (const auto phase : {ConnectionPhase::Idle, ConnectionPhase::Backoff, ConnectionPhase::Live,
                             ConnectionPhase::Stopped, ConnectionPhase::NeedsCredentials})
        QTest::addRow("%d", int(phase)) << int(phase);
}

void TestSubscriptionPanel::f5TriesAgain()
{
    QFETCH(const int, phase);
    add(voip, u"voip-prod"_s, u"voipbin"_s);
    ConnectionStatus status;
    status.phase = ConnectionPhase(phase);
    m_model->setStatus(voip, status);
    QSignalSpy opened(m_model.get(), &ConnectionModel::openRequested);
    m_panel->select(voip);
    QTest::keyClick(tree(), Qt::Key_F5);
    QCOMPARE(opened.size(), 1);
}

void TestSubscriptionPanel::toggleConnectsAndDisconnects()
{
    add(voip, u"voip-prod"_s, u"voipbin"_s);
    QSignalSpy opened(m_model.get(), &ConnectionModel::openRequested);
    QSignalSpy closed(m_model.get(), &ConnectionModel::closeRequested);
    m_panel->select(voip);
    m_panel->toggleConnected();
    QCOMPARE(opened.size(), 1);
    ConnectionStatus status;
    status.phase = ConnectionPhase::Backoff;
    m_model->setStatus(voip, status);
    m_panel->toggleConnected();
    QCOMPARE(closed.size(), 1);
}

void TestSubscriptionPanel::selectionSurvivesChangesOfTheList()
{
    add(voip, u"voip-prod"_s, u"voipbin"_s,
        {samples::topic(u"call"_s), samples::topic(u"queue"_s)});
    m_panel->select(voip, samples::topic(u"queue"_s));
    m_model->unsubscribe(voip, samples::topic(u"call"_s));
    m_model->subscribe(voip, {samples::topic(u"message"_s), {}, false});
    add(fix, u"fix"_s, u"fix"_s);
    QCOMPARE(m_panel->currentConnection(), voip);
    QCOMPARE(m_panel->currentPattern(), samples::topic(u"queue"_s));
}

void TestSubscriptionPanel::foldedConnectionStaysFolded()
{
    add(voip, u"voip-prod"_s, u"voipbin"_s, {samples::topic(u"call"_s)});
    const QModelIndex index = m_subscriptions->indexOf(voip);
    QVERIFY(tree()->isExpanded(index));
    m_panel->select(voip);
    QTest::keyClick(tree(), Qt::Key_Left);
    QVERIFY(!tree()->isExpanded(index));
    m_model->subscribe(voip, {samples::topic(u"queue"_s), {}, false});
    add(fix, u"fix"_s, u"fix"_s);
    QVERIFY(!tree()->isExpanded(m_subscriptions->indexOf(voip)));
}

void TestSubscriptionPanel::switchToWhatTheServerSpeaksAsksOnlyForWhatIsMissing()
{
    add(voip, u"mine"_s, u"json"_s);
    m_panel->switchSystem(voip); // nothing was seen
    QCOMPARE(m_model->profile(voip)->dialect, u"json"_s);
    ConnectionStatus status;
    status.speaks = u"fix"_s;
    m_model->setStatus(voip, status);
    m_panel->switchSystem(voip);
    QCOMPARE(m_model->profile(voip)->dialect, u"fix"_s);
    QVERIFY(!openDialog<ConnectionDialog>());
    status.speaks = u"voipbin"_s; // has a token that it cannot do without
    m_model->setStatus(voip, status);
    m_panel->switchSystem(voip);
    QCOMPARE(m_model->profile(voip)->dialect, u"fix"_s);
    auto *dialog = openDialog<ConnectionDialog>();
    QVERIFY(dialog);
    QCOMPARE(dialog->profile().dialect, u"voipbin"_s);
    QCOMPARE(dialog->profile().options.value(u"url"_s), u"wss://example.org/ws"_s);
    dialog->reject();
}

void TestSubscriptionPanel::topicsOfTheServerAreShown()
{
    m_model->setDialects({samples::records(), samples::telephony()});
    add(voip, u"voip-prod"_s, u"voipbin"_s);
    add(fix, u"shop"_s, u"daptin"_s, {u"order"_s});
    m_panel->select(voip);
    m_panel->showTopics(); // its server cannot be asked
    QVERIFY(!openDialog<TopicsDialog>());
    m_panel->select(fix, u"order"_s);
    m_panel->showTopics();
    auto *dialog = openDialog<TopicsDialog>();
    QVERIFY(dialog);
    dialog->reject();
}

void TestSubscriptionPanel::copyTakesTheWholePattern()
{
    add(voip, u"voip-prod"_s, u"voipbin"_s, {samples::topic(u"call"_s)});
    m_panel->select(voip, samples::topic(u"call"_s));
    QTest::keySequence(tree(), QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text(), samples::topic(u"call"_s));
}

void TestSubscriptionPanel::everyEntryOfTheMenuHasALetterOfItsOwn_data()
{
    QTest::addColumn<int>("row");
    QTest::addColumn<bool>("on");
    for (const int row : {0, 1, 2}) {
        for (const bool on : {false, true})
            QTest::addRow("%d %d", row, int(on)) << row << on;
    }
}

void TestSubscriptionPanel::everyEntryOfTheMenuHasALetterOfItsOwn()
{
    QFETCH(int, row);
    QFETCH(bool, on);
    SubscriptionMenuPlace place;
    place.row = SubscriptionMenuPlace::Row(row);
    place.trying = place.paused = place.canSubscribe = place.hasFilters = on;
    place.showTopics = [] {};
    QMenu menu;
    fillSubscriptionMenu(&menu, m_panel.get(), place);
    QString letters;
    for (const QAction *action : menu.actions()) {
        if (action->isSeparator())
            continue;
        const qsizetype at = action->text().indexOf(u'&');
        QVERIFY2(at >= 0, qPrintable(action->text()));
        const QChar letter = action->text().at(at + 1).toLower();
        QVERIFY2(!letters.contains(letter), qPrintable(action->text()));
        letters += letter;
    }
}

void TestSubscriptionPanel::everyControlHasAName()
{
    m_panel->titleButtons()->show();
    add(voip, u"voip-prod"_s, u"voipbin"_s, {samples::topic(u"call"_s)});
    m_panel->removeSubscription(voip, samples::topic(u"call"_s));
    QCOMPARE(unnamedControls(m_panel.get()), QStringList());
}

int main(int argc, char **argv)
{
    return testMain<QApplication, TestSubscriptionPanel, SubscriptionRowsTest,
                    SubscriptionRemovalTest>(argc, argv);
}

#include "tst_subscriptionpanel.moc"

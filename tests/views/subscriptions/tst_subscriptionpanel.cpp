// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/patterncover.h"
#include "models/connectionmodel.h"
#include "models/subscriptionmodel.h"
#include "tests/support/accessiblenames.h"
#include "tests/support/paintedsize.h"
#include "tests/support/sampledialects.h"
#include "views/connections/connectiondialog.h"
#include "views/emptylistnote.h"
#include "views/subscriptions/fittingpattern.h"
#include "views/subscriptions/removaloffer.h"
#include "views/subscriptions/secondline.h"
#include "views/subscriptions/subscribehint.h"
#include "views/subscriptions/subscriptiondialog.h"
#include "views/subscriptions/subscriptionmenu.h"
#include "views/subscriptions/subscriptionpanel.h"
#include "views/subscriptions/subscriptionsetsdialog.h"
#include "views/subscriptions/topicsdialog.h"
#include "views/wraplabel.h"

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

const QString voip = u"0000000a"_s;
const QString fix = u"0000000b"_s;

QStringList patternsOf(const ConnectionModel &model, const QString &id)
{
    QStringList patterns;
    for (const Subscription &subscription : model.profile(id)->subscriptions)
        patterns += subscription.pattern;
    return patterns;
}

/// The dialog of a kind that is open now.
template<typename D>
D *openDialog()
{
    for (QWidget *widget : QApplication::topLevelWidgets()) {
        if (auto *dialog = qobject_cast<D *>(widget); dialog && dialog->isVisible())
            return dialog;
    }
    for (QWidget *widget : QApplication::topLevelWidgets()) {
        for (auto *dialog : widget->findChildren<D *>()) {
            if (dialog->isVisible())
                return dialog;
        }
    }
    return nullptr;
}

} // namespace

class TestSubscriptionPanel final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void emptyPanelOffersToAddAConnection();
    void spacePausesAndResumesASubscription();
    void deleteRemovesSubscriptionsAtOnceAndUndoBringsThemBack();
    void deleteAgainRemovesTheNextOne();
    void undoOfAConnectionThatIsGoneIsHarmless();
    void undoIsOfferedWhileThereIsSomethingToUndo();
    void liveConnectionWithoutSubscriptionsSaysWhyNothingComes();
    void addedConnectionHasTheKeys();
    void deleteOfAConnectionAsksFirst();
    void enterEditsWhatIsCurrent();
    void insertAddsASubscription();
    void insertDoesNothingWhereNothingCanBeSubscribed();
    void f5TriesAgain_data();
    void f5TriesAgain();
    void toggleConnectsAndDisconnects();
    void selectionSurvivesChangesOfTheList();
    void foldedConnectionStaysFolded();
    void rowShowsStateCountAndLastEvent();
    void reasonOfARefusalIsShownWholeAtAnyWidth();
    void longestSentenceIsWholeInTheFirstWidth();
    void connectionSaysBelowItsNameWhatTroublesIt();
    void stateGoesBelowWhereItWouldTakeTheRoomOfTheName();
    void doubtAboutTheSettingsStandsBelowTheName();
    void switchToWhatTheServerSpeaksAsksOnlyForWhatIsMissing();
    void topicsOfTheServerAreShown();
    void importIsTakenBackInOneStep();
    void whatCameFromAnImportAndWasEditedSinceStays();
    void notesTakeLinesOfTheirOwn();
    void copyTakesTheWholePattern();
    void patternsAreShortenedInTheMiddle();
    void narrowPatternKeepsWhatTellsItFromThoseBesideIt_data();
    void narrowPatternKeepsWhatTellsItFromThoseBesideIt();
    void hostileTextsArePaintedOnlyAsFarAsTheyAreSeen();
    void twoSubscriptionsAreComparedOnce();
    void everyEntryOfTheMenuHasALetterOfItsOwn_data();
    void everyEntryOfTheMenuHasALetterOfItsOwn();
    void everyControlHasAName();

private:
    QImage rowImage(const SubscriptionStatus &status)
    {
        m_model->setSubscriptionStatuses(voip, {status});
        const QRect row = tree()->visualRect(m_subscriptions->indexOf(voip, status.pattern));
        return tree()->viewport()->grab(row).toImage();
    }
    void add(const QString &id, const QString &name, const QString &dialect,
             const QStringList &patterns = {})
    {
        m_model->addConnection(samples::profile(id, name, dialect, patterns), {}, false, false);
    }
    QTreeView *tree() const { return m_panel->findChild<QTreeView *>(); }

    std::unique_ptr<ConnectionModel> m_model;
    std::unique_ptr<SubscriptionModel> m_subscriptions;
    std::unique_ptr<SubscriptionPanel> m_panel;
};

void TestSubscriptionPanel::init()
{
    m_model = std::make_unique<ConnectionModel>();
    m_model->setDialects({samples::telephony(), samples::plain(), samples::everything()});
    m_subscriptions = std::make_unique<SubscriptionModel>(m_model.get());
    m_panel =
        std::make_unique<SubscriptionPanel>(m_model.get(), m_subscriptions.get(), WindowServices());
    m_panel->resize(292, 400);
    m_panel->show();
}

void TestSubscriptionPanel::cleanup()
{
    m_panel.reset();
    m_subscriptions.reset();
    m_model.reset();
}

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

void TestSubscriptionPanel::deleteRemovesSubscriptionsAtOnceAndUndoBringsThemBack()
{
    add(voip, u"voip-prod"_s, u"voipbin"_s,
        {samples::topic(u"call"_s), samples::topic(u"queue"_s), samples::topic(u"message"_s)});
    m_model->setSubscriptionPaused(voip, samples::topic(u"queue"_s), true);
    m_panel->select(voip, samples::topic(u"queue"_s));
    QTest::keyClick(tree(), Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(tree(), Qt::Key_Delete);
    QCOMPARE(patternsOf(*m_model, voip), QStringList{samples::topic(u"call"_s)});
    auto *offer = m_panel->findChild<RemovalOffer *>();
    QVERIFY(offer->isVisible());
    QTest::mouseClick(offer->findChild<QPushButton *>(), Qt::LeftButton);
    QCOMPARE(m_model->profile(voip)->subscriptions.size(), 3);
    QVERIFY(patternsOf(*m_model, voip).contains(samples::topic(u"queue"_s)));
    for (const Subscription &subscription : m_model->profile(voip)->subscriptions)
        QCOMPARE(subscription.paused, subscription.pattern == samples::topic(u"queue"_s));
    QVERIFY(!offer->isVisible());
}

void TestSubscriptionPanel::deleteAgainRemovesTheNextOne()
{
    add(voip, u"prod"_s, u"voipbin"_s, {u"a"_s, u"b"_s, u"c"_s});
    m_panel->select(voip, u"a"_s);
    QTest::keyClick(tree(), Qt::Key_Delete);
    QTest::keyClick(tree(), Qt::Key_Delete);
    QCOMPARE(patternsOf(*m_model, voip), QStringList{u"c"_s});
    m_panel->undoRemoval();
    m_panel->undoRemoval();
    QCOMPARE(patternsOf(*m_model, voip).size(), 3);
}

void TestSubscriptionPanel::undoOfAConnectionThatIsGoneIsHarmless()
{
    add(voip, u"voip-prod"_s, u"voipbin"_s, {samples::topic(u"call"_s)});
    m_panel->removeSubscription(voip, samples::topic(u"call"_s));
    m_model->removeConnection(voip);
    QVERIFY(!m_panel->findChild<RemovalOffer *>()->isVisible());
    m_panel->undoRemoval();
    QCOMPARE(m_model->rowCount(), 0);
}

void TestSubscriptionPanel::undoIsOfferedWhileThereIsSomethingToUndo()
{
    add(voip, u"prod"_s, u"voipbin"_s, {u"a"_s, u"b"_s});
    QSignalSpy offered(m_panel.get(), &SubscriptionPanel::undoOffered);
    m_panel->removeSubscription(voip, u"a"_s);
    QCOMPARE(offered.last().at(0).toBool(), true);
    m_panel->undoRemoval();
    QCOMPARE(offered.last().at(0).toBool(), false);
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

void TestSubscriptionPanel::deleteOfAConnectionAsksFirst()
{
    add(voip, u"<b>voip</b>"_s, u"voipbin"_s);
    for (const bool really : {false, true}) {
        m_panel->select(voip);
        QTest::keyClick(tree(), Qt::Key_Delete);
        auto *box = openDialog<QMessageBox>();
        QVERIFY(box);
        QCOMPARE(box->textFormat(), Qt::PlainText);
        QVERIFY(box->text().contains(u"<b>voip</b>"_s));
        QCOMPARE(m_model->rowCount(), 1);
        for (QAbstractButton *button : box->buttons()) {
            if ((box->buttonRole(button) == QMessageBox::DestructiveRole) == really) {
                button->click();
                break;
            }
        }
    }
    QCOMPARE(m_model->rowCount(), 0);
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

void TestSubscriptionPanel::rowShowsStateCountAndLastEvent()
{
    const QString topic = samples::topic(u"call"_s);
    add(voip, u"voip-prod"_s, u"voipbin"_s, {topic});
    m_model->tick(1'000'000'000'000);
    SubscriptionStatus status;
    status.pattern = topic;
    status.state = SubscriptionState::Delivering;
    status.events = 1'204;
    status.lastEventUs = 1'000'000'000'000;
    QVector<QImage> seen{rowImage(status)};
    const auto changes = [&] {
        const QImage now = rowImage(status);
        const bool isNew = !seen.contains(now);
        seen.append(now);
        return isNew;
    };
    status.events = 1'205;
    QVERIFY(changes());
    status.lastEventUs -= 240'000'000;
    QVERIFY(changes());
    // Where two states have the same glyph, the word tells them apart.
    for (const auto state :
         {SubscriptionState::Active, SubscriptionState::Requested, SubscriptionState::Waiting,
          SubscriptionState::Unconfirmed, SubscriptionState::Refused}) {
        status.state = state;
        QVERIFY(changes());
    }
    status.reason = u"not yours"_s;
    QVERIFY(changes());
    m_model->setSubscriptionPaused(voip, topic, true);
    status.state = SubscriptionState::Paused;
    QVERIFY(changes());
}

void TestSubscriptionPanel::reasonOfARefusalIsShownWholeAtAnyWidth()
{
    const QString topic = samples::topic(u"call"_s);
    add(voip, u"voip-prod"_s, u"voipbin"_s, {topic, u"b"_s});
    SubscriptionStatus status;
    status.pattern = topic;
    status.state = SubscriptionState::Refused;
    status.reason = u"no"_s;
    const auto height = [this, &topic] {
        return tree()->visualRect(m_subscriptions->indexOf(voip, topic)).height();
    };
    m_model->setSubscriptionStatuses(voip, {status});
    const int small = height();
    QVERIFY(small > tree()->visualRect(m_subscriptions->indexOf(voip)).height());
    status.reason = u"only the owner of the agent may listen to its queues"_s;
    m_model->setSubscriptionStatuses(voip, {status});
    QVERIFY(height() > small);
    m_panel->resize(1'000, 400);
    QTRY_COMPARE(height(), small);
    m_panel->resize(200, 400);
    QTRY_VERIFY(height() > small);
    status.reason = QString(1'000, u'x');
    m_model->setSubscriptionStatuses(voip, {status});
    QVERIFY(height() < 6 * small); // and no more than that
}

void TestSubscriptionPanel::longestSentenceIsWholeInTheFirstWidth()
{
    const QString topic = samples::topic(u"call"_s);
    add(voip, u"voip-prod"_s, u"voipbin"_s, {topic});
    SubscriptionStatus status;
    status.pattern = topic;
    status.state = SubscriptionState::Refused;
    status.reason =
        u"The server refused the pattern, because what it names is of another customer, and "
        "tokens of this kind are for one customer alone. It was asked three times, and each "
        "time the answer was the same. Ask whoever gave you the token for one that may, and "
        "put it into the settings of the connection."_s;
    m_model->setSubscriptionStatuses(voip, {status});
    const QModelIndex index = m_subscriptions->indexOf(voip, topic);
    const SecondLine second(tree()->font(), index, 231);
    QVERIFY2(second.lines.last().endsWith(u"connection."_s), qPrintable(second.lines.join(u'\n')));
    QVERIFY(tree()->visualRect(index).height() > second.height());
}

void TestSubscriptionPanel::connectionSaysBelowItsNameWhatTroublesIt()
{
    add(voip, u"voip-prod"_s, u"voipbin"_s, {samples::topic(u"call"_s)});
    const QModelIndex index = m_subscriptions->indexOf(voip);
    const auto height = [&] { return tree()->visualRect(index).height(); };
    const auto spoken = [&] { return index.data(Qt::AccessibleTextRole).toString(); };
    const int calm = height();
    ConnectionStatus status;
    status.phase = ConnectionPhase::Backoff;
    status.cause = u"refused: wrong token"_s;
    status.retryAtUs = 1'007'000'000;
    m_model->tick(1'000'000'000);
    m_model->setStatus(voip, status);
    const int troubled = height();
    QVERIFY(troubled > calm);
    QCOMPARE(index.data(SubscriptionRole::Trailing).toString(), u"retry in 7 s"_s);
    QVERIFY2(spoken().contains(status.cause), qPrintable(spoken()));
    // It stays while it is tried again, so that the row neither jumps nor forgets.
    ConnectionStatus again;
    again.phase = ConnectionPhase::Connecting;
    m_model->setStatus(voip, again);
    QCOMPARE(height(), troubled);
    ConnectionStatus live;
    live.phase = ConnectionPhase::Live;
    m_model->setStatus(voip, live);
    QCOMPARE(height(), calm);
    QVERIFY(!spoken().contains(status.cause));
    status.cause = QString(100'000, u'x');
    m_model->setStatus(voip, status);
    QVERIFY(height() < 8 * calm);
}

void TestSubscriptionPanel::stateGoesBelowWhereItWouldTakeTheRoomOfTheName()
{
    add(voip, u"voip-production-eu"_s, u"voipbin"_s, {u"queue"_s});
    const auto heightOf = [this](const QString &pattern) {
        return tree()->visualRect(m_subscriptions->indexOf(voip, pattern)).height();
    };
    ConnectionStatus status;
    status.phase = ConnectionPhase::NeedsCredentials;
    m_model->setStatus(voip, status);
    SubscriptionStatus limited;
    limited.pattern = u"queue"_s;
    limited.state = SubscriptionState::Refused;
    limited.reason = u"wait"_s;
    limited.retryAtUs = 1'012'000'000;
    m_model->tick(1'000'000'000);
    m_model->setSubscriptionStatuses(voip, {limited});
    m_panel->resize(900, 400);
    QTRY_COMPARE(SecondLine(tree()->font(), m_subscriptions->indexOf(voip, u"queue"_s), 700).lines,
                 QStringList{u"refused for now · wait"_s});
    const int wide = heightOf({});
    m_panel->resize(170, 400);
    QTRY_VERIFY(heightOf({}) > wide);
    QVERIFY(SecondLine(tree()->font(), m_subscriptions->indexOf(voip, u"queue"_s), 120)
                .lines.join(QString())
                .contains(u"retry in 12 s"_s));
    status.phase = ConnectionPhase::Live; // "live" is short
    m_model->setStatus(voip, status);
    QCOMPARE(heightOf({}), wide);
}

void TestSubscriptionPanel::doubtAboutTheSettingsStandsBelowTheName()
{
    add(voip, u"voip-prod"_s, u"voipbin"_s);
    const QModelIndex index = m_subscriptions->indexOf(voip);
    const int calm = tree()->visualRect(index).height();
    ConnectionStatus live;
    live.phase = ConnectionPhase::Live;
    live.remark = u"This looks like Zaikio, not VoIPBIN."_s;
    m_model->setStatus(voip, live);
    QVERIFY(tree()->visualRect(index).height() > calm);
    QVERIFY(index.data(Qt::AccessibleTextRole).toString().contains(live.remark));
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

void TestSubscriptionPanel::importIsTakenBackInOneStep()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"three.subscriptions.json"_s);
    SubscriptionSet set;
    set.name = u"three"_s;
    set.dialect = u"voipbin"_s;
    for (const char *resource : {"queue", "message", "activeflow"})
        set.subscriptions.append({samples::topic(QLatin1String(resource)), {}, false});
    QVERIFY(SubscriptionSets::write(path, set));
    add(voip, u"voip-prod"_s, u"voipbin"_s, {samples::topic(u"call"_s)});
    m_panel->select(voip);
    auto *offer = m_panel->findChild<RemovalOffer *>();
    for (const bool inTheDialog : {false, true}) {
        m_panel->showSets();
        auto *dialog = openDialog<SubscriptionSetsDialog>();
        QVERIFY(dialog);
        dialog->importFrom(path);
        QCOMPARE(patternsOf(*m_model, voip).size(), 4);
        if (inTheDialog)
            dialog->undoAdding();
        dialog->reject();
        QCOMPARE(offer->isVisible(), !inTheDialog);
        if (!inTheDialog)
            QTest::keySequence(tree(), QKeySequence::Undo);
        QCOMPARE(patternsOf(*m_model, voip), QStringList{samples::topic(u"call"_s)});
        QVERIFY(!offer->isVisible());
    }
}

void TestSubscriptionPanel::whatCameFromAnImportAndWasEditedSinceStays()
{
    add(voip, u"voip-prod"_s, u"voipbin"_s);
    const QVector<Subscription> came{{u"a"_s, {}, false}, {u"b"_s, {}, false}};
    for (const Subscription &one : came)
        m_model->subscribe(voip, one);
    m_model->replaceSubscription(voip, u"a"_s, {u"a"_s, {{u"type"_s, u"x"_s}}, false});
    m_model->setSubscriptionPaused(voip, u"b"_s, true);
    m_panel->findChild<RemovalOffer *>()->offer({voip, came, {}, true});
    m_panel->undoRemoval();
    QCOMPARE(patternsOf(*m_model, voip), QStringList{u"a"_s});
}

void TestSubscriptionPanel::notesTakeLinesOfTheirOwn()
{
    m_model->setDialects({samples::records()});
    add(voip, u"daptin"_s, u"daptin"_s, {u"order"_s});
    const auto height = [this] {
        return tree()->visualRect(m_subscriptions->indexOf(voip, u"order"_s)).height();
    };
    const int without = height();
    const QImage before = tree()->grab().toImage();
    m_model->replaceSubscription(voip, u"order"_s,
                                 {u"order"_s, {{u"EventType"_s, u"update"_s}}, false});
    const int with = height();
    QVERIFY(with > without);
    QVERIFY(tree()->grab().toImage() != before);
    m_model->subscribe(voip, {u"order,bill"_s, {}, false});
    QVERIFY(height() > with); // covered by the new one
    m_model->unsubscribe(voip, u"order,bill"_s);
    QCOMPARE(height(), with);
}

void TestSubscriptionPanel::copyTakesTheWholePattern()
{
    add(voip, u"voip-prod"_s, u"voipbin"_s, {samples::topic(u"call"_s)});
    m_panel->select(voip, samples::topic(u"call"_s));
    QTest::keySequence(tree(), QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text(), samples::topic(u"call"_s));
}

void TestSubscriptionPanel::patternsAreShortenedInTheMiddle()
{
    const QFontMetrics metrics(QApplication::font());
    const QString pattern = samples::topic(u"activeflow"_s);
    QCOMPARE(fittingPattern(pattern, metrics, 10'000), pattern);
    const QString uuidCut =
        fittingPattern(pattern, metrics, metrics.horizontalAdvance(pattern) - 1);
    QVERIFY(uuidCut.startsWith(u"customer_id:5e4a"_s));
    QVERIFY(uuidCut.endsWith(u":activeflow:*"_s));
    const QString oneGap = fittingPattern(pattern, metrics, metrics.horizontalAdvance(uuidCut) - 1);
    QCOMPARE(oneGap.count(QChar(0x2026)), 1);
    QVERIFY(oneGap.startsWith(u"custom"_s));
    QVERIFY(oneGap.endsWith(u"…:activeflow:*"_s));
    const int narrow = metrics.horizontalAdvance(u"customer_id:…w:*"_s);
    const QString cut = fittingPattern(pattern, metrics, narrow);
    QVERIFY(metrics.horizontalAdvance(cut) <= narrow);
    QVERIFY(cut.contains(QChar(0x2026)));
    QVERIFY(cut.endsWith(u'*'));
}

void TestSubscriptionPanel::narrowPatternKeepsWhatTellsItFromThoseBesideIt_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QStringList>("beside");
    QTest::addColumn<QString>("kept");
    const auto of = [](const QString &id, const QString &end) {
        return u"customer_id:"_s + id + u"-1111-4222-8333-0123456789ab:"_s + end;
    };
    const QString a = u"5e4a0037"_s;
    const QString b = u"77d0f2c1"_s;
    QTest::newRow("alone") << of(a, u"call:*"_s) << QStringList() << u":call:*"_s;
    QTest::newRow("resources") << of(a, u"call:*"_s)
                               << QStringList{of(a, u"queue:*"_s), of(a, u"flow:*"_s)}
                               << u":call:*"_s;
    QTest::newRow("customers") << of(a, u"call:*"_s)
                               << QStringList{of(b, u"call:*"_s), of(a, u"flow:*"_s)}
                               << u":5e4a…:call:*"_s;
    QTest::newRow("dots") << u"com.example.warehouse.orders.created"_s
                          << QStringList{u"com.example.warehouse.orders.deleted"_s} << u"created"_s;
}

void TestSubscriptionPanel::narrowPatternKeepsWhatTellsItFromThoseBesideIt()
{
    QFETCH(const QString, pattern);
    QFETCH(const QStringList, beside);
    QFETCH(const QString, kept);
    const QFontMetrics metrics(QApplication::font());
    for (const int spare : {0, 30}) {
        const int width = metrics.horizontalAdvance(u"…"_s + kept) + spare;
        const QString shown = fittingPattern(pattern, metrics, width, [&] { return beside; });
        QVERIFY2(shown.endsWith(kept), qPrintable(shown));
        QVERIFY(metrics.horizontalAdvance(shown) <= width);
    }
    const QString less = fittingPattern(
        pattern, metrics, metrics.horizontalAdvance(u"…"_s + kept) - 4, [&] { return beside; });
    QVERIFY2(less.startsWith(u"…"_s + kept.left(2)), qPrintable(less));
}

void TestSubscriptionPanel::hostileTextsArePaintedOnlyAsFarAsTheyAreSeen()
{
    add(voip, u"<img src=/dev/zero>"_s + QString(20'000, u'x'), u"json"_s,
        {QString(100'000, u'y'), u"\u202eevil\n\t\u0000"_s, u"<table><table><table>"_s});
    const qsizetype size = paintedSize(&*m_panel);
    QVERIFY2(size < 100'000, qPrintable(QString::number(size)));
}

void TestSubscriptionPanel::twoSubscriptionsAreComparedOnce()
{
    static int compared;
    compared = 0;
    DialectInfo lists = samples::plain();
    lists.covers = [](const QString &wide, const QString &narrow) {
        ++compared;
        return coversAsList(wide, narrow);
    };
    m_model->setDialects({lists});
    add(voip, u"many"_s, lists.id);
    for (int i = 0; i < 1'000; ++i) // as an import does
        m_model->subscribe(voip, {u"topic%1,other%1"_s.arg(i), {}, false});
    m_panel->select(voip, u"topic999,other999"_s);
    m_panel->grab();
    QVERIFY2(compared <= 1'000 * 999, qPrintable(QString::number(compared))); // each way
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

QTEST_MAIN(TestSubscriptionPanel)
#include "tst_subscriptionpanel.moc"

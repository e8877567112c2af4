// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/subscriptions/subscriptionremovaltest.h"

#include "views/subscriptions/removaloffer.h"
#include "views/subscriptions/subscriptionsetsdialog.h"

#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

void SubscriptionRemovalTest::deleteRemovesSubscriptionsAtOnceAndUndoBringsThemBack()
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

void SubscriptionRemovalTest::deleteAgainRemovesTheNextOne()
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

void SubscriptionRemovalTest::undoOfAConnectionThatIsGoneIsHarmless()
{
    add(voip, u"voip-prod"_s, u"voipbin"_s, {samples::topic(u"call"_s)});
    m_panel->removeSubscription(voip, samples::topic(u"call"_s));
    m_model->removeConnection(voip);
    QVERIFY(!m_panel->findChild<RemovalOffer *>()->isVisible());
    m_panel->undoRemoval();
    QCOMPARE(m_model->rowCount(), 0);
}

void SubscriptionRemovalTest::undoIsOfferedWhileThereIsSomethingToUndo()
{
    add(voip, u"prod"_s, u"voipbin"_s, {u"a"_s, u"b"_s});
    QSignalSpy offered(m_panel.get(), &SubscriptionPanel::undoOffered);
    m_panel->removeSubscription(voip, u"a"_s);
    QCOMPARE(offered.last().at(0).toBool(), true);
    m_panel->undoRemoval();
    QCOMPARE(offered.last().at(0).toBool(), false);
}

void SubscriptionRemovalTest::deleteOfAConnectionAsksFirst()
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

void SubscriptionRemovalTest::importIsTakenBackInOneStep()
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

void SubscriptionRemovalTest::whatCameFromAnImportAndWasEditedSinceStays()
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connectionmodel.h"
#include "models/subscriptionmodel.h"
#include "tests/support/accessiblenames.h"
#include "tests/support/sampledialects.h"
#include "views/subscriptions/filterrows.h"
#include "views/subscriptions/removaloffer.h"
#include "views/subscriptions/subscriptiondialog.h"
#include "views/subscriptions/subscriptionpanel.h"
#include "views/wraplabel.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

const QString daptin = u"0000000d"_s;
const QString voip = u"0000000a"_s;

/// The control with this name.
template<typename W>
W *named(const QWidget &parent, const QString &name)
{
    for (auto *candidate : parent.findChildren<W *>()) {
        if (candidate->accessibleName() == name)
            return candidate;
    }
    return nullptr;
}

void type(const QWidget &parent, const QString &name, const QString &text)
{
    auto *field = named<QLineEdit>(parent, name);
    field->clear();
    QTest::keyClicks(field, text);
}

QPushButton *ok(const QWidget &dialog)
{
    return dialog.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
}

} // namespace

class TestSubscriptionFilters final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_model = std::make_unique<ConnectionModel>();
        m_model->setDialects({samples::records(), samples::telephony()});
        m_model->addConnection(
            samples::profile(daptin, u"daptin"_s, u"daptin"_s, {u"order"_s, u"user_account"_s}), {},
            false, false);
        m_model->addConnection(
            samples::profile(voip, u"voip"_s, u"voipbin"_s, {samples::topic(u"call"_s)}), {}, false,
            false);
    }

    void newSubscriptionsGetTheFilters()
    {
        SubscriptionDialog dialog(m_model.get(), daptin);
        dialog.show();
        dialog.findChild<QPlainTextEdit *>()->setPlainText(u"invoice\nbill"_s);
        named<QComboBox>(dialog, u"Event type"_s)->setCurrentText(u"update"_s);
        type(dialog, u"Column of filter 1"_s, u"status"_s);
        type(dialog, u"Value of filter 1"_s, u"open"_s);
        QVERIFY(named<QLineEdit>(dialog, u"Column of filter 2"_s)); // room for one more
        dialog.accept();
        const auto &subscriptions = m_model->profile(daptin)->subscriptions;
        QCOMPARE(subscriptions.size(), 4);
        const QMap<QString, QString> wanted{{u"EventType"_s, u"update"_s},
                                            {u"status"_s, u"open"_s}};
        QCOMPARE(subscriptions[2], (Subscription{u"invoice"_s, wanted, false}));
        QCOMPARE(subscriptions[3], (Subscription{u"bill"_s, wanted, false}));
    }

    void eventTypeIsOfferedAndOthersCanBeWritten()
    {
        FilterRows rows(samples::records());
        auto *choice = named<QComboBox>(rows, u"Event type"_s);
        QCOMPARE(choice->findText(u"delete"_s), 3);
        QVERIFY(rows.filters().isEmpty());
        choice->setCurrentText(u"rename"_s);
        QCOMPARE(rows.filters().value(u"EventType"_s), u"rename"_s);
        QVERIFY(rows.problem().isEmpty());
    }

    void systemsWithoutFiltersShowNone()
    {
        SubscriptionDialog dialog(m_model.get(), voip);
        QVERIFY(!dialog.findChild<FilterRows *>());
        auto *connection = dialog.findChild<QComboBox *>(QString(), Qt::FindDirectChildrenOnly);
        connection->setCurrentIndex(connection->findData(daptin));
        QVERIFY(dialog.findChild<FilterRows *>());
        connection->setCurrentIndex(connection->findData(voip));
        QVERIFY(!dialog.findChild<FilterRows *>());
        dialog.focusFilters(); // there is nothing to go to
        QVERIFY(dialog.filters().isEmpty());
    }

    void badFiltersAreSaidBeforeTheyAreSent_data()
    {
        QTest::addColumn<QStringList>("fields"); // column, value, column, value
        QTest::addColumn<QString>("says");
        QTest::newRow("no column") << QStringList{QString(), u"open"_s} << u"no column"_s;
        QTest::newRow("twice") << QStringList{u"a"_s, u"1"_s, u"a"_s, u"2"_s}
                               << u"two filters on a"_s;
        QTest::newRow("the event type")
            << QStringList{u"EventType"_s, u"update"_s} << u"Event type has a field of its own"_s;
    }
    void badFiltersAreSaidBeforeTheyAreSent()
    {
        QFETCH(QStringList, fields);
        QFETCH(QString, says);
        SubscriptionDialog dialog(m_model.get(), daptin, u"order"_s);
        for (qsizetype i = 0; i + 1 < fields.size(); i += 2) {
            const qsizetype number = i / 2 + 1;
            type(dialog, u"Column of filter %1"_s.arg(number), fields[i]);
            type(dialog, u"Value of filter %1"_s.arg(number), fields[i + 1]);
        }
        QVERIFY(!ok(dialog)->isEnabled());
        const QString said = named<WrapLabel>(dialog, u"Problems"_s)->text();
        QVERIFY2(said.contains(says), qPrintable(said));
        dialog.accept();
        QVERIFY(m_model->profile(daptin)->subscriptions[0].filters.isEmpty());
    }

    void changingFiltersAsksAnewInOneGo()
    {
        SubscriptionDialog dialog(m_model.get(), daptin, u"order"_s);
        QSignalSpy subscribed(m_model.get(), &ConnectionModel::subscribeRequested);
        QSignalSpy unsubscribed(m_model.get(), &ConnectionModel::unsubscribeRequested);
        QSignalSpy replaced(&dialog, &SubscriptionDialog::replaced);
        named<QComboBox>(dialog, u"Event type"_s)->setCurrentText(u"create"_s);
        QVERIFY(ok(dialog)->isEnabled());
        dialog.accept();
        QCOMPARE(subscribed.size(), 1);
        QCOMPARE(unsubscribed.size(), 0);
        QCOMPARE(replaced.size(), 1);
        QCOMPARE(replaced[0][1].value<Subscription>(), (Subscription{u"order"_s, {}, false}));
        QCOMPARE(m_model->profile(daptin)->subscriptions[0].filters,
                 (QMap<QString, QString>{{u"EventType"_s, u"create"_s}}));
    }

    void savingWithoutAChangeAsksForNothing()
    {
        m_model->replaceSubscription(daptin, u"order"_s,
                                     {u"order"_s, {{u"status"_s, u"open"_s}}, false});
        SubscriptionDialog dialog(m_model.get(), daptin, u"order"_s);
        QCOMPARE(named<QLineEdit>(dialog, u"Column of filter 1"_s)->text(), u"status"_s);
        QSignalSpy subscribed(m_model.get(), &ConnectionModel::subscribeRequested);
        dialog.accept();
        QCOMPARE(subscribed.size(), 0);
        QCOMPARE(m_model->profile(daptin)->subscriptions[0].filters.value(u"status"_s), u"open"_s);
    }

    void filterIsRemovedByItsButton()
    {
        FilterRows rows(samples::records());
        rows.setFilters({{u"a"_s, u"1"_s}, {u"b"_s, u"2"_s}, {u"EventType"_s, u"update"_s}});
        QSignalSpy changed(&rows, &FilterRows::changed);
        QVERIFY(!named<QToolButton>(rows, u"Remove filter 3"_s)->isEnabled()); // the empty one
        named<QToolButton>(rows, u"Remove filter 1"_s)->click();
        QTRY_COMPARE(changed.size(), 1);
        QCOMPARE(rows.filters(),
                 (QMap<QString, QString>{{u"b"_s, u"2"_s}, {u"EventType"_s, u"update"_s}}));
        named<QToolButton>(rows, u"Remove filter 1"_s)->click();
        QTRY_COMPARE(changed.size(), 2);
        QCOMPARE(rows.filters().keys(), QStringList{u"EventType"_s});
        QVERIFY(named<QLineEdit>(rows, u"Column of filter 1"_s)); // there is always room
    }

    void f2GoesToTheFiltersAndUndoTakesThemBack()
    {
        SubscriptionModel tree(m_model.get());
        SubscriptionPanel panel(m_model.get(), &tree, WindowServices());
        panel.show();
        panel.select(daptin, u"user_account"_s);
        auto *view = panel.findChild<QTreeView *>();
        QTest::keyClick(view, Qt::Key_F2);
        auto *dialog = panel.findChild<SubscriptionDialog *>();
        QVERIFY(dialog);
        auto *type = named<QComboBox>(*dialog, u"Event type"_s);
        QVERIFY(dialog->focusWidget() == type || dialog->focusWidget() == type->lineEdit());
        type->setCurrentText(u"delete"_s);
        dialog->accept();
        auto *offer = panel.findChild<RemovalOffer *>();
        QVERIFY(offer->isVisible());
        QCOMPARE(offer->findChild<WrapLabel *>()->text(), u"Changed user_account"_s);
        QCOMPARE(panel.currentPattern(), u"user_account"_s);
        QTest::keyClick(view, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(m_model->profile(daptin)->subscriptions[1],
                 (Subscription{u"user_account"_s, {}, false}));
        QVERIFY(!offer->isVisible());
        // Though Ctrl was down, the row is chosen and not the opposite.
        QCOMPARE(view->selectionModel()->selectedRows(), QModelIndexList{view->currentIndex()});
    }

    void undoOfAChangedPatternBringsTheOldOneBackToItsPlace()
    {
        SubscriptionModel tree(m_model.get());
        SubscriptionPanel panel(m_model.get(), &tree, WindowServices());
        panel.show();
        panel.select(daptin, u"order"_s);
        panel.editCurrent();
        auto *dialog = panel.findChild<SubscriptionDialog *>();
        dialog->findChild<QPlainTextEdit *>()->setPlainText(u"bill"_s);
        dialog->accept();
        QCOMPARE(m_model->profile(daptin)->subscriptions[0].pattern, u"bill"_s);
        panel.undoRemoval();
        QCOMPARE(m_model->profile(daptin)->subscriptions[0].pattern, u"order"_s);
        QCOMPARE(m_model->profile(daptin)->subscriptions.size(), 2);
        QCOMPARE(panel.currentPattern(), u"order"_s);
    }

    void tabGoesFromThePatternThroughTheFiltersToTheButtons()
    {
        SubscriptionDialog dialog(m_model.get(), daptin, u"order"_s);
        dialog.show();
        dialog.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        type(dialog, u"Column of filter 1"_s, u"a"_s); // now there are two rows
        QTRY_VERIFY(named<QLineEdit>(dialog, u"Column of filter 2"_s)->isVisible());
        dialog.findChild<QPlainTextEdit *>()->setFocus();
        QStringList reached;
        for (int i = 0; i < 8; ++i) {
            QTest::keyClick(dialog.focusWidget(), Qt::Key_Tab);
            const QWidget *focus = dialog.focusWidget();
            reached += focus == ok(dialog) ? u"Save"_s : focus->accessibleName();
        }
        const QStringList expected{u"Event type"_s,
                                   u"Column of filter 1"_s,
                                   u"Value of filter 1"_s,
                                   u"Remove filter 1"_s,
                                   u"Column of filter 2"_s,
                                   u"Value of filter 2"_s,
                                   u"Save"_s};
        QCOMPARE(reached.first(expected.size()), expected);
    }

    void fieldsLineUpAndAltFGoesToThem()
    {
        SubscriptionDialog dialog(m_model.get(), daptin, u"order"_s);
        dialog.show();
        dialog.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        auto *type = named<QComboBox>(dialog, u"Event type"_s);
        auto *connection = named<QComboBox>(dialog, u"Connection"_s);
        QCOMPARE(type->mapTo(&dialog, QPoint()).x(), connection->mapTo(&dialog, QPoint()).x());
        QTest::keyClick(&dialog, Qt::Key_F, Qt::AltModifier);
        QVERIFY(dialog.focusWidget() == type || dialog.focusWidget() == type->lineEdit());
    }

    void everyControlHasAName()
    {
        SubscriptionDialog dialog(m_model.get(), daptin, u"order"_s);
        dialog.show();
        type(dialog, u"Column of filter 1"_s, u"a"_s);
        QCOMPARE(unnamedControls(&dialog), QStringList());
    }

private:
    std::unique_ptr<ConnectionModel> m_model;
};

QTEST_MAIN(TestSubscriptionFilters)
#include "tst_subscriptionfilters.moc"

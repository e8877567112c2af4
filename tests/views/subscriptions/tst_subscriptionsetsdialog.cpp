// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connectionmodel.h"
#include "models/subscriptionmodel.h"
#include "tests/support/accessiblenames.h"
#include "tests/support/sampledialects.h"
#include "views/subscriptions/subscriptionpanel.h"
#include "views/subscriptions/subscriptionsetsdialog.h"
#include "views/wraplabel.h"

#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

const QString daptin = u"0000000d"_s;
const QString other = u"0000000e"_s;

QPushButton *button(const QWidget &parent, const QString &text)
{
    for (auto *candidate : parent.findChildren<QPushButton *>()) {
        if (candidate->text().remove(u'&').startsWith(text))
            return candidate;
    }
    return nullptr;
}

QString label(const QWidget &dialog, const QString &name)
{
    for (const auto *candidate : dialog.findChildren<WrapLabel *>()) {
        if (candidate->accessibleName() == name)
            return candidate->text();
    }
    return {};
}

QString said(const QWidget &dialog)
{
    return label(dialog, u"Result"_s);
}

} // namespace

class TestSubscriptionSetsDialog final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_model = std::make_unique<ConnectionModel>();
        m_model->setDialects({samples::records(), samples::telephony()});
        ConnectionProfile first = samples::profile(daptin, u"fab & co"_s, u"daptin"_s);
        first.subscriptions = {{u"order"_s, {{u"EventType"_s, u"update"_s}}, false},
                               {u"invoice"_s, {}, true}};
        m_model->addConnection(first, {}, false, false);
        m_model->addConnection(samples::profile(other, u"other"_s, u"daptin"_s, {u"invoice"_s}), {},
                               false, false);
    }

    void subscriptionsAreSavedUnderANameAndPutOnAnotherConnection()
    {
        SubscriptionSetsDialog dialog(m_model.get(), daptin, folder());
        dialog.show();
        QVERIFY(!button(dialog, u"Save"_s)->isEnabled()); // it needs a name
        dialog.findChild<QLineEdit *>()->setText(u" Sales "_s);
        button(dialog, u"Save"_s)->click();
        QVERIFY2(said(dialog).contains(u"Saved Sales with 2 subscriptions"_s),
                 qPrintable(said(dialog)));
        QCOMPARE(SubscriptionSets(folder()).all().size(), 1);

        SubscriptionSetsDialog onOther(m_model.get(), other, folder());
        onOther.show();
        QCOMPARE(label(onOther, u"What is in the set"_s), u"order (type=update), invoice"_s);
        QSignalSpy subscribed(m_model.get(), &ConnectionModel::subscribeRequested);
        button(onOther, u"Add to other"_s)->click();
        QCOMPARE(subscribed.size(), 1);
        QCOMPARE(m_model->profile(other)->subscriptions.last(),
                 (Subscription{u"order"_s, {{u"EventType"_s, u"update"_s}}, false}));
        QVERIFY2(said(onOther).contains(u"1 subscription was added. Skipped, because they are "
                                        "there already: invoice."_s),
                 qPrintable(said(onOther)));
    }

    void aSetIsReplacedOnlyAfterAQuestion()
    {
        SubscriptionSetsDialog dialog(m_model.get(), daptin, folder());
        dialog.show();
        dialog.findChild<QLineEdit *>()->setText(u"Sales"_s);
        dialog.save();
        m_model->unsubscribe(daptin, u"order"_s);
        dialog.save();
        auto *box = dialog.findChild<QMessageBox *>();
        QVERIFY(box && box->isVisible());
        QCOMPARE(SubscriptionSets(folder()).all().first().subscriptions.size(), 2);
        button(*box, u"Replace"_s)->click();
        QCOMPARE(SubscriptionSets(folder()).all().first().subscriptions.size(), 1);
    }

    void removingAsksFirst()
    {
        SubscriptionSetsDialog dialog(m_model.get(), daptin, folder());
        dialog.show();
        QVERIFY(!button(dialog, u"Remove"_s)->isEnabled());
        dialog.findChild<QLineEdit *>()->setText(u"Sales"_s);
        dialog.save();
        QTest::keyClick(dialog.findChild<QTreeView *>(), Qt::Key_Delete);
        auto *box = dialog.findChild<QMessageBox *>();
        QVERIFY(box && box->isVisible());
        QCOMPARE(SubscriptionSets(folder()).all().size(), 1);
        button(*box, u"Remove"_s)->click();
        QVERIFY(SubscriptionSets(folder()).all().isEmpty());
        QCOMPARE(m_model->profile(daptin)->subscriptions.size(), 2);
    }

    void fileIsExportedWithoutSecretsAndImported()
    {
        m_model->subscribe(daptin, {u"oauth"_s, {{u"access_token"_s, u"hush"_s}}, false});
        const QString path = m_dir->filePath(u"sales.subscriptions.json"_s);
        SubscriptionSetsDialog dialog(m_model.get(), daptin, folder());
        dialog.show();
        dialog.exportTo(path);
        QVERIFY2(said(dialog).contains(u"Exported 2 subscriptions to sales.subscriptions.json"_s),
                 qPrintable(said(dialog)));
        QVERIFY(said(dialog).contains(u"Left out for a secret"_s));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains("hush"));

        SubscriptionSetsDialog onOther(m_model.get(), other, folder());
        onOther.show();
        onOther.importFrom(path);
        QCOMPARE(m_model->profile(other)->subscriptions.size(), 2);
        onOther.importFrom(path); // nothing is there twice
        QCOMPARE(m_model->profile(other)->subscriptions.size(), 2);
        QVERIFY(said(onOther).contains(u"Nothing was added."_s));
    }

    void setOfAnotherSystemIsRefused()
    {
        SubscriptionSet set;
        set.name = u"Calls"_s;
        set.dialect = u"voipbin"_s;
        set.subscriptions = {{samples::topic(u"call"_s), {}, false}};
        QVERIFY(SubscriptionSets(folder()).save(set));
        const QString path = m_dir->filePath(u"calls.json"_s);
        QVERIFY(SubscriptionSets::write(path, set));
        SubscriptionSetsDialog dialog(m_model.get(), daptin, folder());
        dialog.show();
        QCOMPARE(dialog.findChild<QTreeView *>()->model()->rowCount(), 0);
        QCOMPARE(label(dialog, u"What is in the set"_s), u"1 saved set is for another system."_s);
        dialog.importFrom(path);
        QVERIFY2(said(dialog).contains(u"The set is for VoIPBIN, and fab & co speaks Daptin"_s),
                 qPrintable(said(dialog)));
        QCOMPARE(m_model->profile(daptin)->subscriptions.size(), 2);
    }

    void fileThatCannotBeReadIsSaid()
    {
        SubscriptionSetsDialog dialog(m_model.get(), daptin, folder());
        dialog.show();
        dialog.importFrom(m_dir->filePath(u"gone.json"_s));
        QVERIFY(said(dialog).contains(u"gone.json"_s));
        dialog.exportTo(m_dir->filePath(u"no/where.json"_s));
        QVERIFY(said(dialog).contains(u"cannot be saved"_s));
    }

    void withoutAFolderThereAreOnlyFiles()
    {
        SubscriptionSetsDialog dialog(m_model.get(), daptin, {});
        dialog.show();
        QVERIFY(!button(dialog, u"Save"_s)->isVisible());
        QVERIFY(button(dialog, u"Export"_s)->isEnabled());
        button(dialog, u"Export"_s)->click();
        auto *chooser = dialog.findChild<QFileDialog *>();
        QVERIFY(chooser && chooser->acceptMode() == QFileDialog::AcceptSave);
    }

    void panelOpensItWhereSomethingCanBeSubscribed()
    {
        SubscriptionModel tree(m_model.get());
        SubscriptionPanel panel(m_model.get(), &tree, WindowServices());
        panel.show();
        panel.showSets(); // no connection is chosen
        panel.select(daptin);
        panel.showSets();
        auto *dialog = panel.findChild<SubscriptionSetsDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        QCOMPARE(panel.findChildren<SubscriptionSetsDialog *>().size(), 1);
        m_model->removeConnection(daptin);
        QVERIFY(!dialog->isVisible());
    }

    void everyControlHasAName()
    {
        SubscriptionSetsDialog dialog(m_model.get(), daptin, folder());
        dialog.show();
        QCOMPARE(unnamedControls(&dialog), QStringList());
        QVERIFY(button(dialog, u"Add to fab  co"_s)); // “&&” is shown as one
    }

private:
    QString folder() const { return m_dir->filePath(u"sets"_s); }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<ConnectionModel> m_model;
};

QTEST_MAIN(TestSubscriptionSetsDialog)
#include "tst_subscriptionsetsdialog.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connectionmodel.h"
#include "tests/support/accessiblenames.h"
#include "tests/support/dialogwidgets.h"
#include "tests/support/sampledialects.h"
#include "views/subscriptions/permissiondialog.h"
#include "views/subscriptions/topicsdialog.h"
#include "views/wraplabel.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;
using Kind = TopicRequest::Kind;
using Outcome = TopicAnswer::Outcome;

namespace {

const QString daptin = u"0000000d"_s;
constexpr quint32 ownersOnly = 16256; ///< what a new topic of a Daptin has
constexpr quint32 everybodyReads = 1u << 1;

TopicAnswer answerOf(Outcome outcome, const QString &reason = {})
{
    TopicAnswer answer;
    answer.outcome = outcome;
    answer.reason = reason;
    return answer;
}

/// A dialog on a topic, and what it has asked for.
struct Fixture
{
    Fixture()
    {
        connections.setDialects({samples::records()});
        connections.addConnection(samples::profile(daptin, u"daptin"_s, u"daptin"_s), {}, false,
                                  false);
        QObject::connect(
            &connections, &ConnectionModel::requestMade, &connections,
            [this](const QString &, const TopicRequest &request) { asked.append(request); });
        dialog = std::make_unique<PermissionDialog>(&connections, daptin, u"chat"_s);
        dialog->show();
    }
    void answer(const TopicAnswer &answer) { connections.setAnswer(daptin, asked.last(), answer); }
    void told(quint32 permission, const QString &owner = u"anna"_s)
    {
        TopicAnswer told;
        told.permission = permission;
        told.owner = owner;
        answer(told);
    }
    QString text(const QString &name) const
    {
        for (const auto *label : dialog->findChildren<WrapLabel *>()) {
            if (label->accessibleName() == name)
                return label->text();
        }
        return {};
    }
    QString said() const { return text(u"Answer of the server"_s); }
    QCheckBox *box(const QString &name) const
    {
        for (auto *candidate : dialog->findChildren<QCheckBox *>()) {
            if (candidate->accessibleName() == name)
                return candidate;
        }
        return nullptr;
    }
    QMessageBox *question() const { return dialog->findChild<QMessageBox *>(); }

    ConnectionModel connections;
    QVector<TopicRequest> asked;
    std::unique_ptr<PermissionDialog> dialog;
};

} // namespace

class TestPermissionDialog final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void permissionsAreAskedForAndShownInWords()
    {
        Fixture f;
        QCOMPARE(f.asked, (QVector<TopicRequest>{{Kind::GetPermission, u"chat"_s, {}, 0}}));
        QVERIFY(f.said().contains(u"Asking"_s));
        QVERIFY(!f.box(u"owner: read"_s)->isEnabled()); // nothing is known yet
        f.told(ownersOnly);
        QVERIFY(f.box(u"owner: read"_s)->isEnabled());
        QVERIFY(f.box(u"owner: read"_s)->isChecked());
        QVERIFY(!f.box(u"everybody: read"_s)->isChecked());
        QCOMPARE(f.text(u"Owner"_s), u"Owner: anna"_s);
        QCOMPARE(f.text(u"Permissions in words"_s),
                 u"everybody: nothing; owner: everything; groups: nothing (16256)"_s);
        QVERIFY(!button(*f.dialog, u"Set…"_s)->isEnabled()); // nothing is changed
        QCOMPARE(f.dialog->focusWidget(), f.box(u"everybody: peek"_s)); // where a user begins
    }

    void settingAsksFirstAndSaysTheAnswer()
    {
        Fixture f;
        f.told(ownersOnly | 1u << 30); // a bit that nobody here has a name for
        f.box(u"everybody: read"_s)->click();
        QVERIFY(f.text(u"Permissions in words"_s).startsWith(u"Not set yet: everybody: read;"_s));
        QVERIFY(button(*f.dialog, u"Set…"_s)->isEnabled());
        button(*f.dialog, u"Set…"_s)->click();
        QVERIFY(f.question() && f.question()->isVisible());
        QVERIFY(f.question()->text().contains(u"chat"_s));
        QVERIFY(f.question()->informativeText().contains(u"everybody: nothing"_s));
        QVERIFY(f.question()->informativeText().contains(u"everybody: read"_s));
        QCOMPARE(f.question()->defaultButton(), f.question()->button(QMessageBox::Cancel));
        QCOMPARE(f.asked.size(), 1);
        button(*f.question(), u"Set"_s)->click();
        QCOMPARE(f.asked.size(), 2);
        const quint32 wanted = ownersOnly | everybodyReads | 1u << 30;
        QCOMPARE(f.asked[1], (TopicRequest{Kind::SetPermission, u"chat"_s, {}, wanted}));
        f.answer(answerOf(Outcome::Done));
        QCOMPARE(f.said(), u"The server has set the permissions."_s);
        QVERIFY(f.box(u"everybody: read"_s)->isChecked());
        QVERIFY(!button(*f.dialog, u"Set…"_s)->isEnabled());
    }

    void cancelledQuestionSetsNothing()
    {
        Fixture f;
        f.told(ownersOnly);
        f.box(u"owner: delete"_s)->click();
        button(*f.dialog, u"Set…"_s)->click();
        f.question()->button(QMessageBox::Cancel)->click();
        QCOMPARE(f.asked.size(), 1);
        QVERIFY(!f.box(u"owner: delete"_s)->isChecked()); // the user may go on
    }

    void refusalIsSaidAndTheWishStays()
    {
        Fixture f;
        f.told(ownersOnly);
        f.box(u"everybody: read"_s)->click();
        button(*f.dialog, u"Set…"_s)->click();
        button(*f.question(), u"Set"_s)->click();
        f.answer(answerOf(Outcome::Refused, u"only owner or admin can change permissions"_s));
        QCOMPARE(f.said(),
                 u"The permissions were not set. Only owner or admin can change permissions."_s);
        QVERIFY(button(*f.dialog, u"Set…"_s)->isEnabled());
        QVERIFY(f.text(u"Permissions in words"_s).startsWith(u"Not set yet"_s));
    }

    void whatIsNotToldCannotBeSet_data()
    {
        QTest::addColumn<int>("outcome");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<QString>("said");
        QTest::newRow("refused") << int(Outcome::Refused) << u"topic not found"_s
                                 << u"The server does not tell the permissions. Topic not found."_s;
        QTest::newRow("old server")
            << int(Outcome::Unanswered)
            << u"it was not sent: this is an old Daptin, where topics have no permissions"_s
            << u"It was not sent: this is an old Daptin, where topics have no permissions."_s;
    }
    void whatIsNotToldCannotBeSet()
    {
        QFETCH(int, outcome);
        QFETCH(QString, reason);
        Fixture f;
        f.answer(answerOf(Outcome(outcome), reason));
        QTEST(f.said(), "said");
        QVERIFY(!f.box(u"owner: read"_s)->isEnabled());
        QVERIFY(!button(*f.dialog, u"Set…"_s)->isEnabled());
        button(*f.dialog, u"Reload"_s)->click();
        QCOMPARE(f.asked.size(), 2);
        f.told(0, {});
        QVERIFY(f.box(u"owner: read"_s)->isEnabled());
        QVERIFY(f.text(u"Owner"_s).contains(u"no owner"_s));
    }

    void answersToOthersAreNotShown()
    {
        Fixture f;
        f.told(ownersOnly);
        TopicAnswer other;
        other.permission = 0;
        f.connections.setAnswer(daptin, {Kind::GetPermission, u"else"_s, {}, 0}, other);
        f.connections.setAnswer(u"0000000f"_s, f.asked.first(), other);
        QVERIFY(f.box(u"owner: read"_s)->isChecked());
    }

    void topicsDialogOpensItForTheChosenTopic()
    {
        Fixture f;
        TopicsDialog topics(&f.connections, daptin);
        topics.show();
        QVERIFY(!button(topics, u"Permissions…"_s)->isEnabled());
        topics.findChild<QLineEdit *>()->setText(u"<b>chat</b>"_s);
        QVERIFY(button(topics, u"Permissions…"_s)->isEnabled());
        button(topics, u"Permissions…"_s)->click();
        auto *opened = topics.findChild<PermissionDialog *>();
        QVERIFY(opened && opened->isVisible());
        QCOMPARE(f.asked.last(), (TopicRequest{Kind::GetPermission, u"<b>chat</b>"_s, {}, 0}));
    }

    void boxesAreReachedAndChangedByKeyboardAlone()
    {
        Fixture f;
        f.told(ownersOnly);
        f.dialog->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(f.dialog.get()));
        f.box(u"everybody: peek"_s)->setFocus();
        QTest::keyClick(f.dialog->focusWidget(), Qt::Key_Tab);
        QCOMPARE(f.dialog->focusWidget(), f.box(u"owner: peek"_s));
        QTest::keyClick(f.dialog->focusWidget(), Qt::Key_Space);
        QVERIFY(!f.box(u"owner: peek"_s)->isChecked());
    }

    void everythingHasANameAndClosesWithItsConnection()
    {
        Fixture f;
        f.told(ownersOnly);
        QCOMPARE(unnamedControls(f.dialog.get()), QStringList());
        f.connections.removeConnection(daptin);
        QVERIFY(!f.dialog->isVisible());
    }
};

QTEST_MAIN(TestPermissionDialog)
#include "tst_permissiondialog.moc"

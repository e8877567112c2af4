// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connectionmodel.h"
#include "tests/support/accessiblenames.h"
#include "tests/support/dialogwidgets.h"
#include "tests/support/sampledialects.h"
#include "views/emptylistnote.h"
#include "views/subscriptions/messagedialog.h"
#include "views/subscriptions/topicsdialog.h"
#include "views/subscriptions/topictree.h"
#include "views/wraplabel.h"

#include <QAbstractItemModelTester>
#include <QDialogButtonBox>
#include <QInputDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

#include <algorithm>

using namespace eventscope;
using namespace Qt::StringLiterals;
using Kind = TopicRequest::Kind;
using Outcome = TopicAnswer::Outcome;

namespace {

const QString daptin = u"0000000d"_s;

DialectInfo withRequests()
{
    DialectInfo info = samples::plain();
    info.id = u"daptin"_s;
    info.requests = {Kind::List, Kind::Create, Kind::Destroy, Kind::Publish};
    return info;
}

TopicAnswer answerOf(Outcome outcome, const QString &reason, const QStringList &topics = {})
{
    TopicAnswer answer;
    answer.outcome = outcome;
    answer.reason = reason;
    answer.topics = topics;
    return answer;
}

/// A dialog on a connection, and what it has asked for.
struct Fixture
{
    Fixture()
    {
        connections.setDialects({withRequests(), samples::plain()});
        connections.addConnection(samples::profile(daptin, u"daptin"_s, u"daptin"_s), {}, false,
                                  false);
        QObject::connect(
            &connections, &ConnectionModel::requestMade, &connections,
            [this](const QString &, const TopicRequest &request) { asked.append(request); });
        dialog = std::make_unique<TopicsDialog>(&connections, daptin);
        dialog->show();
    }
    void answer(const TopicAnswer &answer) { connections.setAnswer(daptin, asked.last(), answer); }
    void list(const QStringList &topics) { answer(answerOf(Outcome::Done, {}, topics)); }
    TopicTree *tree() const { return dialog->findChild<TopicTree *>(); }
    QTreeView *view() const { return dialog->findChild<QTreeView *>(); }
    QLineEdit *search() const { return dialog->findChild<QLineEdit *>(); }
    QString said() const
    {
        for (const auto *label : dialog->findChildren<WrapLabel *>()) {
            if (label->accessibleName() == u"Answer of the server")
                return label->text();
        }
        return {};
    }
    void choose(const QString &topic) const
    {
        view()->setCurrentIndex(static_cast<TopicTree *>(view()->model())->indexOf(topic));
    }
    QStringList shownAtTop() const
    {
        QStringList names;
        for (int row = 0; row < view()->model()->rowCount(); ++row)
            names += view()->model()->index(row, 0).data().toString();
        return names;
    }

    ConnectionModel connections;
    QVector<TopicRequest> asked;
    std::unique_ptr<TopicsDialog> dialog;
};

} // namespace

class TestTopicsDialog final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void relationsBelongToTheirTable_data();
    void relationsBelongToTheirTable();
    void treeSurvivesAnyTopicsAndSearches();
    void askingIsSaidInOnePlace();
    void listIsAskedForAndGrouped();
    void searchFindsRelationsToo();
    void whatTheServerDoesNotListIsSaid();
    void emptyListSaysWhy();
    void sendIsWhatEnterDoes();
    void chosenTopicsAreSubscribedTo();
    void creatingAsksForANameAndSaysTheAnswer();
    void refusalIsSaidAndChangesNothing();
    void destroyingAsksFirst();
    void messageIsCheckedBeforeItIsSent_data();
    void messageIsCheckedBeforeItIsSent();
    void messageIsSentOnTheChosenTopic();
    void answersToOthersAreNotShown();
    void hostileNamesAreShownAsPlainText();
    void everythingHasAName();
    void onlyForSystemsWithRequests();
    void closesWithItsConnection();
};

void TestTopicsDialog::relationsBelongToTheirTable_data()
{
    QTest::addColumn<QString>("topic");
    QTest::addColumn<QString>("owner");
    const auto row = [](const char *topic, const char *owner) {
        QTest::newRow(topic) << QString::fromLatin1(topic) << QString::fromLatin1(owner);
    };
    row("task_task_id_has_usergroup_usergroup_id", "task");
    row("mail_box_mail_box_id_has_usergroup_usergroup_id", "mail_box");
    row("world_world_id_has_smd_smd_id", "world");
    row("user_otp_account", "");
    row("a_b_id_has_c_c_id", "");
    row("a_a_id_has_b", "");
    row("a_a_id_has_b_b_id_x", "");
    row("_id_has_", "");
    row("x_id_has_x_x_id_has_y_id_has_z_z_id", "");
    row("a_id_has_b_a_id_has_b_id_has_c_c_id", "a_id_has_b");
    row("", "");
}

void TestTopicsDialog::relationsBelongToTheirTable()
{
    QFETCH(QString, topic);
    QFETCH(QString, owner);
    QCOMPARE(relationOwner(topic), owner);
}

void TestTopicsDialog::treeSurvivesAnyTopicsAndSearches()
{
    TopicTree tree;
    QAbstractItemModelTester tester(&tree, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QRandomGenerator random(7);
    const QStringList names{
        u"a"_s, u"b"_s, u"a_a_id_has_b_b_id"_s, u"b_b_id_has_a_a_id"_s, u"c_c_id_has_a_a_id"_s, {}};
    for (int round = 0; round < 300; ++round) {
        if (random.bounded(2) == 0) {
            QStringList topics;
            for (int i = random.bounded(8); i > 0; --i)
                topics += names[random.bounded(names.size())];
            tree.setTopics(topics);
            for (const QString &topic : tree.topics())
                QVERIFY(!tree.indexOf(topic).isValid()
                        || tree.topicAt(tree.indexOf(topic)) == topic);
        } else {
            tree.search(QString(u"abc_*["_s[random.bounded(6)]).repeated(random.bounded(3)));
        }
    }
}

void TestTopicsDialog::askingIsSaidInOnePlace()
{
    Fixture f;
    const auto places = [&f] {
        const auto labels = f.dialog->findChildren<WrapLabel *>();
        return std::count_if(labels.begin(), labels.end(), [](const WrapLabel *label) {
            return label->isVisible() && label->text() == u"Asking the server…"_s;
        });
    };
    QCOMPARE(places(), 1); // the empty list
    f.list({u"world"_s});
    QCOMPARE(places(), 0);
    button(*f.dialog, u"Reload"_s)->click();
    QCOMPARE(places(), 1); // beside the list that is known
}

void TestTopicsDialog::listIsAskedForAndGrouped()
{
    Fixture f;
    QCOMPARE(f.asked, QVector<TopicRequest>{TopicRequest()});
    f.list({u"world"_s, u"task"_s, u"task_task_id_has_usergroup_usergroup_id"_s,
            u"lost_lost_id_has_task_task_id"_s});
    QCOMPARE(f.shownAtTop(), QStringList({u"lost"_s, u"task"_s, u"world"_s}));
    QCOMPARE(f.view()->model()->rowCount(f.view()->model()->index(1, 0)), 1);
    QCOMPARE(f.said(), u"The server has 4 topics."_s);
    // A table that is no topic is only a heading.
    f.view()->setCurrentIndex(f.view()->model()->index(0, 0));
    QVERIFY(f.dialog->chosenTopics().isEmpty());
    QVERIFY(!button(*f.dialog, u"Subscribe"_s)->isEnabled());
    button(*f.dialog, u"Reload"_s)->click();
    QCOMPARE(f.asked.size(), 2);
}

void TestTopicsDialog::searchFindsRelationsToo()
{
    Fixture f;
    f.list({u"world"_s, u"task"_s, u"task_task_id_has_usergroup_usergroup_id"_s});
    f.search()->setText(u"USERGROUP"_s);
    QCOMPARE(f.shownAtTop(), QStringList{u"task"_s});
    QVERIFY(f.view()->isExpanded(f.view()->model()->index(0, 0)));
    f.search()->setText(u"wor"_s);
    QCOMPARE(f.shownAtTop(), QStringList{u"world"_s});
}

void TestTopicsDialog::whatTheServerDoesNotListIsSaid()
{
    Fixture f;
    f.answer(answerOf(Outcome::Unanswered, u"it has no list"_s, {u"world"_s}));
    QCOMPARE(f.said(), u"It has no list."_s);
    QCOMPARE(f.shownAtTop(), QStringList{u"world"_s});
    // Then topics are typed.
    f.search()->setText(u"chat"_s);
    QCOMPARE(f.dialog->chosenTopics(), QStringList{u"chat"_s});
    QVERIFY(button(*f.dialog, u"Destroy…"_s)->isEnabled());
}

void TestTopicsDialog::emptyListSaysWhy()
{
    Fixture f;
    const auto reason = [&f] {
        const auto *note = f.dialog->findChild<EmptyListNote *>();
        return note->isVisible() ? note->findChild<WrapLabel *>()->text() : QString();
    };
    QCOMPARE(reason(), u"Asking the server…"_s);
    f.answer(answerOf(Outcome::Unanswered, u"it has no list"_s));
    QVERIFY2(reason().startsWith(u"The server did not say"_s), qPrintable(reason()));
    f.dialog->reload();
    f.list({});
    QCOMPARE(reason(), u"The server has no topics."_s);
    f.dialog->reload();
    f.list({u"world"_s});
    QCOMPARE(reason(), QString());
    f.search()->setText(u"<b>moon"_s);
    QVERIFY2(reason().contains(u"“<b>moon”"_s), qPrintable(reason()));
}

void TestTopicsDialog::sendIsWhatEnterDoes()
{
    {
        MessageDialog typed(u"chat"_s);
        auto *text = typed.findChild<QPlainTextEdit *>();
        text->insertPlainText(u"\"a\":1"_s); // where the keys go first
        QCOMPARE(typed.message(), QByteArray("{\"a\":1\n}"));
        QCOMPARE(typed.focusWidget(), text);
        MessageDialog everything{QString()};
        QCOMPARE(everything.focusWidget(), everything.findChild<QLineEdit *>());
    }
    MessageDialog dialog(u"chat"_s);
    dialog.show();
    QVERIFY(button(dialog, u"Send"_s)->isDefault());
    QVERIFY(!button(dialog, u"Cancel"_s)->isDefault());
}

void TestTopicsDialog::chosenTopicsAreSubscribedTo()
{
    Fixture f;
    f.list({u"world"_s, u"task"_s});
    QSignalSpy subscribed(&f.connections, &ConnectionModel::subscribeRequested);
    f.view()->selectAll();
    button(*f.dialog, u"Subscribe"_s)->click();
    QCOMPARE(subscribed.size(), 2);
    QCOMPARE(f.said(), u"Subscribed to 2 topics."_s);
    button(*f.dialog, u"Subscribe"_s)->click();
    QCOMPARE(subscribed.size(), 2);
    QVERIFY(f.said().contains(u"already"_s));
}

void TestTopicsDialog::creatingAsksForANameAndSaysTheAnswer()
{
    Fixture f;
    f.list({u"world"_s});
    button(*f.dialog, u"Create…"_s)->click();
    auto *input = f.dialog->findChild<QInputDialog *>();
    QVERIFY(input && input->isVisible());
    QCOMPARE(f.asked.size(), 1); // nothing before the user says so
    input->setTextValue(u" chat "_s);
    input->accept();
    QCOMPARE(f.asked.size(), 2);
    QCOMPARE(f.asked[1].kind, Kind::Create);
    QCOMPARE(f.asked[1].topic, u"chat"_s);
    f.answer(answerOf(Outcome::Done, {}));
    QCOMPARE(f.said(), u"chat was created."_s);
    QCOMPARE(f.shownAtTop(), QStringList({u"chat"_s, u"world"_s}));
    button(*f.dialog, u"Send Message…"_s)->click(); // one goes on with what was made
    QCOMPARE(f.dialog->findChild<MessageDialog *>()->topic(), u"chat"_s);
}

void TestTopicsDialog::refusalIsSaidAndChangesNothing()
{
    Fixture f;
    f.list({u"world"_s});
    button(*f.dialog, u"Create…"_s)->click();
    auto *input = f.dialog->findChild<QInputDialog *>();
    input->setTextValue(u"chat"_s);
    input->accept();
    f.answer(answerOf(Outcome::Refused, u"topic already exists"_s));
    QCOMPARE(f.said(), u"chat was not created. Topic already exists."_s);
    QCOMPARE(f.shownAtTop(), QStringList{u"world"_s});
}

void TestTopicsDialog::destroyingAsksFirst()
{
    Fixture f;
    f.list({u"chat"_s, u"world"_s});
    QVERIFY(!button(*f.dialog, u"Destroy…"_s)->isEnabled());
    f.choose(u"chat"_s);
    button(*f.dialog, u"Destroy…"_s)->click();
    auto *box = f.dialog->findChild<QMessageBox *>();
    QVERIFY(box && box->isVisible());
    QVERIFY(box->text().contains(u"chat"_s));
    QCOMPARE(box->defaultButton(), box->button(QMessageBox::Cancel));
    QCOMPARE(f.asked.size(), 1);
    button(*box, u"Destroy"_s)->click();
    QCOMPARE(f.asked.size(), 2);
    QCOMPARE(f.asked[1].kind, Kind::Destroy);
    QCOMPARE(f.asked[1].topic, u"chat"_s);
    f.answer(answerOf(Outcome::Done, {}));
    QCOMPARE(f.said(), u"chat was destroyed."_s);
    QCOMPARE(f.shownAtTop(), QStringList{u"world"_s});
}

void TestTopicsDialog::messageIsCheckedBeforeItIsSent_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("problem");
    QTest::newRow("an object") << u"{\"a\": 1}"_s << QString();
    QTest::newRow("empty") << QString() << u"Line 1 is no JSON"_s;
    QTest::newRow("broken") << u"{\"a\": 1,\n\"b\" 2}"_s << u"Line 2 is no JSON"_s;
    QTest::newRow("an array") << u"[1]"_s << u"must be an object"_s;
}

void TestTopicsDialog::messageIsCheckedBeforeItIsSent()
{
    QFETCH(QString, text);
    QFETCH(QString, problem);
    MessageDialog dialog(u"chat"_s);
    dialog.findChild<QPlainTextEdit *>()->setPlainText(text);
    const auto *label = dialog.findChild<WrapLabel *>();
    QCOMPARE(button(dialog, u"Send"_s)->isEnabled(), problem.isEmpty());
    QVERIFY2(problem.isEmpty() ? label->text().isEmpty() : label->text().contains(problem),
             qPrintable(label->text()));
    dialog.findChild<QPlainTextEdit *>()->setPlainText(u"{}"_s);
    dialog.findChild<QLineEdit *>()->clear();
    QVERIFY(!button(dialog, u"Send"_s)->isEnabled());
}

void TestTopicsDialog::messageIsSentOnTheChosenTopic()
{
    Fixture f;
    f.list({u"chat"_s, u"world"_s});
    f.choose(u"chat"_s);
    button(*f.dialog, u"Send Message…"_s)->click();
    auto *message = f.dialog->findChild<MessageDialog *>();
    QVERIFY(message && message->isVisible());
    message->findChild<QPlainTextEdit *>()->setPlainText(u"{\"hello\":\"wörld\"}"_s);
    button(*message, u"Send"_s)->click();
    QCOMPARE(f.asked.size(), 2);
    QCOMPARE(f.asked[1].kind, Kind::Publish);
    QCOMPARE(f.asked[1].topic, u"chat"_s);
    QCOMPARE(f.asked[1].message, u"{\"hello\":\"wörld\"}"_s.toUtf8());
    f.answer(answerOf(Outcome::Unanswered, u"it was sent"_s));
    QCOMPARE(f.said(), u"It was sent."_s);
}

void TestTopicsDialog::answersToOthersAreNotShown()
{
    Fixture f;
    f.list({u"world"_s});
    const QString before = f.said();
    TopicRequest other;
    other.kind = Kind::Create;
    other.topic = u"theirs"_s;
    f.connections.setAnswer(daptin, other, answerOf(Outcome::Done, {}));
    f.connections.setAnswer(u"0000000f"_s, TopicRequest(), answerOf(Outcome::Done, {}, {}));
    QCOMPARE(f.said(), before);
    QCOMPARE(f.shownAtTop(), QStringList{u"world"_s});
}

void TestTopicsDialog::hostileNamesAreShownAsPlainText()
{
    Fixture f;
    f.list({u"<b>x</b>\u202e"_s});
    QVERIFY(!f.shownAtTop().first().contains(QChar(0x202e)));
    const QString tip = f.view()->model()->index(0, 0).data(Qt::ToolTipRole).toString();
    QVERIFY2(!tip.contains(u"<b>"_s), qPrintable(tip));
}

void TestTopicsDialog::everythingHasAName()
{
    Fixture f;
    QCOMPARE(unnamedControls(f.dialog.get()), QStringList());
    MessageDialog message(u"chat"_s);
    message.show();
    QCOMPARE(unnamedControls(&message), QStringList());
}

void TestTopicsDialog::onlyForSystemsWithRequests()
{
    Fixture f;
    f.connections.addConnection(samples::profile(u"0000000e"_s, u"plain"_s, u"json"_s), {}, false,
                                false);
    QVERIFY(!topicsOpener(&f.connections, u"0000000e"_s, nullptr));
    QVERIFY(!topicsOpener(&f.connections, u"unknown"_s, nullptr));
    QWidget window;
    const auto open = topicsOpener(&f.connections, daptin, &window);
    QVERIFY(open);
    open();
    auto *opened = window.findChild<TopicsDialog *>();
    QVERIFY(opened);
    QVERIFY(opened->windowTitle().contains(u"daptin"_s));
}

void TestTopicsDialog::closesWithItsConnection()
{
    Fixture f;
    f.connections.removeConnection(daptin);
    QVERIFY(!f.dialog->isVisible());
}

QTEST_MAIN(TestTopicsDialog)
#include "tst_topicsdialog.moc"

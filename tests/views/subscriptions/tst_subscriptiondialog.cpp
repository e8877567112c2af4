// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connectionmodel.h"
#include "tests/support/accessiblenames.h"
#include "tests/support/sampledialects.h"
#include "views/subscriptions/subscriptiondialog.h"
#include "views/subscriptions/topicbuilder.h"
#include "views/wraplabel.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

const QString voip = u"0000000a"_s;
const QString json = u"0000000b"_s;

QPlainTextEdit *text(const QWidget &dialog)
{
    return dialog.findChild<QPlainTextEdit *>();
}

QPushButton *ok(const QWidget &dialog)
{
    return dialog.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
}

/// The control of the builder with this label.
template<typename W>
W *part(const QWidget &dialog, const QString &label)
{
    for (auto *candidate : dialog.findChild<TopicBuilder *>()->findChildren<W *>()) {
        if (candidate->accessibleName() == label)
            return candidate;
    }
    return nullptr;
}

QString problems(const QWidget &dialog)
{
    for (const auto *label : dialog.findChildren<WrapLabel *>()) {
        if (label->accessibleName() == "Problems"_L1)
            return label->text();
    }
    return {};
}

} // namespace

class TestSubscriptionDialog final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void builderWritesThePattern();
    void pastedPatternFillsTheBuilder();
    void patternPastedIntoOnePartIsTakenApart();
    void startsLikeTheLastSubscriptionWithTheNextResource();
    void badPatternIsSaidBeforeItIsSent_data();
    void badPatternIsSaidBeforeItIsSent();
    void prefixThatOnlySomeServersTakeCanBeSentWithARemark();
    void whatTheConnectionHasAlreadyIsNamed();
    void severalPatternsAreAddedAtOnce();
    void builderEditsTheLineOfTheCursor();
    void anotherLineIsADifferentPattern();
    void onlyOneResourceTakesItsId();
    void unusualIdWarnsOnly();
    void editingReplacesThePatternAndKeepsTheRest();
    void editingDoesNotMakeTwo();
    void freeTextHasNoBuilder();
    void whatTheSystemRefusesIsSaidBeforeItIsSent();
    void listHasOneMemberOnEachLine();
    void listThatIsEditedStaysOneSubscription();
    void connectionIsChosenAmongThoseThatSubscribe();
    void hugePasteIsRefused();
    void connectionThatGoesAwayStopsIt();
    void theFirstEmptyPartHasTheFocus();
    void fieldsLineUp();
    void tabGoesThroughTheBuilderFirst();
    void everyControlHasAName();

private:
    std::unique_ptr<ConnectionModel> m_model;
};

void TestSubscriptionDialog::init()
{
    m_model = std::make_unique<ConnectionModel>();
    m_model->setDialects({samples::telephony(), samples::plain(), samples::everything()});
    m_model->addConnection(
        samples::profile(voip, u"voip-prod"_s, u"voipbin"_s, {samples::topic(u"call"_s)}), {},
        false, false);
}

void TestSubscriptionDialog::builderWritesThePattern()
{
    SubscriptionDialog dialog(m_model.get(), voip);
    part<QComboBox>(dialog, u"Scope"_s)->setCurrentText(u"agent_id"_s);
    part<QLineEdit>(dialog, u"Id"_s)->setText(QLatin1String(samples::customer));
    part<QComboBox>(dialog, u"Resource type"_s)->setCurrentText(u"queue"_s);
    QCOMPARE(text(dialog)->toPlainText(),
             u"agent_id:%1:queue:*"_s.arg(QLatin1String(samples::customer)));
    QVERIFY(ok(dialog)->isEnabled());
}

void TestSubscriptionDialog::pastedPatternFillsTheBuilder()
{
    SubscriptionDialog dialog(m_model.get(), voip);
    text(dialog)->setPlainText(
        u"  agent_id:%1:message:%1 "_s.arg(QLatin1String(samples::customer)));
    QCOMPARE(part<QComboBox>(dialog, u"Scope"_s)->currentText(), u"agent_id"_s);
    QCOMPARE(part<QLineEdit>(dialog, u"Id"_s)->text(), QLatin1String(samples::customer));
    QCOMPARE(part<QComboBox>(dialog, u"Resource type"_s)->currentText(), u"message"_s);
    QCOMPARE(part<QLineEdit>(dialog, u"Resource"_s)->text(), QLatin1String(samples::customer));
    QCOMPARE(dialog.patterns(),
             QStringList{u"agent_id:%1:message:%1"_s.arg(QLatin1String(samples::customer))});
}

void TestSubscriptionDialog::patternPastedIntoOnePartIsTakenApart()
{
    SubscriptionDialog dialog(m_model.get(), voip);
    const QString whole = u"agent_id:%1:flow:*"_s.arg(QLatin1String(samples::customer));
    part<QLineEdit>(dialog, u"Id"_s)->setText(whole);
    QCOMPARE(part<QLineEdit>(dialog, u"Id"_s)->text(), QLatin1String(samples::customer));
    QCOMPARE(text(dialog)->toPlainText(), whole);
}

void TestSubscriptionDialog::startsLikeTheLastSubscriptionWithTheNextResource()
{
    SubscriptionDialog dialog(m_model.get(), voip);
    QCOMPARE(dialog.patterns(), QStringList{samples::topic(u"activeflow"_s)});
    QVERIFY(ok(dialog)->isEnabled());
}

void TestSubscriptionDialog::badPatternIsSaidBeforeItIsSent_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("part");
    QTest::newRow("empty") << u""_s << u"Write what to subscribe to, a pattern on each line"_s;
    QTest::newRow("too few parts") << u"customer_id"_s << u"4 parts"_s;
    QTest::newRow("unknown scope") << u"tenant_id:abc:call:*"_s << u"Scope"_s;
    QTest::newRow("missing id") << u"customer_id::call:*"_s << u"Id is missing"_s;
    QTest::newRow("all in the middle") << u"customer_id:*:call:*"_s << u"last place"_s;
    QTest::newRow("strange character") << u"customer_id:a b:call:*"_s << u"character"_s;
}

void TestSubscriptionDialog::badPatternIsSaidBeforeItIsSent()
{
    QFETCH(const QString, pattern);
    QFETCH(const QString, part);
    SubscriptionDialog dialog(m_model.get(), voip);
    QSignalSpy sent(m_model.get(), &ConnectionModel::subscribeRequested);
    text(dialog)->setPlainText(pattern);
    QVERIFY2(problems(dialog).contains(part), qPrintable(problems(dialog)));
    QVERIFY(!ok(dialog)->isEnabled());
    dialog.accept();
    QCOMPARE(sent.size(), 0);
    QCOMPARE(m_model->profile(voip)->subscriptions.size(), 1);
}

void TestSubscriptionDialog::prefixThatOnlySomeServersTakeCanBeSentWithARemark()
{
    SubscriptionDialog dialog(m_model.get(), voip);
    for (const auto &pattern : {u"customer_id:%1"_s, u"customer_id:%1:call:"_s}) {
        text(dialog)->setPlainText(pattern.arg(QLatin1String(samples::customer)));
        QVERIFY2(problems(dialog).contains(u"prefix"_s), qPrintable(problems(dialog)));
        QVERIFY(ok(dialog)->isEnabled());
    }
    const QString sent = dialog.patterns().constFirst();
    dialog.accept();
    QCOMPARE(m_model->profile(voip)->subscriptions.last().pattern, sent);
}

void TestSubscriptionDialog::whatTheConnectionHasAlreadyIsNamed()
{
    SubscriptionDialog dialog(m_model.get(), voip);
    text(dialog)->setPlainText(samples::topic(u"queue"_s) + u'\n' + samples::topic(u"call"_s));
    QVERIFY2(problems(dialog).contains(u"voip-prod already has it"_s),
             qPrintable(problems(dialog)));
    QVERIFY(!ok(dialog)->isEnabled());
    text(dialog)->setPlainText(samples::topic(u"queue"_s) + u'\n' + samples::topic(u"queue"_s));
    QVERIFY2(problems(dialog).contains(u"twice"_s), qPrintable(problems(dialog)));
}

void TestSubscriptionDialog::severalPatternsAreAddedAtOnce()
{
    SubscriptionDialog dialog(m_model.get(), voip);
    text(dialog)->setPlainText(samples::topic(u"queue"_s) + u"\n\n  "_s
                               + samples::topic(u"message"_s) + u"\n"_s);
    QVERIFY(ok(dialog)->text().contains(u'2'));
    dialog.accept();
    const auto &subscriptions = m_model->profile(voip)->subscriptions;
    QCOMPARE(subscriptions.size(), 3);
    QCOMPARE(subscriptions[1].pattern, samples::topic(u"queue"_s));
    QCOMPARE(subscriptions[2].pattern, samples::topic(u"message"_s));
}

void TestSubscriptionDialog::builderEditsTheLineOfTheCursor()
{
    SubscriptionDialog dialog(m_model.get(), voip);
    text(dialog)->setPlainText(samples::topic(u"queue"_s) + u'\n' + samples::topic(u"message"_s));
    text(dialog)->moveCursor(QTextCursor::Start);
    QCOMPARE(part<QComboBox>(dialog, u"Resource type"_s)->currentText(), u"queue"_s);
    part<QComboBox>(dialog, u"Resource type"_s)->setCurrentText(u"activeflow"_s);
    const QStringList expected{samples::topic(u"activeflow"_s), samples::topic(u"message"_s)};
    QCOMPARE(dialog.patterns(), expected);
    text(dialog)->moveCursor(QTextCursor::End);
    QCOMPARE(part<QComboBox>(dialog, u"Resource type"_s)->currentText(), u"message"_s);
}

void TestSubscriptionDialog::anotherLineIsADifferentPattern()
{
    SubscriptionDialog dialog(m_model.get(), voip);
    for (auto *button : dialog.findChildren<QPushButton *>()) {
        if (button->text().remove(u'&') == "Add Another"_L1)
            button->click();
    }
    const QStringList patterns = dialog.patterns();
    QCOMPARE(patterns.size(), 2);
    QVERIFY(patterns[0] != patterns[1]);
    QVERIFY(ok(dialog)->isEnabled());
}

void TestSubscriptionDialog::onlyOneResourceTakesItsId()
{
    SubscriptionDialog dialog(m_model.get(), voip);
    auto *which = part<QComboBox>(dialog, u"Resource"_s);
    auto *id = part<QLineEdit>(dialog, u"Resource"_s);
    QVERIFY(!id->isEnabled());
    which->setCurrentIndex(1);
    QVERIFY(id->isEnabled());
    QVERIFY(!ok(dialog)->isEnabled());
    id->setText(QLatin1String(samples::customer));
    QVERIFY(dialog.patterns().constFirst().endsWith(QLatin1String(samples::customer)));
    which->setCurrentIndex(0);
    QVERIFY(dialog.patterns().constFirst().endsWith(u":*"_s));
}

void TestSubscriptionDialog::unusualIdWarnsOnly()
{
    SubscriptionDialog dialog(m_model.get(), voip);
    dialog.show();
    part<QLineEdit>(dialog, u"Id"_s)->setText(u"anything"_s);
    bool warned = false;
    for (const auto *label : dialog.findChildren<WrapLabel *>())
        warned = warned || (label->isVisible() && label->tone() == WrapLabel::Tone::Warning);
    QVERIFY(warned);
    QVERIFY(ok(dialog)->isEnabled());
}

void TestSubscriptionDialog::editingReplacesThePatternAndKeepsTheRest()
{
    m_model->setSubscriptionPaused(voip, samples::topic(u"call"_s), true);
    SubscriptionDialog dialog(m_model.get(), voip, samples::topic(u"call"_s));
    QCOMPARE(dialog.patterns(), QStringList{samples::topic(u"call"_s)});
    QVERIFY(ok(dialog)->isEnabled());
    part<QComboBox>(dialog, u"Resource type"_s)->setCurrentText(u"queue"_s);
    dialog.accept();
    const auto &subscriptions = m_model->profile(voip)->subscriptions;
    QCOMPARE(subscriptions.size(), 1);
    QCOMPARE(subscriptions[0].pattern, samples::topic(u"queue"_s));
    QVERIFY(subscriptions[0].paused);
}

void TestSubscriptionDialog::editingDoesNotMakeTwo()
{
    SubscriptionDialog dialog(m_model.get(), voip, samples::topic(u"call"_s));
    text(dialog)->setPlainText(samples::topic(u"queue"_s) + u'\n' + samples::topic(u"message"_s));
    QVERIFY(!ok(dialog)->isEnabled());
}

void TestSubscriptionDialog::freeTextHasNoBuilder()
{
    m_model->addConnection(samples::profile(json, u"news"_s, u"json"_s), {}, false, false);
    SubscriptionDialog dialog(m_model.get(), json);
    QVERIFY(!dialog.findChild<TopicBuilder *>());
    QVERIFY(!ok(dialog)->isEnabled());
    text(dialog)->setPlainText(u"sport news"_s);
    QVERIFY(ok(dialog)->isEnabled());
    dialog.accept();
    QCOMPARE(m_model->profile(json)->subscriptions.constFirst().pattern, u"sport news"_s);
}

void TestSubscriptionDialog::whatTheSystemRefusesIsSaidBeforeItIsSent()
{
    DialectInfo choosy = samples::plain();
    choosy.topicForm.check = [](const QString &pattern) {
        return pattern.contains(u'(') ? u"This is no expression."_s : QString();
    };
    m_model->setDialects({choosy});
    m_model->addConnection(samples::profile(json, u"news"_s, u"json"_s), {}, false, false);
    SubscriptionDialog dialog(m_model.get(), json);
    text(dialog)->setPlainText(u"^gh-(\n^gh-.*"_s);
    QVERIFY(!ok(dialog)->isEnabled());
    QVERIFY2(problems(dialog).contains(u"^gh-(: This is no expression."_s),
             qPrintable(problems(dialog)));
    text(dialog)->setPlainText(u"^gh-.*"_s);
    QVERIFY(ok(dialog)->isEnabled());
}

void TestSubscriptionDialog::listHasOneMemberOnEachLine()
{
    m_model->setDialects({samples::lists(), samples::plain()});
    m_model->addConnection(samples::profile(json, u"jobs"_s, u"zaikio"_s), {}, false, false);
    SubscriptionDialog dialog(m_model.get(), json);
    dialog.show();
    QVERIFY(!ok(dialog)->isEnabled());
    text(dialog)->setPlainText(u"job.added\n job.updated, job.failed\n\njob.added"_s); // pasted
    QCOMPARE(dialog.patterns(), QStringList{u"job.added,job.updated,job.failed"_s});
    QVERIFY(ok(dialog)->isEnabled());
    dialog.accept();
    QCOMPARE(m_model->profile(json)->subscriptions.size(), 1);
    QCOMPARE(m_model->profile(json)->subscriptions[0].pattern,
             u"job.added,job.updated,job.failed"_s);
}

void TestSubscriptionDialog::listThatIsEditedStaysOneSubscription()
{
    m_model->setDialects({samples::lists()});
    m_model->addConnection(samples::profile(json, u"jobs"_s, u"zaikio"_s, {u"a.b, c.d"_s}), {},
                           false, false);
    QSignalSpy subscribed(m_model.get(), &ConnectionModel::subscribeRequested);
    {
        SubscriptionDialog same(m_model.get(), json, u"a.b, c.d"_s);
        QCOMPARE(text(same)->toPlainText(), u"a.b\nc.d"_s);
        same.accept();
    }
    QCOMPARE(subscribed.size(), 0); // in other words is no change
    SubscriptionDialog dialog(m_model.get(), json, u"a.b, c.d"_s);
    text(dialog)->appendPlainText(u"e.f"_s);
    QVERIFY(ok(dialog)->isEnabled());
    dialog.accept();
    QCOMPARE(m_model->profile(json)->subscriptions.size(), 1);
    QCOMPARE(m_model->profile(json)->subscriptions[0].pattern, u"a.b,c.d,e.f"_s);
}

void TestSubscriptionDialog::connectionIsChosenAmongThoseThatSubscribe()
{
    m_model->addConnection(samples::profile(json, u"news"_s, u"json"_s), {}, false, false);
    m_model->addConnection(samples::profile(u"0000000c"_s, u"fix"_s, u"fix"_s), {}, false, false);
    SubscriptionDialog dialog(m_model.get(), voip);
    auto *connection = dialog.findChild<QComboBox *>(QString(), Qt::FindDirectChildrenOnly);
    QCOMPARE(connection->count(), 2);
    connection->setCurrentIndex(connection->findData(json));
    QCOMPARE(dialog.connectionId(), json);
    QVERIFY(!dialog.findChild<TopicBuilder *>());
    connection->setCurrentIndex(connection->findData(voip));
    QVERIFY(dialog.findChild<TopicBuilder *>());
    QCOMPARE(dialog.patterns(), QStringList{samples::topic(u"activeflow"_s)});
}

void TestSubscriptionDialog::hugePasteIsRefused()
{
    SubscriptionDialog dialog(m_model.get(), voip);
    QString lines;
    for (int i = 0; i < 5'000; ++i)
        lines += u"customer_id:%1:call:*\n"_s.arg(i);
    text(dialog)->setPlainText(lines);
    QVERIFY(!ok(dialog)->isEnabled());
    QVERIFY(problems(dialog).size() < 500);
}

void TestSubscriptionDialog::connectionThatGoesAwayStopsIt()
{
    SubscriptionDialog dialog(m_model.get(), voip);
    m_model->removeConnection(voip);
    dialog.accept();
    QVERIFY(!ok(dialog)->isEnabled());
    QVERIFY(problems(dialog).contains(u"gone"_s));
}

void TestSubscriptionDialog::theFirstEmptyPartHasTheFocus()
{
    const QString fresh = u"0000000f"_s;
    m_model->addConnection(samples::profile(fresh, u"fresh"_s, u"voipbin"_s, {}), {}, false, false);
    SubscriptionDialog dialog(m_model.get(), fresh);
    dialog.show();
    QVERIFY(!part<QComboBox>(dialog, u"Scope"_s)->currentText().isEmpty());
    QCOMPARE(dialog.focusWidget(), part<QLineEdit>(dialog, u"Id"_s));
}

void TestSubscriptionDialog::fieldsLineUp()
{
    SubscriptionDialog dialog(m_model.get(), voip);
    dialog.show();
    const auto left = [&dialog](const QWidget *widget) {
        return widget->mapTo(&dialog, QPoint()).x();
    };
    QWidget *connection = nullptr;
    for (auto *combo : dialog.findChildren<QComboBox *>()) {
        if (combo->accessibleName() == "Connection"_L1)
            connection = combo;
    }
    QVERIFY(connection);
    QCOMPARE(left(connection), left(part<QComboBox>(dialog, u"Scope"_s)));
}

void TestSubscriptionDialog::tabGoesThroughTheBuilderFirst()
{
    m_model->addConnection(samples::profile(json, u"news"_s, u"json"_s), {}, false, false);
    SubscriptionDialog dialog(m_model.get(), json);
    auto *connection = dialog.findChild<QComboBox *>(QString(), Qt::FindDirectChildrenOnly);
    connection->setCurrentIndex(connection->findData(voip)); // the builder is made now
    dialog.show();
    dialog.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    connection->setFocus();
    QList<QWidget *> reached;
    for (int i = 0; i < 4; ++i) {
        QTest::keyClick(dialog.focusWidget(), Qt::Key_Tab);
        reached += dialog.focusWidget();
    }
    const QList<QWidget *> expected{
        part<QComboBox>(dialog, u"Scope"_s), part<QLineEdit>(dialog, u"Id"_s),
        part<QComboBox>(dialog, u"Resource type"_s), part<QComboBox>(dialog, u"Resource"_s)};
    QCOMPARE(reached, expected);
}

void TestSubscriptionDialog::everyControlHasAName()
{
    SubscriptionDialog dialog(m_model.get(), voip);
    dialog.show();
    QCOMPARE(unnamedControls(&dialog), QStringList());
}

QTEST_MAIN(TestSubscriptionDialog)
#include "tst_subscriptiondialog.moc"

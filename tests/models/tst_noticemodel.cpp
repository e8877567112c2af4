// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/noticemodel.h"

#include "models/connection/connectionstatus.h"
#include "tests/models/noticetextstest.h"
#include "tests/models/samplenotices.h"
#include "tests/models/treeshadow.h"
#include "tests/models/workflow/sampleevents.h"
#include "tests/support/testclasses.h"

#include <QAbstractItemModelTester>
#include <QCoreApplication>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;
using E = SampleEvents;

class NoticeModelTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsDismissedIsToldOnceAndWithItsCode();
    void theNewestIsOnTop();
    void theSameNoticeIsCounted();
    void theSameNoticeLaterIsAnother();
    void theSameQuestionIsNotAskedTwice();
    void floodsOfErrorsAreOneNotice();
    void floodsAreToldNowAndThen();
    void floodsToldLateDoNotOvertakeWhatCameAfter();
    void undecodableFramesAreOneNoticePerConnection();
    void theBarShowsTheNewestThatNeedsAnAnswer();
    void answersComeFromTheServerToo();
    void readingCounts();
    void theHistoryIsBounded();
    void openNoticesOutliveTheOthers();
    void randomHistoriesKeepSignalsAndRowsInStep_data();
    void randomHistoriesKeepSignalsAndRowsInStep();
};

void NoticeModelTest::whatIsDismissedIsToldOnceAndWithItsCode()
{
    E events;
    NoticeModel model;
    QSignalSpy dismissed(&model, &NoticeModel::dismissed);
    const QByteArray doubt = R"({"message":"voip-prod: switch?","code":"OTHER_DIALECT"})";
    model.consume(own(events, "eventscope.error", doubt), u"voip-prod"_s);
    const quint64 id = model.current()->id;
    model.dismiss(id + 1);
    QCOMPARE(dismissed.size(), 0);
    model.dismiss(id);
    model.dismiss(id);
    QCOMPARE(dismissed.size(), 1);
    QCOMPARE(dismissed[0][0].value<Notice>().code, otherDialectCode);
    QVERIFY(!model.current());
}

void NoticeModelTest::theNewestIsOnTop()
{
    NoticeModel model;
    model.add(trouble(u"first"_s));
    model.add(trouble(u"second"_s));
    QCOMPARE(model.index(0).data().toString(), u"second"_s);
    QCOMPARE(model.index(1).data().toString(), u"first"_s);
    QVERIFY(model.at(0).id != model.at(1).id);
    model.add(trouble(u"first"_s, E::startUs + 1)); // it comes to the top again
    QCOMPARE(model.index(0).data().toString(), u"first (2 times)"_s);
    QCOMPARE(model.rowCount(), 2);
}

void NoticeModelTest::theSameNoticeIsCounted()
{
    NoticeModel model;
    E events;
    QSignalSpy added(&model, &NoticeModel::added);
    QSignalSpy current(&model, &NoticeModel::currentChanged);
    for (int i = 0; i < 3; ++i)
        model.consume(own(events, "eventscope.refused", denied, "agent_id:x"), u"voip-prod"_s);
    model.consume(own(events, "eventscope.refused", denied, "agent_id:y"), u"voip-prod"_s);
    events.connection = "deadbeef";
    model.consume(own(events, "eventscope.refused", denied, "agent_id:x"), u"voip-prod"_s);
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.at(2).repeated, 3);
    QCOMPARE(model.at(2).sequence, quint64(3));
    QCOMPARE(added.size(), 5);
    QCOMPARE(added.at(2).at(0).value<Notice>().repeated, 3);
    QCOMPARE(current.size(), 5);
    QCOMPARE(model.openCount(), 3);
}

void NoticeModelTest::theSameNoticeLaterIsAnother()
{
    NoticeModel model;
    model.add(trouble(u"disk full"_s, E::startUs));
    model.add(trouble(u"disk full"_s, E::startUs + 60 * E::second));
    QCOMPARE(model.rowCount(), 1);
    model.add(trouble(u"disk full"_s, E::startUs + 121 * E::second));
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.at(0).repeated, 1);
    QCOMPARE(model.at(1).repeated, 2);
    model.add(trouble(u"no time given"_s, 0));
    QVERIFY(model.at(0).atUs > E::startUs);
}

void NoticeModelTest::theSameQuestionIsNotAskedTwice()
{
    NoticeModel model;
    model.add(trouble(u"refused"_s, E::startUs, true));
    model.add(trouble(u"refused"_s, E::startUs + 600 * E::second, true));
    QCOMPARE(model.openCount(), 1);
    QCOMPARE(model.current()->repeated, 2);
    QCOMPARE(model.current()->atUs, E::startUs + 600 * E::second);
    model.dismiss(model.current()->id);
    model.add(trouble(u"refused"_s, E::startUs + 1200 * E::second, true)); // asked anew
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.current()->repeated, 1);
}

void NoticeModelTest::floodsOfErrorsAreOneNotice()
{
    NoticeModel model;
    E events;
    events.stepUs = 1000;
    for (int i = 0; i < 38; ++i)
        model.consume(failing(events, "collect-error",
                              R"({"message":"error )" + QByteArray::number(i) + R"("})"),
                      u"fix"_s);
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.at(0).repeated, 38);
    QCOMPARE(model.index(0).data().toString(), u"collect-error: error 0 (37 more)"_s);
    model.consume(failing(events, "other-error", R"({"message":"x"})"), u"fix"_s);
    model.consume(failing(events, "other-error", R"({"message":"x"})"), u"fix"_s);
    events.connection = "deadbeef";
    model.consume(failing(events, "other-error", R"({"message":"x"})"), u"fix 2"_s);
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.index(1).data().toString(), u"other-error: x (2 times)"_s);
}

void NoticeModelTest::floodsAreToldNowAndThen()
{
    NoticeModel model;
    TreeShadow shadow(&model, {Qt::DisplayRole});
    E events;
    events.stepUs = 100;
    QSignalSpy added(&model, &NoticeModel::added);
    for (int i = 0; i < 5000; ++i)
        model.consume(failing(events, "collect-error", R"({"message":"x"})"), u"fix"_s);
    QVERIFY2(added.size() <= 10, "a flood must not become a flood of signals");
    QTRY_COMPARE(added.last().at(0).value<Notice>().repeated, 5000);
    QCOMPARE(shadow.difference(), QString());
}

void NoticeModelTest::floodsToldLateDoNotOvertakeWhatCameAfter()
{
    NoticeModel model;
    TreeShadow shadow(&model, {Qt::DisplayRole});
    E events;
    QSignalSpy added(&model, &NoticeModel::added);
    for (int i = 0; i < 3; ++i) // the third waits for the pause to end
        model.consume(failing(events, "collect-error", R"({"message":"x"})"), u"fix"_s);
    model.consume(failing(events, "later-error", R"({"message":"y"})"), u"fix"_s);
    QTRY_COMPARE(added.last().at(0).value<Notice>().repeated, 3);
    QCOMPARE(model.index(0).data().toString(), u"later-error: y"_s);
    QVERIFY(model.at(0).atUs > model.at(1).atUs);
    QCOMPARE(shadow.difference(), QString());
}

void NoticeModelTest::undecodableFramesAreOneNoticePerConnection()
{
    NoticeModel model;
    E events;
    events.flags = Undecodable;
    for (int i = 0; i < 5; ++i)
        model.consume(events.make("eventscope.undecodable", "\"\\u0000" + QByteArray::number(i)),
                      u"voip-prod"_s);
    events.connection = "deadbeef";
    model.consume(events.make("eventscope.undecodable", "x"), u"fix"_s);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.at(1).kind, Notice::Kind::Undecodable);
    QCOMPARE(model.at(1).repeated, 5);
    QVERIFY(model.at(1).text.startsWith(u"voip-prod sent something"_s));
    QVERIFY(model.index(1).data().toString().startsWith(u"sent what cannot be read · voip-prod"_s));
    QVERIFY(model.index(1).data().toString().endsWith(u"(5 times)"_s));
}

void NoticeModelTest::theBarShowsTheNewestThatNeedsAnAnswer()
{
    NoticeModel model;
    QSignalSpy current(&model, &NoticeModel::currentChanged);
    QVERIFY(!model.current());
    model.add(trouble(u"one"_s, E::startUs, true));
    model.add(trouble(u"quiet"_s));
    model.add(trouble(u"two"_s, E::startUs, true));
    QCOMPARE(current.size(), 2);
    QCOMPARE(model.current()->text, u"two"_s);
    QCOMPARE(model.openCount(), 2);
    model.dismiss(model.current()->id);
    QCOMPARE(model.current()->text, u"one"_s);
    QVERIFY(model.at(0).read);
    model.dismiss(4711);
    QCOMPARE(current.size(), 3);
    model.dismiss(model.current()->id);
    QVERIFY(!model.current());
    QCOMPARE(model.openCount(), 0);
    QCOMPARE(model.rowCount(), 3); // the history keeps them
    model.add(trouble(u"one"_s, E::startUs, true)); // again, within a minute: it is open again
    QCOMPARE(model.current()->text, u"one"_s);
    QCOMPARE(model.current()->repeated, 2);
    model.clear();
    QVERIFY(!model.current());
    QCOMPARE(model.unreadCount(), 0);
    QCOMPARE(model.rowCount(), 0);
}

void NoticeModelTest::answersComeFromTheServerToo()
{
    NoticeModel model;
    E events;
    const QString name = u"voip-prod"_s;
    model.consume(own(events, "eventscope.refused", denied, "p"), name);
    model.consume(own(events, "eventscope.refused", denied, "q"), name);
    model.consume(own(events, "eventscope.disconnected", R"({"treatment":"stopped"})"), name);
    QCOMPARE(model.openCount(), 3);
    model.dismissTopic(u"another"_s, u"p"_s);
    QCOMPARE(model.openCount(), 3);
    model.dismissTopic(u"0badcafe"_s, u"p"_s);
    QCOMPARE(model.openCount(), 2);
    model.consume(own(events, "eventscope.connected", "{}"), name);
    QCOMPARE(model.openCount(), 1);
    model.consume(own(events, "eventscope.ack", "{}", "q"), name);
    QCOMPARE(model.openCount(), 0);
}

void NoticeModelTest::readingCounts()
{
    NoticeModel model;
    QSignalSpy unread(&model, &NoticeModel::unreadChanged);
    model.add(trouble(u"a"_s));
    model.add(trouble(u"b"_s));
    QCOMPARE(unread.last().at(0).toInt(), 2);
    QVERIFY(!model.index(0).data(NoticeRole::Read).toBool());
    model.markAllRead();
    QCOMPARE(model.unreadCount(), 0);
    QCOMPARE(unread.last().at(0).toInt(), 0);
    QVERIFY(model.index(1).data(NoticeRole::Read).toBool());
    model.markAllRead();
    QCOMPARE(unread.size(), 3);
    model.add(trouble(u"a"_s)); // once more is news
    QCOMPARE(model.unreadCount(), 1);
    Notice seen = trouble(u"c"_s);
    seen.read = true;
    model.add(seen);
    QCOMPARE(model.unreadCount(), 1);
}

void NoticeModelTest::theHistoryIsBounded()
{
    NoticeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    for (int i = 0; i < 1200; ++i)
        model.add(trouble(QString::number(i)));
    QCOMPARE(model.rowCount(), 1000);
    QCOMPARE(model.at(0).text, u"1199"_s);
    QCOMPARE(model.at(999).text, u"200"_s);
    QCOMPARE(model.unreadCount(), 1000);
}

void NoticeModelTest::openNoticesOutliveTheOthers()
{
    NoticeModel model;
    model.add(trouble(u"answer me"_s, E::startUs, true));
    for (int i = 0; i < 1100; ++i)
        model.add(trouble(QString::number(i)));
    QCOMPARE(model.rowCount(), 1000);
    QCOMPARE(model.current()->text, u"answer me"_s);
    NoticeModel all;
    for (int i = 0; i < 1100; ++i)
        all.add(trouble(QString::number(i), E::startUs, true));
    QCOMPARE(all.openCount(), 1000);
    QCOMPARE(all.current()->text, u"1099"_s);
}

void NoticeModelTest::randomHistoriesKeepSignalsAndRowsInStep_data()
{
    QTest::addColumn<uint>("seed");
    for (uint seed = 1; seed <= 6; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void NoticeModelTest::randomHistoriesKeepSignalsAndRowsInStep()
{
    QFETCH(uint, seed);
    QRandomGenerator random(seed);
    const auto below = [&random](int limit) { return int(random.bounded(limit)); };
    NoticeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    TreeShadow shadow(&model, {NoticeRole::Id, NoticeRole::NeedsAnswer, NoticeRole::Read});
    E events;
    int told = 0;
    connect(&model, &NoticeModel::unreadChanged, this, [&told](int unread) { told = unread; });
    for (int step = 0; step < 1500; ++step) {
        events.stepUs = below(5) ? E::second : 70 * E::second;
        const QString text = QString::number(below(30));
        switch (below(10)) {
        case 0:
            model.consume(own(events, "eventscope.refused", denied, text.toStdString()), u"a"_s);
            break;
        case 1:
            model.consume(own(events, "eventscope.ack", "{}", text.toStdString()), u"a"_s);
            break;
        case 2:
            model.dismissTopic(u"0badcafe"_s, text);
            break;
        case 3:
            if (model.rowCount() > 0)
                model.dismiss(model.at(below(model.rowCount())).id);
            break;
        case 4:
            if (below(10) == 0)
                model.markAllRead();
            break;
        case 5:
            if (below(60) == 0)
                model.clear();
            break;
        case 6:
            model.add(trouble(text, events.us, below(2)));
            break;
        default: {
            Notice one = trouble(QString::number(step), events.us);
            one.read = below(2);
            model.add(one);
            break;
        }
        }
        QCOMPARE(shadow.difference(), QString());
        int open = 0;
        int unread = 0;
        for (int row = 0; row < model.rowCount(); ++row) {
            open += model.at(row).needsAnswer ? 1 : 0;
            unread += model.at(row).read ? 0 : 1;
        }
        QCOMPARE(model.openCount(), open);
        QCOMPARE(model.unreadCount(), unread);
        QCOMPARE(told, unread);
        QCOMPARE(model.current().has_value(), open > 0);
    }
}

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, NoticeModelTest, NoticeTextsTest>(argc, argv);
}

#include "tst_noticemodel.moc"

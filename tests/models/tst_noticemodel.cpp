// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/noticemodel.h"

#include "models/connection/connectionstatus.h"
#include "tests/models/treeshadow.h"
#include "tests/models/workflow/sampleevents.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;
using E = SampleEvents;

namespace {

EventView own(E &events, std::string_view type, const QByteArray &data,
              const std::string &topic = {}, Severity severity = Severity::Warning)
{
    events.flags = OwnEvent;
    events.topic = topic;
    events.severity = severity;
    const EventView event = events.make(type, data);
    events.flags = 0;
    events.topic.clear();
    events.severity = Severity::Info;
    return event;
}

EventView failing(E &events, std::string_view type, const QByteArray &payload)
{
    events.severity = Severity::Error;
    const EventView event = events.make(type, payload);
    events.severity = Severity::Info;
    return event;
}

Notice trouble(const QString &text, qint64 atUs = E::startUs, bool needsAnswer = false)
{
    Notice notice;
    notice.kind = Notice::Kind::Trouble;
    notice.severity = Severity::Error;
    notice.title = u"Trouble"_s;
    notice.text = text;
    notice.atUs = atUs;
    notice.needsAnswer = needsAnswer;
    return notice;
}

constexpr const char *denied =
    R"({"message":"voip-prod: agent_id:x was refused: only the owner of the agent may.","code":"PERMISSION_DENIED","frame":{}})";

} // namespace

class NoticeModelTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsDismissedIsToldOnceAndWithItsCode();
    void wantsWhatAPersonShouldBeTold_data();
    void wantsWhatAPersonShouldBeTold();
    void ownRowsBecomeSentences_data();
    void ownRowsBecomeSentences();
    void eventsThatFailAreQuoted_data();
    void eventsThatFailAreQuoted();
    void theNewestIsOnTop();
    void theSameNoticeIsCounted();
    void theSameNoticeLaterIsAnother();
    void theSameQuestionIsNotAskedTwice();
    void listsBeginWithWhatDiffers_data();
    void listsBeginWithWhatDiffers();
    void floodsOfErrorsAreOneNotice();
    void floodsAreToldNowAndThen();
    void floodsToldLateDoNotOvertakeWhatCameAfter();
    void undecodableFramesAreOneNoticePerConnection();
    void theBarShowsTheNewestThatNeedsAnAnswer();
    void answersComeFromTheServerToo();
    void readingCounts();
    void theHistoryIsBounded();
    void openNoticesOutliveTheOthers();
    void textsArePlain();
    void screenReadersHearTheState();
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

void NoticeModelTest::wantsWhatAPersonShouldBeTold_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<Severity>("severity");
    QTest::addColumn<int>("flags");
    QTest::addColumn<bool>("wanted");
    for (const char *type :
         {"eventscope.ack", "eventscope.refused", "eventscope.error", "eventscope.connected",
          "eventscope.disconnected", "eventscope.gap", "eventscope.unconfirmed"})
        QTest::newRow(type) << QByteArray(type) << Severity::Info << int(OwnEvent) << true;
    QTest::newRow("what we sent") << QByteArray("eventscope.sent") << Severity::Info
                                  << int(OwnEvent) << false;
    QTest::newRow("an event") << QByteArray("call.status") << Severity::Info << 0 << false;
    QTest::newRow("a warning") << QByteArray("call.status") << Severity::Warning << 0 << false;
    QTest::newRow("an error") << QByteArray("collect-error") << Severity::Error << 0 << true;
    QTest::newRow("worse") << QByteArray("x") << Severity::Fatal << 0 << true;
    QTest::newRow("not readable") << QByteArray("eventscope.undecodable") << Severity::Info
                                  << int(Undecodable) << true;
    QTest::newRow("a server that plays us")
        << QByteArray("eventscope.refused") << Severity::Info << 0 << false;
}

void NoticeModelTest::wantsWhatAPersonShouldBeTold()
{
    QFETCH(QByteArray, type);
    QFETCH(Severity, severity);
    QFETCH(int, flags);
    QFETCH(bool, wanted);
    const std::string_view name(type.data(), size_t(type.size()));
    QCOMPARE(NoticeModel::wants(name, severity, EventFlags(flags)), wanted);
    NoticeModel model;
    E events;
    events.severity = severity;
    events.flags = EventFlags(flags);
    model.consume(events.make(name, "{}"), u"voip-prod"_s);
    QCOMPARE(model.rowCount(), wanted ? 1 : 0);
}

void NoticeModelTest::ownRowsBecomeSentences_data()
{
    using Kind = Notice::Kind;
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("topic");
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<QString>("text");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<Severity>("severity");
    QTest::addColumn<bool>("needsAnswer");
    const auto row = [](const char *name, const char *type, const char *topic, const char *data,
                        const QString &text, Kind kind, Severity severity, bool open = false) {
        QTest::newRow(name) << QByteArray(type) << QByteArray(topic) << QByteArray(data) << text
                            << kind << severity << open;
    };
    const char *agent = "agent_id:98765432-aaaa-bbbb-cccc-dddddddd3210:queue:*";
    row("not allowed", "eventscope.refused", agent, denied,
        u"voip-prod may not subscribe to agent_id:9876…3210:queue:* — only the owner of the agent may (PERMISSION_DENIED)"_s,
        Kind::Refused, Severity::Error, true);
    row("no such topic", "eventscope.refused", "nonsense",
        R"({"message":"voip-prod: nonsense was refused: no such scope","code":"INVALID_TOPIC"})",
        u"voip-prod knows no topic nonsense — no such scope (INVALID_TOPIC)"_s, Kind::Refused,
        Severity::Error, true);
    row("another code", "eventscope.refused", "p",
        R"({"message":"voip-prod: p was refused: RATE_LIMITED","code":"RATE_LIMITED"})",
        u"voip-prod refused p (RATE_LIMITED)"_s, Kind::Refused, Severity::Error, true);
    row("a reason of its own", "eventscope.refused", "p", R"({"reason":"closed on Sundays"})",
        u"voip-prod refused p — closed on Sundays"_s, Kind::Refused, Severity::Error, true);
    row("refused without a word", "eventscope.refused", "p", "null", u"voip-prod refused p"_s,
        Kind::Refused, Severity::Error, true);
    row("refused without a topic", "eventscope.refused", "", R"({"message":"voip-prod: no"})",
        u"voip-prod: no"_s, Kind::Refused, Severity::Error, true);
    row("confirmed", "eventscope.ack", "p",
        R"({"message":"voip-prod: the server confirmed p","frame":{"type":"ack"}})",
        u"voip-prod: the server confirmed p"_s, Kind::Acknowledged, Severity::Success);
    row("a server error", "eventscope.error", "", R"({"message":"it is full","code":"E42"})",
        u"voip-prod: it is full (E42)"_s, Kind::ServerError, Severity::Error);
    row("another system", "eventscope.error", "",
        R"({"message":"voip-prod: this looks like Fix, not VoIPBIN: switch?","code":"OTHER_DIALECT"})",
        u"voip-prod: this looks like Fix, not VoIPBIN: switch?"_s, Kind::Trouble,
        Severity::Warning, true);
    row("unconfirmed", "eventscope.unconfirmed", "p",
        R"({"message":"voip-prod: p is not confirmed: this server never does"})",
        u"voip-prod: p is not confirmed: this server never does"_s, Kind::Trouble, Severity::Info);
    row("connected", "eventscope.connected", "",
        R"({"message":"voip-prod is connected to 127.0.0.1"})",
        u"voip-prod is connected to 127.0.0.1"_s, Kind::Connected, Severity::Success);
    row("disconnected", "eventscope.disconnected", "",
        R"({"message":"voip-prod was disconnected: connection reset"})",
        u"voip-prod was disconnected: connection reset"_s, Kind::Disconnected, Severity::Warning);
    row("stopped", "eventscope.disconnected", "",
        R"({"message":"voip-prod was disconnected: TrialEnded","treatment":"stopped"})",
        u"voip-prod was disconnected: TrialEnded"_s, Kind::Disconnected, Severity::Error, true);
    row("needs credentials", "eventscope.disconnected", "",
        R"({"message":"voip-prod: 401","treatment":"needs-credentials"})", u"voip-prod: 401"_s,
        Kind::Disconnected, Severity::Error, true);
    row("gap", "eventscope.gap", "", R"({"message":"voip-prod was away for 4.1 s"})",
        u"voip-prod was away for 4.1 s"_s, Kind::Gap, Severity::Warning);
    for (const char *data : {"", "{", "[]", "1", R"({"message":{}})", R"({"message":null})"})
        row(data, "eventscope.gap", "", data, u"voip-prod: events may be missing here"_s, Kind::Gap,
            Severity::Warning);
}

void NoticeModelTest::ownRowsBecomeSentences()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, topic);
    QFETCH(QByteArray, data);
    QFETCH(QString, text);
    QFETCH(Notice::Kind, kind);
    QFETCH(Severity, severity);
    QFETCH(bool, needsAnswer);
    NoticeModel model;
    E events;
    model.consume(own(events, {type.data(), size_t(type.size())}, data, topic.toStdString()),
                  u"voip-prod"_s);
    QCOMPARE(model.rowCount(), 1);
    const Notice &notice = model.at(0);
    QCOMPARE(notice.text, text);
    QCOMPARE(notice.kind, kind);
    QCOMPARE(notice.severity, severity);
    QCOMPARE(notice.needsAnswer, needsAnswer);
    QCOMPARE(notice.topic, QString::fromUtf8(topic));
    QCOMPARE(notice.connectionId, u"0badcafe"_s);
    QCOMPARE(notice.sequence, quint64(1));
    QVERIFY(!notice.title.isEmpty());
    QCOMPARE(model.current().has_value(), needsAnswer);
}

void NoticeModelTest::eventsThatFailAreQuoted_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *payload, const QString &text) {
        QTest::newRow(payload) << QByteArray(payload) << text;
    };
    row(R"({"kind":"collect-error","data":{"task":"t","message":"[aws] Access denied"}})",
        u"collect-error: [aws] Access denied"_s);
    row(R"({"data":{"error":"some error","reason":"other"}})", u"collect-error: some error"_s);
    row(R"({"error":{"code":7,"message":"inner"}})", u"collect-error: inner"_s);
    row(R"({"reason":"bare"})", u"collect-error: bare"_s);
    row(R"({"data":{"x":1}})", u"collect-error: a subject"_s);
    row("not JSON", u"collect-error: a subject"_s);
    row(R"({"previous_status":"progressing","status":"hangup","hangup_reason":"busy"})",
        u"collect-error: progressing → hangup, busy · a subject"_s);
    row(R"({"data":{"previous_status":"a","status":"b"}})", u"collect-error: a → b · a subject"_s);
    row(R"({"password":"secret"})", u"collect-error: a subject"_s);
}

void NoticeModelTest::eventsThatFailAreQuoted()
{
    QFETCH(QByteArray, payload);
    QFETCH(QString, text);
    NoticeModel model;
    E events;
    EventView event = failing(events, "collect-error", payload);
    event.subject = "a subject";
    model.consume(event, u"fix"_s);
    QCOMPARE(model.at(0).text, text);
    QCOMPARE(model.at(0).kind, Notice::Kind::EventError);
    QVERIFY(!model.at(0).needsAnswer);
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

void NoticeModelTest::listsBeginWithWhatDiffers_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<QString>("listed");
    QTest::newRow("ended") << QByteArray("eventscope.ack")
                           << QByteArray(
                                  R"({"message":"voip-prod: the server confirmed the end of x"})")
                           << u"agent…:queue:* ended · voip-prod"_s;
    QTest::newRow("confirmed") << QByteArray("eventscope.ack")
                               << QByteArray(R"({"message":"voip-prod: the server confirmed x"})")
                               << u"agent…:queue:* confirmed · voip-prod"_s;
    QTest::newRow("refused") << QByteArray("eventscope.refused") << QByteArray(denied)
                             << u"agent…:queue:* refused · voip-prod"_s;
    QTest::newRow("unconfirmed") << QByteArray("eventscope.unconfirmed") << QByteArray("{}")
                                 << u"agent…:queue:* not confirmed · voip-prod"_s;
    QTest::newRow("not connected")
        << QByteArray("eventscope.disconnected")
        << QByteArray(R"({"message":"voip-prod could not connect: 404"})")
        << u"Could not connect: 404 · voip-prod"_s;
    QTest::newRow("an error of the server")
        << QByteArray("eventscope.error") << QByteArray(R"({"message":"it is full"})")
        << u"It is full · voip-prod"_s;
    QTest::newRow("disconnected") << QByteArray("eventscope.disconnected")
                                  << QByteArray(
                                         R"({"message":"voip-prod was disconnected: it is full"})")
                                  << u"Disconnected: it is full · voip-prod"_s;
    QTest::newRow("a gap") << QByteArray("eventscope.gap")
                           << QByteArray(R"({"message":"voip-prod was away for 4.1 s"})")
                           << u"Away for 4.1 s · voip-prod"_s;
    QTest::newRow("connected") << QByteArray("eventscope.connected")
                               << QByteArray(R"({"message":"voip-prod is connected"})")
                               << u"Connected · voip-prod"_s;
}

void NoticeModelTest::listsBeginWithWhatDiffers()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, data);
    QFETCH(QString, listed);
    NoticeModel model;
    E events;
    model.consume(own(events, {type.data(), size_t(type.size())}, data,
                      "agent_id:98765432-aaaa-bbbb-cccc-dddddddd3210:queue:*"),
                  u"voip-prod"_s);
    QCOMPARE(model.index(0).data().toString(), listed);
    // The tool tip says the whole.
    QVERIFY(
        model.index(0).data(Qt::ToolTipRole).toString().contains(model.at(0).text.toHtmlEscaped()));
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

void NoticeModelTest::textsArePlain()
{
    NoticeModel model;
    E events;
    const QByteArray evil = "<img src=x>\\n\\u202e%1%2" + QByteArray(20'000, 'x');
    model.consume(own(events, "eventscope.refused", R"({"message":")" + evil + "\"}", "<b>%2\n%1"),
                  u"<i>%3\n"_s);
    model.consume(failing(events, "<u>\n", R"({"message":")" + evil + "\"}"), u"x"_s);
    model.add(trouble(u"<h1>\n"_s + QChar(0x202e)));
    for (int row = 0; row < model.rowCount(); ++row) {
        const QString text = model.index(row).data().toString();
        QVERIFY(!text.contains(u'\n') && !text.contains(QChar(0x202e)));
        QVERIFY(text.size() < 1500);
        const QString tip = model.index(row).data(Qt::ToolTipRole).toString();
        QVERIFY(!tip.contains(u"<img"_s) && !tip.contains(u"<b>"_s) && !tip.contains(u"<i>"_s)
                && !tip.contains(u"<h1"_s));
    }
    QVERIFY(model.at(2).text.startsWith(u"<i>%3⏎ refused <b>%2⏎%1 — <img src=x>⏎"_s));
}

void NoticeModelTest::screenReadersHearTheState()
{
    NoticeModel model;
    model.add(trouble(u"the disk is full"_s, E::startUs, true));
    QCOMPARE(model.index(0).data(Qt::AccessibleTextRole).toString(),
             u"error: Trouble, the disk is full, needs an answer, unread"_s);
    model.dismiss(model.at(0).id);
    QCOMPARE(model.index(0).data(Qt::AccessibleTextRole).toString(),
             u"error: Trouble, the disk is full"_s);
    QCOMPARE(model.index(0).data(NoticeRole::SeverityValue).toInt(), int(Severity::Error));
    QCOMPARE(model.index(0).data(NoticeRole::Title).toString(), u"Trouble"_s);
    QCOMPARE(model.index(0).data(NoticeRole::AtUs).toLongLong(), E::startUs);
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

QTEST_GUILESS_MAIN(NoticeModelTest)
#include "tst_noticemodel.moc"

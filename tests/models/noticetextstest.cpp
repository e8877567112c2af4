// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/noticetextstest.h"

#include "tests/models/samplenotices.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;
using E = SampleEvents;

void NoticeTextsTest::wantsWhatAPersonShouldBeTold_data()
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

void NoticeTextsTest::wantsWhatAPersonShouldBeTold()
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

void NoticeTextsTest::ownRowsBecomeSentences_data()
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
        u"voip-prod: this looks like Fix, not VoIPBIN: switch?"_s, Kind::Trouble, Severity::Warning,
        true);
    row("C4: messages that are too large", "eventscope.error", "",
        R"({"message":"voip-prod: shall they be taken?","code":"MESSAGES_TOO_LARGE"})",
        u"voip-prod: shall they be taken?"_s, Kind::Trouble, Severity::Warning, true);
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

void NoticeTextsTest::ownRowsBecomeSentences()
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

void NoticeTextsTest::eventsThatFailAreQuoted_data()
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

void NoticeTextsTest::eventsThatFailAreQuoted()
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

void NoticeTextsTest::listsBeginWithWhatDiffers_data()
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

void NoticeTextsTest::listsBeginWithWhatDiffers()
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

void NoticeTextsTest::textsArePlain()
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

void NoticeTextsTest::screenReadersHearTheState()
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

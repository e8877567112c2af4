// SPDX-License-Identifier: GPL-3.0-or-later
//
// Requests about topics, asked of the real Daptin that tests/interop/run has started: its URL is in
// EVENTSCOPE_DAPTIN_URL, the token in EVENTSCOPE_DAPTIN_TOKEN.

#include "app/feeds/feedhub.h"
#include "tests/support/collectingsink.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;
using Kind = TopicRequest::Kind;
using Outcome = TopicAnswer::Outcome;

namespace {

constexpr int soonMs = 10'000;
const QString id = u"0badcafe"_s;
const QString room = u"eventscope-room"_s;

} // namespace

class TestInteropDaptinLive : public QObject
{
    Q_OBJECT

    CollectingSink m_sink;
    std::unique_ptr<FeedHub> m_hub;
    ConnectionStatus m_status;
    QVector<SubscriptionStatus> m_states;
    QVector<TopicAnswer> m_answers;

    bool isReading() const
    {
        return m_states.size() == 1
            && (m_states.first().state == SubscriptionState::Active
                || m_states.first().state == SubscriptionState::Delivering);
    }
    /// What the server says to it.
    TopicAnswer ask(Kind kind, const QString &topic, const QByteArray &message = {},
                    quint32 permission = 0)
    {
        m_answers.clear();
        m_hub->request(id, {kind, topic, message, permission});
        if (!QTest::qWaitFor([this] { return !m_answers.isEmpty(); }, soonMs))
            return {Outcome::Unanswered, u"nobody answered the test"_s, {}, 0, {}};
        return m_answers.constFirst();
    }

private Q_SLOTS:
    void initTestCase();
    void topicIsCreatedOnce();
    void messageThatIsSentComesBackToWhoSubscribed();
    void filtersThatAreChangedHoldFromThenOn();
    void permissionOfAnOwnTopicIsReadAndChanged();
    void topicIsDestroyedOnce();
    void tablesAreNoTopicsToDestroy();
    void listIsNotToBeHad();
    void cleanupTestCase();
};

void TestInteropDaptinLive::initTestCase()
{
    const QString url = qEnvironmentVariable("EVENTSCOPE_DAPTIN_URL");
    if (url.isEmpty())
        QSKIP("No Daptin is running: tests/interop/run --only daptin-real starts one.");
    FeedSettings settings;
    settings.reportMs = 10;
    m_hub = std::make_unique<FeedHub>(&m_sink, settings);
    connect(m_hub.get(), &FeedHub::statusChanged, this,
            [this](const QString &, const ConnectionStatus &now) { m_status = now; });
    connect(m_hub.get(), &FeedHub::subscriptionsChanged, this,
            [this](const QString &, const QVector<SubscriptionStatus> &all) { m_states = all; });
    connect(m_hub.get(), &FeedHub::answered, this,
            [this](const QString &, const TopicRequest &, const TopicAnswer &answer) {
                m_answers += answer;
            });
    ConnectionProfile profile;
    profile.id = id;
    profile.name = u"daptin"_s;
    profile.dialect = u"daptin"_s;
    profile.options.insert(u"url"_s, url);
    m_hub->open(profile, {{u"token"_s, qEnvironmentVariable("EVENTSCOPE_DAPTIN_TOKEN")}});
    QTRY_COMPARE_WITH_TIMEOUT(m_status.phase, ConnectionPhase::Live, soonMs);
}

void TestInteropDaptinLive::topicIsCreatedOnce()
{
    TopicAnswer answer = ask(Kind::Create, room);
    QVERIFY2(answer.outcome == Outcome::Done, qPrintable(answer.reason));
    answer = ask(Kind::Create, room);
    QCOMPARE(answer.outcome, Outcome::Refused);
    QVERIFY2(answer.reason.contains(u"already exists"_s), qPrintable(answer.reason));
    answer = ask(Kind::Create, u"user_account"_s);
    QVERIFY2(answer.outcome == Outcome::Refused, qPrintable(answer.reason));
}

void TestInteropDaptinLive::messageThatIsSentComesBackToWhoSubscribed()
{
    m_hub->subscribe(id, {room, {}, false});
    QTRY_VERIFY_WITH_TIMEOUT(isReading(), soonMs);
    const TopicAnswer answer = ask(Kind::Publish, room, R"({"hello":"wörld"})");
    QVERIFY2(answer.outcome == Outcome::Done, qPrintable(answer.reason));
    QTRY_COMPARE_WITH_TIMEOUT(m_sink.count("new-message"), 1, soonMs);
    QCOMPARE(m_sink.rows("new-message").first().topic, room.toUtf8());
    const TopicAnswer missing = ask(Kind::Publish, u"nobody-made-this"_s, "{}");
    QCOMPARE(missing.outcome, Outcome::Refused);
    QVERIFY2(missing.reason.contains(u"does not exist"_s), qPrintable(missing.reason));
}

void TestInteropDaptinLive::filtersThatAreChangedHoldFromThenOn()
{
    // The server takes no other filters for what is subscribed: it must be told to forget it first.
    const qint64 before = m_states.first().confirmedUs;
    const int came = m_sink.count("new-message");
    m_hub->subscribe(id, {room, {{u"to"_s, u"us"_s}, {u"urgency"_s, u"5"_s}}, false});
    QTRY_VERIFY_WITH_TIMEOUT(m_states.first().confirmedUs > before, soonMs);
    QCOMPARE(m_sink.count("eventscope.gap"), 1);
    ask(Kind::Publish, room, R"({"to":"others","urgency":5})");
    ask(Kind::Publish, room, R"({"to":"us","urgency":"5"})"); // a text is no number
    const TopicAnswer ours = ask(Kind::Publish, room, R"({"to":"us","urgency":5})");
    QVERIFY2(ours.outcome == Outcome::Done, qPrintable(ours.reason));
    QCOMPARE(m_sink.count("new-message"), came + 1);
    QVERIFY(m_states.first().events >= quint64(came)); // what came before counts on
    m_hub->subscribe(id, {room, {}, false});
    QTRY_COMPARE_WITH_TIMEOUT(m_sink.count("eventscope.gap"), 2, soonMs);
}

void TestInteropDaptinLive::permissionOfAnOwnTopicIsReadAndChanged()
{
    constexpr quint32 ownerOnly = 16'256;
    constexpr quint32 everybody = 2'097'151;
    TopicAnswer answer = ask(Kind::GetPermission, room);
    QVERIFY2(answer.outcome == Outcome::Done, qPrintable(answer.reason));
    QCOMPARE(answer.permission, ownerOnly);
    QVERIFY(!answer.owner.isEmpty());
    answer = ask(Kind::SetPermission, room, {}, everybody);
    QVERIFY2(answer.outcome == Outcome::Done, qPrintable(answer.reason));
    QCOMPARE(ask(Kind::GetPermission, room).permission, everybody);
}

void TestInteropDaptinLive::topicIsDestroyedOnce()
{
    TopicAnswer answer = ask(Kind::Destroy, room);
    QVERIFY2(answer.outcome == Outcome::Done, qPrintable(answer.reason));
    answer = ask(Kind::Destroy, room);
    QCOMPARE(answer.outcome, Outcome::Refused);
    QVERIFY2(answer.reason.contains(u"not found"_s), qPrintable(answer.reason));
}

void TestInteropDaptinLive::tablesAreNoTopicsToDestroy()
{
    const TopicAnswer answer = ask(Kind::Destroy, u"world"_s);
    QCOMPARE(answer.outcome, Outcome::Refused);
    QVERIFY2(answer.reason.contains(u"system topic"_s), qPrintable(answer.reason));
}

void TestInteropDaptinLive::listIsNotToBeHad()
{
    const TopicAnswer answer = ask(Kind::List, {});
    QCOMPARE(answer.outcome, Outcome::Unanswered);
    QVERIFY2(answer.reason.contains(u"no list"_s), qPrintable(answer.reason));
}

void TestInteropDaptinLive::cleanupTestCase()
{
    if (m_hub)
        m_hub->shutDown();
}

QTEST_GUILESS_MAIN(TestInteropDaptinLive)
#include "tst_interop_daptinlive.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialectregistry.h"
#include "app/feeds/kafkatopicpattern.h"
#include "models/connection/maskoptions.h"
#include "models/connection/plaintext.h"
#include "models/connection/refusedcertificate.h"
#include "models/event/jsontape.h"
#include "models/event/jsontext.h"
#include "tests/app/feeds/deepframestest.h"
#include "tests/support/quietoutput.h"
#include "tests/support/testclasses.h"
#include "transcript.h"

#include <QDirIterator>
#include <QFile>
#include <QRandomGenerator>
#include <QSet>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

const QString fixtures = QStringLiteral(TEST_SOURCE_DIR "/fixtures/dialects");

QStringList transcriptFiles(const QString &folder)
{
    QStringList files;
    QDirIterator found(folder, {u"*.transcript"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (found.hasNext())
        files += found.next();
    files.sort();
    return files;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Checks what every session owes the capture, whatever it is sent.
class InvariantCheck final : public SessionOutput
{
public:
    void event(const EventFields &fields, int) override
    {
        ++m_outputs;
        if (fields.type.empty())
            m_broken = "an event without a type";
        if (fields.payloadKind == PayloadKind::Json
            && (!m_tape.parse(fields.payload) || m_tape.multiLine()))
            m_broken = "a payload that is not one line of JSON";
        if (fields.payloadKind != PayloadKind::Binary && !validUtf8(fields.payload))
            m_broken = "a payload that is not UTF-8";
        if ((fields.flags & Undecodable) && fields.reason.empty())
            m_broken = "an undecodable event without its reason";
    }
    void duplicate(int, quint64) override { ++m_outputs; }
    void send(std::string_view, std::string_view) override { }
    void proven() override { }
    void acknowledged(const QString &, std::string_view) override { ++m_outputs; }
    void released(const QString &, std::string_view) override { ++m_outputs; }
    void refused(const QString &, const QString &, const QString &, std::string_view) override
    {
        ++m_outputs;
    }
    void unconfirmed(const QString &, const QString &) override { }
    void serverError(const QString &, const QString &, std::string_view) override { ++m_outputs; }
    void control() override { ++m_outputs; }
    void close(CloseTreatment, const QString &) override { ++m_outputs; }

    int m_outputs = 0;
    const char *m_broken = nullptr;

private:
    JsonTape m_tape;
};

/// Counts what a session takes for an event, and what for a copy.
class CopyCount final : public QuietOutput
{
public:
    void event(const EventFields &, int) override { ++events; }
    void duplicate(int, quint64) override { ++copies; }

    int events = 0;
    int copies = 0;
};

void say(Session &session, SessionOutput &out, const std::string &frame)
{
    session.frame({frame, false}, Moment(1), out);
}

} // namespace

class TestDialects : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sessionsFollowTheirTranscripts_data();
    void sessionsFollowTheirTranscripts();
    void aTranscriptThatIsNotFollowedFails_data();
    void aTranscriptThatIsNotFollowedFails();
    void everyDialectDescribesItself_data();
    void everyDialectDescribesItself();
    void mutatedFramesAreNeverLostAndNeverBreakTheCapture_data();
    void mutatedFramesAreNeverLostAndNeverBreakTheCapture();
    void secretsAreNeverSentWhereTheyCouldBreakAHeader();
    void everyDialectGuardsItsSecrets_data();
    void everyDialectGuardsItsSecrets();
    void patternsThatBringAllOfAnotherAreKnown_data();
    void patternsThatBringAllOfAnotherAreKnown();
    void patternsThatCannotBeAskedForAreToldBeforehand();
    void historyOfEveryStreamIsKnownAfterAReconnect_data();
    void historyOfEveryStreamIsKnownAfterAReconnect();
};

void TestDialects::sessionsFollowTheirTranscripts_data()
{
    QTest::addColumn<QString>("path");
    for (const QString &path : transcriptFiles(fixtures))
        QTest::newRow(qPrintable(path.mid(fixtures.size() + 1))) << path;
}

void TestDialects::sessionsFollowTheirTranscripts()
{
    QFETCH(QString, path);
    const Dialect *dialect = dialectById(path.section(u'/', -2, -2));
    QVERIFY2(dialect, "the folder is not named after a dialect");
    const QByteArray script = contentOf(path);
    QVERIFY(!script.isEmpty());
    const QString problem = Transcript(*dialect).play(script);
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

void TestDialects::aTranscriptThatIsNotFollowedFails_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("problem");
    QTest::newRow("something was not done") << QByteArray("open\nC {}\n") << u"did nothing more"_s;
    QTest::newRow("something else was done")
        << QByteArray("open\nsubscribe a:b:c:d\nE type=x\n") << u"the session did: C"_s;
    QTest::newRow("something more was done")
        << QByteArray("open\nsubscribe a:b:c:d\n") << u"also did: C"_s;
    QTest::newRow("something more was done before")
        << QByteArray("open\nsubscribe a:b:c:d\n+1s\n") << u"also did"_s;
    QTest::newRow("another attribute")
        << QByteArray("open\nS {\"event_type\":\"a.b\"}\nE type=a.c\n") << u"type is not “a.c”"_s;
    QTest::newRow("an unexpected flag")
        << QByteArray("open\nS x\nE type=eventscope.undecodable\n") << u"flags is not"_s;
    QTest::newRow("another payload")
        << QByteArray("open\nS {\"event_type\":\"a.b\"}\nE type=a.b data={}\n")
        << u"data is not “{}”"_s;
    QTest::newRow("a misspelt key")
        << QByteArray("open\nS {\"event_type\":\"a.b\"}\nE tyep=a.b\n") << u"tyep is not"_s;
    QTest::newRow("an unknown verb") << QByteArray("open\nshout\n") << u"unknown verb"_s;
    QTest::newRow("another handshake") << QByteArray("option url=ws://a/b\nhandshake ws://a/c\n")
                                       << u"the handshake is: ws://a/b"_s;
}

void TestDialects::aTranscriptThatIsNotFollowedFails()
{
    QFETCH(QByteArray, script);
    QFETCH(QString, problem);
    const QString found = Transcript(*dialectById(u"voipbin"_s)).play(script);
    QVERIFY2(found.contains(problem), qPrintable(found));
}

void TestDialects::everyDialectDescribesItself_data()
{
    QTest::addColumn<QString>("id");
    for (const Dialect *dialect : allDialects())
        QTest::newRow(qPrintable(dialect->info().id)) << dialect->info().id;
}

void TestDialects::everyDialectDescribesItself()
{
    QFETCH(QString, id);
    const DialectInfo &info = dialectById(id)->info();
    QVERIFY(!info.title.isEmpty() && !info.description.isEmpty());
    QVERIFY(QFile::exists(QStringLiteral(TEST_SOURCE_DIR "/../app/feeds/dialects/%1.cpp").arg(id)));
    QVERIFY(transcriptFiles(fixtures + u'/' + id).size() >= 8);
    QCOMPARE(info.options.first().key, u"url"_s);
    QSet<QString> keys;
    OptionValues defaults;
    for (const Option &option : info.options) {
        QVERIFY2(!keys.contains(option.key), qPrintable(option.key));
        keys.insert(option.key);
        QVERIFY(!option.label.isEmpty());
        QVERIFY(option.kind != Option::Kind::Secret || option.defaultValue.isEmpty());
        defaults[option.key] = option.defaultValue;
    }
    QVERIFY(!info.problemWith(defaults).isEmpty()); // the URL is missing
    for (const Transport transport : info.transports) {
        defaults[u"url"_s] =
            transport == Transport::Kafka ? u"kafka://127.0.0.1:1/"_s : u"ws://127.0.0.1:1/"_s;
        QCOMPARE(info.transportFor(defaults), transport);
        QCOMPARE(info.problemWith(defaults), QString());
    }
    for (const Option::Choice &address : info.option(u"url"_s)->choices) {
        QVERIFY(!address.label.isEmpty());
        defaults[u"url"_s] = address.value;
        QCOMPARE(info.problemWith(defaults), QString());
    }
    QVERIFY(info.topicForm.placeholder.isEmpty()
            || info.topicForm.problemWith(info.topicForm.placeholder).isEmpty());
}

void TestDialects::mutatedFramesAreNeverLostAndNeverBreakTheCapture_data()
{
    everyDialectDescribesItself_data();
}

void TestDialects::mutatedFramesAreNeverLostAndNeverBreakTheCapture()
{
    QFETCH(QString, id);
    const Dialect &dialect = *dialectById(id);
    QVector<QByteArray> frames;
    for (const QString &path : transcriptFiles(fixtures + u'/' + id))
        frames += Transcript::serverFrames(contentOf(path));
    QVERIFY(frames.size() > 10);

    QRandomGenerator random(20'240'115);
    const std::unique_ptr<Session> session = dialect.makeSession({});
    InvariantCheck check;
    session->opened(Moment(0), {}, check);
    session->subscribe({u"customer_id:abc123:call:*"_s, {}, false}, Moment(0), check);
    const QByteArray spice("{}[]\",:\\\n\r\t 0e-\"\"{{[[nulltrue", 30);
    for (int round = 0; round < 20'000; ++round) {
        QByteArray frame = frames[random.bounded(frames.size())];
        for (int i = random.bounded(4); i > 0 && !frame.isEmpty(); --i) {
            const auto at = random.bounded(int(frame.size()));
            switch (random.bounded(3)) {
            case 0:
                frame[at] = spice[random.bounded(int(spice.size()))];
                break;
            case 1:
                frame.remove(at, 1 + random.bounded(8));
                break;
            default:
                frame.insert(at, spice.mid(random.bounded(20), 3));
            }
        }
        // A text frame reaches a session only as valid UTF-8; QWebSocket sees to that.
        const std::string utf8 = toValidUtf8({frame.constData(), size_t(frame.size())});
        const int before = check.m_outputs;
        session->frame({utf8, random.bounded(10) == 0}, Moment(round), check);
        QVERIFY2(!check.m_broken, check.m_broken);
        QVERIFY2(check.m_outputs > before, utf8.c_str());
    }
}

void TestDialects::everyDialectGuardsItsSecrets_data()
{
    QTest::addColumn<QString>("id");
    for (const Dialect *dialect : allDialects())
        QTest::newRow(qPrintable(dialect->info().id)) << dialect->info().id;
}

/// Whatever a connection speaks: no encryption only on request, one certificate alone if its user
/// says so, and secrets in events masked, also in the store.
void TestDialects::everyDialectGuardsItsSecrets()
{
    QFETCH(QString, id);
    const DialectInfo &info = dialectById(id)->info();
    OptionValues values{{u"url"_s, u"ws://hub.example.org/"_s}};
    for (const Option &option : info.options) {
        if (option.required && option.key != "url"_L1)
            values.insert(option.key, u"1"_s);
    }
    QVERIFY2(problemWithPlaintext(info, values) == info.problemWith(values)
                 && !info.problemWith(values).isEmpty(),
             qPrintable(info.problemWith(values)));
    values.insert(plaintextKey, u"true"_s);
    QVERIFY2(info.problemWith(values).isEmpty(), qPrintable(info.problemWith(values)));
    values.insert(pinKey, u"sha256:nonsense"_s);
    QVERIFY(!info.problemWith(values).isEmpty());
    values.insert(pinKey, u"sha256:"_s + QString(64, u'a'));
    QVERIFY(info.problemWith(values).isEmpty());

    const QStringList shown = maskedFields(info, values);
    QVERIFY(!shown.isEmpty());
    QVERIFY(fieldsMaskedInStore(info, values).isEmpty());
    values.insert(maskStoredKey, u"true"_s);
    QCOMPARE(fieldsMaskedInStore(info, values), shown);
    values.insert(u"mask"_s, u"false"_s); // whoever looks at all that is there sees no more
    QCOMPARE(fieldsMaskedInStore(info, values), shown);
}

void TestDialects::secretsAreNeverSentWhereTheyCouldBreakAHeader()
{
    for (const Dialect *dialect : allDialects()) {
        OptionValues options{{u"url"_s, u"ws://127.0.0.1/x"_s},
                             {u"auth"_s, u"bearer"_s},
                             {u"token"_s, u"abc\r\nX-Injected: 1"_s}};
        const Handshake handshake = dialect->makeSession(options)->handshake();
        for (const auto &[name, value] : handshake.headers)
            QVERIFY2(name == "Origin" && !value.contains("abc"), name + ": " + value);
        QCOMPARE(handshake.url.toString(), u"ws://127.0.0.1/x"_s);
    }
}

void TestDialects::patternsThatBringAllOfAnotherAreKnown_data()
{
    QTest::addColumn<QString>("dialect");
    QTest::addColumn<QString>("wide");
    QTest::addColumn<QString>("narrow");
    QTest::addColumn<bool>("covers");
    const auto row = [](const char *dialect, const char *wide, const char *narrow, bool covers) {
        QTest::addRow("%s %s %s", dialect, wide, narrow)
            << QString::fromLatin1(dialect) << QString::fromLatin1(wide)
            << QString::fromLatin1(narrow) << covers;
    };
    row("voipbin", "customer_id:1:call:*", "customer_id:1:call:7", true);
    row("voipbin", "customer_id:1:queue", "customer_id:1:queuecall:*", false);
    row("daptin", "user_account,document", "document", true);
    row("daptin", "user_account", "user_account_x", false);
    row("zaikio", "a.b,c.d", "c.d", true);
    row("zaikio", "a.b", "a.b,c.d", false);
    row("acm", "^gh-status.*", "gh-status.hub1", true);
    row("acm", "^gh-status.*", "gh-spec", false);
    row("acm", "gh-status", "gh-status.hub1", false);
    row("acm", "^gh-(", "gh-status.hub1", false);
    row("acm", "^gh-.*", "^gh-status.*", true);
    row("acm", "^gh-.*", "^gh-(", false); // it is refused
    row("acm", "^gh-.*", "gh-status hub1", false);
    row("acm", "^gh-", "^gh-status\\.hub[12]$", true);
    row("acm", "^.*", "^a|b", true);
    row("acm", "^gh-status.*", "^gh-.*", false);
    row("acm", "^gh-status\\..*", "^gh-status.hub1", false); // that dot is any character
    row("acm", "^gh-.*hub", "^gh-status.*", false);
    row("acm", "^gh-.*", "^gh-*", false);
    row("acm", "^gh-.*", "^gh-a|spec", false);
}

void TestDialects::patternsThatBringAllOfAnotherAreKnown()
{
    QFETCH(QString, dialect);
    QFETCH(QString, wide);
    QFETCH(QString, narrow);
    const DialectInfo &info = dialectById(dialect)->info();
    QVERIFY(info.covers);
    QTEST(info.covers(wide, narrow), "covers");
}

void TestDialects::patternsThatCannotBeAskedForAreToldBeforehand()
{
    const TopicForm &form = dialectById(u"acm"_s)->info().topicForm;
    QCOMPARE(form.problemWith(u"^gh-.*"_s), QString());
    QCOMPARE(form.problemWith(u"gh-status"_s), QString());
    const QString invalid = form.problemWith(u"^gh-("_s);
    QVERIFY2(invalid.contains(u"no valid regular expression"_s)
                 && invalid.contains(u"position 6"_s),
             qPrintable(invalid));
    QVERIFY(form.problemWith(u"gh status"_s).contains(u"position 3"_s));
    QTest::failOnWarning(QRegularExpression(u"invalid"_s));
    QVERIFY(!KafkaTopicPattern(u"^gh-("_s).matches(u"gh-("_s));
}

void TestDialects::historyOfEveryStreamIsKnownAfterAReconnect_data()
{
    QTest::addColumn<int>("streams");
    QTest::addColumn<int>("flood"); // of one more stream
    QTest::newRow("C21: eight streams, with the hundred that AnyCable keeps of each") << 8 << 0;
    QTest::newRow("C21: a hundred and fifty") << 150 << 0;
    QTest::newRow("C21: five beside one that is busy") << 5 << 40'000;
}

/// A history that is asked for again after a reconnect brings everything that came before it.
void TestDialects::historyOfEveryStreamIsKnownAfterAReconnect()
{
    QFETCH(const int, streams);
    QFETCH(const int, flood);
    constexpr int historyOfAStream = 100;
    const Dialect *dialect = dialectById(u"zaikio"_s);
    const auto event = [](int stream, int number) {
        const std::string s = std::to_string(stream);
        const std::string n = std::to_string(number);
        return R"({"identifier":"stream )" + s + R"(","stream_id":"s/)" + s
            + R"(","epoch":"e","offset":)" + n + R"(,"message":{"id":")" + s + '-' + n
            + R"(","name":"a.b"}})";
    };
    const auto history = [&](Session &session, SessionOutput &out) {
        for (int number = 1; number <= historyOfAStream; ++number) {
            for (int stream = 1; stream <= streams; ++stream)
                say(session, out, event(stream, number));
        }
    };
    OptionValues options{{u"url"_s, u"wss://example.org/"_s}};
    CopyCount first;
    const std::unique_ptr<Session> before = dialect->makeSession(options);
    before->opened(Moment(0), u"actioncable-v1-ext-json"_s, first);
    say(*before, first, R"({"type":"welcome","sid":"1"})");
    history(*before, first);
    for (int number = 1; number <= flood; ++number)
        say(*before, first, event(0, number));
    QCOMPARE(first.events, streams * historyOfAStream + flood);
    QCOMPARE(first.copies, 0);

    options[memoryKey] = before->memory();
    QVERIFY(options[memoryKey].size() < 400'000);
    CopyCount second;
    const std::unique_ptr<Session> after = dialect->makeSession(options);
    after->opened(Moment(0), u"actioncable-v1-ext-json"_s, second);
    say(*after, second, R"({"type":"welcome","sid":"2"})");
    history(*after, second);
    QCOMPARE(second.copies, streams * historyOfAStream);
    QCOMPARE(second.events, 0);
    say(*after, second, event(1, historyOfAStream + 1)); // and what is new is new
    QCOMPARE(second.events, 1);
}

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, TestDialects, DeepFramesTest>(argc, argv);
}
#include "tst_dialects.moc"

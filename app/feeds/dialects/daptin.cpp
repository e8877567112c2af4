// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialectof.h"
#include "app/feeds/dialectregistry.h"
#include "app/feeds/dialects/daptin/daptinfilters.h"
#include "app/feeds/dialects/daptin/daptinrecognition.h"
#include "app/feeds/dialects/daptin/daptinrequests.h"
#include "app/feeds/dialects/daptin/daptinsubscriptions.h"
#include "app/feeds/dialects/daptin/daptinvocabulary.h"
#include "app/feeds/jsonframe.h"
#include "models/connection/maskoptions.h"
#include "models/connection/patterncover.h"
#include "models/event/displaytext.h"

#include <QCoreApplication>
#include <QUrlQuery>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// A token that is not taken is said so within moments: a socket that is open for so long works.
constexpr Moment settleTime{2'000};
/// C hangs up after 5 minutes without a request, and pings of the WebSocket do not count for it.
/// Worse, it hangs up on them: it has 10 s to write whatever it writes, counted from its last
/// frame, and a pong that is written later fails. So it is asked in its own words whether it is
/// there.
constexpr Moment keepAliveAfter{15'000};
constexpr Heartbeat withoutPings{Moment(0), Moment(25'000)};
/// Events have whole rows, the hashes of passwords among them (protocols.md 3).
const QString secretColumns =
    u"*password* *passwd* pwd *_pwd\n*secret* salt *_salt\n*token* *jwt* authorization cookie\n"
    "otp_* totp* credential credentials\n*private_key* *api_key* *access_key*"_s;

QString tr(const char *text)
{
    return QCoreApplication::translate("DaptinDialect", text);
}

/// A token as it was meant: without the word that is often copied along with it.
QString bareToken(const QString &text)
{
    QString token = text.trimmed();
    if (token.startsWith(u"Bearer "_s, Qt::CaseInsensitive))
        token = token.mid(7).trimmed();
    return problemWithSecret(token).isEmpty() ? token : QString();
}

/// A guest is let in, told this, and hung up on with a close frame that is illegal (400), which
/// QWebSocket reports as 1002. The oldest servers write the bare word.
QString guestText()
{
    return tr("The server took the connection for a guest's (unauthorized): the token is missing, "
              "wrong or expired.");
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && uchar(text.front()) <= ' ')
        text.remove_prefix(1);
    while (!text.empty() && uchar(text.back()) <= ' ')
        text.remove_suffix(1);
    return text;
}

/// One conversation with the `/live` of a Daptin, whichever of its three generations; see
/// protocols.md 3. DaptinRecognition finds out which, DaptinFrame reads, DaptinWriter writes.
class DaptinSession final : public Session
{
public:
    explicit DaptinSession(const OptionValues &options);

    Handshake handshake() const override;
    Heartbeat heartbeat() const override;
    void opened(Moment now, const QString &subprotocol, SessionOutput &out) override;
    void frame(const FrameView &frame, Moment now, SessionOutput &out) override;
    void tick(Moment now, SessionOutput &out) override;
    std::optional<Moment> deadline() const override;
    void subscribe(const Subscription &subscription, Moment now, SessionOutput &out) override;
    void unsubscribe(const QString &pattern, Moment now, SessionOutput &out) override;
    void request(const TopicRequest &request, Moment now, SessionOutput &out) override;
    CloseVerdict closed(const CloseCause &cause) const override;
    /// The generation, as far as this connection has seen it; a wrong one is forgotten with it.
    QString memory() const override { return daptinGenerationName(m_recognition.seen()); }

private:
    void start(Moment now, SessionOutput &out);
    void document(Moment now, SessionOutput &out);
    void event(SessionOutput &out);
    void reply(Moment now, SessionOutput &out);
    void prove(SessionOutput &out);

    OptionValues m_options;
    QString m_token;
    DaptinWriter m_writer;
    DaptinRecognition m_recognition;
    DaptinSubscriptions m_subscriptions{m_writer};
    DaptinRequests m_requests{m_writer};
    JsonFrame m_json;
    DaptinFrame m_frame;
    std::optional<Moment> m_settleAt;
    std::optional<Moment> m_keepAliveAt;
    bool m_proven = false;
};

DaptinSession::DaptinSession(const OptionValues &options)
    : m_options(options), m_token(bareToken(options.value(u"token"_s))),
      m_recognition(m_writer, daptinGenerationFromName(options.value(u"generation"_s)),
                    daptinGenerationFromName(options.value(memoryKey)))
{ }

Handshake DaptinSession::handshake() const
{
    Handshake handshake;
    handshake.url = QUrl(m_options.value(u"url"_s).trimmed());
    if (handshake.url.path().isEmpty() || handshake.url.path() == u"/")
        handshake.url.setPath(u"/live"_s);
    // Until v0.11.3 a request without an Origin is answered with 403; any Origin will do. No
    // sub-protocol is offered: the server refuses two, and understands none.
    QByteArray origin = m_options.value(u"origin"_s).trimmed().toLatin1();
    if (origin.isEmpty()) {
        QUrl page(handshake.url);
        page.setScheme(page.scheme() == u"wss" ? u"https"_s : u"http"_s);
        origin = page.toEncoded(QUrl::RemoveUserInfo | QUrl::RemovePath | QUrl::RemoveQuery
                                | QUrl::RemoveFragment);
    }
    handshake.headers.append({"Origin", origin});
    if (m_token.isEmpty())
        return handshake;
    if (m_options.value(u"auth"_s) != u"token") {
        handshake.headers.append({"Authorization", "Bearer " + m_token.toLatin1()});
        return handshake;
    }
    QUrlQuery query(handshake.url);
    query.removeAllQueryItems(u"token"_s);
    query.addQueryItem(u"token"_s, QString::fromLatin1(QUrl::toPercentEncoding(m_token)));
    handshake.url.setQuery(query);
    return handshake;
}

Heartbeat DaptinSession::heartbeat() const
{
    return m_writer.generation() == DaptinGeneration::C ? withoutPings : Heartbeat();
}

void DaptinSession::opened(Moment now, const QString &, SessionOutput &out)
{
    m_settleAt = now + settleTime;
    m_keepAliveAt = now + keepAliveAfter;
    m_recognition.opened(now, out);
    if (m_recognition.isOver())
        start(now, out);
}

void DaptinSession::start(Moment now, SessionOutput &out)
{
    m_keepAliveAt = now + keepAliveAfter;
    m_subscriptions.start(now, out);
    m_requests.start(m_subscriptions.topics(), now, out);
}

void DaptinSession::frame(const FrameView &frame, Moment now, SessionOutput &out)
{
    if (frame.bytes.size() < 32 && trimmed(frame.bytes) == "unauthorized") {
        out.close(CloseTreatment::NeedsCredentials, guestText());
        return;
    }
    m_json.begin(frame);
    while (m_json.next(out))
        document(now, out);
}

void DaptinSession::document(Moment now, SessionOutput &out)
{
    using Kind = DaptinFrame::Kind;
    const Kind kind = m_frame.read(m_json.root());
    if (kind == Kind::Unauthorized) {
        out.close(CloseTreatment::NeedsCredentials, guestText());
        return;
    }
    const bool changed = m_recognition.saw(m_frame.generation());
    switch (kind) {
    case Kind::Event:
        event(out);
        break;
    case Kind::Session:
    case Kind::Pong:
        out.control();
        break;
    case Kind::Reply:
        reply(now, out);
        break;
    case Kind::TopicList:
        if (!m_requests.listed(m_frame.topics(), m_json.payload(), out))
            out.control();
        break;
    case Kind::Unauthorized:
        break;
    }
    prove(out);
    if (changed)
        start(now, out);
}

void DaptinSession::event(SessionOutput &out)
{
    EventFields fields;
    m_frame.fillIn(fields);
    fields.payload = m_json.payload();
    fields.marks = m_json.marks();
    fields.oneLine = true;
    const int subscription = m_subscriptions.match(fields.topic);
    m_subscriptions.delivered(subscription);
    out.event(fields, subscription);
    if (m_requests.waitsForMessage() && fields.type == "new-message")
        m_requests.messageCame(m_frame, out);
}

void DaptinSession::reply(Moment now, SessionOutput &out)
{
    DaptinReply reply = m_frame.reply();
    reply.frame = m_json.payload();
    if (m_subscriptions.answered(reply, now, out) || m_requests.answered(reply, m_frame, out))
        return;
    // To our keep-alive, from a server that answers it as it answers everything.
    if (reply.method == u"ping") {
        out.control();
        return;
    }
    // What DaptinRecognition asked a C that was slow to say so.
    const bool ourLists = m_recognition.hasAsked()
        && (reply.method == u"list-topic" || reply.method == u"list-topicName");
    if (ourLists || (reply.ok && reply.method == u"subscribe"))
        out.control();
    else if (!reply.ok)
        out.serverError({}, displayText(reply.error.isEmpty() ? reply.method : reply.error, 300),
                        reply.frame);
    else if (reply.method == u"unsubscribe")
        out.released(reply.topic, reply.frame);
    else
        out.acknowledged({}, reply.frame);
}

void DaptinSession::prove(SessionOutput &out)
{
    m_settleAt.reset();
    if (!m_proven)
        out.proven();
    m_proven = true;
}

void DaptinSession::subscribe(const Subscription &subscription, Moment now, SessionOutput &out)
{
    m_keepAliveAt = now + keepAliveAfter;
    m_subscriptions.add(subscription, now, out);
}

void DaptinSession::unsubscribe(const QString &pattern, Moment now, SessionOutput &out)
{
    m_subscriptions.remove(pattern, now, out);
}

void DaptinSession::request(const TopicRequest &request, Moment now, SessionOutput &out)
{
    m_requests.ask(request, m_subscriptions.topics(), now, out);
}

void DaptinSession::tick(Moment now, SessionOutput &out)
{
    if (m_recognition.tick(now, out))
        start(now, out);
    m_subscriptions.tick(now, out);
    m_requests.tick(now, out);
    if (m_keepAliveAt && now >= *m_keepAliveAt) {
        m_keepAliveAt = now + keepAliveAfter;
        // The older generations have no such limit and no such request.
        const DaptinGeneration generation = m_writer.generation();
        if (generation != DaptinGeneration::A && generation != DaptinGeneration::B)
            out.keepAlive(R"({"method":"ping"})");
    }
    if (m_settleAt && now >= *m_settleAt)
        prove(out);
}

std::optional<Moment> DaptinSession::deadline() const
{
    std::optional<Moment> due;
    for (const std::optional<Moment> &one : {m_recognition.deadline(), m_subscriptions.deadline(),
                                             m_requests.deadline(), m_keepAliveAt, m_settleAt}) {
        if (one && (!due || *one < *due))
            due = one;
    }
    return due;
}

CloseVerdict DaptinSession::closed(const CloseCause &cause) const
{
    if (cause.httpStatus == 401)
        return {CloseTreatment::NeedsCredentials,
                tr("The server does not take the token (401): it may be of another server, or of "
                   "an older version of it.")};
    if (cause.httpStatus == 403)
        return {CloseTreatment::StoppedByServer,
                tr("The server refused the handshake (403): a Daptin up to v0.11.3 does so where "
                   "it does not accept the Origin; a proxy may ask for its own.")};
    const bool isIllegalClose = cause.closeCode == 400 || cause.closeCode == 1002;
    if (cause.handshakeDone && isIllegalClose && !m_proven)
        return {CloseTreatment::NeedsCredentials, guestText()};
    return {};
}

QVector<Option> daptinOptions()
{
    Option token = tokenOption(tr("The JSON Web Token that signing in to the Daptin gives."));
    token.fromQuery = {{u"token"_s, {{u"auth"_s, u"token"_s}}}};
    const Option auth =
        authOption({{u"bearer"_s, tr("Header (Authorization: Bearer …)")},
                    {u"token"_s, tr("Token in the query (token=…)")}},
                   tr("Queries are written to the logs of servers and proxies, headers are not."));
    const Option origin = textOption(u"origin"_s, tr("Origin"),
                                     tr("The address of the page that the connection seems to come "
                                        "from; empty: the server's own."),
                                     u"https://daptin.example.org"_s);
    const Option generation = choiceOption(
        u"generation"_s, tr("Server"),
        {{u"auto"_s, tr("Find out")},
         {u"A"_s, daptinGenerationText(DaptinGeneration::A)},
         {u"B"_s, daptinGenerationText(DaptinGeneration::B)},
         {u"C"_s, daptinGenerationText(DaptinGeneration::C)}},
        tr("Finding out takes a second where the server is older than v0.11.4, once."));
    return {urlOption(u"wss://daptin.example.org/live"_s), token, auth, advanced(origin),
            advanced(generation)};
}

DialectInfo daptinInfo()
{
    using Kind = TopicRequest::Kind;
    DialectInfo info;
    info.id = u"daptin"_s;
    info.title = u"Daptin"_s;
    info.description = tr("Changes of the tables of a Daptin, and messages on its topics.");
    info.options = daptinOptions() + maskOptions(secretColumns);
    info.topicForm.noun = tr("topic");
    info.topicForm.placeholder = u"user_account"_s;
    info.requests = {Kind::List,    Kind::Create,        Kind::Destroy,
                     Kind::Publish, Kind::GetPermission, Kind::SetPermission};
    info.filterKeys = {daptinTypeFilter, u"*"_s};
    info.knownFilters = daptinKnownFilters();
    info.filterHint = daptinFilterHint();
    info.permissionForm = daptinPermissions();
    info.covers = coversAsList;
    return info;
}

} // namespace

const Dialect &daptinDialect();
const Dialect &daptinDialect()
{
    static const DialectOf<DaptinSession> dialect(daptinInfo());
    return dialect;
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialectof.h"
#include "app/feeds/dialectregistry.h"
#include "app/feeds/jsonframe.h"
#include "models/event/displaytext.h"
#include "models/event/jsontext.h"

#include <QCoreApplication>
#include <QUrlQuery>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// A workspace is quiet for hours, and a refusal comes right after the handshake: a socket that is
/// open for so long works.
constexpr Moment settleTime{2'000};

QString tr(const char *text)
{
    return QCoreApplication::translate("FixDialect", text);
}

/// A token as it was meant: without the words that are often copied along with it.
QString bareToken(const QString &text)
{
    QString token = text.trimmed();
    for (const QString &prefix : {u"Bearer "_s, u"session_token="_s, u"fix_authorization="_s}) {
        if (token.startsWith(prefix, Qt::CaseInsensitive))
            token = token.mid(prefix.size()).trimmed();
    }
    return problemWithSecret(token).isEmpty() ? token : QString();
}

/// True for a word at the end of a kind: `collect-error`, `action_error`, `error`.
bool endsInWord(std::string_view kind, std::string_view word)
{
    if (!kind.ends_with(word))
        return false;
    const size_t before = kind.size() - word.size();
    return before == 0 || kind[before - 1] == '-' || kind[before - 1] == '_'
        || kind[before - 1] == '.';
}

enum class Progress : quint8 { None, Running, Done };

/// Whether all leaves of a progress tree are done. Servers send leaves only, but trees within trees
/// are allowed: they are walked in document order, which needs no stack.
Progress progressOf(const JsonTape &tape, JsonRef message)
{
    if (!message["parts"].isArray())
        return Progress::None;
    Progress progress = Progress::None;
    const quint32 end = tape[message.index()].next;
    for (quint32 i = message.index() + 1; i < end; ++i) {
        const JsonRef part(tape, i);
        if (!part.isObject() || !part["current"])
            continue;
        if (part["current"].number() != part["total"].number(-1))
            return Progress::Running;
        progress = Progress::Done;
    }
    return progress;
}

/// One connection to Fix: a workspace of the backend (`{"id","at","publisher","kind","data"}`) or
/// the core's `/events`
/// (`{"kind":"event","message_type","data"}`, one document per line). Which one it is shows in each
/// document by itself. There is nothing to subscribe to: a socket delivers all there is.
class FixSession final : public Session
{
public:
    explicit FixSession(const OptionValues &options)
        : m_options(options), m_token(bareToken(options.value(u"token"_s)))
    { }

    Handshake handshake() const override;
    void opened(Moment now, const QString &subprotocol, SessionOutput &out) override;
    void frame(const FrameView &frame, Moment now, SessionOutput &out) override;
    void tick(Moment now, SessionOutput &out) override;
    std::optional<Moment> deadline() const override { return m_settleAt; }
    CloseVerdict closed(const CloseCause &cause) const override;

private:
    void readEvent(EventFields &fields);
    void readType(EventFields &fields);
    void readTopic(JsonRef data, EventFields &fields);
    void readSubject(JsonRef data, EventFields &fields);
    Severity severityOf(std::string_view type, JsonRef data) const;
    void prove(SessionOutput &out);

    OptionValues m_options;
    QString m_token;
    /// The core writes blank lines between its documents.
    JsonFrame m_frame{JsonFrame::Roots::Objects, JsonFrame::BlankFrames::Ignored};
    std::optional<Moment> m_settleAt;
    bool m_proven = false;
    // Where texts are unescaped to.
    std::string m_type;
    std::string m_topic;
    std::string m_subject;
    std::string m_id;
    std::string m_time;
    mutable std::string m_scratch;
};

Handshake FixSession::handshake() const
{
    Handshake handshake;
    handshake.url = QUrl(m_options.value(u"url"_s).trimmed());
    const QString workspace = m_options.value(u"workspace"_s).trimmed();
    const QString path = handshake.url.path();
    if (!workspace.isEmpty() && (path.isEmpty() || path == u"/"))
        handshake.url.setPath(u"/api/workspaces/%1/events"_s.arg(workspace));
    if (const QString show = m_options.value(u"show"_s).remove(u' '); !show.isEmpty()) {
        QUrlQuery query(handshake.url);
        query.removeAllQueryItems(u"show"_s);
        query.addQueryItem(u"show"_s, show);
        handshake.url.setQuery(query);
    }
    const QString auth = m_options.value(u"auth"_s);
    if (m_token.isEmpty() || auth == u"message")
        return handshake;
    const QByteArray token = m_token.toLatin1();
    if (auth == u"bearer")
        handshake.headers.append({"Authorization", "Bearer " + token});
    else if (auth == u"core-cookie")
        handshake.headers.append({"Cookie", "fix_authorization=\"Bearer " + token + '"'});
    else
        handshake.headers.append({"Cookie", "session_token=" + token});
    return handshake;
}

void FixSession::opened(Moment now, const QString &, SessionOutput &out)
{
    m_settleAt = now + settleTime;
    if (m_token.isEmpty() || m_options.value(u"auth"_s) != u"message")
        return;
    std::string frame = R"({"kind":"authorization","jwt":)";
    appendJsonString(frame, "Bearer " + m_token.toStdString());
    frame += '}';
    out.send(frame, R"({"kind":"authorization","jwt":"Bearer …"})");
}

void FixSession::frame(const FrameView &frame, Moment, SessionOutput &out)
{
    m_frame.begin(frame);
    while (m_frame.next(out)) {
        EventFields fields;
        readEvent(fields);
        fields.payload = m_frame.payload();
        fields.marks = m_frame.marks();
        fields.oneLine = true;
        out.event(fields);
        prove(out);
    }
}

void FixSession::tick(Moment now, SessionOutput &out)
{
    if (m_settleAt && now >= *m_settleAt)
        prove(out);
}

void FixSession::prove(SessionOutput &out)
{
    m_settleAt.reset();
    if (!m_proven)
        out.proven();
    m_proven = true;
}

void FixSession::readEvent(EventFields &fields)
{
    const JsonRef root = m_frame.root();
    const JsonRef data = root["data"];
    readType(fields);
    readTopic(data, fields);
    readSubject(data, fields);
    fields.id = root["id"].string(m_id);
    fields.time = root["at"].string(m_time);
    if (fields.time.empty()) {
        fields.time = data["created_at"].string(m_time);
        fields.version = EventFields::unordered;
    }
    fields.timeUs = parseTimestamp(fields.time);
    fields.severity = severityOf(fields.type, data);
}

/// The backend's `kind`. The core's is always `event` or one of the `action` family, and what
/// happened is in `message_type`; of an action both are needed: `action_error.start_collect`.
void FixSession::readType(EventFields &fields)
{
    const JsonRef root = m_frame.root();
    fields.type = root["kind"].string(m_type);
    const std::string_view message = root["message_type"].string(m_scratch);
    if (!message.empty()) {
        if (fields.type.empty() || fields.type == "event") {
            m_type = message;
        } else {
            m_type = fields.type; // where it had no escapes, it stands in the frame
            m_type.append(1, '.').append(message);
        }
        fields.type = m_type;
    }
    if (fields.type.empty())
        fields.type = root["type"].string(m_type);
    if (fields.type.empty())
        fields.type = "event";
}

void FixSession::readTopic(JsonRef data, EventFields &fields)
{
    // The core's task_end names the workflow `descriptor_id`.
    for (const std::string_view key : {"workflow", "descriptor_id"}) {
        fields.topic = data[key].string(m_topic);
        if (!fields.topic.empty())
            return;
    }
    fields.topic = m_frame.root()["publisher"].string(m_topic);
}

void FixSession::readSubject(JsonRef data, EventFields &fields)
{
    for (const std::string_view key : {"task", "task_id", "cloud_account_id", "account_id",
                                       "aws_account_id", "user_id", "subscriber_id"}) {
        fields.subject = data[key].scalar(m_subject);
        if (!fields.subject.empty())
            return;
    }
}

Severity FixSession::severityOf(std::string_view type, JsonRef data) const
{
    if (endsInWord(type, "error") || type.starts_with("action_error")
        || endsInWord(type, "degraded") || endsInWord(type, "failed")
        || !data["error"].string(m_scratch).empty())
        return Severity::Error;
    if (type == "tenant_accounts_collected") {
        bool complete = data["cloud_accounts_failed"].size() == 0;
        data["cloud_accounts"].forEachMember(
            [&complete](JsonRef, JsonRef account) { complete &= account["errors"].size() == 0; });
        return complete ? Severity::Success : Severity::Warning;
    }
    return progressOf(m_frame.tape(), data["message"]) == Progress::Done ? Severity::Success
                                                                         : Severity::Info;
}

CloseVerdict FixSession::closed(const CloseCause &cause) const
{
    const auto stopped = [](const QString &sentence) {
        return CloseVerdict{CloseTreatment::StoppedByServer, sentence};
    };
    if (cause.closeCode == 4401) {
        const QString &reason = cause.closeReason;
        if (reason == u"WorkspaceNotFound")
            return stopped(tr("The server knows no workspace with this id (WorkspaceNotFound)."));
        if (reason == u"Forbidden")
            return stopped(tr("This account may not see the workspace (Forbidden)."));
        if (reason == u"TrialEnded")
            return stopped(tr("The trial of the workspace has ended (TrialEnded)."));
        if (reason == u"PaymentOnHold")
            return stopped(tr("The payment of the workspace is on hold (PaymentOnHold)."));
        const QString word = reason.isEmpty() ? u"4401"_s : displayText(reason, 80);
        return {CloseTreatment::NeedsCredentials,
                tr("The server wants other credentials (%1).").arg(word)};
    }
    if (cause.closeCode == 1011 && cause.closeReason.contains(u"keepalive"_s))
        return {CloseTreatment::Retry,
                tr("The server missed the answers to its pings (1011): the network or this "
                   "computer was too slow.")};
    if (cause.handshakeDone && !m_proven && m_options.value(u"auth"_s) == u"message")
        return {CloseTreatment::Retry,
                tr("The server hung up right after the authorization: it may want another token.")};
    return {};
}

QVector<Option> fixOptions()
{
    const Option token =
        tokenOption(tr("The session token of your Fix account, or the JSON Web Token of a core."));
    const Option workspace =
        textOption(u"workspace"_s, tr("Workspace"),
                   tr("Its id, where the URL names only the host; the path is completed with it."),
                   u"00000000-0000-0000-0000-000000000000"_s);
    const Option auth = authOption({{u"cookie"_s, tr("Cookie session_token")},
                                    {u"bearer"_s, tr("Header (Authorization: Bearer …)")},
                                    {u"message"_s, tr("First message (core)")},
                                    {u"core-cookie"_s, tr("Cookie fix_authorization (core)")}});
    const Option show =
        textOption(u"show"_s, tr("Message types"),
                   tr("For a core: only these types of messages, separated by commas."),
                   u"progress,error,task_end"_s);
    return {urlOption(u"wss://app.fix.security/api/workspaces/…/events"_s), token, workspace, auth,
            advanced(show)};
}

DialectInfo fixInfo()
{
    DialectInfo info;
    info.id = u"fix"_s;
    info.title = u"Fix"_s;
    info.description =
        tr("Collect runs, errors and cloud accounts of a Fix workspace or a Fix Inventory core.");
    info.options = fixOptions();
    info.canSubscribe = false;
    return info;
}

} // namespace

const Dialect &fixDialect();
const Dialect &fixDialect()
{
    static const DialectOf<FixSession> dialect(fixInfo());
    return dialect;
}

} // namespace eventscope

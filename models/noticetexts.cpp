// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/noticetexts.h"

#include "models/connection/connectionstatus.h"
#include "models/connection/messagelimit.h"
#include "models/event/displaytext.h"
#include "models/event/jsontape.h"
#include "models/event/utf16.h"
#include "models/summaryrules.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

using Kind = Notice::Kind;

constexpr int maxText = 400;

QString tr(const char *text)
{
    return QCoreApplication::translate("NoticeModel", text);
}

QString textAt(JsonRef value)
{
    std::string scratch;
    return displayText(value.scalar(scratch), maxText);
}

/// The first of the usual members that says something.
QString firstText(JsonRef object)
{
    for (const char *key : {"message", "error", "error_message", "reason", "description"}) {
        if (QString text = textAt(object[key]); !text.isEmpty())
            return text;
    }
    return {};
}

/// What an error event says, wherever its system puts it.
QString messageOf(JsonRef payload)
{
    for (const JsonRef object : {payload["data"], payload}) {
        for (const JsonRef place : {object, object["error"], object["message"]}) {
            if (QString text = firstText(place); !text.isEmpty())
                return text;
        }
    }
    return {};
}

/// Where no message says why, what the log says of events of this kind: "progressing → hangup,
/// busy". Only known shapes: a notice must not show members that nobody chose.
QString knownSummary(std::string_view type, JsonRef payload)
{
    for (const JsonRef object : {payload["data"], payload}) {
        std::string text;
        if (object.isObject() && applySummaryRules(type, object, text))
            return displayText(text, maxText);
    }
    return {};
}

/// Says which connection it is about, if the sentence does not begin with it.
QString withName(const QString &name, const QString &sentence)
{
    return name.isEmpty() || sentence.startsWith(name) ? sentence : name + u": "_s + sentence;
}

/// "customer…:call:*": in a list, patterns tell what they are about by their words, not by their
/// digits.
QString withoutUuids(const QString &topic)
{
    static const QRegularExpression uuid(
        u"(?:_id)?:?\\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\b"_s);
    QString shorter = topic;
    shorter.replace(uuid, u"…"_s);
    return shorter;
}

/// The words for a subscription, its pattern first: a list of seven sentences that begin alike says
/// nothing where there is room for their beginning only.
QString briefText(Kind kind, const QString &name, const QString &topic, bool ended)
{
    QString sentence;
    if (kind == Kind::Acknowledged)
        sentence = ended ? tr("%1 ended") : tr("%1 confirmed");
    else if (kind == Kind::Refused)
        sentence = tr("%1 refused");
    else if (kind == Kind::Trouble)
        sentence = tr("%1 not confirmed");
    if (topic.isEmpty() || sentence.isEmpty())
        return {};
    sentence = sentence.arg(withoutUuids(topic));
    return name.isEmpty() ? sentence : sentence + u" · "_s + name;
}

/// The words for a connection, what happened first: "Could not connect: 404 … · voip-prod".
QString briefNews(Kind kind, const QString &name, const QString &text)
{
    const bool telling = kind == Kind::Connected || kind == Kind::Disconnected || kind == Kind::Gap
        || kind == Kind::ServerError;
    if (!telling || name.isEmpty() || !text.startsWith(name))
        return {};
    QString rest = text.mid(name.size());
    if (rest.startsWith(u": "_s))
        rest.remove(0, 1);
    rest = rest.trimmed();
    for (const QString &verb : {u"is "_s, u"was "_s}) {
        if (kind != Kind::ServerError && rest.startsWith(verb)) // those words are the server's own
            rest.remove(0, verb.size());
    }
    if (rest.isEmpty())
        return {};
    return rest.at(0).toUpper() + rest.mid(1) + u" · "_s + name;
}

QString counted(const QString &sentence, const NoticeDraft &draft)
{
    const int repeated = draft.notice.repeated;
    if (repeated <= 1 || draft.flood)
        return sentence; // a flood says so itself
    return tr("%1 (%2 times)").arg(sentence, QString::number(repeated));
}

QString who(const QString &name)
{
    return name.isEmpty() ? tr("The server") : name;
}

/// "voip-prod may not subscribe to agent_id:9876…3210:queue:* — only the owner may (…)"
QString refusalText(JsonRef data, const QString &name, const QString &topic)
{
    const QString message = textAt(data["message"]);
    if (topic.isEmpty())
        return withName(name, message.isEmpty() ? tr("a subscription was refused") : message);
    const QString code = textAt(data["code"]);
    QString reason = textAt(data["reason"]);
    if (reason.isEmpty()) {
        const QString marker = u" was refused: "_s;
        const qsizetype at = message.indexOf(marker);
        reason = at < 0 ? message : message.mid(at + marker.size());
    }
    QString sentence = tr("%1 refused %2");
    if (code == u"PERMISSION_DENIED")
        sentence = tr("%1 may not subscribe to %2");
    else if (code == u"INVALID_TOPIC")
        sentence = tr("%1 knows no topic %2");
    QString text = sentence.arg(who(name), topic);
    if (!reason.isEmpty() && reason != code)
        text += u" — "_s + (reason.endsWith(u'.') ? reason.chopped(1) : reason);
    if (!code.isEmpty() && !text.contains(code))
        text += u" ("_s + code + u')';
    return text;
}

struct OwnKind
{
    std::string_view type;
    Kind kind;
    const char *title;
    const char *fallback;
};

constexpr std::array<OwnKind, 7> ownKinds = {{
    {owntype::ack, Kind::Acknowledged, QT_TRANSLATE_NOOP("NoticeModel", "Confirmed"),
     QT_TRANSLATE_NOOP("NoticeModel", "the server agreed")},
    {owntype::refused, Kind::Refused, QT_TRANSLATE_NOOP("NoticeModel", "Refused"),
     QT_TRANSLATE_NOOP("NoticeModel", "a subscription was refused")},
    {owntype::error, Kind::ServerError, QT_TRANSLATE_NOOP("NoticeModel", "Server error"),
     QT_TRANSLATE_NOOP("NoticeModel", "the server reports an error")},
    {owntype::unconfirmed, Kind::Trouble, QT_TRANSLATE_NOOP("NoticeModel", "Not confirmed"),
     QT_TRANSLATE_NOOP("NoticeModel", "the server did not confirm a subscription")},
    {owntype::connected, Kind::Connected, QT_TRANSLATE_NOOP("NoticeModel", "Connected"),
     QT_TRANSLATE_NOOP("NoticeModel", "is connected")},
    {owntype::disconnected, Kind::Disconnected, QT_TRANSLATE_NOOP("NoticeModel", "Disconnected"),
     QT_TRANSLATE_NOOP("NoticeModel", "was disconnected")},
    {owntype::gap, Kind::Gap, QT_TRANSLATE_NOOP("NoticeModel", "Events may be missing"),
     QT_TRANSLATE_NOOP("NoticeModel", "events may be missing here")},
}};

const OwnKind *ownKind(std::string_view type)
{
    for (const OwnKind &own : ownKinds) {
        if (own.type == type)
            return &own;
    }
    return nullptr;
}

Severity ownSeverity(Kind kind, Severity told)
{
    switch (kind) {
    case Kind::Acknowledged:
    case Kind::Connected:
        return Severity::Success;
    case Kind::Refused:
    case Kind::ServerError:
        return Severity::Error;
    case Kind::Gap:
        return Severity::Warning;
    case Kind::Trouble:
        return Severity::Info; // many servers never confirm: a fact, not an error
    default:
        return told; // a connection that the user closed is no trouble
    }
}

void fillOwn(Notice &notice, const OwnKind &own, JsonRef data, const EventView &event,
             const QString &name)
{
    notice.kind = own.kind;
    notice.title = tr(own.title);
    notice.severity = ownSeverity(own.kind, event.severity);
    notice.topic = toUtf16(event.topic);
    const bool ended = textAt(data["message"]).contains(u"confirmed the end of"_s);
    notice.brief = briefText(own.kind, name, displayText(event.topic), ended);
    if (own.kind == Kind::Refused) {
        notice.text = refusalText(data, name, withShortUuids(displayText(event.topic)));
        notice.needsAnswer = true;
        return;
    }
    const QString message = withShortUuids(textAt(data["message"]));
    notice.text = withName(name, message.isEmpty() ? tr(own.fallback) : message);
    const QString code = textAt(data["code"]);
    notice.code = code;
    const bool otherDialect = code == otherDialectCode;
    const bool tooLarge = code == tooLargeCode;
    if (!code.isEmpty() && !otherDialect && !tooLarge && !notice.text.contains(code))
        notice.text += u" ("_s + code + u')';
    if (notice.brief.isEmpty())
        notice.brief = briefNews(own.kind, name, notice.text);
    // Only the user can follow these.
    if (otherDialect || tooLarge) {
        notice.kind = Kind::Trouble;
        notice.title = otherDialect ? tr("Another system?") : tr("Messages too large");
        notice.severity = Severity::Warning;
        notice.needsAnswer = true;
    }
    if (own.kind == Kind::Disconnected) {
        const QString treatment = textAt(data["treatment"]);
        notice.needsAnswer =
            treatment == u"needs-credentials" || treatment.startsWith(u"stopped"_s);
        if (notice.needsAnswer)
            notice.severity = std::max(notice.severity, Severity::Error);
    }
}

QString keyOf(Kind kind, const QString &connection, const QString &about)
{
    return QString::number(int(kind)) + u'\n' + connection + u'\n' + about;
}

/// Of a frame that nobody could read.
void fillUndecodable(NoticeDraft &draft, const QString &name)
{
    Notice &notice = draft.notice;
    notice.kind = Kind::Undecodable;
    notice.severity = Severity::Warning;
    notice.title = tr("Not readable");
    notice.text =
        tr("%1 sent something that could not be read; it is kept as it came").arg(who(name));
    if (!name.isEmpty())
        notice.brief = tr("sent what cannot be read") + u" · "_s + name;
    draft.key = keyOf(notice.kind, notice.connectionId, {});
}

/// Of an event that says itself that something is wrong.
void fillError(NoticeDraft &draft, const EventView &event, JsonRef payload)
{
    Notice &notice = draft.notice;
    notice.kind = Kind::EventError;
    notice.severity = event.severity;
    notice.title = tr("Error");
    const QString message = payload ? messageOf(payload) : QString();
    const QString type = displayText(event.type);
    notice.text = type;
    const QString cause =
        message.isEmpty() ? withShortUuids(knownSummary(event.type, payload)) : message;
    const QString about =
        message.isEmpty() ? withShortUuids(displayText(event.subject)) : QString();
    if (!cause.isEmpty() || !about.isEmpty())
        notice.text += u": "_s + cause;
    if (!about.isEmpty())
        notice.text += (cause.isEmpty() ? QString() : u" · "_s) + about;
    draft.key = keyOf(notice.kind, notice.connectionId, type);
    draft.flood = true;
}

} // namespace

bool isNoticeWorthy(std::string_view type, Severity severity, EventFlags flags)
{
    if (flags & OwnEvent)
        return ownKind(type) != nullptr;
    return (flags & Undecodable) || severity >= Severity::Error;
}

QString withShortUuids(const QString &text)
{
    static const QRegularExpression uuid(
        u"\\b([0-9a-fA-F]{4})[0-9a-fA-F]{4}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{8}([0-9a-fA-F]{4})\\b"_s);
    QString shorter = text;
    shorter.replace(uuid, u"\\1…\\2"_s);
    return shorter;
}

QString noticeKey(const Notice &notice)
{
    return keyOf(notice.kind, notice.connectionId, notice.topic + u'\n' + notice.text);
}

std::optional<NoticeDraft> draftNotice(const EventView &event, const QString &rawName)
{
    if (!isNoticeWorthy(event.type, event.severity, event.flags))
        return {};
    const QString name = displayText(rawName);
    NoticeDraft draft;
    Notice &notice = draft.notice;
    notice.connectionId =
        QString::fromUtf8(event.connection.data(), qsizetype(event.connection.size()));
    notice.sequence = event.sequence;
    notice.atUs = event.recordedUs;
    JsonTape tape(JsonTape::maxLineDepth);
    const bool readable =
        !(event.flags & (BinaryPayload | Undecodable)) && tape.parse(event.payload);
    const JsonRef payload = readable ? JsonRef(tape) : JsonRef();
    if (event.flags & OwnEvent) {
        fillOwn(notice, *ownKind(event.type), payload, event, name);
        draft.key = noticeKey(notice);
    } else if (event.flags & Undecodable) {
        fillUndecodable(draft, name);
    } else {
        fillError(draft, event, payload);
    }
    return draft;
}

QString countedText(const NoticeDraft &draft)
{
    return counted(draft.notice.text, draft);
}

QString countedBrief(const NoticeDraft &draft)
{
    return counted(draft.notice.brief.isEmpty() ? draft.notice.text : draft.notice.brief, draft);
}

} // namespace eventscope

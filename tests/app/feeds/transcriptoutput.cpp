// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/feeds/transcript.h"
#include "tests/app/feeds/transcriptwords.h"

// What a session does, as the lines that a transcript would demand.

namespace eventscope {

using namespace Qt::StringLiterals;
using namespace transcriptwords;

namespace {

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

QString kindName(PayloadKind kind)
{
    switch (kind) {
    case PayloadKind::None:
        return u"none"_s;
    case PayloadKind::Json:
        return u"json"_s;
    case PayloadKind::Text:
        return u"text"_s;
    case PayloadKind::Binary:
        return u"binary"_s;
    }
    return {};
}

QString flagNames(EventFlags flags)
{
    QStringList names;
    if (flags & OwnEvent)
        names += u"own"_s;
    if (flags & Undecodable)
        names += u"undecodable"_s;
    if (flags & GapEvent)
        names += u"gap"_s;
    if (flags & BinaryPayload)
        names += u"binary"_s;
    return names.join(u'+');
}

} // namespace

QString TranscriptOutput::text() const
{
    QString line = kind;
    for (const auto &[key, shown] : values)
        line += u" %1=%2"_s.arg(
            key, shown.contains(u' ') && key != u"data" ? u'"' + shown + u'"' : shown);
    return line;
}

QString TranscriptOutput::value(const QString &key) const
{
    for (const auto &[name, shown] : values) {
        if (name == key)
            return shown;
    }
    return {};
}

Transcript::~Transcript() = default;

void Transcript::put(const QString &kind, const QVector<QPair<QString, QString>> &values)
{
    m_outputs.push_back({kind, values});
}

void Transcript::event(const EventFields &fields, int subscription)
{
    const QString payload = fields.payloadKind == PayloadKind::Binary
        ? QString::fromLatin1(
            QByteArray(fields.payload.data(), qsizetype(fields.payload.size())).toHex())
        : text(fields.payload);
    put(u"E"_s,
        {{u"type"_s, text(fields.type)},
         {u"topic"_s, text(fields.topic)},
         {u"subject"_s, text(fields.subject)},
         {u"id"_s, text(fields.id)},
         {u"time"_s, text(fields.time)},
         {u"us"_s, fields.timeUs == noTime ? QString() : QString::number(fields.timeUs)},
         {u"severity"_s, text(severityText(fields.severity))},
         {u"sub"_s, QString::number(subscription)},
         {u"flags"_s, flagNames(fields.flags)},
         {u"marks"_s, text(marksText(fields.marks))},
         {u"kind"_s, kindName(fields.payloadKind)},
         {u"reason"_s, text(fields.reason)},
         {u"ext"_s, text(fields.extensions)},
         {u"data"_s, payload}});
}

/// `sub=0,2`
void Transcript::alsoOn(int subscription)
{
    for (auto &[name, shown] : m_outputs.back().values) {
        if (name == u"sub"_s)
            shown += u',' + QString::number(subscription);
    }
}

void Transcript::duplicate(int subscription, quint64)
{
    put(u"D"_s, {{u"sub"_s, QString::number(subscription)}});
}

void Transcript::send(std::string_view frame, std::string_view recordAs)
{
    if (recordAs.empty())
        put(u"C"_s, {{u"data"_s, text(frame)}});
    else
        put(u"CS"_s, {{u"data"_s, text(frame) + u" => "_s + text(recordAs)}});
}

void Transcript::sendAbout(std::string_view topic, std::string_view frame)
{
    put(u"C"_s, {{u"data"_s, text(frame)}, {u"topic"_s, text(topic)}});
}

void Transcript::proven()
{
    put(u"P"_s, {});
}

void Transcript::acknowledged(const QString &pattern, std::string_view frame)
{
    put(u"A"_s, {{u"topic"_s, pattern}, {u"data"_s, text(frame)}});
}

void Transcript::released(const QString &pattern, std::string_view frame)
{
    put(u"L"_s, {{u"topic"_s, pattern}, {u"data"_s, text(frame)}});
}

void Transcript::refused(const QString &pattern, const QString &code, const QString &reason,
                         std::string_view frame)
{
    put(u"R"_s,
        {{u"topic"_s, pattern},
         {u"code"_s, code},
         {u"reason"_s, reason},
         {u"data"_s, text(frame)}});
}

void Transcript::unconfirmed(const QString &pattern, const QString &reason)
{
    put(u"U"_s, {{u"topic"_s, pattern}, {u"reason"_s, reason}});
}

void Transcript::serverError(const QString &code, const QString &reason, std::string_view frame)
{
    put(u"X"_s, {{u"code"_s, code}, {u"reason"_s, reason}, {u"data"_s, text(frame)}});
}

void Transcript::answered(const TopicRequest &request, const TopicAnswer &answer,
                          std::string_view frame)
{
    static const QStringList outcomes{u"done"_s, u"refused"_s, u"unanswered"_s};
    put(u"T"_s,
        {{u"kind"_s, requestKinds().value(int(request.kind))},
         {u"topic"_s, request.topic},
         {u"outcome"_s, outcomes.value(int(answer.outcome))},
         {u"topics"_s, answer.topics.join(u',')},
         {u"permission"_s, QString::number(answer.permission)},
         {u"owner"_s, answer.owner},
         {u"reason"_s, answer.reason},
         {u"data"_s, text(frame)}});
}

void Transcript::gap(const QString &cause, const GapExtent &)
{
    put(u"G"_s, {{u"cause"_s, cause}});
}

void Transcript::resumed()
{
    put(u"M"_s, {});
}

void Transcript::resuming()
{
    put(u"W"_s, {});
}

void Transcript::control()
{
    put(u"K"_s, {});
}

void Transcript::close(CloseTreatment treatment, const QString &cause)
{
    put(u"Q"_s, {{u"treatment"_s, treatmentName(treatment)}, {u"cause"_s, cause}});
}

} // namespace eventscope

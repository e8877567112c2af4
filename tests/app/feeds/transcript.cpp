// SPDX-License-Identifier: GPL-3.0-or-later
#include "transcript.h"

#include <QRegularExpression>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), size_t(bytes.size())};
}

QString treatmentName(CloseTreatment treatment)
{
    switch (treatment) {
    case CloseTreatment::Retry:
        return u"retry"_s;
    case CloseTreatment::RetrySlow:
        return u"retry-slow"_s;
    case CloseTreatment::NeedsCredentials:
        return u"needs-credentials"_s;
    case CloseTreatment::StoppedByServer:
        return u"stopped-by-server"_s;
    }
    return {};
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

/// `key=value key="value with spaces"`; `data=` takes the rest of the line.
QVector<QPair<QString, QString>> pairsOf(const QString &line)
{
    static const QRegularExpression pattern(u"\\s*([a-z]+)=(?:\"([^\"]*)\"|(\\S*))"_s);
    QVector<QPair<QString, QString>> pairs;
    qsizetype at = 0;
    while (at < line.size()) {
        if (line.mid(at).trimmed().startsWith(u"data="_s)) {
            pairs.append({u"data"_s, line.mid(line.indexOf(u"data="_s, at) + 5)});
            break;
        }
        const QRegularExpressionMatch match =
            pattern.match(line, at, QRegularExpression::NormalMatch,
                          QRegularExpression::AnchorAtOffsetMatchOption);
        if (!match.hasMatch()) {
            pairs.append({u"?"_s, line.mid(at)});
            break;
        }
        pairs.append({match.captured(1), match.captured(2) + match.captured(3)});
        at = match.capturedEnd();
    }
    return pairs;
}

/// As TopicRequest::Kind counts them.
const QStringList &requestKinds()
{
    static const QStringList kinds{u"list"_s,    u"create"_s,         u"destroy"_s,
                                   u"publish"_s, u"get-permission"_s, u"set-permission"_s};
    return kinds;
}

QString firstWord(const QString &line, QString &rest)
{
    const qsizetype space = line.indexOf(u' ');
    rest = space < 0 ? QString() : line.mid(space + 1);
    return line.left(space < 0 ? line.size() : space);
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

void Transcript::gap(const QString &cause)
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

void Transcript::serve(const QByteArray &frame, bool binary)
{
    m_served = frame.trimmed();
    m_session->frame({view(frame), binary}, m_now, *this);
}

/// The clock of a feed: every deadline on the way is met when it is due.
QString Transcript::advance(const QString &duration)
{
    static const QRegularExpression pattern(u"^(\\d+)(ms|s)$"_s);
    const QRegularExpressionMatch match = pattern.match(duration);
    if (!match.hasMatch())
        return u"no duration: %1"_s.arg(duration);
    const Moment end =
        m_now + Moment(match.captured(1).toInt() * (match.captured(2) == u"s" ? 1000 : 1));
    for (int ticks = 0;; ++ticks) {
        const std::optional<Moment> due = m_session->deadline();
        if (!due || *due > end)
            break;
        if (ticks > 1000)
            return u"the session's deadline does not move"_s;
        m_now = std::max(m_now, *due);
        m_session->tick(m_now, *this);
    }
    m_now = end;
    return {};
}

QString Transcript::checkHandshake(const QString &rest)
{
    const Handshake handshake = m_session->handshake();
    QStringList headers;
    for (const auto &[name, value] : handshake.headers)
        headers += QString::fromLatin1(name + ": " + value);
    const QString made =
        u"%1 %2"_s.arg(handshake.url.toString(QUrl::FullyEncoded), headers.join(u" | "_s))
            .trimmed();
    return made == rest ? QString() : u"the handshake is: "_s + made;
}

QString Transcript::checkClosed(const QString &rest)
{
    CloseCause cause;
    cause.handshakeDone = true;
    for (const auto &[key, value] : pairsOf(rest)) {
        if (key == u"code")
            cause.closeCode = value.toInt();
        else if (key == u"reason")
            cause.closeReason = value;
        else if (key == u"http") {
            cause.httpStatus = value.toInt();
            cause.handshakeDone = false;
        } else
            return u"unknown key: "_s + key;
    }
    cause.clean = cause.closeCode != 0;
    const CloseVerdict verdict = m_session->closed(cause);
    put(u"V"_s, {{u"treatment"_s, treatmentName(verdict.treatment)}, {u"cause"_s, verdict.cause}});
    return {};
}

/// `KIND [TOPIC [MESSAGE or PERMISSION]]`
QString Transcript::performRequest(const QString &rest)
{
    QString topicAndMore;
    QString more;
    const auto kind = requestKinds().indexOf(firstWord(rest, topicAndMore));
    if (kind < 0)
        return u"no kind of request: "_s + rest;
    TopicRequest request;
    request.kind = TopicRequest::Kind(kind);
    request.topic = firstWord(topicAndMore, more);
    request.message = more.toUtf8();
    request.permission = more.toUInt();
    m_session->request(request, m_now, *this);
    return {};
}

QString Transcript::checkMemory(const QString &rest)
{
    const QString memory = m_session->memory();
    return memory == rest ? QString() : u"the memory is: "_s + memory;
}

QString Transcript::perform(const QString &verb, const QString &rest)
{
    if (verb == u"option") {
        m_options[rest.section(u'=', 0, 0)] = rest.section(u'=', 1);
        return {};
    }
    if (verb == u"remembered") {
        m_options[memoryKey] = rest;
        return {};
    }
    if (verb == u"filters") {
        m_filters.clear();
        for (const QString &filter : rest.split(u' ', Qt::SkipEmptyParts))
            m_filters[filter.section(u'=', 0, 0)] = filter.section(u'=', 1);
        return {};
    }
    if (!m_session) {
        for (const Option &option : m_dialect.info().options) {
            if (!m_options.contains(option.key))
                m_options[option.key] = option.defaultValue;
        }
        m_session = m_dialect.makeSession(m_options);
    }
    if (verb == u"handshake")
        return checkHandshake(rest);
    if (verb == u"closed")
        return checkClosed(rest);
    if (verb == u"memory")
        return checkMemory(rest);
    if (verb == u"request")
        return performRequest(rest);
    if (verb.startsWith(u'+'))
        return advance(verb.mid(1));
    if (verb == u"ending") {
        m_session->ending(m_now, *this);
        return {};
    }
    if (const auto step = m_record.take(verb, rest); step != RecordScript::Step::Unknown) {
        m_served = m_record.value();
        if (step == RecordScript::Step::Complete)
            m_session->record(m_record.view(), m_now, *this);
        return {};
    }
    if (verb == u"open")
        m_session->opened(m_now, rest, *this);
    else if (verb == u"subscribe")
        m_session->subscribe({rest, std::exchange(m_filters, {}), false}, m_now, *this);
    else if (verb == u"unsubscribe")
        m_session->unsubscribe(rest, m_now, *this);
    else if (verb == u"restore") {
        QVector<Subscription> subscriptions;
        for (const QString &pattern : rest.split(u' ', Qt::SkipEmptyParts))
            subscriptions.append({pattern, m_filters, false});
        m_filters.clear();
        m_session->restore(subscriptions, m_now, *this);
    } else if (verb == u"S")
        serve(rest.toUtf8(), false);
    else if (verb == u"SX")
        serve(QByteArray::fromHex(rest.toLatin1()), false);
    else if (verb == u"SB")
        serve(QByteArray::fromHex(rest.toLatin1()), true);
    else if (verb == u"SBT")
        serve(rest.toUtf8(), true);
    else
        return u"unknown verb: "_s + verb;
    return {};
}

/// What a line does not mention has its usual value: no flag, no reason, severity info, the frame
/// itself as payload. Where it came from (topic, time, subscription…) is checked only where it is
/// mentioned; reasons are found within the text.
QString Transcript::expect(const QString &kind, const QString &rest)
{
    if (kind == u"EX")
        return m_extensions.contains(rest) ? QString() : u"the extensions are: "_s + m_extensions;
    if (kind == u"CT")
        return m_about == rest ? QString() : u"the frame is about: "_s + m_about;
    if (m_outputs.empty())
        return u"the session did nothing more"_s;
    const TranscriptOutput output = m_outputs.front();
    m_outputs.erase(m_outputs.begin());
    m_extensions = output.value(u"ext"_s);
    m_about = output.value(u"topic"_s);
    if (output.kind != kind)
        return u"the session did: "_s + output.text();
    QVector<QPair<QString, QString>> wanted;
    if (kind == u"C" || kind == u"CS")
        wanted = {{u"data"_s, rest}};
    else
        wanted = pairsOf(rest);
    const auto mentioned = [&wanted](const QString &key) {
        return std::any_of(wanted.begin(), wanted.end(),
                           [&key](const auto &pair) { return pair.first == key; });
    };
    if (kind == u"E") {
        for (const auto &[key, usual] : {std::pair{u"flags"_s, QString()},
                                         {u"reason"_s, QString()},
                                         {u"severity"_s, u"info"_s},
                                         {u"kind"_s, u"json"_s},
                                         {u"data"_s, QString::fromUtf8(m_served)}}) {
            if (!mentioned(key))
                wanted.append({key, usual});
        }
    }
    if (kind == u"R" && !mentioned(u"code"_s))
        return u"R needs code="_s;
    for (const auto &[key, value] : wanted) {
        const QString got = output.value(key);
        const bool within = !value.isEmpty() && (key == u"reason" || key == u"cause");
        if (within ? !got.contains(value) : got != value)
            return u"%1 is not “%2”; the session did: %3"_s.arg(key, value, output.text());
    }
    return {};
}

QString Transcript::leftOver() const
{
    return m_outputs.empty() ? QString() : u"the session also did: "_s + m_outputs.front().text();
}

QString Transcript::play(const QByteArray &script)
{
    static const QStringList expectations{u"C"_s,  u"CS"_s, u"CT"_s, u"E"_s, u"D"_s, u"A"_s, u"L"_s,
                                          u"R"_s,  u"U"_s,  u"X"_s,  u"P"_s, u"K"_s, u"Q"_s, u"V"_s,
                                          u"EX"_s, u"T"_s,  u"G"_s,  u"M"_s, u"W"_s};
    const QStringList lines = QString::fromUtf8(script).split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (lines[i].trimmed().isEmpty() || lines[i].startsWith(u'#'))
            continue;
        const auto failed = [line = i + 1, &lines](const QString &why) {
            return u"line %1: %2\n   %3"_s.arg(line).arg(lines[line - 1], why);
        };
        QString rest;
        const QString word = firstWord(lines[i], rest);
        QString problem;
        if (expectations.contains(word)) {
            problem = expect(word, rest);
        } else if (problem = leftOver(); problem.isEmpty()) {
            if (rest == u"<<") {
                QStringList body;
                while (++i < lines.size() && lines[i] != u".")
                    body += lines[i];
                rest = body.join(u'\n');
            }
            problem = perform(word, rest);
        }
        if (!problem.isEmpty())
            return failed(problem);
    }
    const QString problem = leftOver();
    return problem.isEmpty() ? problem : u"at the end: "_s + problem;
}

QVector<QByteArray> Transcript::serverFrames(const QByteArray &script)
{
    QVector<QByteArray> frames;
    for (const QByteArray &line : script.split('\n')) {
        if (line.startsWith("S "))
            frames.append(line.mid(2));
        else if (line.startsWith("value "))
            frames.append(line.mid(6));
    }
    return frames;
}

} // namespace eventscope

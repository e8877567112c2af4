// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/feeds/transcript.h"
#include "tests/app/feeds/transcriptwords.h"

#include <QRegularExpression>

#include <algorithm>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;
using namespace transcriptwords;

namespace {

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), size_t(bytes.size())};
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

QString firstWord(const QString &line, QString &rest)
{
    const qsizetype space = line.indexOf(u' ');
    rest = space < 0 ? QString() : line.mid(space + 1);
    return line.left(space < 0 ? line.size() : space);
}

} // namespace

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

/// What is said of the connection before the session is made, or of the next subscription.
bool Transcript::prepare(const QString &verb, const QString &rest)
{
    if (verb == u"option") {
        m_options[rest.section(u'=', 0, 0)] = rest.section(u'=', 1);
    } else if (verb == u"remembered") {
        m_options[memoryKey] = rest;
    } else if (verb == u"filters") {
        m_filters.clear();
        for (const QString &filter : rest.split(u' ', Qt::SkipEmptyParts))
            m_filters[filter.section(u'=', 0, 0)] = filter.section(u'=', 1);
    } else {
        return false;
    }
    return true;
}

void Transcript::makeSession()
{
    for (const Option &option : m_dialect.info().options) {
        if (!m_options.contains(option.key))
            m_options[option.key] = option.defaultValue;
    }
    m_session = m_dialect.makeSession(m_options);
}

QString Transcript::perform(const QString &verb, const QString &rest)
{
    if (prepare(verb, rest))
        return {};
    if (!m_session)
        makeSession();
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
    if (const auto step = m_record.take(verb, rest); step != RecordScript::Step::Unknown) {
        m_served = m_record.value();
        if (step == RecordScript::Step::Complete)
            m_session->record(m_record.view(), m_now, *this);
        return {};
    }
    return tell(verb, rest) ? QString() : u"unknown verb: "_s + verb;
}

/// What the session is told by the connection, the user or the server.
bool Transcript::tell(const QString &verb, const QString &rest)
{
    if (verb == u"open")
        m_session->opened(m_now, rest, *this);
    else if (verb == u"ending")
        m_session->ending(m_now, *this);
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
        return false;
    return true;
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

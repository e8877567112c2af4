// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/transport/upgradeanswer.h"

#include <QDateTime>
#include <algorithm>

namespace eventscope {

namespace {

constexpr std::string_view http = "HTTP/";
constexpr qint64 maxRetryAfter = 24 * 3600;
/// Answers that only say that another one follows (RFC 9110, 15.2): there is no need for more.
constexpr int maxInterims = 16;

bool isName(const QByteArray &header, const char *name)
{
    return header.compare(name, Qt::CaseInsensitive) == 0;
}

/// Whether a list of tokens, which a proxy may have made longer, has this one.
bool lists(const QByteArray &value, const char *token)
{
    const QByteArrayList all = value.split(',');
    return std::any_of(all.begin(), all.end(),
                       [token](const QByteArray &one) { return isName(one.trimmed(), token); });
}

/// Seconds, or a date as HTTP writes it.
std::optional<std::chrono::seconds> pauseFrom(const QByteArray &value)
{
    bool isNumber = false;
    qint64 seconds = value.toLongLong(&isNumber);
    if (!isNumber) {
        const QByteArray text = QByteArray(value).replace("GMT", "+0000");
        const QDateTime date = QDateTime::fromString(QString::fromLatin1(text), Qt::RFC2822Date);
        if (!date.isValid())
            return {};
        seconds = QDateTime::currentDateTimeUtc().secsTo(date);
    }
    return std::chrono::seconds(std::clamp<qint64>(seconds, 0, maxRetryAfter));
}

/// Without its query, in which there may be a secret.
QString placeFrom(const QByteArray &value)
{
    const QUrl url = QUrl::fromEncoded(value);
    return url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment
                        | QUrl::FullyEncoded);
}

} // namespace

qsizetype UpgradeAnswer::add(std::string_view bytes)
{
    size_t taken = 0;
    while (taken < bytes.size() && m_state == State::Reading)
        taken += size_t(addPart(bytes.substr(taken)));
    return qsizetype(taken);
}

/// At most to the end of one header.
qsizetype UpgradeAnswer::addPart(std::string_view bytes)
{
    const qsizetype before = m_header.size();
    const auto room = size_t(maxHeaderBytes - m_interimBytes - before);
    const std::string_view taken = bytes.substr(0, room);
    m_header.append(taken.data(), qsizetype(taken.size()));
    // Before all else, so that it does not depend on how much came at once.
    const auto begin = size_t(std::min<qsizetype>(m_header.size(), qsizetype(http.size())));
    if (std::string_view(m_header.constData(), begin) != http.substr(0, begin)) {
        refuse(BadAnswer::NoHttp);
        return qsizetype(taken.size());
    }
    // Only a line feed ends a line for sure; what comes before it is cut off when the line is read.
    for (qsizetype at = m_header.indexOf('\n', std::max<qsizetype>(0, before - 2)); at >= 0;
         at = m_header.indexOf('\n', at + 1)) {
        const bool isBlank = at > 0
            && (m_header[at - 1] == '\n'
                || (at > 1 && m_header[at - 1] == '\r' && m_header[at - 2] == '\n'));
        if (!isBlank)
            continue;
        m_header.truncate(at + 1);
        read();
        return at + 1 - before;
    }
    if (m_interimBytes + m_header.size() >= maxHeaderBytes)
        refuse(BadAnswer::EndlessHeader);
    return qsizetype(taken.size());
}

void UpgradeAnswer::read()
{
    const QByteArrayList lines = m_header.split('\n');
    readStatusLine(lines.first().trimmed());
    if (m_state == State::Reading && m_status < 200 && m_status != 101) {
        skipInterim();
        return;
    }
    for (qsizetype i = 1; i < lines.size() && m_state == State::Reading; ++i)
        readHeader(lines[i].trimmed());
    m_header = {};
    if (m_state == State::Reading)
        decide();
}

/// Its headers are about an answer that is still to come.
void UpgradeAnswer::skipInterim()
{
    m_interimBytes += m_header.size();
    m_header = {};
    m_status = 0;
    if (++m_interims > maxInterims || m_interimBytes >= maxHeaderBytes)
        refuse(BadAnswer::EndlessHeader);
}

void UpgradeAnswer::readStatusLine(const QByteArray &line)
{
    const QByteArrayList words = line.split(' ');
    if (!line.startsWith("HTTP/") || words.size() < 2 || words[1].size() != 3) {
        refuse(BadAnswer::NoHttp);
        return;
    }
    bool isNumber = false;
    m_status = words[1].toInt(&isNumber);
    if (!isNumber || m_status < 100)
        refuse(BadAnswer::NoHttp);
    else if (m_status == 101 && words[0] != "HTTP/1.1")
        refuse(BadAnswer::OldHttp);
}

void UpgradeAnswer::readHeader(const QByteArray &line)
{
    const qsizetype colon = line.indexOf(':');
    if (colon <= 0)
        return;
    const QByteArray name = line.left(colon).trimmed();
    const QByteArray value = line.mid(colon + 1).trimmed();
    if (m_status != 101) {
        readRefusal(name, value);
    } else if (isName(name, "Upgrade")) {
        m_upgrade = m_upgrade || lists(value, "websocket");
    } else if (isName(name, "Connection")) {
        m_connection = m_connection || lists(value, "Upgrade");
    } else if (isName(name, "Sec-WebSocket-Accept")) {
        ++(value == m_accept ? m_accepts : m_wrongAccepts);
    } else if (isName(name, "Sec-WebSocket-Extensions")) {
        m_extension = m_extension || !value.isEmpty();
    } else if (isName(name, "Sec-WebSocket-Protocol") && !value.isEmpty()) {
        m_subprotocol = value;
        ++m_protocols;
    }
}

void UpgradeAnswer::readRefusal(const QByteArray &name, const QByteArray &value)
{
    if (isName(name, "Retry-After"))
        m_retryAfter = pauseFrom(value);
    else if (isName(name, "Location") && m_status >= 300 && m_status < 400)
        m_redirect = placeFrom(value);
}

void UpgradeAnswer::decide()
{
    if (m_status != 101) {
        m_state = State::Refused;
        return;
    }
    if (!m_upgrade || !m_connection)
        refuse(BadAnswer::NoUpgrade);
    else if (m_accepts != 1 || m_wrongAccepts > 0)
        refuse(BadAnswer::WrongAccept);
    else if (m_extension)
        refuse(BadAnswer::Extension);
    else if (m_protocols > 1 || (m_protocols == 1 && !m_asked.contains(m_subprotocol)))
        refuse(BadAnswer::Subprotocol);
    else
        m_state = State::Open;
}

void UpgradeAnswer::refuse(BadAnswer why)
{
    m_state = State::Refused;
    m_bad = why;
    m_status = 0;
    m_header = {};
}

} // namespace eventscope

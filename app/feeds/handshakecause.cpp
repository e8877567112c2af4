// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/handshakecause.h"

#include <QRegularExpression>
#include <array>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// What Qt says, in a part of its untranslated text.
std::optional<BadAnswer> badAnswerIn(const QString &text)
{
    if (text.contains("chosen protocol"_L1))
        return BadAnswer::Subprotocol;
    if (text.contains("upgrade: "_L1))
        return BadAnswer::NoUpgrade;
    if (text.contains("Header is too large"_L1))
        return BadAnswer::EndlessHeader;
    return {};
}

QString notYetValid(const std::optional<RefusedCertificate> &certificate)
{
    if (!certificate || !certificate->validFrom.isValid())
        return u"is not yet valid (check this computer's clock)"_s;
    const QString form = u"yyyy-MM-dd HH:mm"_s;
    return u"is not yet valid: it begins on %1 UTC, and your clock says %2 UTC"_s.arg(
        certificate->validFrom.toUTC().toString(form), certificate->seenAt.toUTC().toString(form));
}

/// Our words for Qt's.
QString tlsWords(const QString &problem, const std::optional<RefusedCertificate> &certificate)
{
    struct Known
    {
        QLatin1String qtText;
        QString words;
    };
    static const std::array known{
        Known{"no certificate authorities"_L1,
              u"cannot be checked, for this computer has no trusted certificate authorities "
              "(Debian: ca-certificates)"_s},
        Known{"host name did not match"_L1, u"is for another host name"_s},
        Known{"expired"_L1, u"has expired"_s},
        Known{"self-signed"_L1, u"is self-signed, so nobody vouches for it"_s},
        Known{"local issuer certificate"_L1,
              u"was issued by somebody this computer does not trust"_s},
        Known{"locally looked up"_L1, u"was issued by somebody this computer does not trust"_s},
        Known{"could be verified"_L1, u"was issued by somebody this computer does not trust"_s},
        Known{"locally looked up certificate"_L1,
              u"was issued by somebody this computer does not trust"_s},
        Known{"No certificates could be verified"_L1,
              u"was issued by somebody this computer does not trust"_s},
        Known{"untrusted"_L1, u"was issued by somebody this computer does not trust"_s},
    };
    if (problem.contains("not yet valid"_L1, Qt::CaseInsensitive))
        return notYetValid(certificate);
    for (const Known &candidate : known) {
        if (problem.contains(candidate.qtText, Qt::CaseInsensitive))
            return candidate.words;
    }
    return u"has a problem: "_s + displayText(problem, maxReason);
}

} // namespace

CloseVerdict explainHttpStatus(const EndEvidence &e)
{
    const int status = e.cause.httpStatus;
    const auto numbered = [status](const QString &text) { return u"%1: "_s.arg(status) + text; };
    switch (status) {
    case 401:
        return {CloseTreatment::NeedsCredentials,
                numbered(u"the server wants other credentials: check the token, and whether it "
                         "has expired"_s)};
    case 403:
        return {CloseTreatment::NeedsCredentials,
                numbered(u"the server does not allow this with these credentials: check the "
                         "token, and what it may do"_s)};
    case 404:
    case 405:
    case 410:
        return slow(
            numbered(u"this address is not a WebSocket endpoint: check the path of the URL"_s));
    case 407:
        return slow(numbered(u"the proxy wants credentials"_s));
    case 426:
        return slow(numbered(u"the server wants another version of the WebSocket protocol"_s));
    case 429:
        return slow(numbered(u"too many requests, the server wants a pause"_s));
    case 503:
        return slow(numbered(u"the server is not available at the moment"_s));
    default:
        break;
    }
    if (status < 300)
        return slow(numbered(
            u"the server answered with a page: this address is not a WebSocket endpoint, check its "
            "path"_s));
    if (status < 400)
        return slow(
            numbered(e.redirect.isEmpty()
                         ? u"the server redirects to another address; enter the final address"_s
                         : u"the server redirects to %1; enter the final address"_s.arg(
                             displayText(e.redirect, maxReason))));
    if (status < 500)
        return slow(numbered(u"the server refused the handshake"_s));
    return retry(numbered(u"the server failed"_s));
}

CloseVerdict explainBadAnswer(const EndEvidence &e)
{
    const QString &text = e.cause.error;
    const auto known = e.badAnswer ? e.badAnswer : badAnswerIn(text);
    switch (known.value_or(BadAnswer::NoHttp)) {
    case BadAnswer::Subprotocol:
        return {CloseTreatment::StoppedByServer,
                u"the server chose a sub-protocol that it was not asked for"_s};
    case BadAnswer::Extension:
        return {CloseTreatment::StoppedByServer,
                u"the server turned on an extension that it was not asked for"_s};
    case BadAnswer::NoUpgrade:
        return slow(
            u"a proxy before the server changed the WebSocket handshake (its Upgrade or Connection header is wrong)"_s);
    case BadAnswer::EndlessHeader:
        return slow(u"%1 does not speak WebSocket: its answer has an endless header"_s.arg(e.host));
    case BadAnswer::OldHttp:
        return slow(u"%1 does not speak WebSocket: its answer is of HTTP/1.0"_s.arg(e.host));
    case BadAnswer::WrongAccept:
    case BadAnswer::NoHttp:
        break;
    }
    if (text.contains("version that we don't support"_L1))
        return slow(u"the server wants another version of the WebSocket protocol"_s);
    if (text.contains("Unknown error condition"_L1))
        return slow(u"the server refused the handshake (400 or an answer of that kind)"_s);
    return slow(u"%1 does not speak WebSocket"_s.arg(e.host));
}

CloseVerdict explainTls(const EndEvidence &e)
{
    if (e.certificate && !e.certificate->expectedPin.isEmpty())
        return {CloseTreatment::StoppedByServer,
                u"the TLS certificate of %1 has changed: the connection is pinned to %2, and the "
                "server shows %3%4"_s.arg(e.host, e.certificate->expectedPin, e.certificate->pin,
                                          holderText(*e.certificate)),
                {}};
    if (e.tlsProblems.isEmpty())
        return slow(withReason(u"the TLS handshake with %1 failed"_s.arg(e.host), e.cause.error));
    QStringList words;
    for (const QString &problem : e.tlsProblems) {
        if (const QString text = tlsWords(problem, e.certificate); !words.contains(text))
            words.append(text);
    }
    QString sentence =
        u"the TLS certificate of %1 %2"_s.arg(e.host, words.mid(0, 3).join(u", and "_s));
    if (e.certificate)
        sentence += holderText(*e.certificate) + u"; its fingerprint is "_s + e.certificate->pin;
    return slow(sentence);
}

int httpStatusIn(const QString &errorString)
{
    // Qt 6.6 and later try to answer a 401 themselves, and say nothing of its number.
    if (errorString.contains("WWW-Authenticate"_L1)
        || errorString.contains("Host requires authentication"_L1))
        return 401;
    static const QRegularExpression pattern(u"http status code: (\\d{3})\\b"_s);
    const QRegularExpressionMatch match = pattern.match(errorString);
    return match.hasMatch() ? match.captured(1).toInt() : 0;
}

} // namespace eventscope

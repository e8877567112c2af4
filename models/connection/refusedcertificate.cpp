// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/refusedcertificate.h"

#include <QRegularExpression>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr QLatin1String algorithm{"sha256:"};
constexpr QLatin1String issuedTo{"; it was issued to "};

} // namespace

QString canonicalPin(const QString &text)
{
    static const QRegularExpression form(u"^(?:sha-?256[:=]?)?([0-9a-f]{64})$"_s);
    QString plain = text.toLower();
    static const QRegularExpression between(u"[\\s:]"_s);
    plain.remove(between);
    const QRegularExpressionMatch match = form.match(plain);
    return match.hasMatch() ? algorithm + match.captured(1) : QString();
}

QString readablePin(const QString &pin)
{
    const QString digits = canonicalPin(pin).mid(algorithm.size()).toUpper();
    QStringList groups;
    for (qsizetype at = 0; at < digits.size(); at += 4)
        groups += digits.mid(at, 4);
    return groups.join(u' ');
}

QString holderText(const RefusedCertificate &certificate)
{
    return issuedTo + u"“%1” by “%2”"_s.arg(certificate.subject, certificate.issuer);
}

QString withoutHolder(const QString &sentence)
{
    const qsizetype at = sentence.indexOf(issuedTo);
    return at < 0 ? sentence : sentence.left(at);
}

} // namespace eventscope

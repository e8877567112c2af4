// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/refusedcertificate.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr QLatin1String algorithm{"sha256:"};

QString tr(const char *text)
{
    return QCoreApplication::translate("RefusedCertificate", text);
}

QString day(const QDateTime &time)
{
    return time.isValid() ? time.toUTC().toString(u"yyyy-MM-dd HH:mm 'UTC'"_s) : tr("not said");
}

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

QString certificateText(const RefusedCertificate &certificate)
{
    return tr("Issued to: %1\nIssued by: %2\nValid: %3 to %4\nSHA-256: %5")
        .arg(certificate.subject, certificate.issuer, day(certificate.validFrom),
             day(certificate.validUntil), readablePin(certificate.pin));
}

} // namespace eventscope

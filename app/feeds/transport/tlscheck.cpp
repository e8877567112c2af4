// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/transport/tlscheck.h"

#include "app/feeds/transport/addresszone.h"
#include "models/event/displaytext.h"

#include <QCryptographicHash>
#include <QHostAddress>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslError>
#include <QUrl>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxName = 100;

/// What a name of a certificate says, for display: its common name, or else its organisation.
QString nameIn(const QStringList &commonNames, const QStringList &organisations)
{
    const QStringList &names = commonNames.isEmpty() ? organisations : commonNames;
    return displayText(names.join(u", "_s), maxName);
}

RefusedCertificate described(const QSslCertificate &certificate, const QString &expectedPin)
{
    using Info = QSslCertificate::SubjectInfo;
    RefusedCertificate refused;
    refused.subject = nameIn(certificate.subjectInfo(Info::CommonName),
                             certificate.subjectInfo(Info::Organization));
    refused.issuer = nameIn(certificate.issuerInfo(Info::CommonName),
                            certificate.issuerInfo(Info::Organization));
    refused.validFrom = certificate.effectiveDate();
    refused.validUntil = certificate.expiryDate();
    refused.pin = TlsCheck::pinOf(certificate);
    refused.seenAt = QDateTime::currentDateTimeUtc();
    refused.expectedPin = expectedPin;
    return refused;
}

/// True if this computer trusts nobody, so that nobody could have vouched for a server.
bool hasNoAuthorities(const QSslSocket &socket)
{
    return socket.sslConfiguration().caCertificates().isEmpty()
        && QSslConfiguration::systemCaCertificates().isEmpty();
}

} // namespace

TlsCheck::TlsCheck(QSslSocket &socket, const QString &pin, QObject *parent)
    : QObject(parent), m_socket(socket), m_pin(pin)
{
    connect(&socket, &QSslSocket::sslErrors, this, &TlsCheck::onErrors);
    connect(&socket, &QSslSocket::encrypted, this, &TlsCheck::onEncrypted);
}

QString TlsCheck::pinOf(const QSslCertificate &certificate)
{
    return canonicalPin(
        QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex()));
}

/// Unless they are ignored now, the handshake fails after this.
void TlsCheck::onErrors(const QList<QSslError> &errors)
{
    const QSslCertificate certificate = m_socket.peerCertificate();
    if (!m_pin.isEmpty() && !certificate.isNull() && pinOf(certificate) == m_pin) {
        m_socket.ignoreSslErrors();
        return;
    }
    for (const QSslError &error : errors)
        m_problems.append(error.errorString());
    if (hasNoAuthorities(m_socket))
        m_problems.prepend(noAuthorities);
    if (!certificate.isNull())
        m_refused = described(certificate, m_pin);
}

void TlsCheck::onEncrypted()
{
    const QSslCertificate certificate = m_socket.peerCertificate();
    if (!m_pin.isEmpty()) {
        if (pinOf(certificate) == m_pin)
            Q_EMIT accepted();
        else
            refuse(u"It is not the pinned one"_s);
        return;
    }
    if (namesHost(certificate, m_socket.peerName())) {
        Q_EMIT accepted();
        return;
    }
    refuse(u"The host name did not match any of the valid hosts for this certificate"_s);
}

void TlsCheck::refuse(const QString &problem)
{
    m_problems.append(problem);
    m_refused = described(m_socket.peerCertificate(), m_pin);
    Q_EMIT refused();
}

bool TlsCheck::namesHost(const QSslCertificate &certificate, const QString &host)
{
    const auto names = certificate.subjectAlternativeNames();
    if (names.isEmpty())
        return true;
    const QByteArray ace = QUrl::toAce(host);
    const QString wanted = ace.isEmpty() ? host.toLower() : QString::fromLatin1(ace).toLower();
    const auto fits = [&wanted](const QString &name) {
        const QString pattern = name.toLower();
        const qsizetype dot = wanted.indexOf(u'.');
        return pattern == wanted
            || (pattern.startsWith("*."_L1) && dot > 0 && wanted.mid(dot) == pattern.mid(1));
    };
    if (std::any_of(names.begin(), names.end(), fits))
        return true;
    const QHostAddress address(withoutZone(host));
    return !address.isNull()
        && std::any_of(names.begin(), names.end(),
                       [&address](const QString &name) { return QHostAddress(name) == address; });
}

} // namespace eventscope

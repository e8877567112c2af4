// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/transport/tlscheck.h"

#include <QHostAddress>
#include <QSslCertificate>
#include <QSslError>
#include <QUrl>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

TlsCheck::TlsCheck(QSslSocket &socket, QObject *parent) : QObject(parent), m_socket(socket)
{
    connect(&socket, &QSslSocket::sslErrors, this, [this](const QList<QSslError> &errors) {
        for (const QSslError &error : errors)
            m_problems.append(error.errorString());
    });
    connect(&socket, &QSslSocket::encrypted, this, &TlsCheck::onEncrypted);
}

void TlsCheck::onEncrypted()
{
    if (namesHost(m_socket.peerCertificate(), m_socket.peerName())) {
        Q_EMIT accepted();
        return;
    }
    m_problems.append(u"The host name did not match any of the valid hosts for this certificate"_s);
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
    const QHostAddress address(host);
    return !address.isNull()
        && std::any_of(names.begin(), names.end(),
                       [&address](const QString &name) { return QHostAddress(name) == address; });
}

} // namespace eventscope

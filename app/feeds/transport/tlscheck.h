// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/refusedcertificate.h"

#include <QObject>
#include <QSslSocket>
#include <QStringList>
#include <optional>

namespace eventscope {

/// Whether a TLS server is the one that was asked for: the one place where that is decided, for
/// both transports. What OpenSSL finds wrong ends the handshake; what Qt lets pass is looked for
/// here, before a byte of the request, with its token, has left. Feed thread; owned by a transport.
class TlsCheck final : public QObject
{
    Q_OBJECT
public:
    /// `socket` is not owned; before it connects. `pin`: the one certificate to accept, whatever
    /// else is said of it; empty: who is vouched for is accepted.
    TlsCheck(QSslSocket &socket, const QString &pin, QObject *parent);

    /// What was wrong, in Qt's words and order.
    const QStringList &problems() const { return m_problems; }
    /// That had the problems.
    const std::optional<RefusedCertificate> &refusedCertificate() const { return m_refused; }

    /// The first problem where nobody could have vouched for the server.
    inline static const QString noAuthorities =
        QStringLiteral("This computer has no certificate authorities");

    /// "sha256:…" of the whole certificate.
    static QString pinOf(const QSslCertificate &certificate);

    /// A certificate that has alternative names is valid for those only (RFC 9525); Qt is content
    /// if the common name fits.
    static bool namesHost(const QSslCertificate &certificate, const QString &host);

Q_SIGNALS:
    void accepted();
    /// Whoever hears it must abort the socket at once, not later: a request may wait in it.
    void refused();

private:
    void onErrors(const QList<QSslError> &errors);
    void onEncrypted();
    void refuse(const QString &problem);

    QSslSocket &m_socket;
    const QString m_pin;
    QStringList m_problems;
    std::optional<RefusedCertificate> m_refused;
};

} // namespace eventscope

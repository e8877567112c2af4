// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSslSocket>
#include <QStringList>

namespace eventscope {

/// Whether a TLS server is the one that was asked for: the one place where that is decided, for
/// both transports. What OpenSSL finds wrong ends the handshake; what Qt lets pass is looked for
/// here, before a byte of the request, with its token, has left. Feed thread; owned by a transport.
class TlsCheck final : public QObject
{
    Q_OBJECT
public:
    /// `socket` is not owned; before it connects.
    TlsCheck(QSslSocket &socket, QObject *parent);

    /// What was wrong, in Qt's words and order.
    const QStringList &problems() const { return m_problems; }

    /// A certificate that has alternative names is valid for those only (RFC 9525); Qt is content
    /// if the common name fits.
    static bool namesHost(const QSslCertificate &certificate, const QString &host);

Q_SIGNALS:
    void accepted();
    /// Whoever hears it must abort the socket at once, not later: a request may wait in it.
    void refused();

private:
    void onEncrypted();

    QSslSocket &m_socket;
    QStringList m_problems;
};

} // namespace eventscope

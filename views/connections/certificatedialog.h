// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/refusedcertificate.h"

#include <QDialog>

namespace eventscope {

class ConnectionModel;

/// Shows the certificate for which a connection was refused, and lets its user trust exactly this
/// one, for this connection only. Where the connection is pinned already, both fingerprints. The
/// model is not owned and outlives the dialog.
class CertificateDialog final : public QDialog
{
    Q_OBJECT
public:
    /// `connectionId` has a refused certificate.
    CertificateDialog(ConnectionModel *connections, const QString &connectionId, QWidget *parent);

private:
    void build(const QString &name, const QString &cause);
    QLayout *makeForm() const;
    void trust();

    ConnectionModel *m_connections;
    const QString m_id;
    const RefusedCertificate m_certificate; ///< as it was when the dialog opened
};

/// True if the connection has such a certificate to look at.
bool hasRefusedCertificate(const ConnectionModel &connections, const QString &connectionId);

} // namespace eventscope

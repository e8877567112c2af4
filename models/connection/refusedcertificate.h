// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

namespace eventscope {

/// The certificate of a server that was refused, for a person to judge: what it says of itself.
/// Nothing of it was proven. A value.
struct RefusedCertificate
{
    QString subject; ///< for display: cut, and with nothing hidden in it
    QString issuer;
    QDateTime validFrom;
    QDateTime validUntil;
    QString pin; ///< "sha256:…" of the whole certificate
    QDateTime seenAt; ///< by this computer's clock
    QString expectedPin; ///< what the connection is pinned to, if it is: the certificate changed

    bool operator==(const RefusedCertificate &) const = default;
};

/// The option that names the one certificate that a connection trusts, whoever vouches for it.
inline constexpr QLatin1String pinKey{"pin"};

/// "sha256:" and 64 hex digits, of what people write: in any case, with colons or blanks between.
/// Empty: it is none.
QString canonicalPin(const QString &text);
/// In groups, as other programs show it, so that two can be compared.
QString readablePin(const QString &pin);
/// What follows the cause in a sentence about the certificate: whose it says it is, and which it is.
QString holderText(const RefusedCertificate &certificate);
/// A sentence with that, without it: for where there is little room, and another place to look.
QString withoutHolder(const QString &sentence);

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/zaikio/zaikiodisconnect.h"

#include "models/event/displaytext.h"

#include <QCoreApplication>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ZaikioDialect", text);
}

/// Rails' reasons, then AnyCable's.
QString meaningOf(const QString &reason)
{
    if (reason == u"unauthorized")
        return tr("The server does not accept the token (unauthorized): is it the right one, and "
                  "not expired?");
    if (reason == u"invalid_request")
        return tr("The server does not accept how it was connected to (invalid_request): it may "
                  "want another Origin.");
    if (reason == u"server_restart")
        return tr("The server restarts.");
    if (reason == u"remote")
        return tr("The server's operator ended this connection (remote).");
    if (reason == u"idle_timeout")
        return tr("The server ends connections that are idle (idle_timeout).");
    if (reason == u"no_pong")
        return tr("The server missed the answers to its pings (no_pong).");
    if (reason.isEmpty())
        return tr("The server ended the connection without a reason.");
    return tr("The server ended the connection: %1.").arg(displayText(reason, 120));
}

} // namespace

CloseVerdict zaikioDisconnect(const QString &reason, std::optional<bool> reconnect)
{
    const QString cause = meaningOf(reason);
    const bool refused = reason == u"unauthorized";
    if (reconnect == true)
        return {refused ? CloseTreatment::RetrySlow : CloseTreatment::Retry, cause};
    if (refused)
        return {CloseTreatment::NeedsCredentials, cause};
    if (reconnect == false)
        return {CloseTreatment::StoppedByServer,
                cause + u' ' + tr("It asked not to be connected to again.")};
    return {CloseTreatment::Retry, cause};
}

} // namespace eventscope

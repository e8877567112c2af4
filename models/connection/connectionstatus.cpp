// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/connectionstatus.h"

#include <QCoreApplication>

namespace eventscope {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ConnectionStatus", text);
}

} // namespace

QString phaseText(ConnectionPhase phase)
{
    switch (phase) {
    case ConnectionPhase::Idle:
        return tr("not connected");
    case ConnectionPhase::Connecting:
        return tr("connecting");
    case ConnectionPhase::Opening:
        return tr("open");
    case ConnectionPhase::Live:
        return tr("live");
    case ConnectionPhase::Closing:
        return tr("closing");
    case ConnectionPhase::Backoff:
        return tr("waiting to retry");
    case ConnectionPhase::Stopped:
        return tr("stopped");
    case ConnectionPhase::NeedsCredentials:
        return tr("needs credentials");
    }
    return {};
}

QString subscriptionStateText(SubscriptionState state)
{
    switch (state) {
    case SubscriptionState::Paused:
        return tr("paused");
    case SubscriptionState::Waiting:
        return tr("waiting");
    case SubscriptionState::Requested:
        return tr("requested");
    case SubscriptionState::Active:
        return tr("active");
    case SubscriptionState::Unconfirmed:
        return tr("unconfirmed");
    case SubscriptionState::Delivering:
        return tr("delivering");
    case SubscriptionState::Refused:
        return tr("refused");
    }
    return {};
}

} // namespace eventscope

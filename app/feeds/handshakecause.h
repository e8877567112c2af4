// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/closecause.h"

#include "models/event/displaytext.h"

namespace eventscope {

/// The parts of explainEnd() that are about handshakes: HTTP, what is no HTTP, and TLS. Pure.

constexpr int maxReason = 120; ///< of the server's words in one of our sentences

inline CloseVerdict retry(const QString &cause)
{
    return {CloseTreatment::Retry, cause, {}};
}
inline CloseVerdict slow(const QString &cause)
{
    return {CloseTreatment::RetrySlow, cause, {}};
}
inline QString withReason(const QString &sentence, const QString &reason)
{
    return reason.isEmpty() ? sentence
                            : sentence + QStringLiteral(": ") + displayText(reason, maxReason);
}

/// A refusal by its status.
CloseVerdict explainHttpStatus(const EndEvidence &evidence);
/// An answer that is no proper WebSocket handshake.
CloseVerdict explainBadAnswer(const EndEvidence &evidence);
CloseVerdict explainTls(const EndEvidence &evidence);

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"

namespace eventscope {

/// The words of a transcript (tests/fixtures/dialects/README.md) that are read and written.
namespace transcriptwords {

using namespace Qt::StringLiterals;

inline QString treatmentName(CloseTreatment treatment)
{
    switch (treatment) {
    case CloseTreatment::Retry:
        return u"retry"_s;
    case CloseTreatment::RetrySlow:
        return u"retry-slow"_s;
    case CloseTreatment::NeedsCredentials:
        return u"needs-credentials"_s;
    case CloseTreatment::StoppedByServer:
        return u"stopped-by-server"_s;
    }
    return {};
}

/// As TopicRequest::Kind counts them.
inline const QStringList &requestKinds()
{
    static const QStringList kinds{u"list"_s,    u"create"_s,         u"destroy"_s,
                                   u"publish"_s, u"get-permission"_s, u"set-permission"_s};
    return kinds;
}

} // namespace transcriptwords

} // namespace eventscope

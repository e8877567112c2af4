// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/conformance/conformancecase.h"

namespace eventscope {

CaseList conformanceCases(const CaseScale &scale)
{
    // The slow ones first, so that they pass beside the others.
    return limitCases(scale) + handshakeCases() + framingCases() + controlCases() + fragmentCases()
        + utf8Cases() + closeCases();
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/export/exportformat.h"

namespace eventscope {

/// CloudEvents lines exactly as they are in the capture, one a line.
class JsonLinesWriter final : public ExportFormat
{
public:
    void begin(QByteArray &out) override;
    void event(const ExportRow &row, QByteArray &out) override;
    bool isLines() const override { return true; }
};

} // namespace eventscope

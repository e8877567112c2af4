// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/jsonlwriter.h"

namespace eventscope {

void JsonLinesWriter::begin(QByteArray &) { }

void JsonLinesWriter::event(const ExportRow &row, QByteArray &out)
{
    out.append(row.line.data(), qsizetype(row.line.size()));
    out.append('\n');
}

} // namespace eventscope

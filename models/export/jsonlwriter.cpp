// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/jsonlwriter.h"

namespace eventscope {

void JsonLinesWriter::begin(QByteArray &) { }

void JsonLinesWriter::event(std::string_view line, QByteArray &out)
{
    out.append(line.data(), qsizetype(line.size()));
    out.append('\n');
}

} // namespace eventscope

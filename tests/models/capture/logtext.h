// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventlog.h"

#include <QString>

namespace eventscope {

/// One record as text, so that a comparison says what differs.
inline QString describeRow(const EventLog &log, quint64 row)
{
    using namespace Qt::StringLiterals;
    const EventRecord &r = log.at(row);
    const auto text = [](std::string_view v) {
        return QString::fromUtf8(v.data(), qsizetype(v.size()));
    };
    return u"%1@%2+%3 %4 %5 hash %6 data %7 sev %8 flags %9 "_s.arg(r.segment())
               .arg(r.offset())
               .arg(r.lineLength)
               .arg(r.recordedUs)
               .arg(r.timeUs)
               .arg(r.subjectHash)
               .arg(r.dataOffset)
               .arg(int(r.severity))
               .arg(int(r.flags))
        + u"marks %1 "_s.arg(int(r.marks))
        + text(log.types().text(r.type)) + u'|' + text(log.topics().text(r.topic)) + u'|'
        + text(log.connections().text(r.connection));
}

} // namespace eventscope

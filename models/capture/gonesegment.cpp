// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/gonesegment.h"

#include "models/capture/segment.h"

using namespace Qt::StringLiterals;

namespace eventscope {

void appendGoneRow(EventBatch &batch, const SegmentAppender::Gone &gone, qint64 nowUs)
{
    // Nothing in it is of a feed, so nothing needs an escape.
    const QString data =
        u"{\"message\":\"%1 was removed, renamed or replaced while it was being written: its "
        "events up to number %2 are no longer in this capture\",\"cause\":\"its file was taken "
        "away\",\"file\":\"%1\",\"last\":\"%2\"}"_s.arg(segmentName(gone.segment),
                                                        QString::number(gone.last));
    const std::string payload = data.toStdString();
    EventFields fields;
    fields.type = owntype::gap;
    fields.flags = OwnEvent | GapEvent;
    fields.severity = Severity::Error;
    fields.payload = payload;
    batch.setConnection({});
    batch.append(fields, nowUs);
}

} // namespace eventscope

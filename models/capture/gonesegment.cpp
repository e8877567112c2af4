// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/gonesegment.h"

#include "models/capture/segment.h"
#include "models/event/jsontext.h"

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

void appendGap(EventBatch &batch, const std::string &payload, qint64 nowUs)
{
    EventFields fields;
    fields.type = owntype::gap;
    fields.flags = OwnEvent | GapEvent;
    fields.severity = Severity::Error;
    fields.payload = payload;
    batch.setConnection({});
    batch.append(fields, nowUs);
}

} // namespace

void appendGoneRow(EventBatch &batch, const SegmentAppender::Gone &gone, qint64 nowUs)
{
    // Nothing in it is of a feed, so nothing needs an escape.
    const QString data =
        u"{\"message\":\"%1 was removed, renamed or replaced while it was being written: its "
        "events up to number %2 are no longer in this capture\",\"cause\":\"its file was taken "
        "away\",\"file\":\"%1\",\"last\":\"%2\"}"_s.arg(segmentName(gone.segment),
                                                        QString::number(gone.last));
    appendGap(batch, data.toStdString(), nowUs);
}

void appendAsideRow(EventBatch &batch, const QString &sentence, qint64 nowUs)
{
    std::string payload = "{\"message\":";
    appendJsonString(payload, sentence.toStdString());
    appendGap(batch, payload + ",\"cause\":\"a file in which events waited cannot be read\"}",
              nowUs);
}

} // namespace eventscope

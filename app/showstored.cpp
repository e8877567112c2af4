// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/showstored.h"

#include "models/connectionmodel.h"
#include "models/event/eventlog.h"
#include "models/noticemodel.h"
#include "models/workflowmodel.h"

namespace eventscope {

void showStored(const StoredBatch &stored, const FieldMasks &masks,
                const ConnectionModel &connections, WorkflowModel &workflows, NoticeModel &notices)
{
    const std::vector<BatchEntry> &entries = stored.batch->entries();
    const std::string_view connectionId = stored.batch->connection();
    std::string_view lastType;
    bool workflow = false;
    const FieldMask mask =
        masks.value(QString::fromUtf8(connectionId.data(), qsizetype(connectionId.size())));
    std::string scratch[3];
    std::string masked;
    std::string maskedSubject;
    std::string maskedTopic;
    for (size_t i = 0; i < entries.size(); ++i) {
        const BatchEntry &entry = entries[i];
        const std::string_view type = stored.batch->part(entry, entry.type);
        if (type != lastType) {
            lastType = type;
            workflow = WorkflowModel::wants(type);
        }
        const bool notice = NoticeModel::wants(type, entry.severity, entry.flags);
        if (!workflow && !notice)
            continue;
        EventView view = viewOf(stored, i, scratch[0], scratch[1], scratch[2]);
        view.payload = mask.applyToPayload(view.payload, PayloadKind::Json, masked);
        view.subject = mask.applyToPayload(view.subject, PayloadKind::Text, maskedSubject);
        if (!(view.flags & OwnEvent)) // theirs the user asked for, and acts on
            view.topic = mask.applyToName(view.topic, maskedTopic);
        if (workflow)
            workflows.consume(view);
        if (notice) {
            const ConnectionProfile *profile = connections.profile(
                QString::fromUtf8(connectionId.data(), qsizetype(connectionId.size())));
            notices.consume(view, profile ? profile->name : QString());
        }
    }
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/event.h"
#include "models/event/jsontape.h"

#include <string>

namespace eventscope {

/// The top-level members of a frame that an ActionCable server, or AnyCable's extension of it,
/// sends.
struct ZaikioFrame
{
    JsonRef type; ///< absent in events
    JsonRef identifier;
    JsonRef message;
    JsonRef reason;
    JsonRef reconnect;
    JsonRef stream; ///< AnyCable: where in which stream the event is
    JsonRef epoch;
    JsonRef offset;

    void read(JsonRef root);
};

/// Reads what Zaikio Loom delivers:
/// `{"id","name","subject","timestamp","received_at","payload",…}`, of which all but the name may
/// be missing; `link` and `receiver` stay in the data. Part of a session and reused: it allocates
/// only for texts with escapes.
class ZaikioEvent
{
public:
    void read(JsonRef message);

    /// Payload and topic are left to the caller; texts are valid until the next read(). Without a
    /// name, the type is empty.
    EventFields &fields() { return m_fields; }

private:
    void readPayload(JsonRef payload);

    EventFields m_fields;
    std::string m_name;
    std::string m_id;
    std::string m_subject;
    std::string m_time;
};

} // namespace eventscope

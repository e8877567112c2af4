// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/event.h"
#include "models/event/jsontape.h"

#include <string>

namespace eventscope {

/// Reads events that say by themselves what they are: CloudEvents in the JSON format (structured
/// mode), as the sub-protocol `cloudevents.json` carries them. Needs no pointers. The topic is the
/// `kafkatopic` that a bridge from Kafka keeps, else the `source`; extension attributes stay
/// attributes. Part of a session and reused: no allocation once its texts have their length.
class CloudEventFrame
{
public:
    /// The four attributes that every CloudEvent has are there, and are text. `specversion` may be
    /// written `spec_version`, as some documents of ACM do.
    static bool recognises(JsonRef frame);

    /// Of a frame that is recognised; payload and flags are left to the caller. Texts are valid
    /// until the next read().
    void read(JsonRef frame, EventFields &fields);

private:
    void readExtensions(JsonRef frame, EventFields &fields);

    std::string m_type;
    std::string m_topic;
    std::string m_subject;
    std::string m_id;
    std::string m_time;
    std::string m_extensions;
    std::string m_scratch;
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialects/daptin/daptingeneration.h"
#include "models/event/event.h"
#include "models/event/jsontape.h"

#include <QStringList>
#include <string>
#include <string_view>

namespace eventscope {

/// A server's answer to one of our requests, in any generation's form.
struct DaptinReply
{
    QString method; ///< as it was asked: `subscribe`
    QString id; ///< of the request; only C has it
    QString topic; ///< that it is about; empty if it does not say
    QString error;
    bool ok = false;
    std::string_view frame;
};

/// One frame as any of the three generations writes it.
///
/// The row of an event is in `data` (C) or `EventData` (A, B): an object, the base64 of its JSON
/// (Go writes a []byte so, which B and C do by accident), or null. It is decoded only to read type,
/// subject and time from; the capture keeps the frame. Owned by a session and reused; it allocates
/// nothing once warm.
class DaptinFrame
{
public:
    enum class Kind : quint8 {
        Event, ///< also what is no frame of Daptin at all
        Session, ///< C's first frame
        Pong,
        Reply,
        TopicList,
        Unauthorized
    };

    /// Reads a document; `root` and its text must outlive every other call.
    Kind read(JsonRef root);

    /// Which generations could have sent it: itself if only one.
    DaptinGeneration generation() const { return m_generation; }
    /// Of an Event. Payload and subscription are left to the caller.
    void fillIn(EventFields &fields);
    /// Of a Reply.
    DaptinReply reply();
    /// Of a TopicList, or of any answer that has `topics`.
    QStringList topics();
    /// What `data` means: not there if it is null or unreadable.
    JsonRef row();
    std::string_view topic() { return m_topicName.string(m_topic); }

    static constexpr int maxTopics = 10'000;
    static constexpr size_t maxDecoded = 4 * 1024 * 1024; ///< bytes of base64

private:
    void readMembers(JsonRef root);
    Kind kindOfC();
    Kind kindOfLegacy();
    QString text(JsonRef value);

    DaptinGeneration m_generation = DaptinGeneration::Unknown;
    Kind m_kind = Kind::Event;
    // The members of the frame, whichever of its names they have.
    JsonRef m_frameType; ///< `type`
    JsonRef m_event; ///< `event`, `EventType`
    JsonRef m_topicName; ///< `topic`, `ObjectType`
    JsonRef m_source; ///< `source`, `MessageSource`
    JsonRef m_data; ///< `data`, `EventData`
    JsonRef m_method;
    JsonRef m_id;
    JsonRef m_ok;
    JsonRef m_error;
    JsonRef m_message;
    bool m_legacy = false; ///< a member has one of the names of A and B
    quint32 m_size = 0;
    bool m_decoded = false; ///< row() has been asked for
    JsonRef m_row;
    JsonTape m_inner; ///< of decoded data
    std::string m_json; ///< decoded data
    // Where texts are unescaped to.
    std::string m_key;
    std::string m_scratch;
    std::string m_type;
    std::string m_topic;
    std::string m_subject;
    std::string m_time;
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialects/acm/acmextensions.h"
#include "app/feeds/dialects/acm/acmmembers.h"
#include "app/feeds/dialects/acm/acmotherheaders.h"
#include "app/feeds/dialects/acm/acmshape.h"
#include "app/feeds/kafkarecord.h"
#include "models/event/duplicatekeys.h"

#include <array>
#include <string>
#include <vector>

namespace eventscope {

/// Reads one record of Kafka as an event: CloudEvents in binary mode (`ce_…` headers, the data is
/// the value) and in structured mode (`content-type: application/cloudevents+json`, the value is
/// the event), tombstones, and whatever else a topic holds; every record becomes an event. Part of
/// a session and reused: no allocation once its texts have their length.
class AcmRecord
{
public:
    /// The record must stay alive as long as fields() is used. `asChunk` says why a chunk is shown
    /// by itself, where that is so; `next` where its partition is read on once this is stored,
    /// where that is not behind it.
    void read(const KafkaRecord &record, std::string_view asChunk = {},
              std::optional<qint64> next = {});
    /// An event in structured mode that a bridge sent over WebSocket: a whole JSON document, which
    /// must stay alive as well. Where a record of Kafka became of it, the bridge says in
    /// attributes.
    void readFrame(std::string_view event);
    const EventFields &fields() const { return m_fields; }

private:
    void begin(const KafkaRecord &record, std::string_view reason);
    void readKey();
    void readHeaders();
    void readBridged(JsonRef event);
    void readBinaryMode();
    void readStructuredMode();
    void readStructuredMembers();
    void readAttribute(const KafkaHeader &header, size_t index);
    std::string_view takeOnly(AcmOtherHeaders::Only attribute, size_t index, std::string_view bytes,
                              std::string &mended);
    void readStructuredVersion();
    void readStructuredTime();
    bool becomesExtension(std::string_view name, JsonRef value);
    void readStructuredData();
    void readStructuredBytes(JsonRef base64);
    void readOther(std::string_view reason);
    void readValue(bool isJson);
    void takeJson(JsonRef data);
    void takeText(std::string_view bytes);
    void readTime(std::string_view text);
    bool addCloudEventExtension(std::string_view name, std::string_view value);
    void finishTime();
    void finish();
    void finishContentType();
    std::string_view decodeCharset();
    void explain(std::string_view reason);
    std::string_view broken(std::string_view what);

    const KafkaRecord *m_record = nullptr;
    KafkaRecord m_frame; ///< what there is of it where a WebSocket brought it
    std::string_view m_value; ///< as UTF-8
    bool m_isChunk = false;
    bool m_isEvent = false;
    bool m_isStructured = false; ///< whatever became of it
    std::string_view m_contentType;
    std::string_view m_dataType; ///< as an event in structured mode says it
    std::string_view m_version;
    std::string_view m_source;
    std::string_view m_subjectAttribute;
    EventFields m_fields;
    JsonTape m_tape;
    DuplicateKeys m_keys;
    AcmExtensions m_extensions;
    AcmOtherHeaders m_others;
    AcmMembers m_members;
    AcmShape m_shape;
    std::string m_topic; ///< that a bridge named
    std::string m_dataTypeText;
    std::string m_type;
    std::string m_id;
    std::string m_sourceText;
    std::string m_subject;
    std::string m_time;
    std::string m_reason;
    std::string m_payload;
    std::string m_converted; ///< the value, where it came in another charset
    std::string m_scratch;
    std::array<char, 32> m_timeText{};
    qint64 m_timeWritten = noTime; ///< in m_timeText
    size_t m_timeLength = 0;
};

} // namespace eventscope

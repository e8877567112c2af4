// SPDX-License-Identifier: GPL-3.0-or-later
//
// Of AcmRecord: events in binary mode, whose attributes are headers.
#include "app/feeds/dialects/acm/acmheaders.h"
#include "app/feeds/dialects/acm/acmrecord.h"
#include "models/event/jsontext.h"

namespace eventscope {

namespace {

using Only = AcmOtherHeaders::Only;

/// What comes from QWebSocket is UTF-8; a header can be anything. Where it is, it stays where it
/// stands.
std::string_view utf8Of(std::string_view bytes, std::string &mended)
{
    if (isAscii(bytes) || validUtf8(bytes))
        return bytes;
    mended = toValidUtf8(bytes);
    return mended;
}

} // namespace

void AcmRecord::readBinaryMode()
{
    m_isEvent = true;
    const auto headers = lookedAt(*m_record);
    for (size_t i = 0; i < headers.size(); ++i) {
        const KafkaHeader &header = headers[i];
        if (header.hasValue && isNamed(header.name.substr(0, cloudEventPrefix.size()), "ce_"))
            readAttribute(header, i);
    }
    if (m_version.empty())
        explain("ce_specversion is missing");
    else if (m_version != "1.0" && m_version != "0.3")
        explain("a version of CloudEvents that is not known");
    if (m_fields.type.empty())
        explain("ce_type is missing");
    readValue(isJsonType(m_contentType));
}

/// Of several with one name the last one counts.
void AcmRecord::readAttribute(const KafkaHeader &header, size_t index)
{
    const std::string_view name = header.name.substr(cloudEventPrefix.size());
    const std::string_view bytes = header.value;
    if (isNamed(name, "id")) {
        m_fields.id = takeOnly(Only::Id, index, bytes, m_id);
    } else if (isNamed(name, "type")) {
        m_fields.type = withoutCommonPrefix(takeOnly(Only::Type, index, bytes, m_type));
    } else if (isNamed(name, "time")) {
        readTime(takeOnly(Only::Time, index, bytes, m_time));
        if (m_fields.time.empty())
            m_others.becameNone(Only::Time);
    } else if (isNamed(name, "source")) {
        m_source = takeOnly(Only::Source, index, bytes, m_sourceText);
    } else if (isNamed(name, "subject")) {
        m_subjectAttribute = takeOnly(Only::Subject, index, bytes, m_subject);
    } else if (isNamed(name, "specversion")) {
        m_others.became(Only::Version, index);
        if (bytes != writtenVersion)
            m_others.becameNone(Only::Version);
    } else if (isNamed(name, "spec_version") && bytes == writtenVersion) {
        m_others.became(index);
    } else if (isLastOfItsName(*m_record, header)) {
        const std::string_view text = utf8Of(bytes, m_scratch);
        if (addCloudEventExtension(name, text) && text.data() == bytes.data())
            m_others.became(index);
    }
}

/// The value, as text, of an attribute that there is one of.
std::string_view AcmRecord::takeOnly(Only attribute, size_t index, std::string_view bytes,
                                     std::string &mended)
{
    m_others.became(attribute, index);
    const std::string_view text = utf8Of(bytes, mended);
    if (text.data() != bytes.data() || bytes.size() - 1 >= EventFields::maxAttribute) // 0 too
        m_others.becameNone(attribute);
    return text;
}

/// An attribute that the capture has its own meaning for keeps its value under another name. False:
/// it is not kept as it is.
bool AcmRecord::addCloudEventExtension(std::string_view name, std::string_view value)
{
    if (isNamed(name, "severitytext")) {
        const auto severity = severityFromText(value);
        m_fields.severity = severity.value_or(m_fields.severity);
        return severity.has_value();
    }
    for (const std::string_view own :
         {"topic", "sequence", "reason", "recordedtime", "marks", "seen", "masked"}) {
        if (equalsIgnoringCase(name, own))
            return m_extensions.add("ce" + std::string(own), value);
    }
    return m_extensions.add(name, value);
}

} // namespace eventscope

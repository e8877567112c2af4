// SPDX-License-Identifier: GPL-3.0-or-later
//
// Of AcmRecord: events in structured mode, which are one JSON document.
#include "app/feeds/dialects/acm/acmheaders.h"
#include "app/feeds/dialects/acm/acmrecord.h"
#include "models/event/jsontext.h"

#include <QByteArray>
#include <QStringDecoder>

namespace eventscope {

namespace {

using Member = AcmMembers::Only;

} // namespace

void AcmRecord::readStructuredMode()
{
    m_isStructured = true;
    if (!m_record->hasValue)
        return readOther("a tombstone: the record has no value");
    if (const std::string_view problem = decodeCharset(); !problem.empty())
        return readOther(problem);
    const bool valid = validUtf8(m_value);
    if (!valid || !m_tape.parse(m_value) || m_tape[0].kind != JsonKind::Object) {
        const std::string reason(!valid              ? broken("not UTF-8")
                                     : m_tape.size() ? broken("JSON, but no object")
                                                     : broken({}));
        m_fields.type = owntype::undecodable;
        m_fields.flags |= Undecodable;
        explain(reason);
        takeText(m_value);
        return;
    }
    m_members.start(m_tape);
    readStructuredMembers();
}

void AcmRecord::readStructuredMembers()
{
    m_isEvent = true;
    readStructuredVersion();
    m_type.assign(withoutCommonPrefix(m_members.text(Member::Type, m_scratch)));
    m_fields.type = m_type;
    if (m_type.empty())
        explain(m_members[Member::Type] ? "type is no text, or an empty one" : "type is missing");
    m_fields.id = m_members.scalar(Member::Id, m_id);
    m_source = m_members.text(Member::Source, m_sourceText);
    m_subjectAttribute = m_members.text(Member::Subject, m_subject);
    m_dataType = m_members.text(Member::ContentType, m_dataTypeText);
    readStructuredTime();
    m_members.forEachExtension(
        [this](std::string_view name, JsonRef value) { return becomesExtension(name, value); });
    readStructuredData();
}

void AcmRecord::readStructuredVersion()
{
    bool known = false;
    for (const Member member : {Member::Version, Member::OldVersion}) {
        const std::string_view version = m_members.text(member, m_scratch);
        if (version != writtenVersion)
            m_members.becameNone(member);
        known = known || version == writtenVersion || version == "0.3";
    }
    if (!m_members[Member::Version] && !m_members[Member::OldVersion])
        explain("specversion is missing");
    else if (!known)
        explain("a version of CloudEvents that is not known");
}

void AcmRecord::readStructuredTime()
{
    for (const Member member : {Member::Time, Member::OldTime}) {
        const std::string_view before = m_fields.time;
        if (before.empty())
            readTime(m_members.text(member, m_time));
        if (m_fields.time.empty() || !before.empty())
            m_members.becameNone(member);
    }
}

bool AcmRecord::becomesExtension(std::string_view name, JsonRef value)
{
    if (value.isString()) {
        const std::string_view text = value.string(m_scratch);
        return addCloudEventExtension(name, text) && AcmMembers::isAsItCame(value, text);
    }
    return !value.isNull() && !value.isObject() && !value.isArray()
        && m_extensions.addRaw(name, value.raw());
}

/// An event has one of both. What is not the payload stays one of the other members.
void AcmRecord::readStructuredData()
{
    const JsonRef data = m_members[Member::Data];
    const JsonRef base64 = m_members[Member::Bytes];
    if (base64.isNull() || !data.isNull()) {
        m_members.becameNone(Member::Bytes);
        if (data)
            takeJson(data);
    } else {
        m_members.becameNone(Member::Data);
        readStructuredBytes(base64);
    }
}

void AcmRecord::readStructuredBytes(JsonRef base64)
{
    if (!base64.isString()) {
        explain("data_base64 is no text");
        return takeJson(base64);
    }
    const std::string_view text = base64.string(m_scratch);
    const auto bytes = QByteArray::fromBase64Encoding(
        QByteArray::fromRawData(text.data(), qsizetype(text.size())),
        QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!bytes) {
        explain("data_base64 is no base64");
        m_payload.assign(text);
        return takeText(m_payload);
    }
    const QByteArray &decoded = *bytes;
    m_payload.assign(decoded.constData(), size_t(decoded.size()));
    m_fields.payloadKind = PayloadKind::Binary;
    m_fields.payload = m_payload;
}

/// Structured events may come in a charset of their own; JSON is read as UTF-8. Answers why there
/// is none of it.
std::string_view AcmRecord::decodeCharset()
{
    const std::string_view charset = charsetOf(m_contentType);
    if (charset.empty() || equalsIgnoringCase(charset, "utf-8")
        || equalsIgnoringCase(charset, "us-ascii"))
        return {};
    QStringDecoder decoder(std::string(charset).c_str(), QStringConverter::Flag::Stateless);
    if (!decoder.isValid())
        return "no CloudEvent: its charset is not known";
    const QString text = decoder(QByteArrayView(m_value.data(), qsizetype(m_value.size())));
    if (decoder.hasError() || !text.isValidUtf16())
        return "no CloudEvent: it is not in the charset that it says";
    m_converted = text.toStdString();
    m_value = m_converted;
    return {};
}

} // namespace eventscope

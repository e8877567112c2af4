// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/acm/acmotherheaders.h"

#include "app/feeds/dialects/acm/acmextensions.h"
#include "app/feeds/dialects/acm/acmheaders.h"
#include "models/event/jsontext.h"

#include <QByteArray>
#include <algorithm>

namespace eventscope {

namespace {

constexpr std::string_view headersOpening = ",\"kafkaheaders\":\"";
constexpr std::string_view none = "[]";

static_assert(maxKafkaHeaders <= 64, "each that is looked at has a bit");

/// A value may be needed byte for byte; of a name that is no UTF-8, what can be read will do.
void appendMember(std::string &out, const KafkaHeader &header)
{
    out += '{';
    if (validUtf8(header.name))
        appendJsonString(out, header.name);
    else
        appendJsonString(out, toValidUtf8(header.name));
    out += ':';
    if (!header.hasValue) {
        out += "null";
    } else if (validUtf8(header.value)) {
        appendJsonString(out, header.value);
    } else {
        const QByteArrayView bytes(header.value.data(), qsizetype(header.value.size()));
        out += "{\"base64\":\"";
        out += bytes.toByteArray().toBase64().toStdString();
        out += "\"}";
    }
    out += '}';
}

} // namespace

bool AcmOtherHeaders::hasBecome(size_t index) const
{
    return index < maxKafkaHeaders && (m_became & bitOf(index)) != 0;
}

void AcmOtherHeaders::addTo(AcmExtensions &extensions)
{
    const std::span<const KafkaHeader> headers = m_record->headers;
    const quint64 all =
        headers.size() < 64 ? bitOf(headers.size()) - 1 : ~quint64(0); // a shift by 64 is none
    if (m_became == all && headers.size() <= maxKafkaHeaders && m_record->headersLeft == 0)
        return;
    const size_t taken = headersOpening.size() + none.size() + 1;
    const size_t room = extensions.room() - std::min(extensions.room(), taken);
    quint64 left = m_record->headersLeft;
    m_json = '[';
    for (size_t i = 0; i < headers.size(); ++i) {
        if (!hasBecome(i) && !append(headers[i], room))
            ++left;
    }
    m_json += ']';
    if (m_json != none)
        extensions.addOwnEscaped(headersOpening, m_json);
    if (left > 0)
        extensions.addLeft(",\"kafkaheadersleft\":\"", left);
}

/// False: it has no room, which a smaller one behind it may have.
bool AcmOtherHeaders::append(const KafkaHeader &header, size_t room)
{
    if (header.name.size() + header.value.size() > room)
        return false;
    m_member.clear();
    if (m_json.size() > 1)
        m_member = ',';
    appendMember(m_member, header);
    const size_t before = m_json.size();
    appendJsonEscaped(m_json, m_member);
    if (m_json.size() - 1 <= room)
        return true;
    m_json.resize(before);
    return false;
}

} // namespace eventscope

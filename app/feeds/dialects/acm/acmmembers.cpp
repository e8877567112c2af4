// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/acm/acmmembers.h"

#include "app/feeds/dialects/acm/acmextensions.h"
#include "models/event/event.h"
#include "models/event/jsontext.h"

#include <algorithm>
#include <iterator>

namespace eventscope {

namespace {

constexpr std::string_view membersOpening = ",\"cemembers\":\"";
constexpr std::string_view noMembers = "[]";
/// Each member is compared with all of them.
constexpr size_t mostCandidates = 64;

/// As Only counts them.
constexpr std::string_view onlyNames[] = {
    "specversion", "spec_version",    "id",          "type", "time", "date-time", "source",
    "subject",     "datacontenttype", "data_base64", "data"};

} // namespace

void AcmMembers::clear()
{
    m_event = nullptr;
    m_only = {};
    m_extensions.clear();
    m_became.clear();
    m_others.clear();
}

void AcmMembers::start(const JsonTape &event)
{
    static_assert(std::size(onlyNames) == onlyCount);
    clear();
    m_event = &event;
    JsonRef(event).forEachMember([this](JsonRef key, JsonRef) {
        if (quint32 *const place = placeOf(nameOf(key.index()))) {
            if (*place != 0)
                m_others.push_back(*place);
            *place = key.index();
        } else {
            m_others.push_back(key.index());
        }
    });
}

/// Where the member of this name has its index; null: it can be no attribute. Pointers are good
/// until the next is asked for.
quint32 *AcmMembers::placeOf(std::string_view name)
{
    const auto only = std::find(std::begin(onlyNames), std::end(onlyNames), name);
    if (only != std::end(onlyNames))
        return &m_only[size_t(only - std::begin(onlyNames))];
    const std::string wanted(name);
    const auto same = [this, &wanted](quint32 key) { return nameOf(key) == wanted; };
    const auto known = std::find_if(m_extensions.begin(), m_extensions.end(), same);
    if (known != m_extensions.end()) {
        m_others.push_back(*known);
        m_extensions.erase(known);
    }
    if (m_extensions.size() == mostCandidates)
        return nullptr;
    return &m_extensions.emplace_back(0);
}

std::string_view AcmMembers::nameOf(quint32 key)
{
    return JsonRef(*m_event, key).string(m_name);
}

JsonRef AcmMembers::operator[](Only member) const
{
    const quint32 key = m_only[size_t(member)];
    return key == 0 ? JsonRef() : JsonRef(*m_event, key + 1);
}

std::string_view AcmMembers::text(Only member, std::string &scratch)
{
    return kept(member, (*this)[member].string(scratch));
}

std::string_view AcmMembers::scalar(Only member, std::string &scratch)
{
    return kept(member, (*this)[member].scalar(scratch));
}

std::string_view AcmMembers::kept(Only member, std::string_view text)
{
    if (text.empty() || text.size() > EventFields::maxAttribute
        || !isAsItCame((*this)[member], text))
        becameNone(member);
    return text;
}

bool AcmMembers::isAsItCame(JsonRef value, std::string_view text)
{
    constexpr std::string_view replacement = "\xef\xbf\xbd"; // for half a character
    return value.raw().find('\\') == std::string_view::npos
        || text.find(replacement) == std::string_view::npos;
}

void AcmMembers::becameNone(Only member)
{
    if (const quint32 key = m_only[size_t(member)]; key != 0)
        m_others.push_back(key);
}

bool AcmMembers::hasBecome(quint32 key) const
{
    return std::find(m_became.begin(), m_became.end(), key) != m_became.end();
}

void AcmMembers::addTo(AcmExtensions &extensions)
{
    std::sort(m_others.begin(), m_others.end());
    m_others.erase(std::unique(m_others.begin(), m_others.end()), m_others.end());
    const size_t taken = membersOpening.size() + noMembers.size() + 1;
    const size_t room = extensions.room() - std::min(extensions.room(), taken);
    quint64 left = 0;
    m_json = '[';
    for (const quint32 key : m_others) {
        if (!hasBecome(key) && !append(key, room))
            ++left;
    }
    m_json += ']';
    if (m_json != noMembers)
        extensions.addOwnEscaped(membersOpening, m_json);
    if (left > 0)
        extensions.addLeft(",\"cemembersleft\":\"", left);
}

/// False: it has no room, which a smaller one behind it may have.
bool AcmMembers::append(quint32 key, size_t room)
{
    const std::string_view name = JsonRef(*m_event, key).raw();
    const std::string_view value = JsonRef(*m_event, key + 1).raw();
    if (m_json.size() + name.size() + value.size() > room)
        return false;
    m_other = m_json.size() > 1 ? ",{" : "{";
    m_other.append(name).append(":").append(value).append("}");
    const size_t before = m_json.size();
    appendJsonEscaped(m_json, m_other);
    if (m_json.size() - 1 <= room)
        return true;
    m_json.resize(before);
    return false;
}

} // namespace eventscope

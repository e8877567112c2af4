// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/acm/acmextensions.h"

#include "app/feeds/dialects/acm/acmheaders.h"
#include "models/event/event.h"
#include "models/event/jsontext.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace eventscope {

namespace {

constexpr size_t maxName = 32;
constexpr size_t mostKnown = 16;
/// For two of addLeft(): their names, their punctuation and the digits of any number.
constexpr size_t leftRoom = 2 * 48;
constexpr size_t mostJson = EventFields::maxExtensions - leftRoom;

/// Attributes that every line has of its own, and that are read into its fields; and ours.
constexpr std::string_view taken[] = {
    "specversion",
    "spec_version",
    "id",
    "type",
    "time",
    "data",
    "data_base64",
    "topic",
    "sequence",
    "reason",
    "severitytext",
    "recordedtime",
    "marks",
    "seen",
    "masked",
    "maskedleft",
    "source",
    "subject",
    "datacontenttype",
    // Those of addOwn() and start().
    "kafkatopic",
    "kafkapartition",
    "kafkaoffset",
    "kafkanext",
    "kafkamessagekey",
    "kafkamessagekeybase64",
    "kafkamessagekeysize",
    "kafkatime",
    "cesource",
    "cecontenttype",
    "kafkaheaders",
    "kafkaheadersleft",
    "cemembers",
    "cemembersleft",
};

/// Cut between characters: the key of a record can be a whole document.
std::string_view bounded(std::string_view text)
{
    constexpr size_t most = 512;
    if (text.size() <= most)
        return text;
    size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
        --end;
    return text.substr(0, end);
}

/// False: not as it is.
bool appendValue(std::string &out, std::string_view value)
{
    const std::string_view shown = bounded(value);
    const bool valid = isAscii(shown) || validUtf8(shown);
    if (valid)
        appendJsonEscaped(out, shown);
    else
        appendJsonEscaped(out, toValidUtf8(shown));
    return valid && shown.size() == value.size();
}

char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
}

} // namespace

void AcmExtensions::start(std::string_view topic, qint32 partition, qint64 offset)
{
    if (partition != m_partition || topic != m_topic || m_origin.empty()) {
        m_topic = topic;
        m_partition = partition;
        m_origin = "\"kafkatopic\":\"";
        appendValue(m_origin, topic);
        m_origin +=
            "\",\"kafkapartition\":\"" + std::to_string(partition) + "\",\"kafkaoffset\":\"";
    }
    m_names.clear();
    m_json = m_origin;
    char digits[24];
    char *const end = std::to_chars(digits, digits + sizeof digits - 1, offset).ptr;
    *end = '"';
    m_json.append(digits, size_t(end - digits) + 1);
}

void AcmExtensions::startEmpty()
{
    m_names.clear();
    m_json.clear();
}

bool AcmExtensions::addOwn(std::string_view quoted, std::string_view value)
{
    const size_t before = m_json.size();
    m_json += before == 0 ? quoted.substr(1) : quoted;
    const bool whole = appendValue(m_json, value);
    m_json += '"';
    if (m_json.size() <= mostJson)
        return whole;
    m_json.resize(before);
    return false;
}

bool AcmExtensions::addOwnWhole(std::string_view quoted, std::string_view value, size_t most)
{
    if (value.size() > most || (!isAscii(value) && !validUtf8(value)))
        return false;
    const size_t before = m_json.size();
    m_json += before == 0 ? quoted.substr(1) : quoted;
    const size_t begin = m_json.size();
    appendJsonEscaped(m_json, value);
    const bool fits = m_json.size() - begin <= most;
    m_json += '"';
    if (fits && m_json.size() <= mostJson)
        return true;
    m_json.resize(before);
    return false;
}

bool AcmExtensions::addOwnNumber(std::string_view quoted, qint64 number)
{
    const size_t before = m_json.size();
    m_json += before == 0 ? quoted.substr(1) : quoted;
    m_json += std::to_string(number);
    if (m_json.size() <= mostJson)
        return true;
    m_json.resize(before);
    return false;
}

void AcmExtensions::addOwnEscaped(std::string_view quoted, std::string_view escaped)
{
    const size_t before = m_json.size();
    m_json += before == 0 ? quoted.substr(1) : quoted;
    m_json += escaped;
    m_json += '"';
    if (m_json.size() > mostJson)
        m_json.resize(before);
}

void AcmExtensions::addLeft(std::string_view quoted, quint64 count)
{
    m_json += m_json.empty() ? quoted.substr(1) : quoted;
    m_json += std::to_string(count);
    m_json += '"';
}

size_t AcmExtensions::room() const
{
    return mostJson - std::min(mostJson, m_json.size());
}

/// `"name":` in small letters; empty: no event may have an attribute of this name.
std::string AcmExtensions::quotedName(std::string_view name)
{
    if (name.empty() || name.size() > maxName)
        return {};
    std::string key(name);
    std::transform(key.begin(), key.end(), key.begin(), lowered);
    const bool proper = std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    });
    if (!proper || std::find(std::begin(taken), std::end(taken), key) != std::end(taken))
        return {};
    return '"' + key + "\":";
}

/// The producers of a topic use a handful of names, which are looked at once.
const std::string &AcmExtensions::knownName(std::string_view name)
{
    const auto found = std::find_if(m_known.begin(), m_known.end(), [name](const Known &known) {
        return known.name.size() == name.size()
            && std::memcmp(known.name.data(), name.data(), name.size()) == 0;
    });
    if (found != m_known.end())
        return found->quoted;
    if (m_known.size() >= mostKnown)
        m_known.clear();
    m_known.push_back({std::string(name.substr(0, maxName + 1)), quotedName(name)});
    return m_known.back().quoted;
}

bool AcmExtensions::begin(std::string_view name)
{
    const std::string &quoted = knownName(name);
    if (quoted.empty())
        return false;
    const std::string_view key = std::string_view(quoted).substr(1, quoted.size() - 3);
    const auto isKey = [this, key](const Name &other) {
        return other.length == key.size()
            && std::memcmp(m_json.data() + other.offset, key.data(), key.size()) == 0;
    };
    if (std::any_of(m_names.begin(), m_names.end(), isKey))
        return false;
    if (!m_json.empty())
        m_json += ',';
    m_names.push_back({quint32(m_json.size() + 1), quint32(key.size())});
    m_json += quoted;
    return true;
}

/// True: it stays.
bool AcmExtensions::fits(size_t before)
{
    if (m_json.size() <= mostJson)
        return true;
    m_json.resize(before);
    m_names.pop_back();
    return false;
}

bool AcmExtensions::add(std::string_view name, std::string_view value)
{
    const size_t before = m_json.size();
    if (!begin(name))
        return false;
    m_json += '"';
    const bool whole = appendValue(m_json, value);
    m_json += '"';
    return fits(before) && whole;
}

bool AcmExtensions::addRaw(std::string_view name, std::string_view json)
{
    const size_t before = m_json.size();
    if (json.size() > EventFields::maxExtensions || !begin(name))
        return false;
    m_json += json;
    return fits(before);
}

} // namespace eventscope

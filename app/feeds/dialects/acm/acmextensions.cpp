// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/acm/acmextensions.h"

#include "models/event/event.h"
#include "models/event/jsontext.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr size_t maxName = 32;

/// Attributes that every line of a capture has of its own, and that are read into its fields.
constexpr std::string_view taken[] = {
    "specversion",  "spec_version", "id",     "type",     "time",
    "data",         "data_base64",  "topic",  "sequence", "reason",
    "severitytext", "recordedtime", "source", "subject",  "datacontenttype",
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

char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
}

} // namespace

bool AcmExtensions::begin(std::string_view name)
{
    if (name.empty() || name.size() > maxName)
        return false;
    char quotedName[maxName + 3] = {'"'};
    char *const end = std::transform(name.begin(), name.end(), quotedName + 1, lowered);
    end[0] = '"';
    end[1] = ':';
    const std::string_view quoted(quotedName, name.size() + 3);
    const std::string_view key = quoted.substr(1, name.size());
    const bool proper = std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    });
    if (!proper || std::find(std::begin(taken), std::end(taken), key) != std::end(taken))
        return false;
    if (m_json.find(quoted) != std::string::npos)
        return false;
    if (!m_json.empty())
        m_json += ',';
    m_json += quoted;
    return true;
}

void AcmExtensions::takeBackIfTooLong(size_t before)
{
    if (m_json.size() > EventFields::maxExtensions)
        m_json.resize(before);
}

void AcmExtensions::add(std::string_view name, std::string_view value)
{
    const size_t before = m_json.size();
    if (!begin(name))
        return;
    value = bounded(value);
    if (validUtf8(value))
        appendJsonString(m_json, value);
    else
        appendJsonString(m_json, toValidUtf8(value));
    takeBackIfTooLong(before);
}

void AcmExtensions::add(std::string_view name, qint64 value)
{
    add(name, std::to_string(value));
}

void AcmExtensions::addRaw(std::string_view name, std::string_view json)
{
    const size_t before = m_json.size();
    if (json.size() > EventFields::maxExtensions || !begin(name))
        return;
    m_json += json;
    takeBackIfTooLong(before);
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/lineenvelope.h"

#include "models/event/hiddentext.h"
#include "models/event/jsonscan.h"
#include "models/event/jsontext.h"

#include <charconv>

namespace eventscope {

namespace {

enum class Member {
    Other,
    Version,
    Sequence,
    Id,
    Source,
    Type,
    Time,
    Recorded,
    Topic,
    Subject,
    Severity,
    Marks,
    Seen,
    Data,
    Binary
};

Member memberOf(std::string_view key)
{
    switch (key.size()) {
    case 2:
        return key == "id" ? Member::Id : Member::Other;
    case 4:
        return key == "data" ? Member::Data
            : key == "type"  ? Member::Type
            : key == "time"  ? Member::Time
            : key == "seen"  ? Member::Seen
                             : Member::Other;
    case 5:
        return key == "topic" ? Member::Topic : key == "marks" ? Member::Marks : Member::Other;
    case 6:
        return key == "source" ? Member::Source : Member::Other;
    case 7:
        return key == "subject" ? Member::Subject : Member::Other;
    case 8:
        return key == "sequence" ? Member::Sequence : Member::Other;
    case 11:
        return key == "specversion" ? Member::Version
            : key == "data_base64"  ? Member::Binary
                                    : Member::Other;
    case 12:
        return key == "recordedtime" ? Member::Recorded
            : key == "severitytext"  ? Member::Severity
                                     : Member::Other;
    default:
        return Member::Other;
    }
}

bool parseSequence(std::string_view text, quint64 &sequence)
{
    const char *end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, sequence);
    return error == std::errc() && stop == end && sequence > 0 && sequence <= maxSequence
        && text[0] != '0';
}

/// The quote that closes the string whose inside starts at `at`, or npos if it is open or holds a
/// control character.
size_t closingQuote(std::string_view line, size_t at)
{
    for (;;) {
        at = findJsonSpecial(line.data(), at, line.size());
        if (at >= line.size())
            return std::string_view::npos;
        if (line[at] == '"')
            return at;
        if (line[at] != '\\')
            return std::string_view::npos;
        at += 2;
    }
}

/// Where the JSON value at `at` ends, by its brackets and quotes alone; npos if it does not.
size_t valueEnd(std::string_view line, size_t at)
{
    size_t depth = 0;
    for (; at < line.size(); ++at) {
        switch (const char c = line[at]) {
        case '"':
            at = closingQuote(line, at + 1);
            if (at == std::string_view::npos)
                return at;
            if (depth == 0)
                return at + 1;
            break;
        case '{':
        case '[':
            ++depth;
            break;
        case '}':
        case ']':
            if (depth == 0)
                return at; // the end of a literal that stood last
            if (--depth == 0)
                return at + 1;
            break;
        case ',':
            if (depth == 0)
                return at;
            break;
        default:
            if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r')
                return std::string_view::npos;
        }
    }
    return std::string_view::npos;
}

/// Puts one member where it belongs; `value` is the inside of a string, or the raw text of a
/// payload.
void setMember(Member member, std::string_view value, LineEnvelope &out)
{
    switch (member) {
    case Member::Id:
        out.id = value;
        break;
    case Member::Source:
        out.source = value;
        break;
    case Member::Type:
        out.type = value;
        break;
    case Member::Time:
        out.timeUs = parseTimestamp(value);
        break;
    case Member::Recorded:
        out.recordedUs = parseTimestamp(value);
        break;
    case Member::Topic:
        out.topic = value;
        break;
    case Member::Subject:
        out.subject = value;
        break;
    case Member::Severity:
        out.severity = severityFromText(value).value_or(Severity::Info);
        break;
    case Member::Marks:
        out.marks |= marksFromText(value);
        break;
    case Member::Seen:
        out.marks |= Repeated;
        break;
    case Member::Binary:
        out.flags |= BinaryPayload;
        break;
    case Member::Data:
        out.payload = value;
        break;
    default:
        break;
    }
}

bool isPayload(Member member)
{
    return member == Member::Data || member == Member::Binary;
}

} // namespace

bool LineParser::finish(std::string_view line, LineEnvelope &out)
{
    m_problem = !m_version         ? std::string_view("no specversion \"1.0\"")
        : !m_sequence              ? std::string_view("no sequence number")
        : out.id.empty()           ? std::string_view("no id")
        : out.source.empty()       ? std::string_view("no source")
        : out.type.empty()         ? std::string_view("no type")
        : out.recordedUs == noTime ? std::string_view("no recordedtime")
                                   : std::string_view();
    // By its type alone: a `reason` also stands in rows that were read, and have something special.
    if (out.type == owntype::undecodable)
        out.flags |= Undecodable;
    else if (out.type.starts_with(owntype::prefix))
        out.flags |= OwnEvent;
    if (out.type == owntype::gap && (out.flags & OwnEvent))
        out.flags |= GapEvent;
    out.flags |= hiddenText(line, out.payload);
    return m_problem.empty();
}

/// False also for what it merely does not know: the caller then asks the tape.
bool LineParser::readQuick(std::string_view line, LineEnvelope &out)
{
    if (line.size() < 2 || line[0] != '{')
        return false;
    size_t at = 1;
    for (;;) {
        if (at >= line.size() || line[at] != '"')
            return false;
        const size_t keyEnd = closingQuote(line, at + 1);
        if (keyEnd == std::string_view::npos || keyEnd + 2 >= line.size()
            || line[keyEnd + 1] != ':')
            return false;
        const Member member = memberOf(line.substr(at + 1, keyEnd - at - 1));
        const size_t value = keyEnd + 2;
        size_t end = 0;
        if (isPayload(member)) {
            end = valueEnd(line, value);
            if (end == std::string_view::npos || end == value)
                return false;
            out.dataOffset = quint32(value);
            setMember(member, line.substr(value, end - value), out);
        } else {
            if (line[value] != '"')
                return false;
            const size_t quote = closingQuote(line, value + 1);
            if (quote == std::string_view::npos)
                return false;
            const std::string_view inside = line.substr(value + 1, quote - value - 1);
            if (member == Member::Version)
                m_version = inside == "1.0";
            else if (member == Member::Sequence)
                m_sequence = parseSequence(inside, out.sequence);
            else
                setMember(member, inside, out);
            end = quote + 1;
        }
        if (end >= line.size())
            return false;
        if (line[end] == '}')
            return end + 1 == line.size();
        if (line[end] != ',')
            return false;
        at = end + 1;
    }
}

bool LineParser::readTape(std::string_view line, LineEnvelope &out)
{
    if (!m_tape.parse(line)) {
        m_problem = m_tape.error();
        return false;
    }
    const JsonRef root(m_tape);
    if (!root.isObject()) {
        m_problem = "no JSON object";
        return false;
    }
    std::string scratch;
    root.forEachMember([&](const JsonRef &key, const JsonRef &value) {
        const Member member = memberOf(key.string(scratch));
        const std::string_view raw = value.raw();
        const std::string_view inside =
            value.isString() ? raw.substr(1, raw.size() - 2) : std::string_view();
        if (isPayload(member)) {
            out.dataOffset = quint32(raw.data() - line.data());
            setMember(member, raw, out);
        } else if (member == Member::Version) {
            m_version = inside == "1.0";
        } else if (member == Member::Sequence) {
            m_sequence = parseSequence(inside, out.sequence);
        } else if (value.isString()) {
            setMember(member, inside, out);
        }
    });
    return finish(line, out);
}

bool LineParser::read(std::string_view line, LineEnvelope &out)
{
    out = {};
    out.length = quint32(line.size());
    m_version = m_sequence = false;
    // What the power took from the disk is zeros there, and it may be inside of a literal.
    const bool zeros = line.find('\0') != std::string_view::npos;
    if (!zeros && readQuick(line, out) && finish(line, out))
        return true;
    out = {};
    out.length = quint32(line.size());
    m_version = m_sequence = false;
    return readTape(line, out);
}

bool LineParser::check(std::string_view line, LineEnvelope &out)
{
    out = {};
    out.length = quint32(line.size());
    m_version = m_sequence = false;
    if (!validUtf8(line)) {
        m_problem = "no UTF-8";
        return false;
    }
    return readTape(line, out);
}

std::string_view plainText(std::string_view escaped, std::string &scratch)
{
    if (escaped.find('\\') == std::string_view::npos)
        return escaped;
    unescapeJson(escaped, scratch);
    return scratch;
}

std::string_view connectionOfSource(std::string_view source, std::string &scratch)
{
    const std::string_view plain = plainText(source, scratch);
    return plain.starts_with('/') ? plain.substr(1) : plain;
}

} // namespace eventscope

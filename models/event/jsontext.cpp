// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/jsontext.h"

#include "models/event/jsonscan.h"
#include "models/event/utf16.h"

#include <simdjson.h>

namespace eventscope {

namespace {

constexpr char hexDigits[] = "0123456789abcdef";

void appendUtf8(std::string &out, char32_t c)
{
    if (c < 0x80) {
        out += char(c);
    } else if (c < 0x800) {
        out += char(0xc0 | (c >> 6));
        out += char(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        out += char(0xe0 | (c >> 12));
        out += char(0x80 | ((c >> 6) & 0x3f));
        out += char(0x80 | (c & 0x3f));
    } else {
        out += char(0xf0 | (c >> 18));
        out += char(0x80 | ((c >> 12) & 0x3f));
        out += char(0x80 | ((c >> 6) & 0x3f));
        out += char(0x80 | (c & 0x3f));
    }
}

/// Four hex digits at `at`, or nothing.
bool hexValue(std::string_view text, size_t at, char32_t &value)
{
    if (at + 4 > text.size())
        return false;
    value = 0;
    for (size_t i = at; i < at + 4; ++i) {
        const char c = text[i];
        const int digit = c >= '0' && c <= '9' ? c - '0'
            : c >= 'a' && c <= 'f'             ? c - 'a' + 10
            : c >= 'A' && c <= 'F'             ? c - 'A' + 10
                                               : -1;
        if (digit < 0)
            return false;
        value = value << 4 | char32_t(digit);
    }
    return true;
}

/// Appends the character of a \u escape whose digits start at `at`; returns the position after what
/// it used.
size_t unescapeUnicode(std::string_view inside, size_t at, std::string &out)
{
    char32_t c = 0;
    if (!hexValue(inside, at, c)) {
        out += "\xef\xbf\xbd";
        return at;
    }
    at += 4;
    if (c >= 0xd800 && c < 0xdc00) {
        char32_t low = 0;
        if (inside.substr(at, 2) == "\\u" && hexValue(inside, at + 2, low) && low >= 0xdc00
            && low < 0xe000) {
            appendUtf8(out, 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00));
            return at + 6;
        }
        c = 0xfffd;
    } else if (c >= 0xdc00 && c < 0xe000) {
        c = 0xfffd;
    }
    appendUtf8(out, c);
    return at;
}

} // namespace

void appendJsonEscaped(std::string &out, std::string_view text)
{
    size_t from = 0;
    for (;;) {
        const size_t special = findJsonSpecial(text.data(), from, text.size());
        out.append(text.data() + from, special - from);
        if (special == text.size())
            return;
        const auto c = static_cast<unsigned char>(text[special]);
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            out += "\\u00";
            out += hexDigits[c >> 4];
            out += hexDigits[c & 0xf];
        }
        from = special + 1;
    }
}

void appendJsonString(std::string &out, std::string_view text)
{
    out += '"';
    appendJsonEscaped(out, text);
    out += '"';
}

void unescapeJson(std::string_view inside, std::string &out)
{
    out.clear();
    size_t i = 0;
    while (i < inside.size()) {
        const size_t backslash = std::min(inside.find('\\', i), inside.size());
        out.append(inside, i, backslash - i);
        i = backslash + 1;
        if (i >= inside.size())
            return;
        switch (const char c = inside[i++]) {
        case 'b':
            out += '\b';
            break;
        case 'f':
            out += '\f';
            break;
        case 'n':
            out += '\n';
            break;
        case 'r':
            out += '\r';
            break;
        case 't':
            out += '\t';
            break;
        case 'u':
            i = unescapeUnicode(inside, i, out);
            break;
        default:
            out += c;
        }
    }
}

void appendMinified(std::string &out, std::string_view json)
{
    const size_t before = out.size();
    out.resize(before + json.size() + 64); // simdjson may write whole registers
    size_t length = 0;
    if (simdjson::minify(json.data(), json.size(), out.data() + before, length)
        != simdjson::SUCCESS) {
        out.resize(before);
        out.append(json);
        return;
    }
    out.resize(before + length);
}

bool validUtf8(std::string_view text)
{
    return simdjson::validate_utf8(text.data(), text.size());
}

std::string toValidUtf8(std::string_view bytes)
{
    return toUtf16(bytes).toStdString();
}

std::string jsonPointer(const std::vector<std::string> &path)
{
    std::string out;
    for (const std::string &key : path) {
        out += '/';
        for (const char c : key) {
            if (c == '~')
                out += "~0";
            else if (c == '/')
                out += "~1";
            else
                out += c;
        }
    }
    return out;
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/hiddentext.h"

#include <cstring>

namespace eventscope {

namespace {

int hexDigit(char c)
{
    return c >= '0' && c <= '9' ? c - '0'
        : c >= 'a' && c <= 'f'  ? c - 'a' + 10
        : c >= 'A' && c <= 'F'  ? c - 'A' + 10
                                : -1;
}

} // namespace

std::string_view encodedRowIn(std::string_view payload)
{
    // Daptin's events begin with the same words, whatever their generation, and their rows with
    // `{"`.
    if (!payload.starts_with(R"({"type":"event")") && !payload.starts_with(R"({"MessageSource")"))
        return {};
    for (const std::string_view key : {R"("data":")", R"("EventData":")"}) {
        const size_t at = payload.find(key);
        if (at == std::string_view::npos)
            continue;
        const std::string_view text = payload.substr(at + key.size());
        if (text.starts_with("ey"))
            return text.substr(0, text.find('"'));
    }
    return {};
}

bool hasPlainEscape(std::string_view json)
{
    constexpr size_t escapeLength = 6;
    const char *at = json.data();
    const char *const end = at + json.size();
    while (at < end) {
        at = static_cast<const char *>(std::memchr(at, '\\', size_t(end - at)));
        if (!at)
            return false;
        if (size_t(end - at) >= escapeLength && at[1] == 'u' && at[2] == '0' && at[3] == '0') {
            const int high = hexDigit(at[4]);
            const int low = hexDigit(at[5]);
            const int c = high * 16 + low;
            if (high >= 0 && low >= 0 && c >= 0x20 && c < 0x7f
                && std::string_view("\"/<>&'").find(char(c)) == std::string_view::npos)
                return true;
        }
        ++at; // even behind an escaped backslash: too often is harmless
    }
    return false;
}

EventFlags hiddenText(std::string_view line, std::string_view data)
{
    EventFlags flags = 0;
    if (!encodedRowIn(data).empty())
        flags |= EncodedRow;
    if (hasPlainEscape(line))
        flags |= PlainEscaped;
    return flags;
}

} // namespace eventscope

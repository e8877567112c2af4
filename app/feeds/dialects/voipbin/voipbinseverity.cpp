// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/voipbin/voipbinseverity.h"

#include "models/event/beginswith.h"

#include <algorithm>

namespace eventscope {

namespace {

struct Word
{
    std::string_view text;
    Severity severity;
};

/// States and the ends of types. What is not here is news, and no more.
constexpr Word words[] = {
    {"answered", Severity::Success},  {"completed", Severity::Success},
    {"delivered", Severity::Success}, {"success", Severity::Success},
    {"succeeded", Severity::Success}, {"failed", Severity::Error},
    {"failure", Severity::Error},     {"error", Severity::Error},
    {"undelivered", Severity::Error}, {"rejected", Severity::Error},
    {"abandoned", Severity::Warning}, {"timeout", Severity::Warning},
    {"busy", Severity::Warning},      {"noanswer", Severity::Warning},
    {"no_answer", Severity::Warning}, {"expired", Severity::Warning},
};

Severity ofWord(std::string_view text)
{
    if (text.empty())
        return Severity::Info;
    for (const Word &word : words) {
        // Nearly all differ here; a call of memcmp for each would cost more than all the rest.
        if (word.text.size() == text.size() && word.text.front() == text.front()
            && word.text == text)
            return word.severity;
    }
    return Severity::Info;
}

/// Why a call ended: `normal` and `failed` of the deployed server, `normal_clearing` and the like
/// of SIP.
Severity ofEnd(std::string_view reason)
{
    if (reason.empty())
        return Severity::Info;
    if (reason.starts_with("normal"))
        return Severity::Success;
    const Severity known = ofWord(reason);
    if (known != Severity::Info)
        return known;
    const auto contains = [reason](std::string_view part) {
        return reason.find(part) != std::string_view::npos;
    };
    if (contains("fail") || contains("error") || contains("reject") || contains("congestion"))
        return Severity::Error;
    if (contains("busy") || contains("answer") || contains("timeout") || contains("unreachable"))
        return Severity::Warning;
    return Severity::Info;
}

std::string_view lastWord(std::string_view type)
{
    size_t begin = type.size();
    while (begin > 0 && type[begin - 1] != '.' && type[begin - 1] != '_')
        --begin;
    return begin == 0 ? std::string_view() : type.substr(begin);
}

} // namespace

Severity voipbinSeverity(std::string_view type, const VoipbinMembers &data)
{
    using Key = VoipbinKey;
    std::string scratch;
    Severity worst = ofWord(lastWord(type));
    const auto consider = [&worst](Severity severity) { worst = std::max(worst, severity); };
    if (data.has(Key::Status) && !beginsWith(type, "agent")) // an agent who is busy works
        consider(ofWord(data[Key::Status].string(scratch)));
    if (data.has(Key::Result))
        consider(ofWord(data[Key::Result].string(scratch)));
    if (data.has(Key::HangupReason))
        consider(ofEnd(data[Key::HangupReason].string(scratch)));
    if (data.has(Key::HangupCause))
        consider(ofEnd(data[Key::HangupCause].string(scratch)));
    if (data.has(Key::Reason))
        consider(ofWord(data[Key::Reason].string(scratch)));
    if (const JsonRef error = data[Key::Error];
        error && !error.isNull() && error.kind() != JsonKind::False) {
        if (!error.isString() || !error.string(scratch).empty())
            consider(Severity::Error);
    }
    return worst;
}

} // namespace eventscope

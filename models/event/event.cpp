// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/event.h"

#include <algorithm>
#include <array>
#include <string>

namespace eventscope {

namespace {

constexpr std::array<std::string_view, 5> severityNames{"info", "success", "warning", "error",
                                                        "fatal"};

} // namespace

std::string_view severityText(Severity severity)
{
    return severityNames[size_t(severity)];
}

std::optional<Severity> severityFromText(std::string_view text)
{
    for (size_t i = 0; i < severityNames.size(); ++i) {
        if (severityNames[i] == text)
            return Severity(i);
    }
    return {};
}

namespace {

struct MarkWord
{
    EventMark mark;
    std::string_view word;
};
constexpr MarkWord markWords[] = {
    {DuplicateKey, "duplicatekey"}, {IdConflict, "idconflict"}, {Late, "late"}};

} // namespace

std::string_view marksText(EventMarks marks)
{
    constexpr EventMarks written = DuplicateKey | IdConflict | Late;
    static const auto texts = [] {
        std::array<std::string, written + 1> all;
        for (size_t set = 0; set < all.size(); ++set) {
            for (const MarkWord &one : markWords) {
                if (set & one.mark)
                    all[set].append(all[set].empty() ? "" : ",").append(one.word);
            }
        }
        return all;
    }();
    return texts[marks & written];
}

EventMarks marksFromText(std::string_view text)
{
    EventMarks marks = 0;
    while (!text.empty()) {
        const size_t end = std::min(text.find(','), text.size());
        for (const MarkWord &one : markWords) {
            if (text.substr(0, end) == one.word)
                marks |= one.mark;
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return marks;
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/jsonvalues.h"

#include <charconv>

namespace eventscope {

namespace {

constexpr qint64 usInSecond = 1'000'000;
constexpr qint64 from2000 = 946'684'800;
constexpr qint64 until2100 = 4'102'444'800;

struct Word
{
    std::string_view text;
    Severity severity;
};

constexpr Word words[] = {
    {"trace", Severity::Info},         {"debug", Severity::Info},
    {"verbose", Severity::Info},       {"info", Severity::Info},
    {"information", Severity::Info},   {"informational", Severity::Info},
    {"notice", Severity::Info},        {"normal", Severity::Info},
    {"low", Severity::Info},           {"none", Severity::Info},
    {"ok", Severity::Success},         {"success", Severity::Success},
    {"successful", Severity::Success}, {"succeeded", Severity::Success},
    {"passed", Severity::Success},     {"completed", Severity::Success},
    {"resolved", Severity::Success},   {"healthy", Severity::Success},
    {"warn", Severity::Warning},       {"warning", Severity::Warning},
    {"medium", Severity::Warning},     {"minor", Severity::Warning},
    {"degraded", Severity::Warning},   {"timeout", Severity::Warning},
    {"err", Severity::Error},          {"error", Severity::Error},
    {"fail", Severity::Error},         {"failed", Severity::Error},
    {"failure", Severity::Error},      {"high", Severity::Error},
    {"major", Severity::Error},        {"rejected", Severity::Error},
    {"crit", Severity::Fatal},         {"critical", Severity::Fatal},
    {"fatal", Severity::Fatal},        {"alert", Severity::Fatal},
    {"emerg", Severity::Fatal},        {"emergency", Severity::Fatal},
    {"panic", Severity::Fatal},
};

bool equalIgnoringCase(std::string_view text, std::string_view lower)
{
    if (text.size() != lower.size())
        return false;
    for (size_t i = 0; i < text.size(); ++i) {
        if ((text[i] >= 'A' && text[i] <= 'Z' ? text[i] - 'A' + 'a' : text[i]) != lower[i])
            return false;
    }
    return true;
}

std::optional<Severity> severityOfNumber(int number)
{
    constexpr Severity syslog[] = {Severity::Fatal, Severity::Fatal,   Severity::Fatal,
                                   Severity::Error, Severity::Warning, Severity::Info,
                                   Severity::Info,  Severity::Info};
    if (number < 0 || number > 599)
        return {};
    if (number < 8)
        return syslog[number];
    if (number >= 100) // HTTP
        return number >= 500                ? Severity::Error
            : number >= 400                 ? Severity::Warning
            : number >= 200 && number < 300 ? Severity::Success
                                            : Severity::Info;
    if (number % 10 == 0 && number <= 60)
        return number >= 60 ? Severity::Fatal
            : number >= 50  ? Severity::Error
            : number >= 40  ? Severity::Warning
                            : Severity::Info;
    if (number > 24)
        return {};
    return number >= 21 ? Severity::Fatal
        : number >= 17  ? Severity::Error
        : number >= 13  ? Severity::Warning
                        : Severity::Info;
}

/// Unix time with its decimals as they are written: a double would lose the microseconds.
qint64 unixMoment(std::string_view text)
{
    qint64 whole = 0;
    const char *const end = text.data() + text.size();
    const auto [at, failure] = std::from_chars(text.data(), end, whole);
    if (failure != std::errc() || whole < from2000)
        return noTime;
    qint64 fraction = 0; // millionths of the unit, as far as they are digits
    if (at != end) {
        if (*at != '.' || at + 1 == end)
            return noTime;
        qint64 scale = 100'000;
        for (const char *digit = at + 1; digit != end; ++digit, scale /= 10) {
            if (*digit < '0' || *digit > '9')
                return noTime;
            fraction += (*digit - '0') * scale;
        }
    }
    if (whole < until2100)
        return whole * usInSecond + fraction;
    if (whole < from2000 * 1000)
        return noTime;
    if (whole < until2100 * 1000)
        return whole * 1000 + fraction / 1000;
    if (whole < from2000 * usInSecond)
        return noTime;
    if (whole < until2100 * usInSecond)
        return whole;
    if (whole / 1000 < from2000 * usInSecond || whole / 1000 >= until2100 * usInSecond)
        return noTime;
    return whole / 1000;
}

} // namespace

qint64 momentOf(JsonRef value, std::string &scratch)
{
    const std::string_view text = value.scalar(scratch);
    if (text.size() < 9 || text.size() > 64)
        return noTime;
    if (value.isString()) {
        if (const qint64 time = parseTimestamp(text); time != noTime)
            return time;
    } else if (!value.isNumber()) {
        return noTime;
    }
    return unixMoment(text);
}

void readMoment(JsonRef value, std::string &text, EventFields &fields)
{
    const qint64 us = momentOf(value, text);
    if (us == noTime)
        return;
    fields.timeUs = us;
    fields.time = value.string(text);
    if (fields.time.size() > 4 && fields.time[4] == '-')
        return;
    text.resize(32);
    text.resize(size_t(writeTimestamp(us, text.data()) - text.data()));
    fields.time = text;
}

std::optional<Severity> severityOf(JsonRef value, std::string &scratch)
{
    const std::string_view text = value.scalar(scratch);
    if (text.empty() || text.size() > 16)
        return {};
    if ((text.front() >= '0' && text.front() <= '9')) {
        int number = 0;
        const auto [at, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (failure != std::errc() || at != text.data() + text.size())
            return {};
        return severityOfNumber(number);
    }
    if (!value.isString())
        return {};
    for (const Word &word : words) {
        if (equalIgnoringCase(text, word.text))
            return word.severity;
    }
    return {};
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/summaryrules.h"

#include "models/event/timestamp.h"
#include "models/eventsummary.h"

#include <algorithm>
#include <cmath>

namespace eventscope {

namespace {

/// `type` is the beginning of an event's type up to a '.', '_' or '-' (empty: any). In `text`,
/// `{path}` is a member,
/// `{a.b|c}` the first of several that is there, and `[…]` a part that is left out when one of its
/// members is not there. A rule fits if all members outside of brackets are there. After a colon
/// stands how a member is written: `time` (seconds), `bytes`, `count` (of its members), `list`.
struct SummaryRule
{
    std::string_view type;
    std::string_view text;
};

constexpr SummaryRule rules[] = {
    // what Eventscope says itself
    {"eventscope.sent", "{type|command|action|kind} {topics:list}"},
    {"eventscope.sent", "{command} {identifier}"},
    {"eventscope.sent", "{method} {attributes.topicName|attributes.topic|attributes.name}"},
    {"eventscope.ack", "{message}"},
    {"eventscope.ack", "{action} {topics:list}[: {status}]"},
    {"eventscope", "{message}[ ({code})]"},
    {"eventscope", "{code}"},
    // Fix
    {"collect-error", "{message}"},
    {"error", "[{workflow}: ]{message}"},
    {"task_start", "{descriptor_id} started"},
    {"task_end", "{descriptor_id} ended"},
    {"tenant_accounts_collected",
     "accounts collected: {cloud_accounts:count}[, failed: {cloud_accounts_failed:count}]"},
    {"", "[{account_name} ]{account_id|aws_account_id}: {error}"},
    {"cloud_account", "[{cloud} ][{account_name} ]{account_id|aws_account_id}"},
    {"aws_account", "[{account_name} ]{account_id|aws_account_id}"},
    // VoIPBIN
    {"", "{previous_status} → {status}[, {hangup_reason|reason}][, {duration:time}]"},
    {"", "[{direction} ]{source.target} → {destination.target}[, {status}][: {text}]"},
    {"message", "{text}"},
    {"chatmessage", "{text}"},
    {"queue", "position {position}[, about {estimated_wait:time} to wait]"},
    {"queue", "{reason} after {wait_time:time}"},
    {"queue", "connected after {wait_time:time}"},
    {"activeflow", "{status}[, {current_action.type}[ {current_action.name}]][, {result}]"},
    {"activeflow", "{current_action.type}[ {current_action.name}]"},
    {"conference", "participants: {participant_count}[, {reason}]"},
    {"recording", "{duration:time}[, {format}][, {size:bytes}]"},
    {"call", "{status}[, {hangup_reason|reason}][, {duration:time}]"},
    {"call", "{hangup_reason|reason}[, {duration:time}]"},
    {"message", "{status}"},
    {"agent", "{status}"},
    {"conference", "{status}"},
    {"queue", "{status}"},
    {"transcription", "{text|status}"},
    // ACM
    {"", "{reason}: {message}"},
    {"managedhub.heartbeat", "alive"},
    {"policy",
     "not compliant: {nonCompliantClusters:count}[, compliant: {compliantClusters:count}]"},
    {"policy", "compliant: {compliantClusters:count}"},
    {"managedcluster",
     "created: {create:count}[, updated: {update:count}][, deleted: {delete:count}]"},
    {"managedcluster", "updated: {update:count}[, deleted: {delete:count}]"},
    {"managedcluster", "deleted: {delete:count}"},
};

bool typeFits(std::string_view type, std::string_view beginning)
{
    if (!type.starts_with(beginning))
        return false;
    return beginning.empty() || type.size() == beginning.size()
        || std::string_view("._-").find(type[beginning.size()]) != std::string_view::npos;
}

JsonRef memberAt(JsonRef value, std::string_view path)
{
    while (!path.empty() && value) {
        const size_t dot = path.find('.');
        value = value[path.substr(0, dot)];
        path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
    }
    return value;
}

/// Fills the placeholders of one template from one body.
class TemplateText
{
public:
    explicit TemplateText(const JsonRef &body) : m_body(body) { }

    /// False if a member outside of brackets is missing; `out` may then hold a beginning.
    bool append(std::string_view text, std::string &out)
    {
        size_t at = 0;
        while (at < text.size()) {
            const size_t end = endOfPart(text, at);
            const std::string_view inside = text.substr(at + 1, end - at - 2);
            if (text[at] == '[') {
                std::string part;
                if (append(inside, part)) // the templates are ours: nested twice at most
                    out += part;
            } else if (text[at] == '{') {
                if (!appendPlace(inside, out))
                    return false;
            } else {
                out += text.substr(at, end - at);
            }
            at = end;
        }
        return true;
    }

private:
    /// Where the bracket, placeholder or literal text at `at` ends.
    static size_t endOfPart(std::string_view text, size_t at)
    {
        if (text[at] == '{')
            return text.find('}', at) + 1;
        if (text[at] != '[')
            return std::min(text.find_first_of("[{", at), text.size());
        int open = 0;
        for (size_t i = at; i < text.size(); ++i) {
            open += (text[i] == '[') - (text[i] == ']');
            if (open == 0)
                return i + 1;
        }
        return text.size();
    }

    bool appendPlace(std::string_view place, std::string &out)
    {
        const size_t colon = place.find(':');
        const std::string_view form =
            colon == std::string_view::npos ? std::string_view() : place.substr(colon + 1);
        std::string_view paths = place.substr(0, colon);
        while (!paths.empty()) {
            const size_t bar = paths.find('|');
            if (appendValue(memberAt(m_body, paths.substr(0, bar)), form, out))
                return true;
            paths = bar == std::string_view::npos ? std::string_view() : paths.substr(bar + 1);
        }
        return false;
    }

    bool appendValue(const JsonRef &value, std::string_view form, std::string &out)
    {
        if (isBlankValue(value))
            return false;
        if (form == "count") {
            if ((!value.isObject() && !value.isArray()) || value.size() == 0)
                return false;
            out += std::to_string(value.size());
            return true;
        }
        if (form == "list")
            return appendList(value, out);
        if (value.isObject() || value.isArray())
            return false;
        const double number = value.number(-1);
        if (form == "time" && number >= 0)
            out += durationText(number);
        else if (form == "bytes" && number >= 0 && number < 1e18)
            out += sizeText(quint64(number)).toStdString();
        else
            out += value.scalar(m_scratch);
        return true;
    }

    bool appendList(const JsonRef &value, std::string &out)
    {
        constexpr quint32 shown = 3;
        quint32 index = 0;
        value.forEachElement([&](const JsonRef &element) {
            if (index < shown)
                out.append(index == 0 ? "" : ", ").append(element.scalar(m_scratch));
            ++index;
        });
        if (index > shown)
            out += " and " + std::to_string(index - shown) + " more";
        return index > 0;
    }

    const JsonRef &m_body;
    std::string m_scratch;
};

bool isNilUuid(std::string_view text)
{
    return text == "00000000-0000-0000-0000-000000000000";
}

} // namespace

bool isBlankValue(const JsonRef &value)
{
    if (value.isNull())
        return true;
    if (!value.isString())
        return false;
    const std::string_view text = value.raw().substr(1, value.raw().size() - 2);
    const bool never = text.size() >= 10 && (text.starts_with("9999-") || text.starts_with("0001-"))
        && parseTimestamp(text) == noTime;
    return text.empty() || never || isNilUuid(text);
}

std::string durationText(double seconds)
{
    if (!(seconds < 1e9))
        return "for ever";
    const auto allTenths = qint64(std::floor(seconds * 10 + 1e-6)); // cut, but 59.9 is not 59.8
    const qint64 whole = allTenths / 10;
    if (whole < 60) {
        std::string text = std::to_string(whole);
        if (const qint64 tenths = allTenths % 10; tenths > 0)
            text += '.' + std::to_string(tenths);
        return text + " s";
    }
    const auto pair = [](qint64 large, const char *largeUnit, qint64 small, const char *smallUnit) {
        std::string text = std::to_string(large) + largeUnit;
        if (small > 0)
            text += ' ' + std::to_string(small) + smallUnit;
        return text;
    };
    return whole < 3600 ? pair(whole / 60, " min", whole % 60, " s")
                        : pair(whole / 3600, " h", whole / 60 % 60, " min");
}

bool applySummaryRules(std::string_view type, const JsonRef &body, std::string &out)
{
    TemplateText filled(body);
    for (const SummaryRule &rule : rules) {
        std::string text;
        if (typeFits(type, rule.type) && filled.append(rule.text, text)) {
            out += text;
            return true;
        }
    }
    return false;
}

} // namespace eventscope

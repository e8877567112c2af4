// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventsummary.h"

#include "models/event/displaytext.h"
#include "models/event/jsontape.h"
#include "models/event/jsontext.h"
#include "models/event/timestamp.h"
#include "models/summaryrules.h"
#include "models/workflow/progresstree.h"

#include <QByteArray>
#include <QStringList>
#include <algorithm>
#include <array>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t maxMembers = 4;
constexpr int maxValueLength = 60;
constexpr size_t maxBeginning = 2048; ///< bytes of an unreadable frame that are looked at

/// Members that tell most, in this order; the others follow as they stand.
constexpr std::string_view tellingKeys[] = {"status",  "state", "error",  "message", "reason",
                                            "result",  "name",  "title",  "text",    "description",
                                            "subject", "count", "current"};

bool isUuid(std::string_view text)
{
    if (text.size() != 36)
        return false;
    for (size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const char c = text[i];
        const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (dash ? c != '-' : !hex)
            return false;
    }
    return true;
}

bool isIdKey(std::string_view key)
{
    return key == "id" || key == "uuid" || key.ends_with("_id") || key.ends_with("Id")
        || key.ends_with("ID");
}

struct Member
{
    size_t rank = 0;
    std::string key;
    std::string value;
};

/// Scalar members of an object that a person can make something of. `ids` says whether identifiers
/// are wanted.
std::vector<Member> scalarMembers(const JsonRef &object, bool ids)
{
    std::vector<Member> members;
    std::string keyScratch;
    std::string valueScratch;
    size_t position = std::size(tellingKeys);
    object.forEachMember([&](const JsonRef &key, const JsonRef &value) {
        if (isBlankValue(value) || value.isObject() || value.isArray())
            return;
        const std::string_view name = key.string(keyScratch);
        const std::string_view text = value.scalar(valueScratch);
        const bool time = name.starts_with("tm_") || parseTimestamp(text) != noTime;
        if (time || ids != (isIdKey(name) || isUuid(text)))
            return;
        const auto *telling = std::find(std::begin(tellingKeys), std::end(tellingKeys), name);
        const size_t rank = telling == std::end(tellingKeys)
            ? position++
            : size_t(telling - std::begin(tellingKeys));
        members.push_back(
            {rank, std::string(name), std::string(text.substr(0, 4 * maxValueLength))});
    });
    std::stable_sort(members.begin(), members.end(),
                     [](const Member &a, const Member &b) { return a.rank < b.rank; });
    return members;
}

QString membersText(const JsonRef &object)
{
    std::vector<Member> members = scalarMembers(object, false);
    if (members.empty())
        members = scalarMembers(object, true);
    QStringList parts;
    for (size_t i = 0; i < std::min(members.size(), maxMembers); ++i) {
        parts.append(displayText(members[i].key, maxValueLength) + u": "_s
                     + displayText(members[i].value, maxValueLength));
    }
    if (parts.isEmpty() && object.size() > 0)
        return object.size() == 1 ? u"1 member"_s : u"%1 members"_s.arg(object.size());
    return parts.join(u", "_s);
}

/// Fix's progress tree, with the percentage that the workflow tree shows: `collect_and_cleanup: 87
/// %, 2 of 3 done`.
bool appendProgress(const JsonTape &tape, const JsonRef &body, std::string &out)
{
    const JsonRef message = body["message"]["parts"].isArray() ? body["message"] : body;
    if (!message["parts"].isArray())
        return false;
    const ProgressTree tree = ProgressTree::read(tape, message);
    size_t leaves = 0;
    size_t done = 0;
    for (quint32 i = 1; i < tree.size(); ++i) {
        leaves += tree.at(i).leaf;
        done += tree.at(i).leaf && tree.at(i).done;
    }
    std::string scratch;
    std::string_view name = body["workflow"].scalar(scratch);
    if (name.empty())
        name = message["name"].scalar(scratch);
    if (!name.empty())
        out.append(name).append(": ");
    if (leaves == 0)
        out += "nothing to do yet";
    else if (tree.isFinished())
        out += "done";
    else
        out += std::to_string(tree.root().percent()) + " %, " + std::to_string(done) + " of "
            + std::to_string(leaves) + " done";
    return true;
}

/// The object inside the envelopes that feeds put around what they mean.
JsonRef unwrapped(JsonRef body)
{
    constexpr std::string_view wrappers[] = {"data", "EventData", "message", "payload"};
    for (int depth = 0; depth < 3; ++depth) {
        JsonRef inner;
        for (const std::string_view wrapper : wrappers) {
            inner = body[wrapper];
            if ((inner.isObject() && !inner["parts"].isArray())
                || (inner.isArray() && wrapper == "data"))
                break;
            inner = {};
        }
        if (!inner)
            break;
        body = inner;
        if (body.isArray())
            break;
    }
    return body;
}

QString jsonSummary(const SummarySource &source, const JsonTape &tape, int limit)
{
    const JsonRef root(tape);
    JsonRef body = source.flags & OwnEvent ? root : unwrapped(root);
    QString more;
    if (body.isArray()) {
        if (body.size() == 0)
            return source.type.ends_with("heartbeat") ? u"alive"_s : u"no items"_s;
        if (body.size() > 1)
            more = u" (and %1 more)"_s.arg(body.size() - 1);
        JsonRef first;
        body.forEachElement([&first](const JsonRef &element) {
            if (!first)
                first = element;
        });
        body = first;
    }
    std::string scratch;
    if (!body.isObject())
        return displayText(body.isArray() ? body.raw() : body.scalar(scratch), limit) + more;
    std::string text;
    if (appendProgress(tape, body, text) || applySummaryRules(source.type, body, text))
        return displayText(text, limit - int(more.size())) + more;
    return displayText(membersText(body), limit - int(more.size())) + more;
}

/// The first characters of a JSON string that may be long, without the rest.
std::string beginningOfString(std::string_view raw)
{
    std::string_view inside = raw.substr(1, std::min(raw.size() - 2, maxBeginning));
    // An escape that was cut in two is left out: \uXXXX is the longest, and pairs are twice that.
    if (inside.size() == maxBeginning) {
        const size_t backslash = inside.find_last_of('\\');
        if (backslash != std::string_view::npos && backslash + 12 > inside.size())
            inside = inside.substr(0, backslash);
    }
    std::string text;
    unescapeJson(inside, text);
    return text;
}

bool isQuoted(std::string_view raw)
{
    return raw.size() >= 2 && raw.front() == '"' && raw.back() == '"';
}

QString binarySummary(std::string_view base64)
{
    constexpr qsizetype shown = 16;
    if (isQuoted(base64))
        base64 = base64.substr(1, base64.size() - 2);
    const size_t padding = size_t(std::count(base64.begin(), base64.end(), '='));
    const size_t bytes = base64.size() / 4 * 3 - std::min(padding, size_t(2));
    const std::string_view head = base64.substr(0, 4 * shown);
    const QByteArray beginning =
        QByteArray::fromBase64(QByteArray::fromRawData(head.data(), qsizetype(head.size())))
            .left(shown);
    return (bytes == 1 ? u"1 byte: "_s : u"%1 bytes: "_s.arg(bytes))
        + QString::fromLatin1(beginning.toHex(' '))
        + (qsizetype(bytes) > shown ? u" …"_s : QString());
}

/// Daptin writes rows as the base64 of their JSON. False if nothing of the kind is in `root`.
bool parseEncodedRow(JsonRef root, QByteArray &json, JsonTape &row)
{
    std::string scratch;
    for (const std::string_view key : {"data", "EventData"}) {
        // How `{"` begins in base64, whatever follows.
        const std::string_view text = root[key].string(scratch);
        if (!text.starts_with("ey"))
            continue;
        const auto decoded = QByteArray::fromBase64Encoding(
            QByteArray(text.data(), qsizetype(text.size())),
            QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
        if (!decoded)
            continue;
        json = *decoded;
        const std::string_view bytes(json.constData(), size_t(json.size()));
        if (validUtf8(bytes) && row.parse(bytes) && JsonRef(row).isObject())
            return true;
    }
    return false;
}

/// Our own rows begin with their sentence, however long what stands behind it is.
QString beginningOfOwnSentence(std::string_view payload, int limit)
{
    constexpr std::string_view start = R"({"message":")";
    if (!payload.starts_with(start))
        return {};
    const std::string_view rest = payload.substr(start.size() - 1);
    size_t end = 1;
    while (end < std::min(rest.size(), maxBeginning) && rest[end] != '"')
        end += rest[end] == '\\' ? 2 : 1;
    const bool whole = end < rest.size() && rest[end] == '"';
    return displayText(beginningOfString(whole ? rest.substr(0, end + 1) : rest), limit);
}

QString longSummary(const SummarySource &source, int limit)
{
    QString own =
        source.flags & OwnEvent ? beginningOfOwnSentence(source.payload, limit) : QString();
    if (!own.isEmpty())
        return own;
    return sizeText(source.payload.size()) + u": "_s
        + displayText(source.payload.substr(0, maxBeginning), limit);
}

QString payloadSummary(const SummarySource &source, int limit)
{
    if (source.payload.empty())
        return {};
    if (source.flags & BinaryPayload)
        return binarySummary(source.payload);
    if (isQuoted(source.payload))
        return displayText(beginningOfString(source.payload), limit);
    if (source.flags & Undecodable)
        return displayText(source.payload.substr(0, maxBeginning), limit);
    if (source.payload.size() > maxSummarisedPayload)
        return longSummary(source, limit);
    static thread_local JsonTape tape(JsonTape::maxLineDepth);
    if (!tape.parse(source.payload))
        return displayText(source.payload.substr(0, maxBeginning), limit);
    static thread_local JsonTape row;
    QByteArray json;
    if (!(source.flags & OwnEvent) && parseEncodedRow(JsonRef(tape), json, row))
        return jsonSummary(source, row, limit);
    return jsonSummary(source, tape, limit);
}

} // namespace

QString eventSummary(const SummarySource &source, int limit)
{
    const QString payload = payloadSummary(source, limit);
    if (source.reason.empty() && source.marks == 0)
        return payload.size() > limit ? displayText(payload, limit) : payload;
    const QString reason =
        source.reason.empty() ? marksWords(source.marks) : displayText(source.reason, limit);
    return displayText(payload.isEmpty() ? reason : reason + u": "_s + payload, limit);
}

QString marksWords(EventMarks marks)
{
    if (marks == 0)
        return {};
    QStringList words;
    if (marks & Late)
        words += u"late"_s;
    if (marks & Repeated)
        words += u"came more than once"_s;
    if (marks & DuplicateKey)
        words += u"a key twice"_s;
    if (marks & IdConflict)
        words += u"id used again"_s;
    return words.join(u", ");
}

Severity shownSeverity(Severity severity, EventFlags flags)
{
    return flags & Undecodable ? std::max(severity, Severity::Warning) : severity;
}

QString severityGlyph(Severity severity, EventFlags flags)
{
    if (flags & GapEvent)
        return u"╌"_s;
    switch (shownSeverity(severity, flags)) {
    case Severity::Info:
        return u"·"_s;
    case Severity::Success:
        return u"✓"_s;
    case Severity::Warning:
        return u"△"_s;
    case Severity::Error:
        return u"✕"_s;
    case Severity::Fatal:
        return u"◆"_s;
    }
    return {};
}

QString severityWord(Severity severity, EventFlags flags)
{
    if (flags & GapEvent)
        return u"gap"_s;
    const std::string_view text = severityText(shownSeverity(severity, flags));
    return QString::fromLatin1(text.data(), qsizetype(text.size()));
}

QString sizeText(quint64 bytes)
{
    if (bytes < 1000)
        return u"%1 B"_s.arg(bytes);
    constexpr const char16_t *units[] = {u"kB", u"MB", u"GB", u"TB", u"PB", u"EB"};
    double size = double(bytes) / 1000;
    size_t unit = 0;
    for (; size >= 999.95 && unit + 1 < std::size(units); ++unit)
        size /= 1000;
    return QString::number(size, 'f', 1) + u' ' + QString::fromUtf16(units[unit]);
}

} // namespace eventscope

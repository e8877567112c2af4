// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/json/frametemplate.h"

#include "models/event/displaytext.h"
#include "models/event/fieldmask.h"
#include "models/event/jsontape.h"
#include "models/event/jsontext.h"
#include "models/event/secretnames.h"

#include <QCoreApplication>

namespace eventscope {

namespace {

constexpr qsizetype maxLength = 16'384;
constexpr std::string_view topicPlace = "{topic}";
constexpr std::string_view tokenPlace = "{token}";

QString tr(const char *text)
{
    return QCoreApplication::translate("JsonDialect", text);
}

bool isMeantAsJson(std::string_view text)
{
    return !text.empty() && (text.front() == '{' || text.front() == '[' || text.front() == '"')
        && text.substr(0, topicPlace.size()) != topicPlace
        && text.substr(0, tokenPlace.size()) != tokenPlace;
}

void put(std::string &out, std::string_view value, bool json, bool inString)
{
    JsonTape tape;
    if (json && inString)
        appendJsonEscaped(out, value);
    else if (json && !tape.parse(value))
        appendJsonString(out, value);
    else
        out += value;
}

} // namespace

QString FrameTemplate::problemWith(const QString &text, bool needsTopic)
{
    const FrameTemplate frame(text);
    if (frame.isEmpty())
        return {};
    if (text.size() > maxLength)
        return tr("It is longer than %1 characters.").arg(maxLength);
    if (isMeantAsJson(frame.m_text)) {
        JsonTape tape;
        const std::string filled = frame.fill("topic", "token");
        if (!tape.parse(filled))
            return tr("“%1” is no JSON: %2. Put text that is meant as such without a bracket in "
                      "front of it.")
                .arg(displayText(frame.m_text, 60),
                     QString::fromUtf8(tape.error().data(), qsizetype(tape.error().size())));
    }
    if (frame.holdsSecret())
        return tr(
            "It has a secret in it, which would be saved with it: write {token} in its place, "
            "and give the secret as the token.");
    if (needsTopic && !frame.usesTopic())
        return tr("It has no {topic}, so it would be the same for every subscription. Frames that "
                  "are always the same belong to those that are sent at the start.");
    return {};
}

bool FrameTemplate::holdsSecret() const
{
    static const FieldMask secrets(fieldNames(usualSecretFields));
    const std::string filled = fill({}, {});
    std::string masked;
    return secrets.applyToPayload(filled, PayloadKind::Json, masked) != filled;
}

std::string FrameTemplate::fill(std::string_view topic, std::string_view token) const
{
    std::string out;
    out.reserve(m_text.size() + topic.size() + token.size() + 16);
    const bool json = isMeantAsJson(m_text);
    const std::string_view text = m_text;
    bool inString = false;
    for (size_t i = 0; i < text.size();) {
        const std::string_view rest = text.substr(i);
        if (rest.starts_with(topicPlace) || rest.starts_with(tokenPlace)) {
            put(out, rest.starts_with(topicPlace) ? topic : token, json, inString);
            i += topicPlace.size();
            continue;
        }
        if (text[i] == '\\' && inString && i + 1 < text.size())
            out += text[i++];
        else if (text[i] == '"')
            inString = !inString;
        out += text[i++];
    }
    return out;
}

} // namespace eventscope

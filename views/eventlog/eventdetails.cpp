// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/eventdetails.h"

#include "models/event/displaytext.h"
#include "models/event/encodedjson.h"
#include "models/event/jsontape.h"
#include "models/event/jsontext.h"
#include "models/event/utf16.h"
#include "views/theme.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxAttributeShown = 4'096;

QString translated(const char *text)
{
    return QCoreApplication::translate("eventscope::EventDetails", text);
}

} // namespace

EventDetails::EventDetails(QByteArray line) : m_line(std::move(line))
{
    const std::string_view text(m_line.constData(), size_t(m_line.size()));
    JsonTape tape(JsonTape::maxLineDepth);
    if (text.empty() || !tape.parse(text) || !JsonRef(tape).isObject())
        return;
    m_readable = true;
    std::string key;
    std::string value;
    JsonRef(tape).forEachMember([&](JsonRef name, JsonRef member) {
        const std::string_view attribute = name.string(key);
        if (attribute == "data") {
            m_data = member.raw();
            m_text = member.isString();
            if (m_text)
                m_unescaped = member.string(value);
            return;
        }
        if (attribute == "data_base64") {
            m_data = member.string(value).empty() ? std::string_view()
                                                  : member.raw().substr(1, member.raw().size() - 2);
            m_binary = true;
            return;
        }
        const std::string_view content = member.isString() ? member.string(value) : member.raw();
        if (attribute == "reason")
            m_reason = content;
        m_attributes.append({displayText(attribute), displayText(content, maxAttributeShown)});
    });
    // `data` is a string both for text and for a frame that is one JSON string; only the former
    // says so.
    const bool saidText =
        std::any_of(m_attributes.cbegin(), m_attributes.cend(), [](const auto &attribute) {
            return attribute.first == "datacontenttype"_L1 && !attribute.second.contains("json"_L1);
        });
    m_text = m_text && saidText;
    if (m_binary)
        m_decoded =
            QByteArray::fromBase64(QByteArray::fromRawData(m_data.data(), qsizetype(m_data.size())))
                .toStdString();
}

std::string_view EventDetails::payload() const
{
    return m_text ? std::string_view(m_unescaped) : m_data;
}

std::string_view EventDetails::json() const
{
    if (m_binary)
        return beginsAsJson(m_decoded) ? std::string_view(m_decoded) : std::string_view();
    return m_text ? std::string_view() : m_data;
}

size_t EventDetails::payloadSize() const
{
    return m_binary ? m_decoded.size() : payload().size();
}

ReadableText EventDetails::readable(const TextBounds &bounds) const
{
    ReadableText shown = m_binary ? readableBytes(m_decoded, bounds)
        : m_text                  ? readableLines(m_unescaped, bounds)
                                  : readableJson(withRowsDecoded(m_data), bounds);
    if (m_reason.empty())
        return shown;
    const QString reason = displayText(m_reason, maxAttributeShown);
    for (TextSpan &span : shown.spans)
        ++span.line;
    shown.spans.prepend({0, 0, int(reason.size()), TextPart::Trouble});
    shown.text = reason + u'\n' + shown.text;
    ++shown.lines;
    return shown;
}

ReadableText EventDetails::raw(const TextBounds &bounds) const
{
    return readableLines(payload(), bounds);
}

QString EventDetails::rawText() const
{
    return toUtf16(payload());
}

QString EventDetails::title(std::string_view type, quint64 sequence, qint64 recordedUs,
                            qint64 timeUs)
{
    QString delay = translated("without a time of its own");
    if (timeUs != noTime) {
        const qint64 late = recordedUs - timeUs;
        delay = (late >= 0 ? translated("received %1 after its own time")
                           : translated("received %1 before its own time"))
                    .arg(delayText(std::abs(late)));
    }
    return translated("%1 · sequence %2 · %3")
        .arg(displayText(type, 80), countText(sequence), delay);
}

QString delayText(qint64 us)
{
    const QLocale locale;
    const auto decimal = [&locale](double value) {
        return locale.toString(value, 'f', value < 100 ? 1 : 0);
    };
    if (us < 1'000)
        return translated("%1 µs").arg(us);
    if (us < 1'000'000)
        return translated("%1 ms").arg(decimal(double(us) / 1e3));
    const qint64 seconds = us / 1'000'000;
    if (seconds < 60)
        return translated("%1 s").arg(decimal(double(us) / 1e6));
    if (seconds < 3'600)
        return translated("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
    if (seconds < 2 * 86'400)
        return translated("%1 h %2 min").arg(seconds / 3'600).arg(seconds % 3'600 / 60);
    return translated("%1 days").arg(countText(quint64(seconds / 86'400)));
}

} // namespace eventscope

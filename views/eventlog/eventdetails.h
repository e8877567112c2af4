// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventrecord.h"
#include "models/event/timestamp.h"
#include "views/eventlog/jsonlayout.h"

#include <QByteArray>
#include <QString>
#include <QVector>

#include <string>
#include <string_view>
#include <utility>

namespace eventscope {

/// One event as the detail pane shows it, worked out from its line. Owns a copy of the line.
class EventDetails
{
public:
    EventDetails() = default;
    explicit EventDetails(QByteArray line);

    /// False: the line can no longer be read, or is no CloudEvents line.
    bool isReadable() const { return m_readable; }

    ReadableText readable(const TextBounds &bounds) const;
    /// The payload as received: the frame's text; for binary the base64 text of the capture.
    ReadableText raw(const TextBounds &bounds) const;
    /// The whole payload for the clipboard.
    QString rawText() const;
    size_t payloadSize() const;
    /// The payload where it is JSON, also where it came as bytes; else empty.
    std::string_view json() const;
    /// Why it could not be read by its system; empty if it could.
    const std::string &reason() const { return m_reason; }

    /// All attributes in the order of the line; names and values have passed displayText().
    const QVector<std::pair<QString, QString>> &attributes() const { return m_attributes; }

    /// `call.status · sequence 10 203 871 · received 3.1 ms after its own time`
    static QString title(std::string_view type, quint64 sequence, qint64 recordedUs, qint64 timeUs);

private:
    std::string_view payload() const;

    QByteArray m_line;
    bool m_readable = false;
    bool m_binary = false;
    bool m_text = false;
    std::string m_unescaped; ///< the payload, if it is a text
    std::string m_decoded; ///< the payload, if it is binary
    std::string_view m_data; ///< in m_line
    std::string m_reason;
    QVector<std::pair<QString, QString>> m_attributes;
};

/// `3.1 ms`, `2 min 5 s`, `4 days`
QString delayText(qint64 us);

} // namespace eventscope

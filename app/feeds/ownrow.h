// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/event.h"

#include <QString>
#include <QStringList>
#include <string>

namespace eventscope {

/// The `data` of a row that Eventscope writes itself: a JSON object that begins with one sentence
/// for a person.
class OwnPayload
{
public:
    explicit OwnPayload(const QString &message);

    OwnPayload &text(std::string_view key, const QString &value);
    OwnPayload &seconds(std::string_view key, qint64 ms); ///< with one decimal
    OwnPayload &count(std::string_view key, quint64 value);
    OwnPayload &list(std::string_view key, const QStringList &values);
    /// What a server sent: itself where it is JSON, else as a string.
    OwnPayload &verbatim(std::string_view key, std::string_view frame);
    std::string take();

private:
    void key(std::string_view name);
    std::string m_json;
};

/// One of our own rows, ready for a batch.
struct OwnRow
{
    std::string_view type; ///< one of owntype
    Severity severity = Severity::Info;
    std::string data;
    std::string topic;
    PayloadKind payloadKind = PayloadKind::Json;
    EventFlags flags = 0; ///< besides OwnEvent
};

/// A text as payload: JSON on one line where it is JSON, else text. Sets the kind of `row` too.
void setPayload(OwnRow &row, std::string_view text);

} // namespace eventscope

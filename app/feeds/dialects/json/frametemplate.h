// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <string>
#include <string_view>

namespace eventscope {

/// A frame to send with places for what is known only then: `{topic}` and `{token}`.
///
///     {"op":"subscribe","args":["{topic}"],"auth":"{token}"}
///
/// If it is JSON, what is put inside a string is escaped for it, and what is put elsewhere is put
/// there as it is if it is JSON by itself, else as a string; so the frame is JSON whatever a topic
/// holds. Other text takes everything as it is. Only what the two names stand for is replaced: a
/// topic with `{token}` in it stays one.
class FrameTemplate
{
public:
    FrameTemplate() = default;
    explicit FrameTemplate(const QString &text) : m_text(text.trimmed().toStdString()) { }

    /// Empty, or one sentence about why this cannot be sent. `needsTopic`: it must have {topic}.
    static QString problemWith(const QString &text, bool needsTopic = false);

    bool isEmpty() const { return m_text.empty(); }
    /// A secret stands in it where {token} should.
    bool holdsSecret() const;
    bool usesToken() const { return m_text.find("{token}") != std::string::npos; }
    bool usesTopic() const { return m_text.find("{topic}") != std::string::npos; }
    std::string fill(std::string_view topic, std::string_view token) const;

private:
    std::string m_text;
};

} // namespace eventscope

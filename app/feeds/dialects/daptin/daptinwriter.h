// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"
#include "app/feeds/dialects/daptin/daptingeneration.h"

#include <string>
#include <string_view>

namespace eventscope {

/// Writes requests in the words of the server's generation, and numbers them where it takes
/// numbers. Part of a session, shared by those who ask.
class DaptinWriter
{
public:
    /// While it is Unknown, topics are named with the words of all generations at once: each takes
    /// its own and ignores the other.
    void setGeneration(DaptinGeneration generation) { m_generation = generation; }
    DaptinGeneration generation() const { return m_generation; }
    /// Whether requests are answered at all, so that waiting for an answer makes sense.
    bool isAnswered() const { return m_generation == DaptinGeneration::C; }

    /// Begins a request; answers its id, empty where the generation has none.
    QString begin(std::string_view method);
    /// An attribute; `json` is written as it stands.
    void json(std::string_view name, std::string_view json);
    void topic(std::string_view topic);
    /// The topic that the request is about, where it has another name there.
    void name(std::string_view topic);
    /// `"attributes":{}`, which B wants even where there are none.
    void noAttributes();
    void send(SessionOutput &out);

    /// `create` -> `create-topicName` or `create-topic`.
    std::string topicMethod(std::string_view verb) const;

private:
    void key(std::string_view key);

    DaptinGeneration m_generation = DaptinGeneration::Unknown;
    quint64 m_lastId = 0;
    std::string m_frame;
    std::string m_topic; ///< that it is about; empty: none
    bool m_hasAttributes = false;
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/jsontape.h"

#include <array>
#include <string>
#include <vector>

namespace eventscope {

class AcmExtensions;

/// The members of one event in structured mode: what AcmOtherHeaders is to headers. Those that
/// became no attribute as they came are kept in one, `cemembers`, whose text is JSON, byte for byte
/// and in their order: `[{"trace-id":"7"},{"zone":{"a":1}}]`. Those that have no room there are
/// counted in `cemembersleft`. Usual events have none of either. Part of an AcmRecord and reused.
class AcmMembers
{
public:
    /// That an event has one of: the last one of a name counts.
    enum class Only : quint8 {
        Version,
        OldVersion,
        Id,
        Type,
        Time,
        OldTime,
        Source,
        Subject,
        ContentType,
        Bytes,
        Data
    };

    /// There is no such event.
    void clear();
    /// The event is an object, and stays there until the next, or clear().
    void start(const JsonTape &event);

    /// Not there if there is none.
    JsonRef operator[](Only member) const;
    /// Its text; empty: there is none. What no attribute can hold as it is stays one of the others.
    std::string_view text(Only member, std::string &scratch);
    /// The same of an id, which may be a number.
    std::string_view scalar(Only member, std::string &scratch);
    /// What a member became has no room, or had to be changed.
    void becameNone(Only member);
    /// For those that are read by their names, which nobody else does then.
    void became(JsonRef value) { m_became.push_back(value.index() - 1); }

    /// Calls become(std::string_view name, JsonRef value) for each of those that could be extension
    /// attributes, in their order. False: it became none.
    template<typename Become>
    void forEachExtension(Become become)
    {
        for (const quint32 key : m_extensions) {
            if (!hasBecome(key) && !become(nameOf(key), JsonRef(*m_event, key + 1)))
                m_others.push_back(key);
        }
    }
    void addTo(AcmExtensions &extensions);

    /// Its text is that of the value, and no character of it had to be replaced.
    static bool isAsItCame(JsonRef value, std::string_view text);

private:
    static constexpr size_t onlyCount = size_t(Only::Data) + 1;
    std::string_view nameOf(quint32 key);
    quint32 *placeOf(std::string_view name);
    bool hasBecome(quint32 key) const;
    std::string_view kept(Only member, std::string_view text);
    bool append(quint32 key, size_t room);

    const JsonTape *m_event = nullptr;
    // All by the index of the key. No key is 0.
    std::array<quint32, onlyCount> m_only{};
    std::vector<quint32> m_extensions;
    std::vector<quint32> m_became;
    std::vector<quint32> m_others;
    std::string m_name;
    std::string m_other;
    std::string m_json; ///< escaped
};

} // namespace eventscope

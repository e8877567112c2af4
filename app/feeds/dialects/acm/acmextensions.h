// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

/// The extension attributes of one record, as the JSON that EventFields::extensions wants: bounded,
/// escaped, and never an attribute that the capture's line has of its own. Part of a session and
/// reused.
class AcmExtensions
{
public:
    /// Begins with where the record is from: `kafkatopic`, `kafkapartition`, `kafkaoffset`.
    void start(std::string_view topic, qint32 partition, qint64 offset);
    /// Begins with nothing: the event is no record of Kafka.
    void startEmpty();
    /// An attribute of ours; no record has one of its name. `quoted` is `,"name":"`, whole. False:
    /// it had to be cut or mended, or has no room.
    bool addOwn(std::string_view quoted, std::string_view value);
    /// The same, but nothing is kept unless it is whole and its text has at most so many bytes.
    bool addOwnWhole(std::string_view quoted, std::string_view value, size_t most);
    /// The same for what is a number, however it was written: `quoted` is `,"name":`.
    bool addOwnNumber(std::string_view quoted, qint64 number);
    /// The same for a text that is escaped already, and that room() has been asked for.
    void addOwnEscaped(std::string_view quoted, std::string_view escaped);
    /// How many were left out, behind all other attributes of its kind: there is always room for
    /// two. `quoted` as that of addOwn().
    void addLeft(std::string_view quoted, quint64 count);
    /// For further attributes of ours, with their names.
    size_t room() const;
    /// `name` may have capitals. What does not fit any more, or has no proper name, is left out.
    /// False: that, or the value had to be cut or mended.
    bool add(std::string_view name, std::string_view value);
    /// A value that is JSON already.
    bool addRaw(std::string_view name, std::string_view json);
    std::string_view json() const { return m_json; }

private:
    static std::string quotedName(std::string_view name);
    const std::string &knownName(std::string_view name);
    bool begin(std::string_view name);
    bool fits(size_t before);

    struct Name
    {
        quint32 offset; ///< in m_json
        quint32 length;
    };
    struct Known
    {
        std::string name; ///< as it came
        std::string quoted;
    };
    std::vector<Known> m_known;
    std::string m_json;
    std::vector<Name> m_names; ///< of the record
    // Records of a partition come in a row.
    std::string m_origin; ///< all of start() before the digits of the offset
    std::string m_topic;
    qint32 m_partition = -1;
};

} // namespace eventscope

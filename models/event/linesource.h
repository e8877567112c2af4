// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventrecord.h"

#include <string>
#include <string_view>

namespace eventscope {

/// Gives the text of an event's line back. The capture reader is one; safe to call from several
/// threads at once.
class LineSource
{
public:
    virtual ~LineSource() = default;
    /// The line without its line break; may point into mapped memory or into `scratch`. Empty if it
    /// cannot be read any more (its segment was removed or cut short underneath us).
    virtual std::string_view line(const EventRecord &record, std::string &scratch) const = 0;
    /// The same, but read from the file into `scratch`: for lines all over a capture, each of which
    /// would leave a mapped piece of its file in memory.
    virtual std::string_view copyOf(const EventRecord &record, std::string &scratch) const
    {
        return line(record, scratch);
    }
    /// Whether line() would answer without waiting for a disk, as far as can be told: for who must
    /// not wait.
    virtual bool isAtHand([[maybe_unused]] const EventRecord &record) const { return true; }
    /// Which of several captures the line is of, for a person; empty where there is only one.
    virtual std::string origin([[maybe_unused]] const EventRecord &record) const { return {}; }
    /// For going over many lines at once: the bytes from the first of `first` to the last of
    /// `last`, where every line between them stands behind the one before, with a line break in
    /// between. Empty where they cannot be had so, or not any more: then ask line by line.
    virtual std::string_view lines([[maybe_unused]] const EventRecord &first,
                                   [[maybe_unused]] const EventRecord &last) const
    {
        return {};
    }
};

/// The attributes of a line, unescaped, for showing one event whole. False if `line` is no
/// CloudEvents JSON object.
struct LineAttributes
{
    std::string id, source, type, time, recordedtime, sequence, topic, subject, severitytext,
        reason, datacontenttype;
    std::string_view data; ///< raw JSON of `data`, in `line`; empty if there is none
    std::string_view dataBase64; ///< inside of the `data_base64` string, in `line`
};
bool readLineAttributes(std::string_view line, LineAttributes &out);

} // namespace eventscope

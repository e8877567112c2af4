// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QtGlobal>
#include <string>
#include <vector>

namespace eventscope {

/// Slots of a frame for load: runs of these bytes, which no JSON text may hold, are filled anew for
/// each event.
namespace loadslot {
inline constexpr char topicId = '\x02'; ///< 36: the id of one of a fixed number of resources
inline constexpr char uniqueId = '\x03'; ///< 36: an id that comes once
inline constexpr char sequence = '\x04'; ///< 10 digits, counting up
inline constexpr char time = '\x05'; ///< 27: microseconds
inline constexpr char wholeTime = '\x06'; ///< 20: whole seconds
std::string of(char slot);
std::string quoted(char slot);
} // namespace loadslot

/// Fills frames as fast as they can be copied: WebSocket frames of prepared texts in which only
/// ids, times and a running number are written anew, so that no two are equal. One client's; one
/// thread.
class LoadSource
{
public:
    /// `topics` distinct topic ids; 0: a new one in every event.
    explicit LoadSource(int topics);

    void setFrames(const std::vector<std::string> &frames);
    bool isEmpty() const { return m_templates.empty(); }
    /// Appends `count` unmasked text frames whose times are spread from `fromUs` to `toUs`.
    void append(QByteArray &out, qint64 count, qint64 fromUs, qint64 toUs);

private:
    struct Slot
    {
        char kind;
        std::size_t offset;
    };
    struct Template
    {
        std::string frame; ///< WebSocket header and text
        std::vector<Slot> slots;
    };

    void fill(const Slot &slot, char *at, qint64 us);
    void writeTime(char *at, qint64 us);

    std::vector<Template> m_templates;
    std::size_t m_topics;
    quint64 m_sequence = 0;
    qint64 m_second = -1;
    char m_time[27] = {};
};

} // namespace eventscope

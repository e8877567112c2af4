// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"
#include "app/feeds/dialects/zaikio/zaikioevent.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace eventscope {

/// Closes the gap of a reconnect where the server can (AnyCable's extended protocol): it remembers
/// how far each stream was read, and asks for the rest along with each subscription. Part of a
/// session; what the session of the next attempt needs goes there as text.
///
/// The server sends live events while it still looks for the old ones, so a position counts as read
/// only once no history is outstanding: who disconnects in between asks for the same again.
class ZaikioHistory
{
public:
    static constexpr Moment answerWithin{15'000};
    static constexpr std::string_view protocol = "actioncable-v1-ext-json";

    /// `saved`: what save() wrote; not there for a first attempt.
    void restore(JsonRef saved);
    void save(std::string &json, const std::vector<std::string> &subscribed) const;

    void opened(bool extended) { m_extended = extended; }
    bool isExtended() const { return m_extended; }
    /// The connection works: says whether what was missed may come.
    void proven(Moment now, SessionOutput &out);

    /// Appends the member that asks for what this subscription missed, if it was there before.
    void appendRequest(const std::string &identifier, Moment now, std::string &frame,
                       SessionOutput &out);
    /// The server's answer; nothing if it was not asked.
    void answered(const std::string &identifier, bool sent, SessionOutput &out);
    /// There is no such subscription any more, so nobody waits for its history.
    void forget(const std::string &identifier, SessionOutput &out);

    void tick(Moment now, SessionOutput &out);
    std::optional<Moment> deadline() const;

    /// The server's clock, from its pings.
    void heardTime(JsonRef time);
    /// How far a stream was read; the hot path.
    void read(const ZaikioFrame &frame);

private:
    struct Place
    {
        std::string epoch;
        quint64 offset = 0;
        bool operator==(const Place &) const = default;
    };
    struct Position
    {
        Place safe; ///< all before it came
        Place latest;
        bool isSafe = false;
    };
    struct Hash
    {
        using is_transparent = void;
        size_t operator()(std::string_view text) const
        {
            return std::hash<std::string_view>()(text);
        }
    };
    struct Pending
    {
        std::string identifier;
        Moment askedAt;
    };

    bool canResume() const;
    void appendStreams(std::string &json, size_t most, bool latest) const;
    void settle();
    bool remove(const std::string &identifier);
    void lose(const QString &cause, SessionOutput &out);
    void concludeIfDone(SessionOutput &out);

    bool m_extended = false;
    bool m_resuming = false; ///< resuming() was said
    bool m_lost = false; ///< gap() was said since
    bool m_told = false; ///< what became of it was said
    std::vector<std::string>
        m_remembered; ///< subscriptions that missed something, not asked for yet
    std::vector<std::string> m_late; ///< of these, those that were not asked for in time
    std::vector<Pending> m_pending;
    quint64 m_since = 0; ///< when the earlier session last heard of the server, in seconds
    quint64 m_serverTime = 0;
    std::optional<Moment> m_forgetAt;
    std::unordered_map<std::string, Position, Hash, std::equal_to<>> m_streams;
    std::string m_scratch;
    std::string m_epoch;
};

} // namespace eventscope

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
/// only once no history is outstanding: who disconnects in between asks for the same again. That no
/// gap remains has to be said before the connection counts as live, so it is said when the history
/// is asked for, and taken back by a gap should the server refuse it.
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
    /// The connection works: says whether what was missed will come.
    void proven(Moment now, SessionOutput &out);

    /// Appends the member that asks for what this subscription missed, if it was there before.
    void appendRequest(const std::string &identifier, Moment now, std::string &frame);
    /// The server's answer; false if it was not asked.
    bool answered(const std::string &identifier, bool sent, SessionOutput &out);
    /// There is no such subscription any more, so nobody waits for its history.
    void forget(const std::string &identifier);

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

    bool m_extended = false;
    bool m_promised = false; ///< resumed() was said
    bool m_owed = false; ///< an earlier session said it, and did not get that far
    std::vector<std::string>
        m_remembered; ///< subscriptions that missed something, not asked for yet
    std::vector<Pending> m_pending;
    quint64 m_since = 0; ///< when the earlier session last heard of the server, in seconds
    quint64 m_serverTime = 0;
    std::optional<Moment> m_forgetAt;
    std::unordered_map<std::string, Position, Hash, std::equal_to<>> m_streams;
    std::string m_scratch;
    std::string m_epoch;
};

} // namespace eventscope

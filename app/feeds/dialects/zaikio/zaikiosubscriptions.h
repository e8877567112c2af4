// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"
#include "app/feeds/dialects/zaikio/zaikiohistory.h"
#include "app/feeds/dialects/zaikio/zaikioidentifier.h"

#include <optional>
#include <string>
#include <vector>

namespace eventscope {

/// The subscriptions of one ActionCable connection: asks for them once the server is ready,
/// understands the answers, and knows which one an event belongs to. Part of a session; feed
/// thread.
///
/// ActionCable says nothing about a request that it cannot carry out (an unknown channel, text that
/// it cannot read), nor about one for an identifier that it knows already; so what is not answered
/// is asked for again, a few times, and is unconfirmed then. A late answer still counts.
///
/// **The same twice.** Patterns that mean the same list share one identifier, and are confirmed,
/// refused and taken back together; a second one would make the server send every event twice.
class ZaikioSubscriptions
{
public:
    static constexpr Moment askAgainAfter{3'000};
    static constexpr int mostAsks = 3;

    ZaikioSubscriptions(const QString &channel, ZaikioHistory &history)
        : m_channel(channel), m_history(history)
    { }

    /// The server is ready: what waited is asked for.
    void start(Moment now, SessionOutput &out);
    bool isStarted() const { return m_started; }
    void subscribe(const QString &pattern, Moment now, SessionOutput &out);
    void unsubscribe(const QString &pattern, SessionOutput &out);
    void tick(Moment now, SessionOutput &out);
    std::optional<Moment> deadline() const { return m_deadline; }

    // The server's answers; `frame` is what it sent.
    void confirmed(JsonRef identifier, std::string_view frame, SessionOutput &out);
    void rejected(JsonRef identifier, const QString &reason, std::string_view frame,
                  SessionOutput &out);
    void ended(JsonRef identifier, std::string_view frame, SessionOutput &out);
    void historyAnswered(JsonRef identifier, bool sent, SessionOutput &out);

    /// The position of the subscription that an event came on; -1: there is no telling. `name` is
    /// that of the event. The hot path.
    int find(JsonRef identifier, std::string_view name);
    /// The pattern at a position, as written.
    std::string_view pattern(int position) const { return m_entries[size_t(position)].text; }
    void delivered(int position)
    {
        if (position >= 0 && !m_entries[size_t(position)].delivered)
            firstDelivery(position);
    }
    /// The identifiers of what the server delivers, as far as it is known.
    std::vector<std::string> active() const;

private:
    enum class State : quint8 { Waiting, Asked, Confirmed, Refused, Unanswered };
    struct Entry
    {
        QString pattern;
        std::string text; ///< the pattern, UTF-8
        ZaikioIdentifier identifier;
        std::string sent; ///< the identifier as it is sent, and
        std::string raw; ///< as it stands in the server's frames, quotes and escapes included
        std::string meaning;
        State state = State::Waiting;
        int asks = 0;
        Moment askedAt{0};
        bool delivered = false;
    };

    void ask(Entry &entry, Moment now, SessionOutput &out);
    void giveUp(Entry &entry, SessionOutput &out);
    bool joinOther(Entry &entry, SessionOutput &out);
    bool isFirst(const Entry &entry) const;
    int indexOf(JsonRef identifier);
    int indexByMeaning(JsonRef identifier);
    int indexByName(std::string_view name) const;
    void firstDelivery(int position);
    void changed();
    void schedule();

    const QString m_channel;
    ZaikioHistory &m_history;
    std::vector<Entry> m_entries; ///< positions as the feed counts them
    bool m_started = false;
    size_t m_last = 0; ///< where the event before belonged
    std::string m_unknown; ///< the last raw identifier that is none of ours
    std::optional<Moment> m_deadline;
    std::string m_confirmation; ///< the last frame that confirmed something, within reason
    std::string m_scratch;
    std::string m_frame;
};

} // namespace eventscope

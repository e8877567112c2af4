// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"
#include "models/event/jsontape.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

/// Which VoIPBIN a session takes the server for.
enum class VoipbinVariant : quint8 {
    Automatic, ///< the documented one until it turns out to be the deployed one
    Documented,
    Deployed
};

/// A `{"type":"ack"|"error"}` frame.
struct VoipbinReply
{
    bool error = false;
    bool forUnsubscribe = false;
    std::vector<std::string> topics;
    QString code;
    QString message; ///< the server's own words
    std::string_view frame;
};

/// The subscriptions of one VoIPBIN connection: asks for them, understands the answers, and knows
/// which one an event belongs to. Part of a session; feed thread.
///
/// Each pattern is asked for in a frame of its own, so that a bad one does not take the others
/// down; answers may list topics in any grouping and order, and only those that they list are taken
/// as answered.
///
/// **The two servers and `:*`.** The documented server understands `customer_id:C:call:*`. The
/// deployed one compares literal prefixes, so that this pattern matches nothing there, and answers
/// nothing at all. So the pattern is sent as the user wrote it, and while nobody answered, its
/// prefix form `customer_id:C:call:` is sent as well: after translateAfter, or at once when an
/// event comes in a shape that only the deployed server sends. A server that sent such an event, or
/// left a request without an answer, is taken for the deployed one: new subscriptions are asked for
/// in both forms at once. No prefix form is sent once the server answered anything, or delivered an
/// event on a pattern with `*`. Both forms are one subscription and the user sees only the pattern:
///  - an ack of either form confirms it, unless the pattern as written was refused;
///  - an error about a prefix form is about our translation, not about the user's pattern, and is
///  not shown;
///  - a pattern that is refused stays refused, and its prefix form is taken back if it was sent;
///  - unsubscribing takes back what was sent, but no prefix form that another subscription lives
///  on.
class VoipbinTopics
{
public:
    static constexpr Moment translateAfter{1'000};
    static constexpr Moment answerWithin{5'000};

    explicit VoipbinTopics(VoipbinVariant variant) : m_variant(variant) { }

    void subscribe(const QString &pattern, Moment now, SessionOutput &out);
    void unsubscribe(const QString &pattern, SessionOutput &out);
    void tick(Moment now, SessionOutput &out);
    std::optional<Moment> deadline() const { return m_deadline; }
    void answered(const VoipbinReply &reply, SessionOutput &out);

    /// Which subscription an event with this topic belongs to, the most specific one; -1: none.
    /// `requests`: how many of the topics that we asked for cover it, and so how many copies of it
    /// can come.
    struct Match
    {
        int subscription = -1;
        int requests = 0;
    };
    Match match(std::string_view topic);
    /// The position of the only subscription, or -1 if there are none or several.
    int only() const { return m_entries.size() == 1 ? 0 : -1; }
    /// The pattern at a position, as written.
    std::string_view pattern(int position) const { return m_entries[size_t(position)].text; }
    /// The resource kind that all subscriptions are about (`call`), or empty.
    std::string_view commonKind() const { return m_commonKind; }

    /// An event came on this subscription; the hot path.
    void delivered(int subscription)
    {
        if (subscription >= 0 && !m_entries[size_t(subscription)].delivered)
            firstDelivery(subscription);
    }
    /// An event came in a shape that only the deployed server sends.
    void sawDeployedShape(SessionOutput &out)
    {
        if (!m_deployed && !m_answers && !m_knowsWildcards
            && m_variant == VoipbinVariant::Automatic)
            becomeDeployed(out);
    }

private:
    enum class State : quint8 { Asked, Confirmed, Refused, Unanswered };
    struct Entry
    {
        QString pattern;
        std::string text; ///< the pattern, UTF-8
        std::string prefix; ///< its prefix form; empty: it does not end in `:*`
        State state = State::Asked;
        bool textSent = false;
        bool prefixSent = false;
        bool delivered = false;
        Moment askedAt{0};
    };

    Entry *entryWithText(std::string_view topic);
    Entry *entryWithPrefix(std::string_view topic);
    Entry *entryOf(std::string_view topic);
    Entry *oldestAsked();
    bool wantsPrefix(const Entry &entry) const;
    void sendPrefix(Entry &entry, SessionOutput &out);
    void takePrefixBack(const Entry &entry, SessionOutput &out);
    void sendRequest(std::string_view type, std::string_view topic, SessionOutput &out);
    void becomeDeployed(SessionOutput &out);
    void firstDelivery(int subscription);
    void answeredOne(const VoipbinReply &reply, const std::string &topic, SessionOutput &out);
    void answeredNone(const VoipbinReply &reply, SessionOutput &out);
    void confirm(Entry &entry, const VoipbinReply &reply, SessionOutput &out);
    void refuse(Entry &entry, const VoipbinReply &reply, SessionOutput &out);
    Match search(std::string_view topic) const;
    std::string_view sharedKind() const;
    void changed();
    void schedule();

    VoipbinVariant m_variant;
    std::vector<Entry> m_entries; ///< positions as the feed counts them
    std::set<std::string, std::less<>> m_translations; ///< every prefix form that was ever sent
    bool m_answers = false; ///< the server answered a request
    bool m_knowsWildcards = false; ///< it delivered on a pattern with `*` as written
    bool m_deployed = false; ///< Automatic: it is the deployed one after all
    std::optional<Moment> m_deadline;
    std::string m_commonKind;
    std::string m_frame;

    struct Cached
    {
        quint64 topic = 0; ///< its hash; 0: free
        Match match;
    };
    std::vector<Cached> m_cache; ///< direct-mapped; only where the list is long
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialects/daptin/daptinframe.h"
#include "app/feeds/dialects/daptin/daptinwriter.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

/// The subscriptions of one Daptin connection. Part of a session; feed thread.
///
/// A pattern is one topic or several with commas between them; the server answers (C) once for each
/// topic, with the same id. A pattern is confirmed when the last of its topics is; where only some
/// are refused, the rest of it lives, and the refusals are reported as errors.
///
/// A server has one subscription a topic and ignores a second one without a word, its filters too.
/// So a topic belongs to the first pattern that names it and is asked for only once; when that
/// pattern goes, the next one that names it asks anew. For the same reason changed filters need an
/// unsubscribe first, and a topic is not asked for again before C has confirmed its end.
class DaptinSubscriptions
{
public:
    static constexpr Moment answerWithin{5'000};

    explicit DaptinSubscriptions(DaptinWriter &writer) : m_writer(writer) { }

    void add(const Subscription &subscription, Moment now, SessionOutput &out);
    void remove(const QString &pattern, Moment now, SessionOutput &out);
    /// The server's generation is known, or known better: everything is asked for in its words.
    /// Before the first call nothing is sent.
    void start(Moment now, SessionOutput &out);
    void tick(Moment now, SessionOutput &out);
    std::optional<Moment> deadline() const;
    /// False if it is about nothing that was asked for here.
    bool answered(const DaptinReply &reply, Moment now, SessionOutput &out);

    /// The position of the subscription that this topic belongs to; -1: none.
    int match(std::string_view topic) const;
    /// The hot path.
    void delivered(int position)
    {
        if (position >= 0)
            m_entries[size_t(position)].delivered = true;
    }
    QStringList topics() const;

private:
    enum class State : quint8 { Waiting, Covered, Asked, Confirmed, Refused, Unanswered };
    struct Topic
    {
        std::string name;
        State state = State::Waiting;
        QString id; ///< of the request
    };
    struct Entry
    {
        QString pattern;
        std::vector<Topic> topics;
        std::string filters; ///< JSON, or empty
        bool hasTypeFilter = false;
        bool delivered = false;
        std::optional<Moment> changedSince; ///< it replaces one that was taken back then
        Moment askedAt{0};
        QString refusal; ///< of the first topic that was refused
        QString code;
        bool has(State state) const;
    };
    /// An unsubscribe that C has not confirmed yet.
    struct Leaving
    {
        QString pattern;
        QString id;
        std::vector<std::string> topics;
        Moment since{0};
    };

    void ask(Entry &entry, Moment now, SessionOutput &out);
    void askWaiting(Moment now, SessionOutput &out);
    bool isLeaving(const Entry &entry) const;
    void explainSilence(const Entry &entry, SessionOutput &out) const;
    bool subscribeAnswered(const DaptinReply &reply, SessionOutput &out);
    bool unsubscribeAnswered(const DaptinReply &reply, Moment now, SessionOutput &out);
    void settle(Entry &entry, const DaptinReply &reply, SessionOutput &out);
    Topic *findAsked(const DaptinReply &reply, Entry *&owner);
    void changed();

    DaptinWriter &m_writer;
    std::vector<Entry> m_entries; ///< positions as the feed counts them
    std::vector<Leaving> m_leaving;
    std::map<std::string, int, std::less<>> m_positions; ///< of the owner of each topic
    bool m_started = false;
    // The last pattern that was taken back: put back at once, its filters were changed.
    QString m_takenBack;
    std::string m_takenBackFilters;
    Moment m_takenBackAt{0};
};

} // namespace eventscope

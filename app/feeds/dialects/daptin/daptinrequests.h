// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialects/daptin/daptinframe.h"
#include "app/feeds/dialects/daptin/daptinwriter.h"

#include <vector>

namespace eventscope {

/// Requests about topics that are no subscriptions: list, create, destroy, messages, permissions.
/// Part of a session; every request is answered once, if only by the clock.
///
/// C answers all but a message that it took, by id; it has no list. A and B answer nothing but
/// lists: there, whether a topic was created or destroyed is looked up in a list asked for right
/// after. A message shows by coming back where its topic is subscribed.
class DaptinRequests
{
public:
    static constexpr Moment answerWithin{5'000};
    /// QWebSocket cuts longer messages into fragments, and Daptin takes each for a message.
    static constexpr qsizetype maxMessage = 400'000;

    explicit DaptinRequests(DaptinWriter &writer) : m_writer(writer) { }

    /// `known`: topics to answer with where the server has no list.
    void ask(const TopicRequest &request, const QStringList &known, Moment now, SessionOutput &out);
    /// The server's generation is known: what came before is sent.
    void start(const QStringList &known, Moment now, SessionOutput &out);
    void tick(Moment now, SessionOutput &out);
    std::optional<Moment> deadline() const;
    /// False if it is about nothing that was asked for here.
    bool answered(const DaptinReply &reply, DaptinFrame &frame, SessionOutput &out);
    /// False if nobody asked for the list.
    bool listed(const QStringList &topics, std::string_view frame, SessionOutput &out);
    /// A message came on a subscription: it may be ours.
    bool waitsForMessage() const { return m_published > 0; }
    void messageCame(DaptinFrame &frame, SessionOutput &out);

private:
    struct Pending
    {
        TopicRequest request;
        QString id;
        std::string method;
        Moment dueAt{0};
        bool sent = false;
        bool awaitsList = false; ///< answered by the next list
    };

    void send(Pending &pending, Moment now, SessionOutput &out);
    void sendToC(Pending &pending, SessionOutput &out);
    void sendToLegacy(Pending &pending, SessionOutput &out);
    void sendMessage(Pending &pending, SessionOutput &out);
    void sendDue(const QStringList &known, Moment now, SessionOutput &out);
    TopicAnswer silence(const Pending &pending) const;
    void finish(size_t at, const TopicAnswer &answer, std::string_view frame, SessionOutput &out);

    DaptinWriter &m_writer;
    std::vector<Pending> m_pending; ///< in the order of asking
    int m_published = 0; ///< messages among them
    bool m_started = false;
};

} // namespace eventscope

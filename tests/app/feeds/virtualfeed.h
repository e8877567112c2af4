// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/feedconversation.h"
#include "app/feeds/reconnectpolicy.h"
#include "tests/app/feeds/scripteddialect.h"
#include "tests/support/collectingsink.h"

namespace eventscope {

/// A conversation without a socket, and the time that passes in it.
class VirtualFeed final : private FeedConversation::Wire
{
public:
    VirtualFeed() : m_policy(FeedSettings(), 7)
    {
        m_conversation.setName(QStringLiteral("voip"));
        m_conversation.setDesired(
            {{QStringLiteral("a"), {}, false}, {QStringLiteral("b"), {}, false}}, m_now);
    }

    /// One connection: what the server says at once, then nothing, then the drop; and the pause
    /// after it.
    void live(const std::string &words, Moment stays)
    {
        begin();
        if (!words.empty())
            m_conversation.frame({words, false}, m_now, 0);
        pass(stays);
        EndEvidence evidence;
        evidence.cause.handshakeDone = true;
        evidence.host = QStringLiteral("feed.example:81");
        const auto end = m_conversation.ended(evidence, m_now);
        const auto step = m_policy.next(end.verdict.treatment);
        pauses.append(*step.pause);
        awayMs += words.empty() ? 0 : step.pause->count();
        pass(*step.pause);
    }
    /// One more that stays.
    void stay()
    {
        begin();
        m_conversation.frame({R"({"welcome":1})", false}, m_now, 0);
        pass(std::chrono::seconds(30));
        m_conversation.stayed(m_now);
        settle();
    }
    void close()
    {
        m_conversation.closedHere({{}, QStringLiteral("it was closed here")}, m_now,
                                  FeedConversation::Closer::User);
        settle();
    }
    Moment now() const { return m_now; }

    CollectingSink sink;
    QList<Moment> pauses;
    QList<Moment> rowTimes; ///< of all rows
    qint64 awayMs = 0;

private:
    void begin()
    {
        m_conversation.begin(m_dialect, {});
        m_conversation.opened(m_now, {}, QStringLiteral("feed.example:81"));
    }
    void pass(Moment duration)
    {
        const Moment until = m_now + duration;
        settle();
        while (true) {
            const auto due = m_conversation.deadline();
            if (!due || *due > until)
                break;
            m_now = std::max(m_now, *due);
            m_conversation.tick(m_now);
            settle();
        }
        m_now = until;
    }
    void settle()
    {
        m_conversation.outlet().settle();
        while (rowTimes.size() < sink.rows().size())
            rowTimes.append(m_now);
    }

    // FeedConversation::Wire
    void sendFrame(std::string_view) override { }
    void endConnection(CloseTreatment, const QString &) override { }
    void connectionProven() override { }
    void limitFilled() override { }
    void requestAnswered(const TopicRequest &, const TopicAnswer &) override { }

    ScriptedDialect m_dialect;
    ReconnectPolicy m_policy;
    Moment m_now{0};
    FeedConversation m_conversation{sink, QStringLiteral("0badcafe"), {}, *this};
};

} // namespace eventscope

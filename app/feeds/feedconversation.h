// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/awaygap.h"
#include "app/feeds/closecause.h"
#include "app/feeds/eventoutlet.h"
#include "app/feeds/flapdamper.h"
#include "app/feeds/openrequests.h"
#include "app/feeds/protocolerrors.h"
#include "app/feeds/subscriptionledger.h"

namespace eventscope {

/// What one feed and its server say to each other, between the socket and the sink: it gives frames
/// to the dialect's session, keeps the ledger of subscriptions, and writes our own rows. No
/// sockets, no timers, no clock of its own but the wall clock of the rows. Lives as long as its
/// feed; the session in it is a new one for every attempt.
class FeedConversation final : public SessionOutput
{
public:
    /// What it wants from whoever has the socket. Nothing here may destroy the conversation.
    class Wire
    {
    public:
        virtual ~Wire() = default;
        virtual void sendFrame(std::string_view frame) = 0;
        virtual void endConnection(CloseTreatment treatment, const QString &cause) = 0;
        virtual void connectionProven() = 0;
        virtual void limitFilled() = 0;
        virtual void requestAnswered(const TopicRequest &request, const TopicAnswer &answer) = 0;
    };

    /// `repeatEvery`: see FlapDamper.
    FeedConversation(EventSink &sink, const QString &connectionId,
                     const SubscriptionLedger::Timing &timing, Wire &wire,
                     std::chrono::milliseconds repeatEvery = std::chrono::minutes(1));
    ~FeedConversation() override;

    EventOutlet &outlet() { return m_outlet; }
    const EventOutlet &outlet() const { return m_outlet; }
    SubscriptionLedger &ledger() { return m_ledger; }
    void setName(const QString &name) { m_outlet.setName(name); }

    // One attempt, in this order; the session is null outside of it.
    void begin(const Dialect &dialect, OptionValues values);
    Session *session() { return m_session.get(); }
    /// What the last session left to the next one is of another connection.
    void forget() { m_memory.clear(); }
    void opened(Moment now, const QString &subprotocol, const QString &host);
    void frame(const FrameView &frame, Moment now, qint64 recordedUs);
    void record(const KafkaRecord &record, Moment now, qint64 recordedUs)
    {
        m_now = now;
        m_recordedUs = recordedUs;
        m_session->record(record, now, *this);
    }
    /// It is about to end, and still open.
    void ending(Moment now)
    {
        if (isOpen())
            m_session->ending(now, *this);
    }
    void tick(Moment now);
    std::optional<Moment> deadline() const;
    /// A warning about the connection that the server did not say in so many words.
    void remark(const QString &code, const QString &words);
    /// A subscription that worked has nothing to read any more.
    void lost(const QString &pattern, const QString &reason);
    /// unconfirmed(), with what a restart has to know of it as the data of the row.
    void awaited(const QString &pattern, const QString &reason, std::string_view frame);
    /// The computer did, for so long; until it is awake() nobody knows whether the server is there.
    void slept(std::chrono::milliseconds duration, Standstill of)
    {
        if (m_open || m_away.isAway())
            m_away.slept(duration, of);
    }
    void awake()
    {
        if (m_away.isAsleep())
            outlived();
    }
    /// The connection answers, or has not failed for long enough: it works.
    void prove(Moment now);
    /// The attempt is over. Writes the rows; answers what to do, and whether a topic was found to
    /// be the culprit.
    struct End
    {
        CloseVerdict verdict;
        bool culpritFound = false;
    };
    End ended(EndEvidence evidence, Moment now);
    /// The same where the session ended it by close(), or the user, who may do so between attempts
    /// as well: then nothing counts as missed but what was before.
    enum class Closer : quint8 { Session, User };
    void closedHere(const CloseVerdict &verdict, Moment now, Closer closer);
    /// It has been live for long enough to be trusted.
    void stayed(Moment now);
    void setLimit(std::shared_ptr<EventLimit> limit);

    // The user's wishes, at any time.
    void subscribe(const Subscription &subscription, Moment now);
    void unsubscribe(const QString &pattern, Moment now);
    void setDesired(const QVector<Subscription> &subscriptions, Moment now);
    /// Its answer comes by Wire::requestAnswered(), once; at once where nobody can be asked.
    void request(const TopicRequest &request, const Dialect *dialect, Moment now);

    // SessionOutput
    void event(const EventFields &fields, int subscription) override;
    void alsoOn(int subscription) override;
    void duplicate(int subscription, quint64 content) override;
    void send(std::string_view frame, std::string_view recordAs) override;
    void sendAbout(std::string_view topic, std::string_view frame) override;
    void keepAlive(std::string_view frame) override { m_wire.sendFrame(frame); }
    void proven() override { prove(m_now); }
    void acknowledged(const QString &pattern, std::string_view frame) override;
    void released(const QString &pattern, std::string_view frame) override;
    void refused(const QString &pattern, const QString &code, const QString &reason,
                 std::string_view frame) override;
    void unconfirmed(const QString &pattern, const QString &reason) override;
    void serverError(const QString &code, const QString &reason, std::string_view frame) override;
    void answered(const TopicRequest &request, const TopicAnswer &answer,
                  std::string_view frame) override;
    void gap(const QString &cause, const GapExtent &extent = {}) override;
    void resumed() override;
    void resuming() override { m_away.resuming(); }
    void control() override { }
    void close(CloseTreatment treatment, const QString &cause) override;

private:
    bool isOpen() const { return m_session && m_open; }
    void apply(SubscriptionLedger::Change change, const Subscription &subscription, Moment now);
    void ask(const Subscription &subscription, Moment now);
    void takeBack(const QString &pattern, Moment now);
    void askWhatIsDue(Moment now);
    void finish(const CloseVerdict &verdict, Closer closer);
    void writeEnd(const QString &cause, Severity severity, const QString &treatment);
    void writeAbsences();
    void countProtocolErrors(CloseVerdict &verdict);
    void attend(Moment now);
    void writeRow(std::string_view type, Severity severity, std::string data,
                  const QString &pattern = {}, EventFlags flags = 0);
    void writeSent(std::string_view topic, std::string_view text);
    bool isNews(const QString &words);
    void outlived();
    void writeAwayRow();
    QString sentence(const QString &rest) const;
    void dropSession(Moment now);

    EventOutlet m_outlet;
    SubscriptionLedger m_ledger;
    Wire &m_wire;
    std::unique_ptr<Session> m_session;
    Moment m_now{0}; ///< of the call that is going on
    qint64 m_recordedUs = 0;
    bool m_open = false; ///< the handshake is done
    bool m_proven = false; ///< this connection was
    bool m_limitTold = false;
    bool m_taken = false; ///< the event that was told last
    std::optional<Moment> m_lastTaken; ///< event; before the first one: when it was opened
    AwayGap m_away; ///< since it was last live
    FlapDamper m_flaps;
    ProtocolErrors m_protocolErrors;
    OpenRequests m_requests;
    QString m_memory; ///< of the last session that was open; never to be shown or saved
    QString m_lastWrittenCause; ///< an attempt that fails as the one before writes no row
};

} // namespace eventscope

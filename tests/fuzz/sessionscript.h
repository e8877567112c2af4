// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/feedconversation.h"
#include "tests/app/feeds/recordscript.h"
#include "tests/fuzz/linesink.h"

namespace eventscope {

/// Plays what happens in a transcript (tests/fixtures/dialects/README.md) to a whole conversation:
/// session, ledger of subscriptions, outlet. What the transcript expects is passed over: instead,
/// what must hold of any conversation is demanded. Further lines:
///
/// - `drop`, `closed code=N`: the connection ends; the next line that needs one begins another;
/// - `full N`: the sink refuses the next N batches;
/// - `limit N`: no more than N events;
/// - `setdesired PATTERN …`: the user's whole list anew.
class SessionScript final : private FeedConversation::Wire
{
public:
    explicit SessionScript(const Dialect &dialect);
    ~SessionScript() override;

    void play(std::string_view script);

private:
    void sendFrame(std::string_view frame) override;
    void endConnection(CloseTreatment treatment, const QString &cause) override;
    void connectionProven() override { }
    void limitFilled() override { }
    void requestAnswered(const TopicRequest &request, const TopicAnswer &answer) override;

    void perform(std::string_view verb, std::string_view rest);
    bool setUp(std::string_view verb, const QString &rest);
    bool wish(std::string_view verb, const QString &rest);
    void request(const QString &rest);
    void begin();
    void open(const QString &subprotocol);
    void end(const QString &rest);
    void advance(std::string_view duration);
    void serve(std::string_view bytes, bool binary);
    void settle();

    const Dialect &m_dialect;
    LineSink m_sink;
    FeedConversation m_conversation;
    OptionValues m_options;
    QMap<QString, QString> m_filters;
    RecordScript m_record;
    Moment m_now{1'000};
    qint64 m_recordedUs = 1'700'000'000'000'000;
    bool m_open = false;
    std::optional<CloseVerdict> m_closing; ///< the session wants the connection to end
    int m_asked = 0; ///< requests made and not answered
};

} // namespace eventscope

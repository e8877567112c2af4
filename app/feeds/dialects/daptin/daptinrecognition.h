// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialects/daptin/daptinwriter.h"

#include <optional>

namespace eventscope {

/// Finds out which generation of Daptin a server is. Part of a session.
///
/// - **C** sends `{"type":"session"}` as soon as the socket is open, before anything is asked; the
///   older ones say nothing. So nothing is asked before waitForSession is over.
/// - **A and B** then get both of their requests for the list of topics, `list-topic` and
///   `list-topicName`. Each answers its own and passes over the other without a word; the name
///   of the answer tells which it is. (C would answer both with "no such method".)
/// - Data as base64 text comes from B and never from A, and the envelopes of C and of the others
///   have no name in common: so events and answers tell too, where something else was assumed.
/// - A server that answers neither stays Unknown: it is asked in all words at once.
///
/// What the connection before has seen (memory) or the user has chosen is assumed from the start,
/// so that nothing waits; a frame that only another generation sends outweighs it.
class DaptinRecognition
{
public:
    static constexpr Moment waitForSession{700};
    static constexpr Moment waitForList{1'000};

    /// `remembered` is asked for its list at once, so that a server which has become another one
    /// shows it; `chosen` is not.
    DaptinRecognition(DaptinWriter &writer, DaptinGeneration chosen, DaptinGeneration remembered);

    void opened(Moment now, SessionOutput &out);
    /// True if everything must be asked for (again): not if it was in all words at once already.
    bool saw(DaptinGeneration generation);
    /// The same.
    bool tick(Moment now, SessionOutput &out);
    std::optional<Moment> deadline() const { return m_deadline; }
    /// It is known, or will not become known by waiting.
    bool isOver() const { return m_over; }
    /// What the server showed itself to be, on this connection.
    DaptinGeneration seen() const { return m_seen; }
    /// An answer to `list-topic` or `list-topicName` is an answer to us.
    bool hasAsked() const { return m_asked; }

private:
    void askForLists(DaptinGeneration of, SessionOutput &out);

    DaptinWriter &m_writer;
    DaptinGeneration m_chosen;
    DaptinGeneration m_seen = DaptinGeneration::Unknown;
    std::optional<Moment> m_deadline;
    bool m_asked = false;
    bool m_over = false;
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/absence.h"
#include "app/feeds/dialect.h"

#include <QSet>

namespace eventscope {

/// Keeps a connection that comes and goes from filling the log with itself. The first ends in a
/// row have all their rows. From then on, until it has stayed for a while or the user turns to it,
/// what every connection repeats is left out, and one row a minute at most tells how often it was
/// away, and for how long. Pure: it is told the time. Owned by a FeedConversation.
class FlapDamper
{
public:
    static constexpr int toldInFull = 4;

    explicit FlapDamper(std::chrono::milliseconds rowEvery) : m_rowEvery(rowEvery) { }

    bool isFlapping() const { return m_ends >= toldInFull; }
    /// A connection that was open has ended.
    void ended() { ++m_ends; }
    /// It stayed, or the user did something about it.
    void calm();

    /// While it flaps: it was away, and is back.
    void add(const Absence &absence) { m_absences.add(absence); }
    /// Absences have no row yet.
    bool owes() const { return !m_absences.isEmpty(); }
    OwnRow takeRow(const QString &name, Moment now);

    /// A row about its coming and going was written.
    void told(Moment now) { m_told = now; }
    /// Another one may be written.
    bool isDue(Moment now) const { return now - m_told >= m_rowEvery; }
    std::optional<Moment> deadline() const
    {
        return owes() ? std::optional(m_told + m_rowEvery) : std::nullopt;
    }

    /// True the first time that a server says this since it was calm.
    bool isNews(const QString &words);

private:
    std::chrono::milliseconds m_rowEvery;
    Absences m_absences;
    QSet<size_t> m_words; ///< hashes of them: the words are the server's, and may be long
    Moment m_told{0};
    int m_ends = 0; ///< in a row
};

} // namespace eventscope

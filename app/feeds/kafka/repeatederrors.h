// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"

#include <QHash>
#include <QString>

namespace eventscope {

/// Which errors of one attempt get a row. What fails is tried again at once and fails again: what
/// goes on is told once a minute, what was over in between is told at once, and of too many
/// different ones only their number is kept. Pure: it is told the time. Owned by a KafkaFeed.
class RepeatedErrors
{
public:
    static constexpr qsizetype mostKinds = 64; ///< at a time
    static constexpr int toldAtOnce = 4; ///< in a minute, of one that comes and goes
    static constexpr Moment repeatEvery{60'000};
    /// Nobody said it for so long: it was over. Longer than librdkafka waits between two attempts.
    static constexpr Moment overAfter{20'000};

    /// What an error is about; no topic: a broker, no partition: all of its topic.
    struct Place
    {
        QString topic;
        qint32 partition = -1;
    };
    enum class Answer : quint8 {
        Tell,
        TellLimit, ///< that no more are told from here on
        Silence
    };
    /// `kind`: what of one place is the same error, however it is worded.
    Answer heard(const QString &kind, const Place &place, Moment now);

    /// There is one about a topic that is not over.
    bool isAnyOpen() const { return m_isAnyOpen; }
    /// A record came from there.
    void over(const Place &place);
    /// Those that found no place among those that are told.
    quint64 untold() const { return m_untold; }

private:
    struct Known
    {
        Place place;
        Moment told{};
        Moment heard{};
        int times = 1; ///< that it was told in a row
        bool isOver = false;
    };
    void forgetOld(Moment now);

    QHash<QString, Known> m_known; ///< by place and kind
    quint64 m_untold = 0;
    bool m_isAnyOpen = false;
};

} // namespace eventscope

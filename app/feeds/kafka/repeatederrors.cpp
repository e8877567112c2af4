// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/kafka/repeatederrors.h"

namespace eventscope {

RepeatedErrors::Answer RepeatedErrors::heard(const QString &kind, const Place &place, Moment now)
{
    const QString key =
        place.topic + QLatin1Char('/') + QString::number(place.partition) + QLatin1Char(' ') + kind;
    const auto found = m_known.find(key);
    if (found == m_known.end()) {
        if (m_known.size() >= mostKinds)
            forgetOld(now);
        if (m_known.size() >= mostKinds)
            return m_untold++ == 0 ? Answer::TellLimit : Answer::Silence;
        m_known.insert(key, {place, now, now});
        m_isAnyOpen = m_isAnyOpen || !place.topic.isEmpty();
        return Answer::Tell;
    }
    Known &known = *found;
    const bool wasOver = known.isOver || now - known.heard >= overAfter;
    known.heard = now;
    known.isOver = false;
    m_isAnyOpen = m_isAnyOpen || !known.place.topic.isEmpty();
    const bool isDue = now - known.told >= repeatEvery;
    if (!isDue && !(wasOver && known.times < toldAtOnce))
        return Answer::Silence;
    known.times = isDue ? 1 : known.times + 1;
    known.told = now;
    return Answer::Tell;
}

void RepeatedErrors::over(const Place &place)
{
    m_isAnyOpen = false;
    for (Known &known : m_known) {
        const bool isThere = known.place.topic == place.topic
            && (known.place.partition < 0 || known.place.partition == place.partition);
        known.isOver = known.isOver || isThere;
        m_isAnyOpen = m_isAnyOpen || (!known.isOver && !known.place.topic.isEmpty());
    }
}

/// What would be told anew if it came.
void RepeatedErrors::forgetOld(Moment now)
{
    m_known.removeIf([now](const QHash<QString, Known>::iterator &one) {
        return now - one->told >= repeatEvery && now - one->heard >= overAfter;
    });
}

} // namespace eventscope

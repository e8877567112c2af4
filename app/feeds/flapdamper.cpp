// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/flapdamper.h"

namespace eventscope {

namespace {

/// A server that says something new each time is not remembered for ever.
constexpr qsizetype maxWords = 1'000;

} // namespace

void FlapDamper::calm()
{
    m_ends = 0;
    m_words.clear();
}

OwnRow FlapDamper::takeRow(const QString &name, Moment now)
{
    const qint64 within = (now - m_told).count();
    told(now);
    return m_absences.takeRow(name, within);
}

bool FlapDamper::isNews(const QString &words)
{
    const size_t mark = qHash(words, QHashSeed::globalSeed());
    if (m_words.contains(mark) || m_words.size() >= maxWords)
        return false;
    m_words.insert(mark);
    return true;
}

} // namespace eventscope

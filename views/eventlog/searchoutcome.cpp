// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/searchoutcome.h"

#include "models/eventlogmodel.h"
#include "models/query/compiledfilter.h"
#include "views/theme.h"

#include <QLocale>
#include <algorithm>

namespace eventscope {

namespace {

using Filters = std::vector<const CompiledFilter *>;
using EventCount = quint64 (CompiledFilter::*)() const;

bool anyHas(const Filters &filters, EventCount count)
{
    return std::any_of(filters.begin(), filters.end(),
                       [count](const CompiledFilter *filter) { return (filter->*count)() > 0; });
}

/// Of the filter with most of it: two may have given up on the same events.
QString mostOf(const Filters &filters, EventCount count)
{
    quint64 most = 0;
    bool several = false;
    for (const CompiledFilter *filter : filters) {
        const quint64 events = (filter->*count)();
        several = several || (events > 0 && most > 0);
        most = std::max(most, events);
    }
    return (several ? SearchOutcome::tr("at least ") : QString()) + countText(most);
}

QStringList givenUpTexts(const Filters &filters)
{
    QStringList texts;
    if (anyHas(filters, &CompiledFilter::leftOut))
        texts << SearchOutcome::tr("the regular expression took too long for %1 of them and was "
                                   "not tried on another %2: these are left out, whether it stands "
                                   "behind a “not” or not")
                     .arg(mostOf(filters, &CompiledFilter::givenUp),
                          mostOf(filters, &CompiledFilter::leftOut));
    else if (anyHas(filters, &CompiledFilter::givenUp))
        texts << SearchOutcome::tr("the regular expression took too long for %1 of them: these are "
                                   "left out, whether it stands behind a “not” or not")
                     .arg(mostOf(filters, &CompiledFilter::givenUp));
    if (anyHas(filters, &CompiledFilter::tooLong))
        texts << SearchOutcome::tr("the regular expression would have to see more than 1 MiB in "
                                   "one piece of %1 of them, which are left out")
                     .arg(mostOf(filters, &CompiledFilter::tooLong));
    return texts;
}

} // namespace

void SearchOutcome::begin(int patienceMs)
{
    m_searched = m_total = m_found = 0;
    m_since.start();
    m_patienceMs = patienceMs;
}

void SearchOutcome::proceed(quint64 searched, quint64 total, quint64 found)
{
    m_searched = searched;
    m_total = total;
    m_found = found;
}

bool SearchOutcome::isTooEarly() const
{
    return m_model->isScanning() && m_since.isValid() && !m_since.hasExpired(m_patienceMs);
}

double SearchOutcome::progress() const
{
    if (!m_model->isScanning())
        return -1;
    return m_total > 0 ? double(m_searched) / double(m_total) : 0;
}

QString SearchOutcome::text() const
{
    const QString size = countText(m_model->logSize());
    if (m_model->isScanning()) {
        const int percent = m_total > 0 ? int(m_searched * 100 / m_total) : 0;
        return tr("%1 of %2 events so far, %3 % searched")
            .arg(countText(m_found), size)
            .arg(percent);
    }
    if (!m_model->isFiltered())
        return {};
    if (const quint64 left = m_model->unsearched(); left > 0)
        return tr("%1 of %2 events, %3 of them still to be searched")
            .arg(countText(m_model->shownCount()), size, countText(left));
    QString text = tr("%1 of %2 events, all searched").arg(countText(m_model->shownCount()), size);
    if (m_seconds >= 0)
        text += tr(", %1 s").arg(
            QLocale().toString(std::max(m_seconds, 0.01), 'f', m_seconds < 10 ? 2 : 0));
    return text;
}

QStringList SearchOutcome::caveats(const Filters &filters) const
{
    QStringList caveats;
    if (const quint64 events = m_model->unreadable(); events > 0)
        caveats << (events == 1 ? tr("1 event can no longer be read")
                                : tr("%1 events can no longer be read").arg(countText(events)));
    return caveats + givenUpTexts(filters);
}

} // namespace eventscope

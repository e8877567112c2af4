// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/subjecthistory.h"

#include "models/eventlogmodel.h"
#include "models/query/lineparts.h"

#include <QPromise>
#include <QThreadPool>

namespace eventscope {

namespace {

using On = SubjectTrail::On;

constexpr quint64 atOnce = 1U << 18; ///< rows that the GUI thread may look at itself
constexpr int maxLooked = 2'000; ///< events of one subject: a few milliseconds

} // namespace

SubjectHistory::SubjectHistory(const EventLogModel *model, const SubjectTrail *trail)
    : m_model(model), m_trail(trail)
{
    connect(&m_work, &QFutureWatcher<void>::finished, this, [this] {
        if (!m_stop)
            Q_EMIT ready();
    });
}

SubjectHistory::~SubjectHistory()
{
    stop();
}

bool SubjectHistory::prepare()
{
    if (m_trail->isComplete())
        return true;
    if (m_work.isRunning())
        return false;
    if (m_trail->missing() > atOnce) {
        m_stop = false;
        auto promise = std::make_shared<QPromise<void>>();
        promise->start();
        m_work.setFuture(promise->future());
        QThreadPool::globalInstance()->start([this, promise] {
            m_trail->catchUp(&m_stop);
            promise->finish();
        });
        return false;
    }
    m_trail->catchUp();
    return true;
}

void SubjectHistory::stop()
{
    m_stop = true;
    m_work.waitForFinished(); // a stride of it at most
}

std::string SubjectHistory::subjectOf(quint64 sequence) const
{
    const EventRecord *record = m_model->recordOf(sequence);
    if (!record || record->subjectHash == 0 || !m_model->lines())
        return {};
    std::string line;
    std::string subject;
    return std::string(
        attributeOf(*record, m_model->lines()->line(*record, line), "subject", subject));
}

bool SubjectHistory::isOf(const std::string &subject, quint64 sequence) const
{
    return !subject.empty() && subjectOf(sequence) == subject;
}

quint64 SubjectHistory::previous(quint64 sequence) const
{
    const std::string subject = subjectOf(sequence);
    auto found = m_trail->before(sequence, On::SameConnection);
    constexpr int enough = 100;
    for (int tries = 0; found && tries < enough; ++tries) {
        if (isOf(subject, found->sequence))
            return found->sequence;
        found = m_trail->before(found->sequence, On::SameConnection);
    }
    return 0;
}

SubjectHistory::Related SubjectHistory::related(quint64 sequence, size_t most) const
{
    Related all;
    const EventRecord *record = m_model->recordOf(sequence);
    if (!record || record->subjectHash == 0)
        return all;
    auto at = m_trail->newest(record->subjectHash);
    for (int looked = 0; at && at->sequence > sequence; ++looked) {
        if (looked == maxLooked) { // from the chosen one back only
            all.sequences.clear();
            all.newerLeft = true;
            break;
        }
        all.sequences.push_front(at->sequence);
        at = m_trail->before(at->sequence, On::AnyConnection);
    }
    std::optional<SubjectTrail::Found> older = SubjectTrail::Found{sequence, *record};
    const size_t enough = std::max(most, all.sequences.size() + most / 2);
    while (older && all.sequences.size() < enough) {
        all.sequences.push_front(older->sequence);
        older = m_trail->before(older->sequence, On::AnyConnection);
    }
    all.olderLeft = older.has_value();
    return all;
}

std::deque<quint64> SubjectHistory::newerThan(quint64 known, quint64 sequence) const
{
    std::deque<quint64> newer;
    const EventRecord *record = m_model->recordOf(sequence);
    if (!record || record->subjectHash == 0)
        return newer;
    auto at = m_trail->newest(record->subjectHash);
    if (!at || at->sequence <= known)
        return newer;
    const std::string subject = subjectOf(sequence);
    for (int looked = 0; at && at->sequence > known && looked < maxLooked; ++looked) {
        if (isOf(subject, at->sequence))
            newer.push_front(at->sequence);
        at = m_trail->before(at->sequence, On::AnyConnection);
    }
    return newer;
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/logfiltering.h"

#include "models/eventbookmarks.h"
#include "models/eventlogmodel.h"
#include "models/filtersetmodel.h"
#include "views/eventlog/filterbar.h"
#include "views/filters/filterchips.h"
#include "views/filters/filteredit.h"
#include "views/filters/filterjoin.h"
#include "views/filters/filterstatus.h"

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int errorRestMs = 450;
constexpr qint64 leastRefreshMs = 250;
constexpr int relativePatienceMs = 2'000; ///< nobody asked just now

} // namespace

LogFiltering::LogFiltering(EventLogModel *model, FilterBar *bar, QObject *parent)
    : QObject(parent), m_model(model), m_bar(bar), m_words(model), m_outcome(model),
      m_zone(model->timeZone())
{
    connect(bar, &FilterBar::filterChanged, this, &LogFiltering::take);
    connect(bar, &FilterBar::confirmed, this, &LogFiltering::confirm);
    connect(bar, &FilterBar::leftBehind, this, &LogFiltering::remember);
    connect(bar->status(), &FilterStatus::cancelWanted, this, &LogFiltering::stop);
    connect(&m_words, &FilterWords::found, bar, &FilterBar::vocabularyGrew);
    bar->setVocabulary([this] {
        FilterVocabulary vocabulary = m_words.vocabulary();
        if (m_filters) {
            for (const SavedFilter &filter : m_filters->filters()) {
                vocabulary.savedNames << filter.name;
                vocabulary.savedTexts << filter.text;
            }
        }
        return vocabulary;
    });
    m_errorRest.setSingleShot(true);
    m_errorRest.setInterval(errorRestMs);
    connect(&m_errorRest, &QTimer::timeout, this, &LogFiltering::showError);
    m_look.setSingleShot(true);
    m_look.setTimerType(Qt::PreciseTimer); // a coarse one comes before the patience has run out
    connect(&m_look, &QTimer::timeout, this, &LogFiltering::showResult);
    m_clock.setSingleShot(true);
    connect(&m_clock, &QTimer::timeout, this, &LogFiltering::bindRelativeAnew);
    connectModel();
}

void LogFiltering::connectModel()
{
    connect(m_model, &EventLogModel::filterProgress, this,
            [this](quint64 searched, quint64 total, quint64 matches) {
                m_outcome.proceed(searched, total, matches);
                showResult();
            });
    connect(m_model, &EventLogModel::filterFinished, this,
            [this](quint64, quint64, double seconds) {
                m_outcome.finish(seconds);
                m_finished = m_model->filters();
                showResult();
            });
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &LogFiltering::showResult);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &LogFiltering::showResult);
    connect(m_model, &QAbstractItemModel::modelReset, this, &LogFiltering::showResult);
    connect(m_model, &EventLogModel::filterCaughtUp, this, &LogFiltering::showResult);
    connect(m_model, &EventLogModel::logRetired, this, &LogFiltering::showResult);
    connect(m_model, &EventLogModel::logGrown, this, [this] {
        lookForConnections();
        showResult();
    });
    connect(m_model, &EventLogModel::timeShownChanged, this, [this] {
        if (std::exchange(m_zone, m_model->timeZone()) != m_zone)
            forgetBindings(); // times of day are those of another zone
    });
    connect(m_model, &EventLogModel::logReplaced, this, [this] {
        m_names.clear();
        m_finished.clear();
        forgetBindings();
        lookForConnections();
    });
    connect(&m_model->bookmarks(), &EventBookmarks::changed, this, [this] {
        if (m_bound.removeIf([](const auto &one) { return one->filter->usesBookmarks(); }) > 0)
            restack();
    });
}

void LogFiltering::setFilters(FilterSetModel *filters)
{
    if (m_filters || !filters)
        return;
    m_filters = filters;
    m_bar->setFilters(filters);
    m_bar->chips()->setConnections([this] {
        std::vector<std::pair<QString, QString>> all;
        const auto names = m_model->connectionNames();
        for (auto it = names.cbegin(); it != names.cend(); ++it)
            all.emplace_back(it.key(), it.value());
        return all;
    });
    connect(filters, &FilterSetModel::stackChanged, this, [this] { restack(); });
    m_names.clear();
    lookForConnections();
    restack();
}

void LogFiltering::setHistory(const QStringList &texts)
{
    m_history.setTexts(texts);
    m_bar->setHistory(m_history.texts());
}

void LogFiltering::narrow(const QString &condition)
{
    m_bar->setText(joinedFilter(m_error ? m_inForce : m_bar->text(), condition));
}

std::vector<LogFiltering::Hiding> LogFiltering::hiding() const
{
    std::vector<Hiding> filters;
    if (m_filters) {
        for (const SavedFilter &filter : m_filters->filters()) {
            if (filter.on && filter.effect != FilterEffect::Mark && m_bound.contains(filter.text))
                filters.push_back(
                    {filter.name, filter.text, filter.effect == FilterEffect::Exclude});
        }
    }
    if (m_bound.contains(m_inForce))
        filters.push_back({{}, m_inForce, false});
    return filters;
}

void LogFiltering::switchOff(const Hiding &filter)
{
    if (filter.name.isEmpty())
        m_bar->clear();
    else if (const int row = m_filters ? m_filters->rowOf(filter.name) : -1; row >= 0)
        m_filters->setOn(row, false);
}

void LogFiltering::showEverything()
{
    m_bar->clear();
    for (const Hiding &filter : hiding())
        switchOff(filter);
}

/// The text of the bar is another one.
void LogFiltering::take(const QString &text)
{
    const ParsedFilter parsed = parseFilter(text);
    m_error = parsed.error;
    m_bar->setSavable(!m_error && !parsed.expression.isEverything());
    if (m_error) {
        m_errorRest.start();
        return;
    }
    m_errorRest.stop();
    m_bar->edit()->setError(std::nullopt);
    m_inForce = text;
    restack();
}

/// Return: what is wrong is said at once, and what was stopped begins again.
void LogFiltering::confirm(const QString &text)
{
    if (m_error) {
        m_errorRest.stop();
        showError();
        return;
    }
    remember(text);
    searchAgain();
}

void LogFiltering::searchAgain()
{
    if (m_stopped)
        restack();
}

/// A filter works without Return; it comes back with Down all the same.
void LogFiltering::remember(const QString &text)
{
    if (text.isEmpty() || parseFilter(text).error)
        return;
    m_history.add(text);
    m_bar->setHistory(m_history.texts());
}

void LogFiltering::showError()
{
    m_bar->edit()->setError(m_error ? std::optional(m_error->place) : std::nullopt);
    showResult();
}

const LogFiltering::Bound *LogFiltering::boundTo(const QString &text, QHash<QString, Bound> &used)
{
    if (const auto known = used.constFind(text); known != used.cend())
        return &*known;
    if (const auto known = m_bound.constFind(text); known != m_bound.cend())
        return &*used.insert(text, *known);
    ParsedFilter parsed = parseFilter(text);
    if (!parsed || parsed.expression.isEverything())
        return nullptr;
    FilterBinding binding;
    binding.log = m_model->log();
    binding.connectionNames = m_names;
    binding.zone = m_model->timeZone();
    binding.context = m_model->context();
    return &*used.insert(text, {CompiledFilter::make(parsed.expression, binding), parsed.remarks});
}

/// Those that mark come first: the first filter that a row matches gives it its colour.
void LogFiltering::addSaved(std::vector<StackedFilter> &stack, std::vector<int> &colors,
                            QHash<QString, Bound> &used, bool marks)
{
    if (!m_filters)
        return;
    for (const SavedFilter &filter : m_filters->filters()) {
        if (!filter.on || (filter.effect == FilterEffect::Mark) != marks)
            continue;
        const Bound *bound = boundTo(filter.text, used);
        if (!bound)
            continue; // its chip says what is wrong
        const auto use = filter.effect == FilterEffect::Mark ? StackedFilter::Use::Mark
            : filter.effect == FilterEffect::Exclude         ? StackedFilter::Use::Exclude
                                                             : StackedFilter::Use::Include;
        stack.push_back({bound->filter, use});
        colors.push_back(marks ? filter.color : -1);
    }
}

void LogFiltering::restack(int patienceMs)
{
    if (!m_model->log())
        return;
    std::vector<StackedFilter> stack;
    std::vector<int> colors;
    QHash<QString, Bound> used;
    addSaved(stack, colors, used, true);
    addSaved(stack, colors, used, false);
    if (const Bound *typed = boundTo(m_inForce, used)) {
        stack.push_back({typed->filter, StackedFilter::Use::Include});
        colors.push_back(-1);
    }
    m_bound = std::move(used); // what is off is bound anew when it is on again
    qint64 refreshMs = 0;
    for (const Bound &bound : std::as_const(m_bound)) {
        if (bound.filter->isRelative())
            refreshMs = refreshMs == 0 ? bound.filter->refreshMs()
                                       : std::min(refreshMs, bound.filter->refreshMs());
    }
    if (refreshMs > 0)
        m_clock.start(int(std::clamp<qint64>(refreshMs, leastRefreshMs, 60'000)));
    else
        m_clock.stop();
    const bool wasStopped = std::exchange(m_stopped, false);
    m_outcome.begin(patienceMs);
    m_look.start(patienceMs + 1);
    if (std::exchange(m_colors, colors) != colors)
        Q_EMIT colorsChanged();
    m_model->setFilters(std::move(stack));
    showResult();
    if (wasStopped)
        Q_EMIT stoppedChanged();
}

void LogFiltering::forgetBindings()
{
    m_bound.clear();
    restack();
}

void LogFiltering::bindRelativeAnew()
{
    if (m_stopped)
        return;
    if (m_model->isScanning()) {
        m_clock.start(int(leastRefreshMs)); // it has to come to an end some time
        return;
    }
    m_bound.removeIf([](const auto &one) { return one->filter->isRelative(); });
    restack(relativePatienceMs);
}

/// Filters know connections by name; and some are to be on for some of them.
void LogFiltering::lookForConnections()
{
    const EventLog *log = m_model->log();
    if (!log)
        return;
    const auto byId = m_model->connectionNames();
    QMap<quint32, QString> names;
    QStringList fresh;
    for (auto it = byId.cbegin(); it != byId.cend(); ++it) {
        const quint32 number = log->connections().find(it.key().toStdString());
        if (number == StringTable::overflow)
            continue;
        names.insert(number, it.value());
        if (!m_names.contains(number))
            fresh << it.key();
    }
    if (names == m_names)
        return;
    m_names = names;
    if (m_filters) {
        for (const QString &id : std::as_const(fresh))
            m_filters->switchOnFor(id);
    }
    if (!m_bound.isEmpty())
        forgetBindings();
}

/// What was shown before is shown again; it is known, so that costs nothing.
void LogFiltering::stop()
{
    if (!m_model->isScanning())
        return;
    m_clock.stop();
    m_model->setFilters(m_finished);
    m_stopped = true;
    showResult();
    Q_EMIT stoppedChanged();
}

std::vector<const CompiledFilter *> LogFiltering::filtersInUse() const
{
    std::vector<const CompiledFilter *> filters;
    for (const Bound &bound : m_bound)
        filters.push_back(bound.filter.get());
    return filters;
}

/// The first that what is shown leaves any doubt about.
QString LogFiltering::remarkText() const
{
    const auto typed = m_bound.constFind(m_inForce);
    if (typed == m_bound.cend())
        return {};
    for (const FilterRemark &remark : typed->remarks) {
        if (!remark.isGuess || m_model->shownCount() == 0)
            return remark.sentence;
    }
    return {};
}

void LogFiltering::showResult()
{
    using Tone = FilterStatus::Tone;
    FilterStatus *status = m_bar->status();
    if (m_outcome.isTooEarly())
        return;
    status->setProgress(m_outcome.progress());
    if (m_error && !m_errorRest.isActive()) {
        const QString shown = m_model->isFiltered()
            ? tr("%1 Shown is still what matched before.").arg(m_error->sentence)
            : m_error->sentence;
        status->say(shown, Tone::Error);
        return;
    }
    if (m_stopped) {
        status->say(tr("The search was stopped: shown is what was shown before. Return searches "
                       "again."),
                    Tone::Remark);
        return;
    }
    const QString result = m_outcome.text();
    QStringList said = m_outcome.caveats(filtersInUse());
    if (!said.isEmpty() && !result.isEmpty())
        said.prepend(result);
    const QString found = said.isEmpty() ? result : said.join(u"; "_s);
    const QString remark = remarkText();
    if (!remark.isEmpty())
        status->say(found.isEmpty() ? remark : tr("%1 · %2").arg(found, remark), Tone::Remark);
    else if (!said.isEmpty())
        status->say(found, Tone::Remark);
    else
        status->say(result, Tone::Result);
}

} // namespace eventscope

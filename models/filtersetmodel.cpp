// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/filtersetmodel.h"

#include "models/event/displaytext.h"

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int shownName = 60;

SavedFilter tidied(SavedFilter filter)
{
    filter.name = filter.name.simplified();
    filter.text = filter.text.trimmed();
    filter.color = qBound(0, filter.color, SavedFilter::colors - 1);
    return filter;
}

/// What makes a difference to the rows that are shown.
QVector<SavedFilter> stackOf(const QVector<SavedFilter> &filters)
{
    QVector<SavedFilter> on;
    for (const SavedFilter &filter : filters) {
        if (filter.on)
            on.append(filter);
    }
    return on;
}

} // namespace

FilterSetModel::FilterSetModel(const QString &path, QObject *parent)
    : QAbstractListModel(parent), m_store(path)
{ }

int FilterSetModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_filters.size());
}

QVariant FilterSetModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const SavedFilter &filter = m_filters[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return displayText(filter.name, SavedFilter::maxName);
    case Qt::ToolTipRole:
        return toolTipText(displayText(filter.text, 400));
    case Qt::AccessibleTextRole:
        return (filter.effect == FilterEffect::Exclude    ? tr("%1, hides what matches")
                    : filter.effect == FilterEffect::Mark ? tr("%1, marks what matches")
                                                          : tr("%1, shows only what matches"))
            .arg(displayText(filter.name, SavedFilter::maxName));
    case Qt::CheckStateRole:
        return filter.on ? Qt::Checked : Qt::Unchecked;
    case FilterSetRole::Name:
        return filter.name;
    case FilterSetRole::Text:
        return filter.text;
    case FilterSetRole::Excludes:
        return filter.effect == FilterEffect::Exclude;
    case FilterSetRole::Color:
        return filter.color;
    case FilterSetRole::IsOn:
        return filter.on;
    case FilterSetRole::OnFor:
        return filter.onFor;
    case FilterSetRole::Problem:
        return filter.problem();
    default:
        return {};
    }
}

bool FilterSetModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    setOn(index.row(), value.toInt() == Qt::Checked);
    return true;
}

Qt::ItemFlags FilterSetModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable
            | Qt::ItemNeverHasChildren
                           : Qt::NoItemFlags;
}

int FilterSetModel::rowOf(const QString &name) const
{
    const QString wanted = name.simplified();
    for (int row = 0; row < int(m_filters.size()); ++row) {
        if (m_filters[row].name.compare(wanted, Qt::CaseInsensitive) == 0)
            return row;
    }
    return -1;
}

void FilterSetModel::reload()
{
    const auto read = m_store.read();
    if (read)
        take(*read);
    else
        Q_EMIT problem(read.error());
}

/// Row by row where the names are the same, so that views keep their selection.
void FilterSetModel::take(const QVector<SavedFilter> &filters)
{
    if (filters == m_filters)
        return;
    const QVector<SavedFilter> before = stackOf(m_filters);
    const bool sameRows =
        std::equal(filters.cbegin(), filters.cend(), m_filters.cbegin(), m_filters.cend(),
                   [](const SavedFilter &a, const SavedFilter &b) { return a.name == b.name; });
    if (!sameRows)
        beginResetModel();
    m_filters = filters;
    if (sameRows)
        Q_EMIT dataChanged(index(0), index(int(m_filters.size()) - 1));
    else
        endResetModel();
    if (before != stackOf(m_filters))
        Q_EMIT stackChanged();
}

void FilterSetModel::save()
{
    auto saved = m_store.save(m_filters);
    if (!saved) {
        Q_EMIT problem(saved.error());
        return;
    }
    // What another window has switched on is its own affair; the file keeps it for the next start.
    for (SavedFilter &filter : *saved) {
        const int row = rowOf(filter.name);
        filter.on = row >= 0 && m_filters[row].on;
    }
    take(*saved);
}

void FilterSetModel::changed(int row)
{
    Q_EMIT dataChanged(index(row), index(row));
}

QString FilterSetModel::refusal(const SavedFilter &filter, int exceptRow) const
{
    if (QString why = filter.problem(); !why.isEmpty())
        return why;
    const int known = rowOf(filter.name);
    return known >= 0 && known != exceptRow ? tr("There is a filter with the name “%1” already.")
                                                  .arg(displayText(filter.name, shownName))
                                            : QString();
}

Result<int> FilterSetModel::put(const SavedFilter &wanted)
{
    const SavedFilter filter = tidied(wanted);
    const int known = rowOf(filter.name);
    if (known >= 0) {
        const auto done = change(known, filter);
        return done ? Result<int>(rowOf(filter.name)) : Error{done.error()};
    }
    if (const QString why = refusal(filter, -1); !why.isEmpty())
        return Error{why};
    if (m_filters.size() >= maxSavedFilters)
        return Error{
            tr("%1 filters are saved already, and that is the most.").arg(maxSavedFilters)};
    const int row = int(m_filters.size());
    beginInsertRows({}, row, row);
    m_filters.append(filter);
    endInsertRows();
    if (filter.on)
        Q_EMIT stackChanged();
    save();
    return rowOf(filter.name);
}

Result<void> FilterSetModel::change(int row, const SavedFilter &wanted)
{
    const SavedFilter filter = tidied(wanted);
    if (const QString why = refusal(filter, row); !why.isEmpty())
        return Error{why};
    if (m_filters[row] == filter)
        return {};
    const bool visible = m_filters[row].on || filter.on;
    m_filters[row] = filter;
    changed(row);
    if (visible)
        Q_EMIT stackChanged();
    save();
    return {};
}

void FilterSetModel::remove(int row)
{
    if (row < 0 || row >= int(m_filters.size()))
        return;
    const bool on = m_filters[row].on;
    beginRemoveRows({}, row, row);
    m_filters.removeAt(row);
    endRemoveRows();
    if (on)
        Q_EMIT stackChanged();
    save();
}

void FilterSetModel::move(int row, int to)
{
    const int count = int(m_filters.size());
    if (row < 0 || row >= count || to < 0 || to > count || !beginMoveRows({}, row, row, {}, to))
        return;
    m_filters.move(row, to > row ? to - 1 : to);
    endMoveRows();
    save();
}

void FilterSetModel::setOn(int row, bool on)
{
    if (row < 0 || row >= int(m_filters.size()) || m_filters[row].on == on)
        return;
    m_filters[row].on = on;
    changed(row);
    Q_EMIT stackChanged();
    save();
}

void FilterSetModel::setOnlyOn(const QStringList &names)
{
    bool any = false;
    for (int row = 0; row < int(m_filters.size()); ++row) {
        const bool on = names.contains(m_filters[row].name, Qt::CaseInsensitive);
        if (m_filters[row].on == on)
            continue;
        m_filters[row].on = on;
        any = true;
        changed(row);
    }
    if (any)
        Q_EMIT stackChanged();
}

QStringList FilterSetModel::namesOn() const
{
    QStringList names;
    for (const SavedFilter &filter : m_filters) {
        if (filter.on)
            names << filter.name;
    }
    return names;
}

void FilterSetModel::switchOnFor(const QString &connectionId)
{
    bool any = false;
    for (int row = 0; row < int(m_filters.size()); ++row) {
        if (m_filters[row].on || !m_filters[row].onFor.contains(connectionId))
            continue;
        m_filters[row].on = any = true;
        changed(row);
    }
    if (!any)
        return;
    Q_EMIT stackChanged();
    save();
}

Result<FilterSetModel::Import> FilterSetModel::importFrom(const QString &path)
{
    const auto read = importFilters(path);
    if (!read)
        return Error{read.error()};
    Import outcome;
    QVector<SavedFilter> all = m_filters;
    for (const SavedFilter &filter : *read) {
        const int known = rowOf(filter.name);
        if (known < 0) {
            all.append(filter);
            ++outcome.added;
            continue;
        }
        SavedFilter merged = filter;
        merged.on = m_filters[known].on;
        merged.onFor = m_filters[known].onFor;
        merged.name = m_filters[known].name;
        ++(merged == m_filters[known] ? outcome.same : outcome.replaced);
        all[known] = merged;
    }
    if (all.size() > maxSavedFilters)
        return Error{tr("With the filters of the file there would be more than %1, and that is the "
                        "most.")
                         .arg(maxSavedFilters)};
    take(all);
    save();
    return outcome;
}

Result<void> FilterSetModel::exportTo(const QString &path) const
{
    return exportFilters(path, m_filters);
}

QString FilterSetModel::Import::text() const
{
    QStringList parts;
    if (added > 0)
        parts += added == 1 ? tr("1 filter was added.") : tr("%1 filters were added.").arg(added);
    if (replaced > 0)
        parts += replaced == 1 ? tr("1 filter was replaced.")
                               : tr("%1 filters were replaced.").arg(replaced);
    if (same > 0)
        parts += same == 1 ? tr("1 filter was there already.")
                           : tr("%1 filters were there already.").arg(same);
    return parts.isEmpty() ? tr("The file holds no filter.") : parts.join(u' ');
}

} // namespace eventscope

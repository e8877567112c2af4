// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/result.h"

#include <QByteArray>
#include <QStringList>
#include <QVector>

namespace eventscope {

/// What a saved filter does with the events that match.
enum class FilterEffect : quint8 {
    Include, ///< only they are shown
    Exclude, ///< they are not shown
    Mark ///< they have its colour, and nothing is hidden
};

/// A filter under a name, to be switched on and off. Filters that are on are stacked: an event is
/// shown if all of them that include match, and none that excludes; the first that marks it gives it
/// its colour.
struct SavedFilter
{
    static constexpr int maxName = 80;
    static constexpr int colors = 8; ///< as many as the theme has for them
    static constexpr int maxConnections = 100;

    QString name; ///< simplified; no two of a set have the same, in any case
    QString text; ///< for parseFilter()
    FilterEffect effect = FilterEffect::Include;
    int color = 0; ///< 0 … colors - 1, which the theme makes a colour of
    bool on = false;
    QStringList onFor; ///< ids of the connections for which it is switched on by itself

    bool operator==(const SavedFilter &) const = default;
    /// Why it cannot be saved so; empty if it can.
    QString problem() const;
};

/// A set of them as JSON. A shared one says nothing about this machine: not which are on, and for
/// which connections.
///
///     {"eventscope":"filters","version":1,
///      "filters":[{"name":"Lost calls","filter":"type:call.* is:error","effect":"exclude",
///                  "color":3,"on":true,"onFor":["0a1b2c3d"]}]}
enum class FilterSetUse : quint8 { Own, Shared };
inline constexpr int maxSavedFilters = 500;

QByteArray writeFilterSet(const QVector<SavedFilter> &filters, FilterSetUse use);
/// The error says what is wrong with the bytes. Own filters that do not parse are kept, because a
/// newer version may have saved them; shared ones are refused.
Result<QVector<SavedFilter>> readFilterSet(const QByteArray &bytes, FilterSetUse use);

/// A shared file. The error names it.
Result<void> exportFilters(const QString &path, const QVector<SavedFilter> &filters);
Result<QVector<SavedFilter>> importFilters(const QString &path);

} // namespace eventscope

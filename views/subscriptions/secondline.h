// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QFontMetrics>
#include <QModelIndex>
#include <QStringList>

namespace eventscope {

/// What stands below the pattern of a subscription, in a font a little smaller. A reason takes the
/// lines it needs: its end says what to do. Numbers take one line, with the last event at the
/// right; where that is too narrow the word "events" goes, and then it takes more. Notes stand
/// below, each in a line or two of its own. A value of one paint or measurement.
struct SecondLine
{
    QFont font;
    QFontMetrics metrics;
    QString state;
    QString last; ///< at the right of a single line; empty if it stands in `lines`
    QStringList lines;

    SecondLine(const QFont &beside, const QModelIndex &index, int width);
    /// Where "retry in 7 s" would take the room of the pattern it stands here, not at the right.
    static bool takesTrailing(const QFont &beside, const QModelIndex &index, int width);
    int height() const { return int(lines.size()) * metrics.height(); }

private:
    void fillState(const QModelIndex &index, int width, const QString &trailing);
    void fill(const QStringList &parts, int width);
    bool fits(const QString &text, int width) const;
};

} // namespace eventscope

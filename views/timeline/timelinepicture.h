// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/timelinemodel.h"

#include <QRect>

class QPainter;

namespace eventscope {

/// The timeline as shapes: where a moment is, and how bars, gaps and marks look. It costs no more
/// than its pixels, however many events there are. Made anew for each paint.
class TimelinePicture
{
public:
    TimelinePicture(QRect chart, QRect labels, TimelineBars bars);

    QRect chart() const { return m_chart; }
    const TimelineBars &bars() const { return m_bars; }
    /// Pixels of a moment, in the chart or outside.
    double xOf(qint64 us) const;
    qint64 timeAt(double x) const;
    /// The columns of a span within the chart; at least one.
    QRect columnsOf(TimelineSpan span) const;

    void paintGaps(QPainter *painter, const std::vector<TimelineGap> &gaps) const;
    /// With `filtered`, what matches stands before what does not.
    void paintBars(QPainter *painter, bool filtered) const;
    void paintAxis(QPainter *painter, TimeZoneChoice zone, int roomAtTheRight) const;
    /// The rows that the table shows.
    void paintWindow(QPainter *painter, TimelineSpan window) const;
    void paintSelection(QPainter *painter, TimelineSpan selection) const;
    void paintCursor(QPainter *painter, TimelineSpan stretch) const;

    static constexpr int leastBarWidth = 5; ///< with the pixel to its neighbour

private:
    QRect barRect(const TimelineBar &bar) const;
    void paintStack(QPainter *painter, const QRect &column, const SeverityCounts &counts,
                    int height) const;
    int heightOf(quint64 count) const;

    QRect m_chart;
    QRect m_labels;
    TimelineBars m_bars;
};

} // namespace eventscope

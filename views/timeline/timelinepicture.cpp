// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/timeline/timelinepicture.h"

#include "views/theme.h"
#include "views/timeline/timelinetexts.h"

#include <QImage>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int hatchStep = 6;
constexpr int leastUrgent = 3; ///< a single error must be seen beside a million of others
constexpr int leastGapWidth = 3;

/// Severities differ in their pattern, too, for those who see colours otherwise: success is
/// dotted, a warning has lines across, fatal has lines along; errors are solid.
QBrush severityBrush(Severity severity, const Theme &theme)
{
    if (severity == Severity::Info)
        return theme.bar;
    const QColor color = theme.severityColor(severity);
    if (severity == Severity::Error)
        return color;
    QColor faint = color;
    faint.setAlphaF(0.35F);
    const QSize size = severity == Severity::Success ? QSize(2, 2)
        : severity == Severity::Warning              ? QSize(1, 3)
                                                     : QSize(2, 1);
    QImage tile(size, QImage::Format_ARGB32_Premultiplied);
    for (int y = 0; y < size.height(); ++y) {
        for (int x = 0; x < size.width(); ++x) {
            const bool full = severity == Severity::Success ? (x + y) % 2 == 0
                : severity == Severity::Warning             ? y != 2
                                                            : x == 0;
            tile.setPixelColor(x, y, full ? color : faint);
        }
    }
    return QBrush(tile);
}

} // namespace

TimelinePicture::TimelinePicture(QRect chart, QRect labels, TimelineBars bars)
    : m_chart(chart), m_labels(labels), m_bars(std::move(bars))
{ }

double TimelinePicture::xOf(qint64 us) const
{
    const double length = double(std::max<qint64>(m_bars.span.length(), 1));
    return m_chart.left() + double(us - m_bars.span.fromUs) / length * m_chart.width();
}

qint64 TimelinePicture::timeAt(double x) const
{
    const double part = std::clamp((x - m_chart.left()) / std::max(m_chart.width(), 1), 0.0, 1.0);
    return m_bars.span.fromUs + qint64(part * double(m_bars.span.length()));
}

QRect TimelinePicture::columnsOf(TimelineSpan span) const
{
    const double left =
        std::clamp(xOf(span.fromUs), double(m_chart.left()), double(m_chart.right()));
    const double right = std::clamp(xOf(span.toUs), left + 1, double(m_chart.right() + 1));
    QRect columns = m_chart;
    columns.setLeft(int(std::lround(left)));
    columns.setRight(std::max(columns.left(), int(std::lround(right)) - 1));
    return columns;
}

/// The columns of a bar with the gap to its neighbour taken off.
QRect TimelinePicture::barRect(const TimelineBar &bar) const
{
    QRect columns = columnsOf(bar.span);
    if (columns.width() >= 3)
        columns.setRight(columns.right() - 1);
    return columns;
}

int TimelinePicture::heightOf(quint64 count) const
{
    if (count == 0 || m_bars.highest == 0)
        return 0;
    const double part = double(count) / double(m_bars.highest);
    return std::max(1, int(std::lround(part * (m_chart.height() - 1))));
}

void TimelinePicture::paintStack(QPainter *painter, const QRect &column,
                                 const SeverityCounts &counts, int height) const
{
    const Theme &theme = currentTheme();
    const quint64 total = std::accumulate(counts.begin(), counts.end(), quint64(0));
    int bottom = column.bottom() + 1;
    int left = height;
    for (int i = int(Severity::Fatal); i >= 0 && total > 0; --i) {
        const quint64 count = counts[size_t(i)];
        if (count == 0)
            continue;
        const auto severity = Severity(i);
        int part = int(std::lround(double(count) / double(total) * height));
        if (severity >= Severity::Warning)
            part = std::max(part, leastUrgent);
        else
            part = severity == Severity::Info ? left : std::min(std::max(part, 1), left);
        if (part <= 0)
            continue;
        painter->fillRect(column.left(), bottom - part, column.width(), part,
                          severityBrush(severity, theme));
        bottom -= part;
        left = std::max(left - part, 0);
    }
}

void TimelinePicture::paintBars(QPainter *painter, bool filtered) const
{
    const Theme &theme = currentTheme();
    for (const TimelineBar &bar : m_bars.bars) {
        const QRect column = barRect(bar);
        const int height = heightOf(bar.total());
        if (!filtered) {
            paintStack(painter, column, bar.all, height);
            continue;
        }
        painter->fillRect(column.left(), column.bottom() + 1 - height, column.width(), height,
                          theme.barBehind);
        if (bar.totalMatching() > 0)
            paintStack(painter, column, bar.matching,
                       std::max(heightOf(bar.totalMatching()), leastUrgent));
    }
    painter->fillRect(m_chart.left(), m_chart.bottom() + 1, m_chart.width(), 1, theme.line);
}

void TimelinePicture::paintGaps(QPainter *painter, const std::vector<TimelineGap> &gaps) const
{
    // Many gaps may lie in one column; each column is hatched once.
    std::vector<bool> hatched(size_t(std::max(m_chart.width(), 0)));
    for (const TimelineGap &gap : gaps) {
        QRect columns = columnsOf({gap.span.fromUs, gap.span.toUs + 1});
        if (columns.width() < leastGapWidth)
            columns.setLeft(std::max(columns.right() - leastGapWidth + 1, m_chart.left()));
        for (int x = columns.left(); x <= columns.right(); ++x)
            hatched[size_t(x - m_chart.left())] = true;
    }
    const Theme &theme = currentTheme();
    QColor line = theme.dim;
    line.setAlphaF(0.45F);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(line, 1.5));
    for (size_t i = 0; i < hatched.size(); ++i) {
        if (!hatched[i])
            continue;
        size_t end = i;
        while (end < hatched.size() && hatched[end])
            ++end;
        const QRect block(m_chart.left() + int(i), m_chart.top(), int(end - i), m_chart.height());
        painter->setClipRect(block);
        painter->fillRect(block, theme.gap);
        // The lines of neighbouring blocks continue each other.
        const int first = (block.left() - block.height()) / hatchStep * hatchStep;
        for (int x = first; x <= block.right() + hatchStep; x += hatchStep)
            painter->drawLine(x, block.bottom() + 1, x + block.height(), block.top());
        i = end;
    }
    painter->restore();
}

void TimelinePicture::paintAxis(QPainter *painter, TimeZoneChoice zone, int roomAtTheRight) const
{
    if (m_bars.span.isEmpty())
        return;
    const Theme &theme = currentTheme();
    const QFontMetrics metrics = painter->fontMetrics();
    const int room = metrics.horizontalAdvance(u"00:00:00.000"_s) * 5 / 4;
    const qint64 step =
        roundLength(qint64(double(m_bars.span.length()) * room / std::max(m_chart.width(), 1)));
    const qint64 offset = zoneOffsetUs(m_bars.span.toUs, zone);
    const int rightmost = m_labels.right() - roomAtTheRight;
    int free = m_labels.left();
    painter->setPen(theme.dim);
    for (qint64 us = floorDivide(m_bars.span.fromUs + offset + step - 1, step) * step - offset;
         us < m_bars.span.toUs; us += step) {
        const QString text = axisText(us, step, zone);
        const int width = metrics.horizontalAdvance(text);
        const int x = int(std::lround(xOf(us)));
        painter->fillRect(x, m_chart.bottom() + 2, 1, 3, theme.line);
        const int left = std::clamp(x - width / 2, m_labels.left(),
                                    std::max(m_labels.left(), rightmost - width));
        if (left < free || left + width > rightmost + 1 || std::abs(left + width / 2 - x) > width)
            continue;
        painter->drawText(QRect(left, m_labels.top(), width + 1, m_labels.height()),
                          Qt::AlignLeft | Qt::AlignVCenter, text);
        free = left + width + metrics.averageCharWidth() * 2;
    }
}

void TimelinePicture::paintWindow(QPainter *painter, TimelineSpan window) const
{
    if (window.toUs < m_bars.span.fromUs || window.fromUs >= m_bars.span.toUs)
        return;
    const Theme &theme = currentTheme();
    QRect columns = columnsOf({window.fromUs, window.toUs + 1});
    if (columns.width() < leastGapWidth) {
        columns.setLeft(std::clamp(columns.left() - 1, m_chart.left(),
                                   std::max(m_chart.left(), m_chart.right() - leastGapWidth + 1)));
        columns.setWidth(leastGapWidth);
    }
    QColor fill = theme.accent;
    fill.setAlphaF(0.16F);
    painter->fillRect(columns, fill);
    painter->fillRect(columns.left(), m_chart.top(), columns.width(), 2, theme.accent);
    painter->fillRect(columns.left(), m_chart.bottom() + 1, columns.width(), 2, theme.accent);
}

void TimelinePicture::paintSelection(QPainter *painter, TimelineSpan selection) const
{
    const Theme &theme = currentTheme();
    const QRect columns = columnsOf(selection);
    QColor fill = theme.accent;
    fill.setAlphaF(0.25F);
    painter->fillRect(columns, fill);
    painter->fillRect(columns.left(), columns.top(), 1, columns.height(), theme.accent);
    painter->fillRect(columns.right(), columns.top(), 1, columns.height(), theme.accent);
}

void TimelinePicture::paintCursor(QPainter *painter, TimelineSpan stretch) const
{
    QRect columns = columnsOf(stretch);
    if (columns.width() >= 3)
        columns.setRight(columns.right() - 1);
    QColor fill = currentTheme().text;
    fill.setAlphaF(0.12F);
    painter->fillRect(columns, fill);
}

} // namespace eventscope

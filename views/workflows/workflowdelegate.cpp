// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/workflows/workflowdelegate.h"

#include "models/event/displaytext.h"
#include "models/event/event.h"
#include "models/workflowmodel.h"
#include "views/paneltree.h"
#include "views/slimbar.h"
#include "views/tabulartext.h"
#include "views/theme.h"

#include <QPainter>
#include <QTreeView>

#include <algorithm>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

WorkflowState stateOf(const QModelIndex &index)
{
    return WorkflowState(index.data(WorkflowRole::State).toInt());
}

QColor stateColor(WorkflowState state)
{
    const Theme &theme = currentTheme();
    switch (state) {
    case WorkflowState::Running:
        return theme.accent;
    case WorkflowState::Stalled:
        return theme.warning;
    case WorkflowState::Failed:
        return theme.error;
    case WorkflowState::Done:
        return theme.success;
    }
    return theme.accent;
}

QString stateGlyph(WorkflowState state)
{
    switch (state) {
    case WorkflowState::Running:
        return {};
    case WorkflowState::Stalled:
        return severityGlyph(Severity::Warning);
    case WorkflowState::Failed:
        return severityGlyph(Severity::Error);
    case WorkflowState::Done:
        return severityGlyph(Severity::Success);
    }
    return {};
}

/// A long task id is a hash or a UUID, and its first eight characters tell it from others.
QString shortTask(const QString &taskId)
{
    return taskId.size() > 12 ? eventscope::displayText(taskId.left(8))
                              : eventscope::displayText(taskId);
}

QString startedText(const QModelIndex &index)
{
    const qint64 us = index.data(WorkflowRole::StartedUs).toLongLong();
    if (us <= 0)
        return {};
    return WorkflowDelegate::tr("started %1").arg(timeOfDayText(us, TimeZoneChoice::Local).left(8));
}

/// The figures at the right: the bar or a glyph, then words.
struct Figures
{
    int bar = -1; ///< percent; -1: a glyph stands in its place
    QString glyph;
    QString words;
    QColor color;
};

Figures figuresOf(const QModelIndex &index)
{
    Figures figures;
    const WorkflowState state = stateOf(index);
    const int percent = index.data(WorkflowRole::Percent).toInt();
    // What was recorded before it ended moves no more.
    const bool still = state == WorkflowState::Running && !index.data(WorkflowRole::Live).toBool();
    figures.color = still ? currentTheme().dim : stateColor(state);
    figures.words = index.data(WorkflowRole::ProgressText).toString();
    if (state == WorkflowState::Stalled)
        figures.words = standstillText(nowUs() - index.data(WorkflowRole::ChangedUs).toLongLong());
    const bool begun = percent > 0 || (percent == 0 && state != WorkflowState::Running);
    if (state != WorkflowState::Done && begun)
        figures.bar = std::clamp(percent, 0, 100);
    figures.glyph = stateGlyph(state);
    if (figures.bar >= 0 && !figures.glyph.isEmpty()) // the bar has the glyph's place
        figures.words = std::exchange(figures.glyph, {}) + u' ' + figures.words;
    return figures;
}

/// Wide enough for what stands beside a bar, whatever it is, so that bars stand below each other.
int wordsColumnWidth(const QFontMetrics &metrics)
{
    int widest = 0;
    for (const QString &words : {u"100 %"_s, u"✕ failed"_s, u"△ 00:00"_s})
        widest = std::max(widest, tabularWidth(metrics, words));
    return widest;
}

constexpr int leastName = 9; ///< characters of a name that a bar leaves

/// Paints the figures of a row and gives back where they begin.
int paintFigures(QPainter *painter, const QRect &row, const QFontMetrics &metrics,
                 const QModelIndex &index)
{
    Figures figures = figuresOf(index);
    const int gap = margin(metrics, 0.5);
    const int barWidth = margin(metrics, 3.75);
    const int leastWidth = leastName * metrics.averageCharWidth();
    const bool vague = figures.bar < 0 && stateOf(index) == WorkflowState::Running;
    if (row.width() - wordsColumnWidth(metrics) - 3 * gap < leastWidth) {
        if (vague)
            figures.words = u"…"_s; // its name says more than "in progress"
        else if (!figures.glyph.isEmpty())
            figures.words = std::exchange(figures.glyph, {});
    } else if (vague && row.width() - tabularWidth(metrics, figures.words) < leastWidth) {
        figures.words = u"…"_s;
    }
    const int words = tabularWidth(metrics, figures.words);
    const bool calm = stateOf(index) == WorkflowState::Running;
    painter->setPen(calm ? currentTheme().text : figures.color);
    drawTabular(painter, row, Qt::AlignRight, figures.words);
    const int column = row.right() + 1 - std::max(words, wordsColumnWidth(metrics));
    // In narrow panels the name is worth more than the bar: the words say how much it is.
    if (column - 2 * gap - barWidth - row.left() < leastWidth)
        figures.bar = -1;
    if (figures.bar >= 0) {
        const int height = margin(metrics, 0.5);
        const QRect box(column - gap - barWidth, row.center().y() - height / 2 + 1, barWidth,
                        height);
        paintSlimBar(painter, box, 0, figures.bar / 100.0, figures.color);
        return box.left() - gap;
    }
    if (figures.glyph.isEmpty())
        return row.right() + 1 - words - gap;
    const int glyph = metrics.horizontalAdvance(figures.glyph);
    painter->drawText(QRect(column - gap - glyph, row.top(), glyph + 1, row.height()),
                      Qt::AlignLeft | Qt::AlignVCenter, figures.glyph);
    return column - 2 * gap - glyph;
}

/// Paints one piece of a line and moves the line's left edge behind it.
void paintPiece(QPainter *painter, QRect &line, const QString &text, const QColor &color)
{
    if (text.isEmpty() || line.width() < painter->fontMetrics().averageCharWidth() * 2)
        return;
    const QString shown = painter->fontMetrics().elidedText(text, Qt::ElideRight, line.width());
    painter->setPen(color);
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown);
    line.setLeft(line.left() + painter->fontMetrics().horizontalAdvance(shown + u' '));
}

void paintError(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    QRect line = option.rect.adjusted(0, 0, -margin(option.fontMetrics, 0.75), 0);
    const QColor color = currentTheme().error;
    paintPiece(painter, line, severityGlyph(Severity::Error) + u' ', color);
    paintPiece(painter, line, eventscope::displayText(index.data().toString()), color);
}

} // namespace

QString standstillText(qint64 us)
{
    const qint64 seconds = std::max<qint64>(0, us) / 1'000'000;
    if (seconds >= 3600)
        return WorkflowDelegate::tr("%1 h").arg(seconds / 3600);
    return u"%1:%2"_s.arg(seconds / 60).arg(seconds % 60, 2, 10, QChar(u'0'));
}

WorkflowDelegate::WorkflowDelegate(QTreeView *tree) : QStyledItemDelegate(tree), m_tree(tree) { }

bool WorkflowDelegate::hasSecondLine(const QModelIndex &index) const
{
    if (!index.data(WorkflowRole::IsRun).toBool() || !m_tree->isExpanded(index)
        || index.model()->rowCount(index) == 0)
        return false;
    const WorkflowState state = stateOf(index);
    return state == WorkflowState::Running || state == WorkflowState::Stalled;
}

void WorkflowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    painter->save();
    painter->setFont(option.font);
    if (index.data(WorkflowRole::IsError).toBool()) {
        paintError(painter, option, index);
        painter->restore();
        return;
    }
    const Theme &theme = currentTheme();
    const bool run = index.data(WorkflowRole::IsRun).toBool();
    const bool second = hasSecondLine(index);
    const WorkflowState state = stateOf(index);
    QRect line = option.rect.adjusted(0, 0, -margin(option.fontMetrics, 0.75), 0);
    if (second)
        line.setHeight(rowHeight(option.fontMetrics));
    QRect below = option.rect;
    below.setTop(line.bottom() + 1 - margin(option.fontMetrics, 0.15));
    below.setRight(line.right());
    line.setRight(paintFigures(painter, line, option.fontMetrics, index));

    if (run)
        painter->setFont(strongFont(option.font));
    paintPiece(painter, line, eventscope::displayText(index.data(WorkflowRole::Name).toString()),
               run && state == WorkflowState::Done ? theme.dim : theme.text);
    painter->setFont(option.font);
    if (run)
        paintPiece(painter, line, shortTask(index.data(WorkflowRole::TaskId).toString()),
                   theme.dim);
    QString remark = eventscope::displayText(index.data(WorkflowRole::Remark).toString());
    const QColor remarkColor = state == WorkflowState::Stalled ? theme.warning : theme.dim;
    if (!second) {
        if (state == WorkflowState::Stalled) // since when is said at the right
            remark = run ? WorkflowDelegate::tr("stalled") : QString();
        paintPiece(painter, line, remark, remarkColor);
    } else {
        paintPiece(painter, below, remark, remarkColor);
        const QString started = startedText(index);
        paintPiece(painter, below,
                   remark.isEmpty() || started.isEmpty() ? started : u"· "_s + started, theme.dim);
    }
    painter->restore();
    paintRowFocus(painter, option);
}

QSize WorkflowDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const int line = rowHeight(option.fontMetrics);
    return {0,
            hasSecondLine(index)
                ? line + option.fontMetrics.height() + margin(option.fontMetrics, 0.2)
                : line};
}

} // namespace eventscope

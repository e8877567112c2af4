// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/wraplabel.h"

#include "models/event/displaytext.h"
#include "views/theme.h"

#include <QHelpEvent>
#include <QLayout>
#include <QPainter>
#include <QTextLayout>
#include <QToolTip>

#include <algorithm>

namespace eventscope {

namespace {

QColor toneColor(WrapLabel::Tone tone)
{
    const Theme &theme = currentTheme();
    switch (tone) {
    case WrapLabel::Tone::Text:
        return theme.text;
    case WrapLabel::Tone::Dim:
        return theme.dim;
    case WrapLabel::Tone::Success:
        return theme.success;
    case WrapLabel::Tone::Warning:
        return theme.warning;
    case WrapLabel::Tone::Error:
        return theme.error;
    }
    return theme.text;
}

} // namespace

QStringList wrappedLines(const QString &text, const QFont &font, int width, int maxLines, bool *cut)
{
    QStringList out;
    const auto paragraphs = text.split(u'\n');
    for (const QString &paragraph : paragraphs) {
        QTextLayout layout(paragraph, font);
        QTextOption option;
        option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        layout.setTextOption(option);
        layout.beginLayout();
        for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
            line.setLineWidth(std::max(1, width));
            if (out.size() + 1 == maxLines) {
                const QString rest = paragraph.mid(line.textStart());
                out += QFontMetrics(font).elidedText(rest, Qt::ElideRight, width);
                if (cut)
                    *cut = out.last() != rest
                        || paragraph.constData() != paragraphs.last().constData();
                return out;
            }
            out += paragraph.mid(line.textStart(), line.textLength());
        }
        layout.endLayout();
    }
    return out;
}

WrapLabel::WrapLabel(QWidget *parent) : PlainLabel(parent)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

WrapLabel::WrapLabel(const QString &text, Tone tone, QWidget *parent) : WrapLabel(parent)
{
    m_tone = tone;
    setText(text);
}

void WrapLabel::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

void WrapLabel::setMaxLines(int lines)
{
    m_maxLines = std::max(1, lines);
    updateGeometry();
}

void WrapLabel::say(const QString &text, Tone tone)
{
    setTone(tone);
    if (text != this->text())
        setText(text);
    setVisible(!text.isEmpty());
}

int WrapLabel::heightForWidth(int width) const
{
    const QMargins around = contentsMargins();
    const auto count =
        wrappedLines(text(), font(), width - around.left() - around.right(), m_maxLines).size();
    return int(std::max<qsizetype>(1, count)) * fontMetrics().lineSpacing() + around.top()
        + around.bottom();
}

QSize WrapLabel::sizeHint() const
{
    const QMargins around = contentsMargins();
    const int widest = 48 * fontMetrics().averageCharWidth();
    int natural = 0;
    for (const QString &line : text().split(u'\n'))
        natural = std::max(natural, fontMetrics().horizontalAdvance(line) + 1);
    const int width = std::min(natural, widest) + around.left() + around.right();
    return {width, heightForWidth(width)};
}

QSize WrapLabel::minimumSizeHint() const
{
    return {12 * fontMetrics().averageCharWidth(), fontMetrics().lineSpacing()};
}

void WrapLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(font());
    QColor color = toneColor(m_tone);
    if (!isEnabled())
        color = palette().color(QPalette::Disabled, QPalette::WindowText);
    painter.setPen(color);
    const QRect area = contentsRect();
    const QStringList shown = wrappedLines(text(), font(), area.width(), m_maxLines);
    const int step = fontMetrics().lineSpacing();
    int top = area.top();
    if (alignment() & Qt::AlignVCenter)
        top += std::max(0, (area.height() - step * int(shown.size())) / 2);
    for (const QString &line : shown) {
        painter.drawText(QRect(area.left(), top, area.width(), step),
                         int(alignment() & Qt::AlignHorizontal_Mask) | Qt::AlignVCenter
                             | Qt::TextSingleLine,
                         line);
        top += step;
    }
}

bool WrapLabel::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && toolTip().isEmpty()) {
        bool cut = false;
        wrappedLines(text(), font(), contentsRect().width(), m_maxLines, &cut);
        if (cut)
            QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), toolTipText(text()),
                               this);
        else
            event->ignore();
        return true;
    }
    return PlainLabel::event(event);
}

void growToFit(QWidget *window)
{
    QLayout *layout = window->layout();
    layout->activate();
    const int wanted = layout->hasHeightForWidth() ? layout->totalHeightForWidth(window->width())
                                                   : layout->totalSizeHint().height();
    if (wanted > window->height())
        window->resize(window->width(), wanted);
}

} // namespace eventscope

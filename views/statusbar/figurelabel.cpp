// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/statusbar/figurelabel.h"

#include "models/event/displaytext.h"
#include "views/tabulartext.h"
#include "views/theme.h"

#include <QPainter>

namespace eventscope {

FigureLabel::FigureLabel(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
}

void FigureLabel::setParts(const QVector<Part> &parts, const QVector<Part> &brief)
{
    if (parts == m_parts && brief == m_brief)
        return;
    const QSize before = sizeHint();
    m_parts = parts;
    m_brief = brief;
    setAccessibleName(text());
    updateToolTip();
    if (sizeHint() != before)
        updateGeometry();
    update();
}

void FigureLabel::setExplanation(const QString &explanation)
{
    m_explanation = explanation;
    updateToolTip();
}

void FigureLabel::setBrief(bool brief)
{
    if (brief == m_isBrief)
        return;
    m_isBrief = brief;
    updateToolTip();
    updateGeometry();
    update();
}

void FigureLabel::updateToolTip()
{
    const bool cut = m_isBrief && !m_brief.isEmpty();
    setToolTip(toolTipText(cut ? text() + u'\n' + m_explanation : m_explanation));
}

const QVector<FigureLabel::Part> &FigureLabel::shown() const
{
    return m_isBrief && !m_brief.isEmpty() ? m_brief : m_parts;
}

int FigureLabel::saving() const
{
    return m_brief.isEmpty() ? 0 : widthOf(m_parts) - widthOf(m_brief);
}

QString FigureLabel::text() const
{
    QString whole;
    for (const Part &part : m_parts)
        whole += part.text;
    return whole;
}

int FigureLabel::widthOf(const Part &part) const
{
    return tabularWidth(part.strong ? QFontMetrics(strongFont(font())) : fontMetrics(), part.text);
}

int FigureLabel::widthOf(const QVector<Part> &parts) const
{
    int width = 0;
    for (const Part &part : parts)
        width += widthOf(part);
    return width;
}

QSize FigureLabel::sizeHint() const
{
    return {widthOf(shown()), fontMetrics().height()};
}

void FigureLabel::paintEvent(QPaintEvent *)
{
    const Theme &theme = currentTheme();
    QPainter painter(this);
    QRect rest = rect();
    for (const Part &part : shown()) {
        painter.setFont(part.strong ? strongFont(font()) : font());
        painter.setPen(part.trouble ? theme.error : part.strong ? theme.text : theme.dim);
        drawTabular(&painter, rest, Qt::AlignLeft, part.text);
        rest.setLeft(rest.left() + widthOf(part));
    }
}

} // namespace eventscope

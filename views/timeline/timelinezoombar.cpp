// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/timeline/timelinezoombar.h"

#include "views/theme.h"

#include <QToolButton>

namespace eventscope {

using namespace Qt::StringLiterals;

TimelineZoomBar::TimelineZoomBar(QWidget *parent)
    : QWidget(parent), m_onlyThis(add(tr("Only this time"), u"timelineOnlyThis"_s)),
      m_wholeLog(add(tr("Whole log"), u"timelineWholeLog"_s))
{
    m_onlyThis->setToolTip(tr("Let the filter show only what arrived in this time (F)"));
    m_wholeLog->setToolTip(tr("Show the whole log in the timeline again (Esc)"));
    connect(m_onlyThis, &QToolButton::clicked, this, &TimelineZoomBar::onlyThisWanted);
    connect(m_wholeLog, &QToolButton::clicked, this, &TimelineZoomBar::wholeLogWanted);
    hide();
}

QToolButton *TimelineZoomBar::add(const QString &text, const QString &name)
{
    auto *button = new QToolButton(this);
    button->setText(text);
    button->setObjectName(name);
    button->setAutoRaise(true);
    button->setFont(smallFont(font()));
    return button;
}

void TimelineZoomBar::place(QRect row)
{
    int wide = 0;
    for (QToolButton *button : {m_onlyThis, m_wholeLog}) {
        const QFontMetrics metrics(button->font());
        const int own = metrics.horizontalAdvance(button->text()) + 2 * metrics.averageCharWidth();
        button->setGeometry(wide, 0, own, row.height());
        wide += own;
    }
    setGeometry(row.right() + 1 - wide, row.top(), wide, row.height());
}

} // namespace eventscope

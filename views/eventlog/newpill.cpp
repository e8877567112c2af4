// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/newpill.h"

#include "views/tabulartext.h"
#include "views/theme.h"

#include <QAbstractScrollArea>
#include <QEvent>
#include <QPainter>

namespace eventscope {

using namespace Qt::StringLiterals;

NewPill::NewPill(QAbstractScrollArea *over) : QAbstractButton(over), m_over(over)
{
    setObjectName(u"newPill"_s);
    setFont(strongFont(font()));
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setToolTip(tr("Back to the end of the log (End)"));
    over->viewport()->installEventFilter(this);
    hide();
}

void NewPill::setState(bool paused, bool following, quint64 newEvents)
{
    QString shown;
    if (paused)
        shown = newEvents > 0 ? tr("Paused · %1 new").arg(countText(newEvents)) : tr("Paused");
    else if (!following && newEvents > 0)
        shown = (m_newestFirst ? tr("↑ %1 new") : tr("↓ %1 new")).arg(countText(newEvents));
    if (shown != text()) {
        setText(shown);
        setAccessibleName(shown);
        place();
    }
    setVisible(!shown.isEmpty());
}

QSize NewPill::sizeHint() const
{
    const QFontMetrics metrics(font());
    return {tabularWidth(metrics, text()) + 2 * metrics.height(),
            metrics.height() + metrics.height() * 2 / 3};
}

void NewPill::place()
{
    resize(sizeHint());
    const int space = margin(fontMetrics(), 0.75);
    const QRect room = m_over->viewport()->geometry();
    move(room.right() - width() - space, room.bottom() - height() - space);
    raise();
}

void NewPill::paintEvent(QPaintEvent *)
{
    const Theme &theme = currentTheme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(hasFocus() ? QPen(theme.text, 2) : QPen(Qt::NoPen));
    painter.setBrush(isDown() ? theme.link : theme.accent);
    const QRectF shape = QRectF(rect()).adjusted(1, 1, -1, -1);
    painter.drawRoundedRect(shape, shape.height() / 2, shape.height() / 2);
    painter.setPen(theme.onAccent);
    painter.setFont(font());
    drawTabular(&painter, rect().adjusted(painter.fontMetrics().height(), 0, 0, 0), Qt::AlignLeft,
                text());
}

bool NewPill::eventFilter(QObject *watched, QEvent *event)
{
    // Only the viewport is watched. It is not asked for: while the view is taken down it has none.
    if (event->type() == QEvent::Resize)
        place();
    return QAbstractButton::eventFilter(watched, event);
}

} // namespace eventscope

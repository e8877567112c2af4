// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/payloadview.h"

#include "views/eventlog/payloadcolors.h"
#include "views/theme.h"

#include <QContextMenuEvent>
#include <QMenu>
#include <QTextDocument>

namespace eventscope {

PayloadView::PayloadView(QWidget *parent)
    : QPlainTextEdit(parent), m_colors(new PayloadColors(document()))
{
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setFrameShape(QFrame::NoFrame);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTabChangesFocus(true);
    document()->setDocumentMargin(margin(fontMetrics(), 0.7));
    applyFont();
}

void PayloadView::show(const ReadableText &text)
{
    m_colors->setSpans(text.spans);
    setPlainText(text.text);
}

void PayloadView::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu *menu = createStandardContextMenu(event->pos());
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addSeparator();
    connect(menu->addAction(tr("Copy &Everything")), &QAction::triggered, this,
            &PayloadView::copyAllWanted);
    Q_EMIT menuFilled(menu, cursorForPosition(event->pos()).blockNumber());
    menu->popup(event->globalPos());
}

void PayloadView::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_colors->rehighlight();
}

void PayloadView::applyFont()
{
    setFont(fixedFont(font()));
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/notices/noticedelegate.h"

#include "models/event/displaytext.h"
#include "models/noticemodel.h"
#include "views/paneltree.h"
#include "views/tabulartext.h"
#include "views/theme.h"

#include <QPainter>

namespace eventscope {

using namespace Qt::StringLiterals;

void NoticeDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    const Theme &theme = currentTheme();
    const QFontMetrics &metrics = option.fontMetrics;
    const int gap = margin(metrics, 0.45);
    const auto severity = Severity(index.data(NoticeRole::SeverityValue).toInt());
    const bool unread = !index.data(NoticeRole::Read).toBool();
    painter->save();
    paintRowGround(painter, option.rect, option.state & QStyle::State_Selected,
                   option.state & QStyle::State_MouseOver);
    QRect row = option.rect.adjusted(margin(metrics, 0.75), 0, -margin(metrics, 0.75), 0);

    painter->setFont(option.font);
    painter->setPen(theme.severityColor(severity));
    const int glyph = metrics.height() * 3 / 4;
    painter->drawText(QRect(row.left(), row.top(), glyph, row.height()), Qt::AlignCenter,
                      severityGlyph(severity));
    row.setLeft(row.left() + glyph + gap);

    const QString time =
        timeOfDayText(index.data(NoticeRole::AtUs).toLongLong(), TimeZoneChoice::Local).left(5);
    painter->setPen(theme.dim);
    drawTabular(painter, row, Qt::AlignRight, time);
    row.setRight(row.right() - tabularWidth(metrics, time) - gap);

    const QString text = eventscope::displayText(index.data().toString());
    painter->setPen(unread ? theme.text : theme.dim);
    painter->drawText(row, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      painter->fontMetrics().elidedText(text, Qt::ElideRight, row.width()));
    painter->restore();
    paintRowFocus(painter, option);
}

QSize NoticeDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {0, rowHeight(option.fontMetrics)};
}

} // namespace eventscope

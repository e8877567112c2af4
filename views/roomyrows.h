// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme.h"

#include <QStyledItemDelegate>

namespace eventscope {

/// Rows of a list in a dialog with some room, as the log has them: Qt's touch one another, and so
/// does a number with the text behind it.
class RoomyRows : public QStyledItemDelegate
{
public:
    static constexpr double usualRoom = 0.5;

    explicit RoomyRows(QObject *parent, double room = usualRoom)
        : QStyledItemDelegate(parent), m_room(room)
    { }
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QSize tight = QStyledItemDelegate::sizeHint(option, index);
        return {tight.width() + margin(option.fontMetrics),
                option.fontMetrics.height() + margin(option.fontMetrics, m_room)};
    }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        if (option->displayAlignment & Qt::AlignRight)
            option->text += QChar(0x2002); // an en space; the ground is as wide as ever
    }

private:
    double m_room;
};

} // namespace eventscope

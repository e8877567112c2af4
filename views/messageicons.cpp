// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme.h"
#include "views/windowstyle.h"

#include <QPainter>
#include <QPixmap>

#include <optional>

namespace eventscope {

namespace {

constexpr int side = 32;

struct MessageSign
{
    QChar sign;
    QColor ink;
    QColor ground;
};

std::optional<MessageSign> signOf(QStyle::StandardPixmap which)
{
    const Theme &theme = currentTheme();
    switch (which) {
    case QStyle::SP_MessageBoxQuestion:
        return MessageSign{u'?', theme.accent, theme.selection};
    case QStyle::SP_MessageBoxInformation:
        return MessageSign{u'i', theme.accent, theme.selection};
    case QStyle::SP_MessageBoxWarning:
        return MessageSign{u'!', theme.warning, theme.warningTint};
    case QStyle::SP_MessageBoxCritical:
        return MessageSign{u'!', theme.error, theme.errorTint};
    default:
        return {};
    }
}

} // namespace

/// Qt's own signs for its message boxes are of another time, and know no dark colours.
QIcon WindowStyle::standardIcon(StandardPixmap which, const QStyleOption *option,
                                const QWidget *widget) const
{
    const auto sign = signOf(which);
    if (!sign)
        return QProxyStyle::standardIcon(which, option, widget);
    QIcon icon;
    for (const int scale : {1, 2, 3}) {
        QPixmap pixmap(side * scale, side * scale);
        pixmap.setDevicePixelRatio(scale);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(sign->ground);
        painter.drawEllipse(QRectF(0, 0, side, side));
        QFont font = strongFont(painter.font());
        font.setPixelSize(side * 5 / 9);
        painter.setFont(font);
        painter.setPen(sign->ink);
        painter.drawText(QRectF(0, 0, side, side), Qt::AlignCenter, sign->sign);
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

} // namespace eventscope

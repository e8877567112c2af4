// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPicture>
#include <QWidget>

namespace eventscope {

/// How much a widget draws: its drawing commands with their texts, in bytes. A text that nobody cuts
/// and work for what has no pixel show here, however fast the machine is.
inline qsizetype paintedSize(QWidget *widget)
{
    widget->grab(); // lays out
    QPicture picture;
    widget->render(&picture);
    return picture.size();
}

} // namespace eventscope

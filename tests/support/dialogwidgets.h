// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/wraplabel.h"

#include <QPushButton>
#include <QStringList>

namespace eventscope {

/// The button with that text, whatever letter of it is a key; null if there is none.
inline QPushButton *button(const QWidget &parent, const QString &text)
{
    for (auto *candidate : parent.findChildren<QPushButton *>()) {
        if (candidate->text().remove(QLatin1Char('&')) == text)
            return candidate;
    }
    return nullptr;
}

/// What a dialog says in a tone at the moment.
inline QString said(const QWidget &dialog, WrapLabel::Tone tone)
{
    QStringList all;
    for (const auto *label : dialog.findChildren<WrapLabel *>()) {
        if (label->isVisible() && label->tone() == tone)
            all += label->text();
    }
    return all.join(QLatin1Char('\n'));
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/docktitle.h"

#include "views/plainlabel.h"
#include "views/theme.h"

#include <QHBoxLayout>

namespace eventscope {

DockTitle::DockTitle(const QString &title, QWidget *trailing, QWidget *parent) : QWidget(parent)
{
    const int unit = margin(fontMetrics());
    auto *label = new PlainLabel(title, this);
    label->setFont(sectionFont(font()));
    label->setForegroundRole(QPalette::PlaceholderText);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(unit * 3 / 2, unit / 2, unit, unit / 2);
    layout->addWidget(label, 1);
    if (trailing)
        layout->addWidget(trailing);
}

QSize DockTitle::sizeHint() const
{
    return {layout()->minimumSize().width(), rowHeight(fontMetrics()) + margin(fontMetrics())};
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/windowtop.h"

#include "views/notices/noticebar.h"
#include "views/theme.h"
#include "views/windowactions.h"

#include <QAction>
#include <QFrame>
#include <QHBoxLayout>
#include <QMenuBar>
#include <QToolButton>

namespace eventscope {

using namespace Qt::StringLiterals;

WindowTop::WindowTop(WindowActions *actions, NoticeBar *notices, QWidget *parent)
    : QWidget(parent), m_menuBar(new QMenuBar(this))
{
    const int unit = margin(fontMetrics());
    actions->buildMenus(m_menuBar);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(unit / 2, unit / 2, unit * 3 / 2, unit / 2);
    row->setSpacing(unit);
    row->addWidget(m_menuBar, 1, Qt::AlignVCenter);
    for (QAction *action : {actions->pause, actions->follow, actions->exportLog}) {
        auto *button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setFocusPolicy(Qt::TabFocus);
        button->setAutoRaise(false);
        button->setMinimumHeight(fontMetrics().height() + unit);
        row->addWidget(button);
    }

    auto *line = new QFrame(this);
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(row);
    layout->addWidget(line);
    layout->addWidget(notices);
}

} // namespace eventscope

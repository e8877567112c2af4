// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/captures/loadingpage.h"

#include "views/theme.h"
#include "views/wraplabel.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

namespace eventscope {

using namespace Qt::StringLiterals;

LoadingPage::LoadingPage(QWidget *parent)
    : QWidget(parent), m_title(new WrapLabel(this)), m_bar(new QProgressBar(this))
{
    setObjectName(u"loadingPage"_s);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    const int unit = fontMetrics().height();
    m_title->setMaxLines(3);
    m_title->setFixedWidth(unit * 24);
    m_bar->setRange(0, 1000);
    m_bar->setFormat(tr("%p %"));
    m_bar->setAccessibleName(tr("How far the capture is read"));
    m_bar->setFixedWidth(unit * 24);
    auto *cancel = new QPushButton(tr("&Cancel"), this);
    connect(cancel, &QPushButton::clicked, this, &LoadingPage::cancelled);
    auto *escape =
        new QShortcut(Qt::Key_Escape, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
    connect(escape, &QShortcut::activated, this, &LoadingPage::cancelled);
    auto *column = new QVBoxLayout;
    column->setSpacing(margin(fontMetrics()));
    column->addStretch(2);
    column->addWidget(m_title);
    column->addWidget(m_bar);
    column->addWidget(cancel, 0, Qt::AlignRight);
    column->addStretch(3);
    auto *layout = new QHBoxLayout(this);
    layout->addStretch();
    layout->addLayout(column);
    layout->addStretch();
    setFocusProxy(cancel);
}

QSize LoadingPage::minimumSizeHint() const
{
    const int unit = fontMetrics().height();
    return QWidget::minimumSizeHint().boundedTo({unit * 16, unit * 12});
}

void LoadingPage::setTitle(const QString &title)
{
    m_title->setText(title);
}

void LoadingPage::setProgress(int progress)
{
    m_bar->setValue(progress);
}

} // namespace eventscope

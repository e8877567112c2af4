// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/captures/loadingstrip.h"

#include "models/event/displaytext.h"
#include "views/plainlabel.h"
#include "views/theme.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>

namespace eventscope {

using namespace Qt::StringLiterals;

LoadingStrip::LoadingStrip(QWidget *parent)
    : QFrame(parent), m_text(new PlainLabel(this)), m_bar(new QProgressBar(this))
{
    setObjectName(u"loadingStrip"_s);
    const int unit = fontMetrics().height();
    const int gap = margin(fontMetrics());
    m_text->setObjectName(u"loadingText"_s);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_bar->setRange(0, 1000);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("How far the capture is read"));
    m_bar->setFixedSize(unit * 8, unit / 2);
    auto *stop = new QPushButton(tr("&Stop Reading"), this);
    stop->setToolTip(tr("Leave it at the events that are here"));
    stop->setAutoDefault(false);
    connect(stop, &QPushButton::clicked, this, &LoadingStrip::stopWanted);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(gap, gap / 4, gap / 2, gap / 4);
    layout->setSpacing(gap);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_bar);
    layout->addWidget(stop);
}

void LoadingStrip::setText(const QString &text)
{
    m_text->setText(displayText(text));
    m_text->setToolTip(toolTipText(text));
}

void LoadingStrip::setProgress(int progress)
{
    m_bar->setValue(progress);
}

} // namespace eventscope

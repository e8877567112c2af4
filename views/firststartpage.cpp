// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/firststartpage.h"

#include "views/plainlabel.h"
#include "views/theme.h"
#include "views/waybutton.h"

#include <QVBoxLayout>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

PlainLabel *makeTitle(QWidget *page)
{
    auto *title = new PlainLabel(FirstStartPage::tr("Watch events as they happen"), page);
    QFont large = strongFont(page->font());
    if (large.pointSizeF() > 0)
        large.setPointSizeF(large.pointSizeF() * 1.6);
    title->setFont(large);
    title->setAlignment(Qt::AlignHCenter);
    return title;
}

} // namespace

FirstStartPage::FirstStartPage(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"firstStartPage"_s);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);

    PlainLabel *title = makeTitle(this);
    auto *subtitle = new PlainLabel(
        tr("Everything that arrives is kept, can be filtered, and can be taken along."), this);
    subtitle->setForegroundRole(QPalette::PlaceholderText);
    subtitle->setAlignment(Qt::AlignHCenter);

    m_add = new WayButton(tr("Add a c&onnection…"),
                          tr("To an event system, in a window of its own."), this);
    m_add->setObjectName(u"wayAddConnection"_s);
    auto *open = new WayButton(tr("Open a ca&pture…"),
                               tr("What was recorded before, or any file of JSON lines."), this);
    open->setObjectName(u"wayOpenCapture"_s);
    auto *demo = new WayButton(
        tr("Try the &demo"),
        tr("Servers of every kind inside this program, and one story through them all."), this);
    demo->setObjectName(u"wayDemo"_s);
    connect(demo, &WayButton::clicked, this, &FirstStartPage::demoWanted);
    connect(m_add, &WayButton::clicked, this, &FirstStartPage::addConnectionWanted);
    connect(open, &WayButton::clicked, this, &FirstStartPage::openCaptureWanted);

    const int space = margin(fontMetrics());
    auto *column = new QVBoxLayout;
    column->setSpacing(space);
    column->addStretch(2);
    column->addWidget(title);
    column->addWidget(subtitle);
    column->addSpacing(space * 2);
    column->addWidget(m_add);
    column->addWidget(open);
    column->addWidget(demo);
    column->addStretch(3);
    auto *layout = new QHBoxLayout(this);
    layout->addStretch();
    layout->addLayout(column);
    layout->addStretch();
    setFocusProxy(m_add);
}

QSize FirstStartPage::minimumSizeHint() const
{
    const int unit = fontMetrics().height();
    return QWidget::minimumSizeHint().boundedTo({unit * 20, unit * 20});
}

void FirstStartPage::setSystems(const QStringList &titles)
{
    if (!titles.isEmpty())
        m_add->setExplanation(tr("To one of: %1.").arg(titles.join(u", "_s)));
}

} // namespace eventscope

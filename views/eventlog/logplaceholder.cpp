// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/logplaceholder.h"

#include "views/plainlabel.h"
#include "views/theme.h"

#include <QEvent>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

LogPlaceholder::LogPlaceholder(QWidget *over)
    : QWidget(over), m_title(new PlainLabel(this)), m_reason(new PlainLabel(this)),
      m_button(new QPushButton(this))
{
    setObjectName(u"logPlaceholder"_s);
    QFont large = strongFont(font());
    if (large.pointSizeF() > 0)
        large.setPointSizeF(large.pointSizeF() * 1.15);
    m_title->setFont(large);
    m_title->setAlignment(Qt::AlignCenter);
    m_reason->setAlignment(Qt::AlignCenter);
    m_reason->setWordWrap(true);
    m_reason->setForegroundRole(QPalette::PlaceholderText);
    m_button->setObjectName(u"logPlaceholderButton"_s);
    connect(m_button, &QPushButton::clicked, this, &LogPlaceholder::actionTriggered);

    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(margin(fontMetrics()));
    layout->addWidget(m_title);
    layout->addWidget(m_reason);
    layout->addWidget(m_button, 0, Qt::AlignHCenter);
    over->installEventFilter(this);
    hide();
}

void LogPlaceholder::setState(const QString &title, const QString &reason, const QString &action)
{
    m_title->setText(title);
    m_reason->setText(reason);
    m_reason->setVisible(!reason.isEmpty());
    m_button->setText(action);
    m_button->setVisible(!action.isEmpty());
    setVisible(!title.isEmpty());
    place();
}

QString LogPlaceholder::title() const
{
    return m_title->text();
}

QString LogPlaceholder::reason() const
{
    return m_reason->text();
}

void LogPlaceholder::place()
{
    const int width = std::min(parentWidget()->width(), fontMetrics().averageCharWidth() * 56);
    const int height =
        layout()->hasHeightForWidth() ? layout()->heightForWidth(width) : sizeHint().height();
    setGeometry((parentWidget()->width() - width) / 2,
                std::max(0, (parentWidget()->height() - height) * 2 / 5), width, height);
}

bool LogPlaceholder::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parent() && event->type() == QEvent::Resize)
        place();
    return QWidget::eventFilter(watched, event);
}

} // namespace eventscope

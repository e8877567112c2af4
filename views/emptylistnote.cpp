// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/emptylistnote.h"

#include "views/theme.h"
#include "views/wraplabel.h"

#include <QAbstractItemModel>
#include <QEvent>
#include <QPushButton>
#include <QVBoxLayout>

namespace eventscope {

EmptyListNote::EmptyListNote(QAbstractItemView *view, const QString &reason, const QString &action)
    : QWidget(view->viewport()), m_view(view), m_reason(new WrapLabel(reason, WrapLabel::Tone::Dim))
{
    auto *layout = new QVBoxLayout(this);
    const int gap = margin(fontMetrics(), 0.75);
    layout->setContentsMargins(gap, 2 * gap, gap, gap);
    layout->setSpacing(gap);
    m_reason->setAlignment(Qt::AlignHCenter);
    layout->addWidget(m_reason);
    if (!action.isEmpty()) {
        auto *button = new QPushButton(action);
        button->setMinimumWidth(button->sizeHint().width() + 2 * gap);
        connect(button, &QPushButton::clicked, this, &EmptyListNote::actionTriggered);
        layout->addWidget(button, 0, Qt::AlignHCenter);
    }
    layout->addStretch();
    view->viewport()->installEventFilter(this);
    const QAbstractItemModel *model = view->model();
    connect(model, &QAbstractItemModel::rowsInserted, this, &EmptyListNote::follow);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &EmptyListNote::follow);
    connect(model, &QAbstractItemModel::modelReset, this, &EmptyListNote::follow);
    follow();
}

void EmptyListNote::setReason(const QString &reason)
{
    m_reason->setText(reason);
}

void EmptyListNote::follow()
{
    setGeometry(m_view->viewport()->rect());
    setVisible(m_view->model() && m_view->model()->rowCount() == 0);
}

bool EmptyListNote::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        setGeometry(m_view->viewport()->rect());
    return QWidget::eventFilter(watched, event);
}

} // namespace eventscope

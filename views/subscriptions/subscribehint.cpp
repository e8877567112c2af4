// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/subscriptions/subscribehint.h"

#include "models/connectionmodel.h"
#include "models/event/displaytext.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace eventscope {

namespace {
constexpr int nameLength = 40;
} // namespace

SubscribeHint::SubscribeHint(const ConnectionModel *connections, QWidget *parent)
    : QWidget(parent), m_connections(connections), m_text(new WrapLabel)
{
    auto *layout = new QVBoxLayout(this);
    const int gap = margin(fontMetrics(), 0.75);
    layout->setContentsMargins(gap, gap, gap, gap);
    layout->setSpacing(gap);
    layout->addWidget(m_text);
    auto *add = new QPushButton(tr("Add Subscription…"));
    layout->addWidget(add, 0, Qt::AlignLeft);
    connect(add, &QPushButton::clicked, this, &SubscribeHint::subscribeWanted);
    connect(connections, &ConnectionModel::subscriptionsReset, this, &SubscribeHint::refresh);
    connect(connections, &ConnectionModel::connectionRemoved, this, &SubscribeHint::refresh);
    connect(connections, &QAbstractItemModel::dataChanged, this, &SubscribeHint::refresh);
    hide();
}

void SubscribeHint::follow(const QString &connectionId)
{
    m_connectionId = connectionId;
    refresh();
}

bool SubscribeHint::isNeeded() const
{
    const ConnectionProfile *profile = m_connections->profile(m_connectionId);
    const DialectInfo *dialect = profile ? m_connections->dialect(profile->dialect) : nullptr;
    // Some servers send without being asked, and their events prove it.
    return dialect && dialect->canSubscribe && profile->subscriptions.isEmpty()
        && m_connections->status(m_connectionId).phase == ConnectionPhase::Live
        && m_connections->counters(m_connectionId).received == 0;
}

void SubscribeHint::refresh()
{
    const bool needed = isNeeded();
    if (needed) {
        const QString name = displayText(m_connections->profile(m_connectionId)->name, nameLength);
        m_text->say(tr("%1 sends only what is subscribed to, and nothing is yet.").arg(name),
                    WrapLabel::Tone::Text);
    }
    setVisible(needed);
}

void SubscribeHint::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), currentTheme().gap);
    painter.fillRect(QRect(0, 0, width(), 1), currentTheme().line);
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/subscriptions/removaloffer.h"

#include "models/event/displaytext.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {
constexpr int offeredMs = 30'000;
constexpr int patternLength = 60;
} // namespace

RemovalOffer::RemovalOffer(QWidget *parent) : QWidget(parent), m_text(new WrapLabel)
{
    auto *layout = new QHBoxLayout(this);
    const int gap = margin(fontMetrics(), 0.5);
    layout->setContentsMargins(margin(fontMetrics(), 0.75), gap, gap, gap);
    layout->setSpacing(gap);
    m_text->setMaxLines(2);
    m_text->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    layout->addWidget(m_text, 1);
    auto *undo = new QPushButton(tr("&Undo"));
    undo->setAccessibleName(tr("Undo the last change of subscriptions"));
    layout->addWidget(undo);
    auto *dismiss = new QToolButton;
    dismiss->setText(severityGlyph(Severity::Error));
    dismiss->setAutoRaise(true);
    dismiss->setAccessibleName(tr("Dismiss"));
    dismiss->setToolTip(tr("Dismiss"));
    layout->addWidget(dismiss);
    connect(undo, &QPushButton::clicked, this, &RemovalOffer::undoRequested);
    connect(dismiss, &QToolButton::clicked, this, &RemovalOffer::clear);
    m_expiry.setSingleShot(true);
    m_expiry.setInterval(offeredMs);
    connect(&m_expiry, &QTimer::timeout, this, &RemovalOffer::clear);
    refresh();
}

void RemovalOffer::offer(const Removal &removal)
{
    if (removal.subscriptions.isEmpty())
        return;
    m_removals.append(removal);
    refresh();
}

RemovalOffer::Removal RemovalOffer::take()
{
    if (m_removals.isEmpty())
        return {};
    Removal newest = m_removals.takeLast();
    refresh();
    return newest;
}

void RemovalOffer::renew()
{
    if (!m_removals.isEmpty())
        m_expiry.start();
}

void RemovalOffer::forget(const QString &connectionId)
{
    m_removals.removeIf(
        [&](const Removal &removal) { return removal.connectionId == connectionId; });
    refresh();
}

void RemovalOffer::clear()
{
    m_removals.clear();
    refresh();
}

void RemovalOffer::refresh()
{
    setVisible(!m_removals.isEmpty());
    Q_EMIT offered(!m_removals.isEmpty());
    if (m_removals.isEmpty()) {
        m_expiry.stop();
        return;
    }
    m_expiry.start();
    const Removal &last = m_removals.last();
    const QString first =
        middleElided(displayText(last.subscriptions.first().pattern, 512), patternLength);
    const qsizetype count = last.subscriptions.size();
    if (last.added)
        m_text->setText(count == 1 ? tr("Added %1").arg(first) : tr("Added %1 topics").arg(count));
    else
        m_text->setText(!last.replacedBy.isEmpty() ? tr("Changed %1").arg(first)
                            : count == 1           ? tr("Removed %1").arg(first)
                                                   : tr("Removed %1 topics").arg(count));
}

void RemovalOffer::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), currentTheme().gap);
    painter.fillRect(QRect(0, 0, width(), 1), currentTheme().line);
}

} // namespace eventscope

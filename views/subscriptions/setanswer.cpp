// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/subscriptions/setanswer.h"

#include "views/theme.h"
#include "views/wraplabel.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace eventscope {

SetAnswer::SetAnswer(QWidget *parent)
    : QWidget(parent), m_text(new WrapLabel), m_undo(new QPushButton(tr("&Undo")))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_text->setAccessibleName(tr("Result"));
    m_text->setMaxLines(8);
    m_text->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    layout->addWidget(m_text, 1);
    m_undo->setAutoDefault(false);
    m_undo->setAccessibleName(tr("Take back what was added"));
    m_undo->hide();
    layout->addWidget(m_undo, 0, Qt::AlignTop);
    connect(m_undo, &QPushButton::clicked, this, &SetAnswer::undoWanted);
}

void SetAnswer::say(const Result<void> &result, const QString &done)
{
    m_undo->hide();
    if (result)
        m_text->say(severityGlyph(Severity::Success) + u' ' + done, WrapLabel::Tone::Success);
    else
        m_text->say(severityGlyph(Severity::Error) + u' ' + result.error(), WrapLabel::Tone::Error);
}

void SetAnswer::say(const SubscriptionImport &plan)
{
    const bool warns = !plan.refused.isEmpty() || !plan.knownWithOtherFilters.isEmpty();
    const WrapLabel::Tone tone = warns ? WrapLabel::Tone::Warning
        : plan.added.isEmpty()         ? WrapLabel::Tone::Text
                                       : WrapLabel::Tone::Success;
    const Severity severity = warns ? Severity::Warning
        : plan.added.isEmpty()      ? Severity::Info
                                    : Severity::Success;
    m_text->say(severityGlyph(severity) + u' ' + plan.text(), tone);
    m_undo->setVisible(!plan.added.isEmpty());
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filters/filterstatus.h"

#include "models/event/displaytext.h"
#include "views/plainlabel.h"
#include "views/slimbar.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <QHBoxLayout>
#include <QToolButton>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int glanceMs = 300;
constexpr int steps = 1'000;
constexpr int mostLines = 2; ///< more would move the table while somebody types

} // namespace

FilterStatus::FilterStatus(QWidget *parent)
    : QWidget(parent), m_glyph(new PlainLabel(this)), m_text(new WrapLabel(this)),
      m_progress(new SlimBar(this)), m_cancel(new QToolButton(this))
{
    setObjectName(u"filterStatus"_s);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(margin(fontMetrics(), 0.4));
    layout->addWidget(m_glyph);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_progress);
    layout->addWidget(m_cancel);
    m_text->setObjectName(u"filterResult"_s);
    m_text->setMaxLines(mostLines);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_progress->setObjectName(u"filterProgress"_s);
    m_progress->setAccessibleName(tr("Progress of the search"));
    m_progress->setRange(0, steps);
    m_progress->setFixedWidth(fontMetrics().height() * 6);
    m_cancel->setObjectName(u"cancelSearch"_s);
    m_cancel->setText(tr("Stop"));
    m_cancel->setToolTip(tr("Stop this search, and go back to what was shown before"));
    m_cancel->setAutoRaise(true);
    m_patience.setSingleShot(true);
    m_patience.setInterval(glanceMs);
    connect(&m_patience, &QTimer::timeout, this, &FilterStatus::refresh);
    connect(m_cancel, &QToolButton::clicked, this, &FilterStatus::cancelWanted);
    refresh();
}

void FilterStatus::say(const QString &text, Tone tone)
{
    m_tone = tone;
    const QString shown = displayText(text);
    if (shown != m_text->text()) {
        m_text->setText(shown);
        m_text->setToolTip(toolTipText(text));
    }
    m_glyph->setText(tone == Tone::Error        ? severityGlyph(Severity::Error)
                         : tone == Tone::Remark ? severityGlyph(Severity::Warning)
                                                : QString());
    refresh();
}

QString FilterStatus::text() const
{
    return m_text->text();
}

void FilterStatus::setProgress(double part)
{
    const bool searching = part >= 0;
    if (searching)
        m_progress->setValue(int(std::clamp(part, 0.0, 1.0) * steps));
    if (searching == m_searching)
        return;
    m_searching = searching;
    if (searching)
        m_patience.start();
    else
        m_patience.stop();
    refresh();
}

void FilterStatus::refresh()
{
    const bool slow = m_searching && !m_patience.isActive();
    m_progress->setVisible(slow);
    m_cancel->setVisible(slow);
    m_glyph->setVisible(m_tone != Tone::Result);
    m_text->setTone(m_tone == Tone::Error ? WrapLabel::Tone::Error : WrapLabel::Tone::Dim);
    m_glyph->setForegroundRole(m_tone == Tone::Error ? QPalette::BrightText // as the theme changes
                                                     : QPalette::PlaceholderText);
    setVisible(slow || !m_text->text().isEmpty());
}

} // namespace eventscope

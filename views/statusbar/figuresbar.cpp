// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/statusbar/figuresbar.h"

#include "models/connectionmodel.h"
#include "models/connectiontexts.h"
#include "models/event/displaytext.h"
#include "models/eventlogmodel.h"
#include "views/mainwindow.h"
#include "views/plainlabel.h"
#include "views/statusbar/figurelabel.h"
#include "views/theme.h"

#include <QLayout>

#include <array>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {
constexpr int refreshMs = 200;
constexpr int remarkMs = 6'000;
constexpr int lateRefreshes = 5;
} // namespace

FiguresBar::FiguresBar(ConnectionModel *connections, EventLogModel *log, QWidget *parent)
    : QStatusBar(parent), m_connections(connections), m_log(log), m_sums(new FigureLabel(this)),
      m_shown(new FigureLabel(this)), m_gaps(new FigureLabel(this)),
      m_capture(new FigureLabel(this)), m_rate(new FigureLabel(this)),
      m_problem(new PlainLabel(this))
{
    setObjectName(u"figuresBar"_s);
    setSizeGripEnabled(false);
    build();
    m_timer.setInterval(refreshMs);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (isVisible())
            refresh();
    });
    m_timer.start();
    refresh();
}

void FiguresBar::build()
{
    m_sums->setExplanation(
        tr("Every event that was received is stored, or known to be a duplicate, or "
           "counted as dropped."));
    m_shown->setExplanation(tr("Events that the filter lets through"));
    m_gaps->setExplanation(
        tr("Times that events may be missing: reconnects, overflows. Each is a row of the log."));
    m_rate->setExplanation(tr("Events a second over the last five seconds, all connections"));
    m_problem->setObjectName(u"captureProblem"_s);
    m_problem->setForegroundRole(QPalette::BrightText);
    m_problem->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_problem->hide();

    const int unit = margin(fontMetrics());
    setContentsMargins(unit, unit / 4, unit, unit / 4);
    for (FigureLabel *label : {m_sums, m_shown, m_gaps}) {
        label->setContentsMargins(0, 0, 0, 0);
        addWidget(label);
        auto *space = new QWidget(this);
        space->setFixedWidth(unit * 2);
        addWidget(space);
    }
    addWidget(m_problem, 1);
    addPermanentWidget(m_capture);
    auto *space = new QWidget(this);
    space->setFixedWidth(unit * 2);
    addPermanentWidget(space);
    addPermanentWidget(m_rate);
}

void FiguresBar::setCapture(const CaptureFigures &figures)
{
    const QString size = bytesText(figures.bytes);
    const QString more = figures.live ? tr("%1 free").arg(bytesText(figures.freeBytes))
        : figures.recordedElsewhere   ? tr("being recorded elsewhere, followed")
                                      : tr("opened to be read");
    if (figures.folder.isEmpty())
        m_capture->setParts({});
    else
        m_capture->setParts({{tr("capture %1 · %2").arg(size, more)}},
                            {{tr("capture %1").arg(size)}});
    m_capture->setExplanation(figures.folder);
    m_recordedGaps = figures.gaps;
    m_live = figures.live;
    showSums();
    const bool troubled = !figures.problem.isEmpty();
    if (m_problem->text() != figures.problem) {
        m_problem->setText(displayText(figures.problem));
        m_problem->setToolTip(toolTipText(figures.problem));
    }
    m_problem->setVisible(troubled);
    fit();
}

void FiguresBar::refresh()
{
    showSums();
    // An opened capture receives nothing, though another process may fill it.
    const QString rate = rateText(m_connections->totalRate());
    m_rate->setParts(m_live ? QVector<FigureLabel::Part>{{rate.isEmpty() ? tr("0 /s") : rate}}
                            : QVector<FigureLabel::Part>{});
    fit();
}

void FiguresBar::showSums()
{
    const FeedCounters totals = m_connections->totals();
    const quint64 stored = m_connections->totalStored();
    const quint64 settled = stored + totals.duplicates + totals.dropped;
    // What is on its way to the disk is received but not yet stored. It gets there within a moment,
    // so it is spelt out only once it does not, and the sum is right in every picture of it.
    m_unsettled = totals.received > settled ? m_unsettled + 1 : 0;
    const bool late = m_unsettled > lateRefreshes;
    QVector<FigureLabel::Part> parts{
        {tr("received ")},     {countText(late ? totals.received : settled), true},
        {tr(" = stored ")},    {countText(stored), true},
        {tr(" + duplicate ")}, {countText(totals.duplicates), true},
        {tr(" + dropped ")},   {countText(totals.dropped), true, totals.dropped > 0}};
    if (late)
        parts << FigureLabel::Part{tr(" + on its way ")}
              << FigureLabel::Part{countText(totals.received - settled), true};
    QVector<FigureLabel::Part> brief{{tr("stored ")}, {countText(stored), true}};
    if (totals.dropped > 0)
        brief << FigureLabel::Part{tr(" + dropped ")}
              << FigureLabel::Part{countText(totals.dropped), true, true};
    if (!m_live) { // an opened capture
        parts = {{tr("events ")}, {countText(m_log->logSize()), true}};
        brief = {};
    }
    m_sums->setParts(parts, brief);
    m_shown->setParts({{tr("shown ")}, {countText(m_log->shownCount()), true}});
    showGaps(m_live ? std::optional(totals.gaps) : m_recordedGaps);
}

void FiguresBar::showGaps(std::optional<quint64> gaps)
{
    if (!gaps) // none so far says nothing
        m_gaps->setParts({{tr("counting gaps")}});
    else
        m_gaps->setParts({{*gaps == 1 ? tr("1 gap") : tr("%1 gaps").arg(countText(*gaps))}});
}

/// First the room of the disk gives way, then the addends of the sum: what was dropped never does.
void FiguresBar::fit()
{
    if (!currentMessage().isEmpty()) // it has the room of the figures for now
        return;
    layout()->activate(); // so that it knows what the figures need by now
    const std::array labels{m_capture, m_sums};
    int whole = layout()->totalMinimumSize().width();
    int brief = whole;
    for (const FigureLabel *label : labels) {
        whole += label->isBrief() ? label->saving() : 0;
        brief -= label->isBrief() ? 0 : label->saving();
    }
    int missing = whole - width() + (m_problem->isHidden() ? 0 : m_problem->sizeHint().width());
    for (FigureLabel *label : labels) {
        label->setBrief(missing > 0);
        missing -= label->isBrief() ? label->saving() : 0;
    }
    if (std::exchange(m_narrowest, brief) != brief)
        updateGeometry();
}

QSize FiguresBar::minimumSizeHint() const
{
    return {m_narrowest, QStatusBar::minimumSizeHint().height()};
}

void FiguresBar::resizeEvent(QResizeEvent *event)
{
    QStatusBar::resizeEvent(event);
    fit();
}

void FiguresBar::remark(const QString &text)
{
    showMessage(displayText(text), remarkMs);
}

} // namespace eventscope

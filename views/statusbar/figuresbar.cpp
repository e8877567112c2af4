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

#include <QHBoxLayout>

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
    m_sums->setToolTip(tr("Every event that was received is stored, or known to be a duplicate, or "
                          "counted as dropped."));
    m_shown->setToolTip(tr("Events that the filter lets through"));
    m_gaps->setToolTip(
        tr("Times that events may be missing: reconnects, overflows. Each is a row of the log."));
    m_rate->setToolTip(tr("Events a second over the last five seconds, all connections"));
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
    QString text = tr("capture %1").arg(bytesText(figures.bytes));
    if (figures.live)
        text += tr(" · %1 free").arg(bytesText(figures.freeBytes));
    else
        text += tr(" · opened to be read");
    m_capture->setParts({{figures.folder.isEmpty() ? QString() : text}});
    m_capture->setToolTip(toolTipText(figures.folder));
    m_recordedGaps = figures.gaps;
    m_live = figures.live;
    const bool troubled = !figures.problem.isEmpty();
    if (m_problem->text() != figures.problem) {
        m_problem->setText(displayText(figures.problem));
        m_problem->setToolTip(toolTipText(figures.problem));
    }
    m_problem->setVisible(troubled);
}

void FiguresBar::refresh()
{
    showSums();
    const QString rate = rateText(m_connections->totalRate());
    m_rate->setParts({{rate.isEmpty() ? tr("0 /s") : rate}});
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
    if (!m_live) // an opened capture
        parts = {{tr("events ")}, {countText(m_log->logSize()), true}};
    m_sums->setParts(parts);
    m_shown->setParts({{tr("shown ")}, {countText(m_log->shownCount()), true}});
    const quint64 gaps = totals.gaps + m_recordedGaps;
    m_gaps->setParts(
        {{gaps == 1 ? tr("1 gap") : tr("%1 gaps").arg(countText(gaps)), false, false}});
}

void FiguresBar::remark(const QString &text)
{
    showMessage(displayText(text), remarkMs);
}

} // namespace eventscope

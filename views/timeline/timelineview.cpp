// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/timeline/timelineview.h"

#include "models/event/displaytext.h"
#include "models/timelinemodel.h"
#include "views/theme.h"
#include "views/timeline/timelinecommands.h"
#include "views/timeline/timelinepicture.h"
#include "views/timeline/timelinetexts.h"
#include "views/timeline/timelinezoombar.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QTimer>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr double wheelFactor = 0.8; ///< of the span, for one notch
constexpr double panPart = 0.1;
constexpr int notch = 120;
constexpr int summaryMs = 1'000;

} // namespace

struct TimelineView::State
{
    TimelineModel *model = nullptr;
    TimelineZoomBar *zoomBar = nullptr;
    TimelineSpan window;
    TimelineCommands *commands = nullptr;
    qint64 anchor = 0; ///< time where the button was pressed
    QPoint pressedAt;
    bool pressed = false;
    bool dragged = false;
    TimelineSpan hovered;
    double wheelRest = 0;
    QTimer summary;
};

TimelineView::TimelineView(TimelineModel *model, QWidget *parent)
    : QWidget(parent), m_state(std::make_unique<State>())
{
    State &s = *m_state;
    s.model = model;
    setObjectName(u"timelineView"_s);
    setAccessibleName(tr("Timeline of the log"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    s.zoomBar = new TimelineZoomBar(this);
    s.commands = new TimelineCommands(model, this);
    connect(s.commands, &TimelineCommands::jumpWanted, this, &TimelineView::jumpWanted);
    connect(s.commands, &TimelineCommands::rangeWanted, this, &TimelineView::rangeWanted);
    connect(s.commands, &TimelineCommands::hideWanted, this, &TimelineView::hideWanted);
    connect(s.commands, &TimelineCommands::cursorMoved, this, &TimelineView::showCursor);
    connect(s.commands, &TimelineCommands::changed, this, qOverload<>(&QWidget::update));
    connect(s.zoomBar, &TimelineZoomBar::onlyThisWanted, s.commands,
            &TimelineCommands::showOnlyThisTime);
    connect(s.zoomBar, &TimelineZoomBar::wholeLogWanted, model, &TimelineModel::zoomOut);
    connect(model, &TimelineModel::changed, this, [this] {
        update();
        if (!m_state->summary.isActive())
            m_state->summary.start();
    });
    connect(model, &TimelineModel::zoomChanged, this, &TimelineView::showZoom);
    s.summary.setSingleShot(true);
    s.summary.setInterval(summaryMs); // a screen reader wants to know, but not many times a second
    connect(&s.summary, &QTimer::timeout, this, &TimelineView::showSummary);
    showSummary();
    arrange();
}

TimelineView::~TimelineView() = default;

TimelineModel *TimelineView::timeline() const
{
    return m_state->model;
}

TimelineCommands *TimelineView::commands() const
{
    return m_state->commands;
}

TimelineSpan TimelineView::cursor() const
{
    return m_state->commands->cursor().stretch();
}

TimelineSpan TimelineView::selection() const
{
    return m_state->commands->cursor().selection();
}

void TimelineView::setVisible(bool visible)
{
    QWidget::setVisible(visible);
    m_state->model->setAwake(visible);
}

QSize TimelineView::sizeHint() const
{
    const int unit = fontMetrics().height();
    return {unit * 30, unit * 13 / 4 + QFontMetrics(smallFont(font())).height() + unit / 2};
}

QSize TimelineView::minimumSizeHint() const
{
    return {0, sizeHint().height()};
}

QRect TimelineView::labelRect() const
{
    const int space = margin(fontMetrics());
    const int height = QFontMetrics(smallFont(font())).height() + margin(fontMetrics(), 0.15);
    return {space, this->height() - height, std::max(width() - 2 * space, 1), height};
}

QRect TimelineView::chartRect() const
{
    const QRect labels = labelRect();
    const int top = margin(fontMetrics(), 0.15);
    return {labels.left(), top, labels.width(), std::max(labels.top() - top - 2, 1)};
}

TimelinePicture TimelineView::picture() const
{
    return {chartRect(), labelRect(), m_state->model->bars()};
}

QPoint TimelineView::placeOf(qint64 us) const
{
    return {int(std::lround(picture().xOf(us))), chartRect().center().y()};
}

void TimelineView::setTableWindow(TimelineSpan window)
{
    if (std::exchange(m_state->window, window) != window)
        update();
}

void TimelineView::arrange()
{
    State &s = *m_state;
    s.model->setMostBars(chartRect().width() / TimelinePicture::leastBarWidth);
    s.zoomBar->place(labelRect());
}

void TimelineView::showZoom()
{
    State &s = *m_state;
    if (!s.model->isZoomed() && s.zoomBar->isAncestorOf(QApplication::focusWidget()))
        setFocus(Qt::OtherFocusReason);
    s.zoomBar->setVisible(s.model->isZoomed());
    s.commands->cursor().select({});
    s.hovered = {};
    update();
}

void TimelineView::showSummary()
{
    const QString text = timelineSummary(*m_state->model);
    if (text != accessibleDescription())
        setAccessibleDescription(text);
}

void TimelineView::paintEvent(QPaintEvent *)
{
    const State &s = *m_state;
    QPainter painter(this);
    const Theme &theme = currentTheme();
    const TimelinePicture shape = picture();
    if (s.model->isEmpty()) {
        painter.fillRect(shape.chart().left(), shape.chart().bottom() + 1, shape.chart().width(), 1,
                         theme.line);
        painter.setPen(theme.dim);
        painter.drawText(shape.chart(), Qt::AlignCenter,
                         s.model->isCounting()        ? tr("Counting…")
                             : s.model->untimed() > 0 ? tr("No event says when it came")
                                                      : tr("When events come is shown here"));
    } else {
        shape.paintGaps(&painter, s.model->gaps());
        if (!s.hovered.isEmpty())
            shape.paintCursor(&painter, s.hovered);
        shape.paintBars(&painter, s.model->isFiltered());
        if (!s.window.isEmpty())
            shape.paintWindow(&painter, s.window);
        if (!s.commands->cursor().selection().isEmpty())
            shape.paintSelection(&painter, s.commands->cursor().selection());
        if (hasFocus() && !s.commands->cursor().stretch().isEmpty())
            shape.paintCursor(&painter, s.commands->cursor().stretch());
        painter.setFont(smallFont(font()));
        const int buttons = s.model->isZoomed() ? s.zoomBar->width() : 0;
        shape.paintAxis(&painter, s.model->timeZone(), buttons);
    }
    if (hasFocus()) {
        painter.setPen(theme.accent);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(shape.chart().adjusted(-2, -2, 1, 1));
    }
}

void TimelineView::hover(QPoint at, QPoint globalAt)
{
    State &s = *m_state;
    const TimelinePicture shape = picture();
    if (s.model->isEmpty() || !rect().contains(at)) {
        s.hovered = {};
        QToolTip::hideText();
        update();
        return;
    }
    const qint64 us = shape.timeAt(at.x());
    s.hovered = shape.bars().stretchAt(us);
    QToolTip::showText(globalAt + QPoint(0, fontMetrics().height()),
                       toolTipText(stretchText(*s.model, s.hovered, shape.bars().at(us))), this);
    update();
}

bool TimelineView::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip)
        return true; // shown while the pointer moves, without a wait
    return QWidget::event(event);
}

void TimelineView::mousePressEvent(QMouseEvent *event)
{
    State &s = *m_state;
    if (event->button() != Qt::LeftButton || s.model->isEmpty())
        return;
    s.pressed = true;
    s.dragged = false;
    s.pressedAt = event->position().toPoint();
    s.anchor = picture().timeAt(event->position().x());
}

void TimelineView::mouseMoveEvent(QMouseEvent *event)
{
    State &s = *m_state;
    const QPoint at = event->position().toPoint();
    if (s.pressed && std::abs(at.x() - s.pressedAt.x()) >= QApplication::startDragDistance())
        s.dragged = true;
    if (s.dragged) {
        const qint64 us = picture().timeAt(at.x());
        const TimelineSpan chosen{std::min(s.anchor, us), std::max(s.anchor, us) + 1};
        s.commands->cursor().select(chosen);
        QToolTip::showText(event->globalPosition().toPoint() + QPoint(0, fontMetrics().height()),
                           toolTipText(tr("%1 (%2)").arg(periodText(chosen, s.model->timeZone()),
                                                         lengthText(chosen.length()))),
                           this);
        update();
        return;
    }
    hover(at, event->globalPosition().toPoint());
}

void TimelineView::mouseReleaseEvent(QMouseEvent *event)
{
    State &s = *m_state;
    if (event->button() != Qt::LeftButton || !std::exchange(s.pressed, false))
        return;
    if (std::exchange(s.dragged, false)) {
        const TimelineSpan chosen = s.commands->cursor().selection();
        s.commands->cursor().select({});
        update();
        s.model->zoomTo(chosen);
        return;
    }
    s.commands->jumpTo(s.anchor);
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        m_state->model->zoomOut();
}

void TimelineView::leaveEvent(QEvent *event)
{
    m_state->hovered = {};
    update();
    QWidget::leaveEvent(event);
}

void TimelineView::wheelEvent(QWheelEvent *event)
{
    State &s = *m_state;
    event->accept();
    if (s.model->isEmpty())
        return;
    const QPoint turned = event->angleDelta();
    const TimelineSpan shown = s.model->shownSpan();
    if (std::abs(turned.x()) > std::abs(turned.y())) {
        const auto by = qint64(double(shown.length()) * panPart * turned.x() / -notch);
        if (s.model->isZoomed())
            s.model->zoomTo({shown.fromUs + by, shown.toUs + by});
        return;
    }
    s.wheelRest += double(turned.y()) / notch;
    if (std::abs(s.wheelRest) < 0.25)
        return; // a touch pad tells many small turns
    s.model->zoomBy(std::pow(wheelFactor, std::exchange(s.wheelRest, 0)),
                    picture().timeAt(event->position().x()));
}

void TimelineView::contextMenuEvent(QContextMenuEvent *event)
{
    State &s = *m_state;
    if (event->reason() == QContextMenuEvent::Mouse && !s.model->isEmpty())
        s.commands->cursor().standAt(picture().timeAt(event->pos().x()), s.model->bars());
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    s.commands->fillMenu(menu);
    menu->popup(event->globalPos());
}

void TimelineView::keyPressEvent(QKeyEvent *event)
{
    const auto modifiers = event->modifiers() & ~Qt::KeypadModifier;
    const bool plain = modifiers == Qt::NoModifier || modifiers == Qt::ShiftModifier;
    if (!plain || !m_state->commands->pressKey(event->key(), modifiers == Qt::ShiftModifier))
        QWidget::keyPressEvent(event);
}

/// For the eyes and for the ears.
void TimelineView::showCursor()
{
    State &s = *m_state;
    const TimelineBars bars = s.model->bars();
    const TimelineSpan stretch = s.commands->cursor().stretch();
    const qint64 us = std::max(stretch.fromUs, bars.span.fromUs);
    const QString text = stretchText(*s.model, stretch, bars.at(us));
    QToolTip::showText(mapToGlobal(placeOf(us) + QPoint(0, height() / 2)), toolTipText(text), this);
    setAccessibleDescription(text);
    s.summary.stop();
}

void TimelineView::focusInEvent(QFocusEvent *event)
{
    update();
    QWidget::focusInEvent(event);
}

void TimelineView::focusOutEvent(QFocusEvent *event)
{
    QToolTip::hideText();
    update();
    showSummary();
    QWidget::focusOutEvent(event);
}

void TimelineView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void TimelineView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        updateGeometry();
        arrange();
    }
}

} // namespace eventscope

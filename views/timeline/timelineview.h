// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/timelinebars.h"

#include <QWidget>

#include <memory>

namespace eventscope {

class TimelineCommands;
class TimelineModel;
class TimelinePicture;

/// The log over time, a slim strip above its table: how many events of which severity came when,
/// where events may be missing, and what the table shows of it. A click goes there, a drag or the
/// wheel zooms, and all of it can be done by keys. The model is not owned and outlives the view.
class TimelineView final : public QWidget
{
    Q_OBJECT
public:
    explicit TimelineView(TimelineModel *model, QWidget *parent = nullptr);
    ~TimelineView() override;

    TimelineModel *timeline() const;
    /// The stretch that the table has in sight; empty: none.
    void setTableWindow(TimelineSpan window);
    /// What the arrow keys stand on; empty while they stand nowhere.
    TimelineSpan cursor() const;
    TimelineSpan selection() const;
    /// Pixels of a moment, for tests and tool tips.
    QPoint placeOf(qint64 us) const;

    TimelineCommands *commands() const;

    /// What is hidden counts nothing.
    void setVisible(bool visible) override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// The first event of a bar, or the first that the filter shows of it.
    void jumpWanted(quint64 sequence);
    /// The user wants to see only what arrived then.
    void rangeWanted(const QString &filterText);
    void hideWanted();

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    TimelinePicture picture() const;
    QRect chartRect() const;
    QRect labelRect() const;
    void arrange();
    void showZoom();
    void showSummary();
    void hover(QPoint at, QPoint globalAt);
    void showCursor();

    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace eventscope

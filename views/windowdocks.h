// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>

class QDockWidget;
class QMainWindow;

namespace eventscope {

class NoticePanel;
class SubscriptionPanel;
class WorkflowPanel;

/// The docks around the log: where each panel stands at first, and how to get back there. Child of
/// the window.
class WindowDocks final : public QObject
{
    Q_OBJECT
public:
    WindowDocks(QMainWindow *window, SubscriptionPanel *subscriptions, WorkflowPanel *workflows,
                NoticePanel *notices);

    QDockWidget *connections() const { return m_connections; }
    QDockWidget *workflows() const { return m_workflows; }
    QDockWidget *notices() const { return m_notices; }

    /// The docks that have a place in the window, hidden or not, and what is between them, from
    /// left to right and from above to below; of a dock its title, then its panel.
    QList<QWidget *> inReadingOrder(QWidget *middle) const;

    /// All docks in their first places, at their first sizes.
    void reset();

    /// Until the user sizes or moves a dock, their widths follow the window's: where it is narrow
    /// they leave the log the room for its summary. After that they keep what the user gave them as
    /// long as the log has that room.
    bool areWidthsChosen() const { return m_widthsChosen; }
    void setWidthsChosen(bool chosen);
    /// What the left and the right side had before they gave way to the log: where a window comes
    /// back smaller than it was, its docks do not show it.
    QList<int> widths() const;
    void setWidths(const QList<int> &widths);

Q_SIGNALS:
    /// A dock was moved, sized, closed or brought back.
    void changed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fitSoon();
    void fitWidths();
    void rememberWidths();
    void forgetWidths();
    /// `room` is what both sides may have together; at least they stay readable.
    void leaveRoomForTheLog(int room);
    int widthAt(Qt::DockWidgetArea side) const;
    QList<QDockWidget *> docksAt(Qt::DockWidgetArea side) const;
    QDockWidget *addDock(const QString &name, const QString &title, QWidget *panel,
                         QWidget *trailing);

    QMainWindow *m_window;
    QDockWidget *m_connections;
    QDockWidget *m_workflows;
    QDockWidget *m_notices;
    bool m_widthsChosen = false;
    int m_chosen[2] = {}; ///< the widths of the left and the right side before they gave way
    bool m_gaveWay = false;
    bool m_unknown = true; ///< m_chosen is of another arrangement
};

} // namespace eventscope

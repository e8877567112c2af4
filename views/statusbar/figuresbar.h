// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/connectionstatus.h"

#include <QStatusBar>
#include <QTimer>
#include <optional>

namespace eventscope {

class ConnectionModel;
class EventLogModel;
class FigureLabel;
class PlainLabel;
struct CaptureFigures;

/// The promise of the program in one line: received = stored + duplicate + dropped. It asks the
/// models five times a second at most and only while it is in sight. In a narrow window the figures
/// that say least are put briefly. The models are not owned.
class FiguresBar final : public QStatusBar
{
    Q_OBJECT
public:
    FiguresBar(ConnectionModel *connections, EventLogModel *log, QWidget *parent = nullptr);

    void setCapture(const CaptureFigures &figures);
    void refresh();
    /// For a few seconds in place of the figures at the left.
    void remark(const QString &text);

    /// Of the bar at its briefest: it is no reason for a wide window.
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void fit();
    void showSums();
    void showGaps(std::optional<quint64> gaps);

    ConnectionModel *m_connections;
    EventLogModel *m_log;
    FigureLabel *m_sums;
    FigureLabel *m_shown;
    FigureLabel *m_gaps;
    FigureLabel *m_capture;
    FigureLabel *m_rate;
    PlainLabel *m_problem;
    bool m_live = true; ///< else of an opened capture, which received nothing
    std::optional<quint64> m_recordedGaps; ///< of an opened capture, once they are counted
    int m_narrowest = 0; ///< wide with all put briefly
    int m_unsettled = 0; ///< refreshes in a row that saw events on their way
    QTimer m_timer;
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace eventscope {

class WayButton;

/// What stands in place of the log while there is neither a connection nor an event: three ways on.
class FirstStartPage final : public QWidget
{
    Q_OBJECT
public:
    explicit FirstStartPage(QWidget *parent = nullptr);

    /// What can be connected to; nothing in a window that is for reading.
    void setSystems(const QStringList &titles);

    /// Smaller than its texts: it must not hold open the window of the log that takes its place.
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void addConnectionWanted();
    void openCaptureWanted();
    void demoWanted();

private:
    WayButton *m_add;
};

} // namespace eventscope

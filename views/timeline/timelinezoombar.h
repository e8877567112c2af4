// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QToolButton;

namespace eventscope {

/// What can be done about a zoomed timeline, as two quiet words below its right end.
class TimelineZoomBar final : public QWidget
{
    Q_OBJECT
public:
    explicit TimelineZoomBar(QWidget *parent);

    /// Puts it at the right end of `row`.
    void place(QRect row);

Q_SIGNALS:
    void onlyThisWanted();
    void wholeLogWanted();

private:
    QToolButton *add(const QString &text, const QString &name);

    QToolButton *m_onlyThis;
    QToolButton *m_wholeLog;
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QProgressBar;
class QPushButton;

namespace eventscope {

class PlainLabel;

/// Above the log while the rest of its capture is being read: how far that is, and a way to leave
/// it at what is there.
class LoadingStrip final : public QFrame
{
    Q_OBJECT
public:
    explicit LoadingStrip(QWidget *parent = nullptr);

    void setText(const QString &text);
    /// 0 to 1000.
    void setProgress(int progress);

Q_SIGNALS:
    void stopWanted();

private:
    PlainLabel *m_text;
    QProgressBar *m_bar;
};

} // namespace eventscope

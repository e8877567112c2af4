// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QProgressBar;

namespace eventscope {

class WrapLabel;

/// Stands in place of the log while a capture is being read: how far it is, and a way out.
class LoadingPage final : public QWidget
{
    Q_OBJECT
public:
    explicit LoadingPage(QWidget *parent = nullptr);

    void setTitle(const QString &title);
    /// 0 to 1000.
    void setProgress(int progress);
    /// It holds no small window open while it is not even shown.
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void cancelled();

private:
    WrapLabel *m_title;
    QProgressBar *m_bar;
};

} // namespace eventscope

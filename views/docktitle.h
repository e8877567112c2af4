// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace eventscope {

/// The quiet head of a dock: its name in small capitals, and at the right what the panel puts
/// there. The dock can be dragged by it.
class DockTitle final : public QWidget
{
    Q_OBJECT
public:
    DockTitle(const QString &title, QWidget *trailing, QWidget *parent = nullptr);

    /// The dock asks for nothing else. All titles are equally high, with buttons or without, so
    /// that neighbours stand in one line.
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace eventscope {

/// What some keys do in every window, whatever has the focus: Alt shows the underlines of mnemonics
/// (without it they would only be noise), Return presses the button that has the focus, outside
/// dialogs too, and Shift+F10 is the Menu key. An event filter of the application; WindowStyle owns
/// it.
class WindowKeys final : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    bool showsUnderlines() const { return m_underlines; }
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void setUnderlines(bool shown);

    bool m_underlines = false;
};

} // namespace eventscope

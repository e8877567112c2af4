// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/eventlog/jsonlayout.h"

#include <QPlainTextEdit>

class QMenu;

namespace eventscope {

class PayloadColors;

/// Shows a ReadableText, coloured, to read and to select from. Plain text only.
class PayloadView final : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit PayloadView(QWidget *parent = nullptr);

    void show(const ReadableText &text);
    using QPlainTextEdit::show;

Q_SIGNALS:
    void copyAllWanted();
    /// The menu is about to be shown, for whoever has more to put into it; `line` of the text.
    void menuFilled(QMenu *menu, int line);

protected:
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void applyFont();

    PayloadColors *m_colors;
};

} // namespace eventscope

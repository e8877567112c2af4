// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/filterexpression.h"

#include <QClipboard>
#include <QLineEdit>

#include <optional>

namespace eventscope {

/// The line in which a filter is typed: its parts in their colours, and a wavy line where it is
/// wrong.
class FilterEdit final : public QLineEdit
{
    Q_OBJECT
public:
    explicit FilterEdit(QWidget *parent = nullptr);

    /// Nothing: there is no error.
    void setError(std::optional<FilterPlace> place);
    std::optional<FilterPlace> error() const { return m_error; }
    /// Pixels of a place in the text, from the left edge of the widget.
    int xOf(qsizetype position) const;

protected:
    void changeEvent(QEvent *event) override;
    void inputMethodEvent(QInputMethodEvent *event) override;
    // Each way in which a text comes from elsewhere is bounded; QLineEdit is not quick enough.
    void keyPressEvent(QKeyEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void applyFont();
    void color();
    QString fitting(const QString &text) const;
    void endUndoStep();
    void pasteFrom(QClipboard::Mode mode);

    std::optional<FilterPlace> m_error;
    bool m_composing = false; ///< an input method has text of its own in the line
    bool m_coloring = false;
};

} // namespace eventscope

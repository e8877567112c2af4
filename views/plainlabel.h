// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace eventscope {

/// A label that never takes its text for HTML. QLabel guesses, and a guess on text from a feed
/// loads files and freezes the window; so every label of the program is one of these.
class PlainLabel : public QLabel
{
    Q_OBJECT
public:
    explicit PlainLabel(QWidget *parent = nullptr) : QLabel(parent)
    {
        setTextFormat(Qt::PlainText);
    }
    explicit PlainLabel(const QString &text, QWidget *parent = nullptr) : PlainLabel(parent)
    {
        setText(text);
    }
};

} // namespace eventscope

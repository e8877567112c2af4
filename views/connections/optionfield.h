// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/dialectinfo.h"

class QPushButton;
class QWidget;

namespace eventscope {

class PlainLabel;
class WrapLabel;

/// One option in an OptionForm: its widgets, which the form's layout owns, and what is said at it.
struct OptionField
{
    Option option;
    PlainLabel *label = nullptr; ///< null for flags, which carry their own
    QWidget *editor = nullptr;
    WrapLabel *note = nullptr;
    int rowAfter = 0; ///< keeps it apart from the next one
    QPushButton *remedy = nullptr; ///< URLs only: changes http:// to ws://
    bool touched = false;
    QString problem;
    QString moved; ///< URLs only: what became of the secrets that it had,
    QString movedFrom; ///< as long as it is this one

    QString value() const;
    void setValue(const QString &value) const;
    /// Its problem, what became of its secrets, a warning or its hint, whatever matters most.
    void sayWhatIsUp() const;
    void setVisible(bool visible) const;
};

} // namespace eventscope

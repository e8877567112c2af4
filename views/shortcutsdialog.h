// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace eventscope {

class WindowActions;

/// All commands with their keys, by menu, and the keys of single panels. To be shown with open() or
/// show().
class ShortcutsDialog final : public QDialog
{
    Q_OBJECT
public:
    explicit ShortcutsDialog(const WindowActions &actions, QWidget *parent = nullptr);
};

} // namespace eventscope

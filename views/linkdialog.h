// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/weblink.h"

#include <QDialog>

class QAction;
class QDialogButtonBox;
class QMenu;
class QVBoxLayout;

namespace eventscope {

class WrapLabel;

/// Shows where a link of an event leads before the browser opens it; the only place that hands one
/// to the desktop. To be shown with open().
class LinkDialog final : public QDialog
{
    Q_OBJECT
public:
    explicit LinkDialog(WebLink link, QWidget *parent = nullptr);

private:
    void build();
    void addWarnings(QVBoxLayout *layout) const;
    QDialogButtonBox *makeButtons();
    void follow();

    const WebLink m_link;
    WrapLabel *m_problem;
};

/// Adds “Open Link…” to the menu of a value; it can be chosen only where the value is a link to the
/// web. `owner` gets the keys back when the dialog is closed.
QAction *addLinkAction(QMenu *menu, QWidget *owner, const QString &value);

} // namespace eventscope

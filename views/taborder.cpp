// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/taborder.h"

#include <algorithm>

namespace eventscope {

namespace {

bool isStop(const QWidget *widget, const QWidget *window)
{
    if (!(widget->focusPolicy() & Qt::TabFocus) || widget->focusProxy() || !widget->isEnabled()
        || !widget->isVisible() || widget->window() != window)
        return false;
    // Of docks that share a place, Qt puts all but one outside of the window.
    return window->rect().intersects({widget->mapTo(window, QPoint()), widget->size()});
}

} // namespace

bool focusNextStop(QWidget *window, const QList<QWidget *> &parts, bool forward)
{
    const QWidget *here = window->focusWidget();
    QList<QWidget *> stops;
    for (QWidget *next = window->nextInFocusChain(); next != window;
         next = next->nextInFocusChain()) {
        if (next == here || isStop(next, window))
            stops.append(next);
    }
    const auto place = [&parts](const QWidget *stop) {
        const auto part = std::find_if(parts.rbegin(), parts.rend(), [stop](const QWidget *one) {
            return one == stop || one->isAncestorOf(stop);
        });
        return part == parts.rend() ? parts.size() + 1 : parts.rend() - part;
    };
    std::stable_sort(
        stops.begin(), stops.end(),
        [&place](const QWidget *one, const QWidget *other) { return place(one) < place(other); });
    const qsizetype count = stops.size();
    const qsizetype at = stops.indexOf(here);
    if (count == 0 || (count == 1 && at == 0))
        return false;
    const qsizetype from = at < 0 && forward ? count - 1 : std::max<qsizetype>(at, 0);
    const qsizetype to = (from + (forward ? 1 : count - 1)) % count;
    stops[to]->setFocus(forward ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    return true;
}

} // namespace eventscope

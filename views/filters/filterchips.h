// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>

#include <functional>
#include <vector>

class QMenu;
class QToolButton;

namespace eventscope {

class FilterChip;
class FilterSetModel;

/// The saved filters as a row of switches. What has no room goes into a menu behind it. The model
/// is not owned and outlives it.
class FilterChips final : public QWidget
{
    Q_OBJECT
public:
    explicit FilterChips(FilterSetModel *filters, QWidget *parent = nullptr);

    /// Shows the chips that `width` has room for; sizeHint() is what they take then.
    void fitInto(int width);
    const std::vector<FilterChip *> &chips() const { return m_chips; } ///< in order
    int hiddenCount() const; ///< chips that are in the menu
    /// What takes the focus, in order.
    QList<QWidget *> tabStops() const;

    /// Ids and names of the connections that there are, for "on by default".
    void setConnections(std::function<std::vector<std::pair<QString, QString>>()> connections);
    QSize sizeHint() const override { return m_wanted; }

    /// What can be done with one filter; the caller owns and shows the menu.
    void fillMenu(QMenu *menu, int row);

Q_SIGNALS:
    void editWanted(int row);
    /// Its text is to go into the bar.
    void textWanted(const QString &text);
    void sizeWanted(); ///< there are more, fewer or other chips
    void problem(const QString &sentence);

private:
    void rebuild();
    void refresh();
    void showMenu(int row, QPoint globalAt);
    void fillOverflow();
    void fillColors(QMenu *menu, int row);
    void fillConnections(QMenu *menu, int row);
    template<typename Change>
    void change(int row, Change with);

    FilterSetModel *m_filters;
    std::vector<FilterChip *> m_chips;
    QToolButton *m_more;
    QMenu *m_overflow;
    std::function<std::vector<std::pair<QString, QString>>()> m_connections;
    int m_room = 0;
    QSize m_wanted;
    size_t m_shown = 0;
};

} // namespace eventscope

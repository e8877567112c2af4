// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filters/filterchips.h"

#include "models/event/displaytext.h"
#include "models/filtersetmodel.h"
#include "views/filters/filterchip.h"
#include "views/filters/savedfiltertexts.h"
#include "views/theme.h"

#include <QActionGroup>
#include <QMenu>
#include <QToolButton>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// A name in a menu: `&` would be taken for a key.
QString chipMenuText(const QString &name)
{
    return displayText(name, SavedFilter::maxName).replace(u'&', u"&&"_s);
}

} // namespace

FilterChips::FilterChips(FilterSetModel *filters, QWidget *parent)
    : QWidget(parent), m_filters(filters), m_more(new QToolButton(this)),
      m_overflow(new QMenu(this))
{
    setObjectName(u"filterChips"_s);
    setAccessibleName(tr("Saved filters"));
    m_more->setObjectName(u"moreFilters"_s);
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setMenu(m_overflow);
    m_more->setToolTip(tr("Saved filters that have no room in the bar"));
    m_more->hide();
    connect(m_overflow, &QMenu::aboutToShow, this, &FilterChips::fillOverflow);
    connect(filters, &QAbstractItemModel::dataChanged, this, &FilterChips::refresh);
    connect(filters, &QAbstractItemModel::rowsInserted, this, &FilterChips::rebuild);
    connect(filters, &QAbstractItemModel::rowsRemoved, this, &FilterChips::rebuild);
    connect(filters, &QAbstractItemModel::rowsMoved, this, &FilterChips::rebuild);
    connect(filters, &QAbstractItemModel::modelReset, this, &FilterChips::rebuild);
    rebuild();
}

void FilterChips::setConnections(
    std::function<std::vector<std::pair<QString, QString>>()> connections)
{
    m_connections = std::move(connections);
}

QList<QWidget *> FilterChips::tabStops() const
{
    QList<QWidget *> stops(m_chips.begin(), m_chips.end());
    stops.append(m_more);
    return stops;
}

int FilterChips::hiddenCount() const
{
    return int(m_chips.size() - m_shown);
}

void FilterChips::rebuild()
{
    const auto count = size_t(m_filters->rowCount());
    while (m_chips.size() > count) {
        m_chips.back()->hide();
        m_chips.back()->deleteLater(); // it may be what was clicked
        m_chips.pop_back();
    }
    while (m_chips.size() < count) {
        auto *chip = new FilterChip(this);
        const int row = int(m_chips.size());
        connect(chip, &QAbstractButton::clicked, this,
                [this, row](bool on) { m_filters->setOn(row, on); });
        connect(chip, &FilterChip::menuWanted, this, [this, row](QPoint at) { showMenu(row, at); });
        m_chips.push_back(chip);
    }
    refresh();
}

void FilterChips::refresh()
{
    for (size_t row = 0; row < m_chips.size(); ++row) {
        const SavedFilter &filter = m_filters->filterAt(int(row));
        m_chips[row]->setFilter(filter, filter.problem());
    }
    fitInto(m_room);
    Q_EMIT sizeWanted();
}

void FilterChips::fitInto(int width)
{
    m_room = width;
    const int space = margin(fontMetrics(), 0.4);
    m_more->setText(tr("+%1").arg(m_chips.size()));
    const int moreWidth = m_more->sizeHint().width();
    int left = 0;
    int high = fontMetrics().height();
    m_shown = 0;
    for (size_t i = 0; i < m_chips.size(); ++i) {
        const QSize size = m_chips[i]->sizeHint();
        high = std::max(high, size.height());
        const bool last = i + 1 == m_chips.size();
        if (left + size.width() + (last ? 0 : space + moreWidth) > width)
            break;
        left += size.width() + space;
        ++m_shown;
    }
    int x = 0;
    for (size_t i = 0; i < m_chips.size(); ++i) {
        m_chips[i]->setVisible(i < m_shown);
        if (i >= m_shown)
            continue;
        m_chips[i]->setGeometry(QRect(QPoint(x, 0), m_chips[i]->sizeHint()));
        x += m_chips[i]->width() + space;
    }
    m_more->setVisible(m_shown < m_chips.size());
    if (m_shown < m_chips.size()) {
        const auto hiddenOn =
            std::count_if(m_chips.begin() + qptrdiff(m_shown), m_chips.end(),
                          [](const FilterChip *chip) { return chip->isChecked(); });
        m_more->setText(tr("+%1").arg(hiddenCount()));
        m_more->setAccessibleName(
            hiddenOn > 0
                ? tr("%1 more saved filters, %2 of them on").arg(hiddenCount()).arg(hiddenOn)
                : tr("%1 more saved filters").arg(hiddenCount()));
        m_more->setFont(hiddenOn > 0 ? strongFont(font()) : font());
        m_more->setGeometry(x, 0, moreWidth, high);
        x += moreWidth + space;
    }
    m_wanted = {std::max(x - space, 0), high};
    setVisible(!m_chips.empty());
}

void FilterChips::showMenu(int row, QPoint globalAt)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(menu, row);
    menu->popup(globalAt);
}

void FilterChips::fillOverflow()
{
    m_overflow->clear();
    for (int row = int(m_shown); row < m_filters->rowCount(); ++row) {
        const SavedFilter &filter = m_filters->filterAt(row);
        QMenu *menu = m_overflow->addMenu(filterIcon(filter, fontMetrics().height()),
                                          filter.on ? tr("%1 (on)").arg(chipMenuText(filter.name))
                                                    : chipMenuText(filter.name));
        fillMenu(menu, row);
    }
}

/// Changes one filter, and says why if that cannot be.
template<typename Change>
void FilterChips::change(int row, Change with)
{
    if (row >= m_filters->rowCount())
        return;
    SavedFilter filter = m_filters->filterAt(row);
    with(filter);
    if (const auto done = m_filters->change(row, filter); !done)
        Q_EMIT problem(done.error());
}

void FilterChips::fillMenu(QMenu *menu, int row)
{
    const SavedFilter filter = m_filters->filterAt(row);
    const auto add = [&](const QString &text, auto act) {
        QAction *action = menu->addAction(text);
        connect(action, &QAction::triggered, this, act);
        return action;
    };
    QAction *on = add(tr("&On"), [this, row, filter] { m_filters->setOn(row, !filter.on); });
    on->setCheckable(true);
    on->setChecked(filter.on);
    menu->addSeparator();
    auto *effects = new QActionGroup(menu);
    for (const auto &[effect, text] :
         {std::pair(FilterEffect::Include, tr("&Show Only What Matches")),
          std::pair(FilterEffect::Exclude, tr("&Hide What Matches")),
          std::pair(FilterEffect::Mark, tr("&Mark What Matches"))}) {
        QAction *action = add(text, [this, row, effect = effect] {
            change(row, [effect](SavedFilter &one) { one.effect = effect; });
        });
        action->setCheckable(true);
        action->setChecked(filter.effect == effect);
        effects->addAction(action);
    }
    menu->addSeparator();
    fillColors(menu->addMenu(tr("&Colour")), row);
    fillConnections(menu->addMenu(tr("On by &Default For")), row);
    add(tr("&Edit…"), [this, row] { Q_EMIT editWanted(row); });
    add(tr("&Put Into the Bar"), [this, filter] { Q_EMIT textWanted(filter.text); });
    add(tr("Move &Left"), [this, row] { m_filters->move(row, row - 1); })->setEnabled(row > 0);
    add(tr("Move &Right"), [this, row] {
        m_filters->move(row, row + 2);
    })->setEnabled(row + 1 < m_filters->rowCount());
    menu->addSeparator();
    add(tr("Remo&ve"), [this, row] { m_filters->remove(row); });
}

void FilterChips::fillColors(QMenu *menu, int row)
{
    auto *group = new QActionGroup(menu);
    for (int color = 0; color < SavedFilter::colors; ++color) {
        SavedFilter sample = m_filters->filterAt(row);
        const bool chosen = sample.color == color;
        sample.color = color;
        QAction *action =
            menu->addAction(filterIcon(sample, fontMetrics().height()), filterColorName(color));
        action->setIconVisibleInMenu(true);
        action->setCheckable(true);
        action->setChecked(chosen);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, row, color] {
            change(row, [color](SavedFilter &one) { one.color = color; });
        });
    }
}

void FilterChips::fillConnections(QMenu *menu, int row)
{
    const QStringList &onFor = m_filters->filterAt(row).onFor;
    if (m_connections) {
        auto connections = m_connections();
        std::stable_sort(connections.begin(), connections.end(), [](const auto &a, const auto &b) {
            return QString::localeAwareCompare(a.second.toCaseFolded(), b.second.toCaseFolded())
                < 0;
        });
        for (const auto &[id, name] : connections) {
            QAction *action = menu->addAction(chipMenuText(name));
            action->setCheckable(true);
            action->setChecked(onFor.contains(id));
            connect(action, &QAction::triggered, this, [this, row, id = id](bool checked) {
                change(row, [&](SavedFilter &one) {
                    one.onFor.removeAll(id);
                    if (checked)
                        one.onFor.append(id);
                });
            });
        }
    }
    menu->menuAction()->setEnabled(!menu->isEmpty());
}

} // namespace eventscope

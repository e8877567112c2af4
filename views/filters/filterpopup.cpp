// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filters/filterpopup.h"

#include "models/event/displaytext.h"
#include "views/shapedtext.h"
#include "views/theme.h"

#include <QEvent>
#include <QListView>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostRows = 12;
constexpr int longestShown = 120;

/// What is offered at the left, what it means at the right.
class CandidateDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const Theme &theme = currentTheme();
        const bool chosen = option.state & QStyle::State_Selected;
        painter->fillRect(option.rect, chosen ? theme.selection : theme.field);
        const int space = margin(option.fontMetrics);
        const QRect room = option.rect.adjusted(space, 0, -space, 0);
        const QFont fixed = fixedFont(option.font);
        const QFontMetrics metrics(shapedFont(fixed));
        const QString text = index.data().toString();
        const int wide = std::min(metrics.horizontalAdvance(text), room.width());
        painter->setFont(fixed);
        painter->setPen(theme.text);
        drawFixedText(painter, room, Qt::ElideMiddle, text);
        painter->setFont(option.font);
        painter->setPen(theme.dim);
        const QRect rest = room.adjusted(wide + 2 * space, 0, 0, 0);
        painter->drawText(rest, Qt::AlignRight | Qt::AlignVCenter,
                          option.fontMetrics.elidedText(index.data(Qt::UserRole).toString(),
                                                        Qt::ElideRight, rest.width()));
    }
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QFontMetrics metrics(shapedFont(fixedFont(option.font)));
        return {metrics.horizontalAdvance(index.data().toString())
                    + option.fontMetrics.horizontalAdvance(index.data(Qt::UserRole).toString())
                    + 6 * margin(option.fontMetrics),
                rowHeight(option.fontMetrics)};
    }
};

} // namespace

FilterPopup::FilterPopup(QWidget *line)
    : QFrame(line->window()), m_line(line), m_list(new QListView(this)),
      m_rows(new QStandardItemModel(this))
{
    setObjectName(u"filterPopup"_s);
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    setFocusPolicy(Qt::NoFocus);
    m_list->setObjectName(u"filterCandidates"_s);
    m_list->setAccessibleName(tr("What the filter could go on with"));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setUniformItemSizes(true);
    m_list->setItemDelegate(new CandidateDelegate(m_list));
    m_list->setModel(m_rows);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->addWidget(m_list);
    connect(m_list, &QListView::clicked, this,
            [this](const QModelIndex &index) { Q_EMIT clicked(index.row()); });
    line->window()->installEventFilter(this);
    hide();
}

void FilterPopup::open(const QVector<FilterCandidate> &candidates, int x)
{
    m_candidates = candidates;
    m_rows->clear();
    int wide = 0;
    QStyleOptionViewItem option;
    option.font = m_list->font();
    option.fontMetrics = m_list->fontMetrics();
    for (const FilterCandidate &candidate : candidates) {
        auto *item = new QStandardItem(displayText(candidate.shown.left(longestShown)));
        item->setData(displayText(candidate.explanation.left(longestShown)), Qt::UserRole);
        m_rows->appendRow(item);
        wide = std::max(wide, m_list->itemDelegate()->sizeHint(option, item->index()).width());
    }
    const QWidget *window = m_line->window();
    if (parentWidget() != window) // the line was put into another window
        setParent(const_cast<QWidget *>(window)); // NOLINT(cppcoreguidelines-pro-type-const-cast)
    const int rows = std::min(int(candidates.size()), mostRows);
    m_wanted = {wide + 2 * margin(fontMetrics()), rows * rowHeight(fontMetrics()) + 4};
    m_x = x;
    place();
    raise();
    show();
}

void FilterPopup::setSentence(QWidget *sentence)
{
    m_sentence = sentence;
    sentence->installEventFilter(this);
}

void FilterPopup::place()
{
    const QWidget *window = m_line->window();
    QPoint below = m_line->mapTo(window, QPoint(m_x, m_line->height() + 2));
    if (m_sentence && m_sentence->isVisible() && m_sentence->window() == window)
        below.setY(std::max(below.y(),
                            m_sentence->mapTo(window, QPoint(0, m_sentence->height() + 2)).y()));
    const int wide = std::min({m_wanted.width(), m_line->width(), window->width() - 4});
    resize(wide, std::min(m_wanted.height(), window->height() - below.y() - 4));
    move(std::clamp(below.x(), 0, std::max(window->width() - wide, 0)), below.y());
}

int FilterPopup::current() const
{
    return m_list->currentIndex().isValid() ? m_list->currentIndex().row() : -1;
}

void FilterPopup::setCurrent(int row)
{
    m_list->setCurrentIndex(m_rows->index(row, 0));
    if (row >= 0 && row < m_candidates.size())
        Q_EMIT currentChanged(m_candidates[row].shown);
}

bool FilterPopup::eventFilter(QObject *watched, QEvent *event)
{
    if (!m_line)
        return false;
    // What it belongs to has moved away below it.
    if (watched == m_line->window()
        && (event->type() == QEvent::Resize || event->type() == QEvent::WindowDeactivate))
        hide();
    if (watched == m_sentence && isVisible()
        && (event->type() == QEvent::Show || event->type() == QEvent::Hide
            || event->type() == QEvent::Move || event->type() == QEvent::Resize))
        place();
    return QFrame::eventFilter(watched, event);
}

} // namespace eventscope

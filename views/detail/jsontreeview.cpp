// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/detail/jsontreeview.h"

#include "models/event/utf16.h"
#include "models/jsontreemodel.h"
#include "views/detail/jsontreemenu.h"
#include "views/detail/valuedialog.h"
#include "views/openabove.h"
#include "views/shapedtext.h"
#include "views/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScopedValueRollback>
#include <QStyle>
#include <QStyledItemDelegate>

#include <algorithm>
#include <deque>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int usualRows = 60; ///< opened without being asked
constexpr int mostBelow = 2'000;
constexpr size_t mostWishes = 100;
constexpr size_t longestCopy = 64U << 20;

QColor colorOf(JsonPart part)
{
    const Theme &theme = currentTheme();
    switch (part) {
    case JsonPart::Key:
        return theme.link;
    case JsonPart::String:
        return theme.success;
    case JsonPart::Number:
    case JsonPart::Literal:
        return theme.warning;
    case JsonPart::Place:
    case JsonPart::Faded:
    case JsonPart::Summary:
        return theme.dim;
    }
    return theme.text;
}

class PartDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QSize size = QStyledItemDelegate::sizeHint(option, index);
        return {size.width(), option.fontMetrics.height() * 5 / 4};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        QStyleOptionViewItem item(option);
        initStyleOption(&item, index);
        const QStyle *style = item.widget->style();
        const QString text = std::exchange(item.text, QString());
        if (shapedRanges(text).isEmpty())
            return QStyledItemDelegate::paint(painter, option, index);
        style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);
        const int inset = style->pixelMetric(QStyle::PM_FocusFrameHMargin, &item, item.widget) + 1;
        painter->save();
        painter->setFont(item.font);
        painter->setPen(item.palette.color(QPalette::Text));
        drawFixedText(painter, item.rect.adjusted(inset, 0, -inset, 0), item.textElideMode, text);
        painter->restore();
    }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const QColor color = colorOf(JsonPart(index.data(JsonTreeRole::Part).toInt()));
        option->palette.setColor(QPalette::Text, color);
        option->palette.setColor(QPalette::HighlightedText, color);
        option->textElideMode = Qt::ElideRight;
    }
};

} // namespace

JsonTreeView::JsonTreeView(QWidget *parent) : QTreeView(parent), m_model(new JsonTreeModel(this))
{
    setObjectName(u"jsonTree"_s);
    setAccessibleName(tr("Event as a tree"));
    setFrameShape(QFrame::NoFrame);
    setModel(m_model);
    setItemDelegate(new PartDelegate(this));
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setHeaderHidden(true);
    setFont(fixedFont(font()));
    setIndentation(fontMetrics().averageCharWidth() * 2);
    setExpandsOnDoubleClick(false);
    header()->setStretchLastSection(true);
    header()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 6);
    connect(this, &QTreeView::expanded, this,
            [this](const QModelIndex &index) { rememberWish(index, true); });
    connect(this, &QTreeView::collapsed, this,
            [this](const QModelIndex &index) { rememberWish(index, false); });
    connect(this, &QTreeView::doubleClicked, this, [this](const QModelIndex &index) {
        if (index.siblingAtColumn(0).data(JsonTreeRole::IsLong).toBool())
            showWhole(index);
        else
            setExpanded(index.siblingAtColumn(0), !isExpanded(index.siblingAtColumn(0)));
    });
}

void JsonTreeView::setDocument(std::shared_ptr<const JsonDocument> document)
{
    if (const QModelIndex current = currentIndex(); current.isValid())
        m_currentPath = m_model->node(current)->path();
    const QScopedValueRollback automatic(m_byHand, false);
    m_model->setDocument(std::move(document));
    openUsual();
    applyWishes();
    fitNames();
    QModelIndex current = m_currentPath.empty() ? QModelIndex() : m_model->findPath(m_currentPath);
    if (!current.isValid())
        current = m_model->index(0, 0);
    if (current.isValid())
        selectionModel()->setCurrentIndex(
            current, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    // Where it was does not matter if it is closed above.
    if (current.isValid() && isVisible() && !m_currentPath.empty())
        scrollTo(current);
}

void JsonTreeView::openUsual()
{
    std::deque<QModelIndex> open;
    int rows = m_model->rowCount();
    for (int row = 0; row < std::min(rows, usualRows); ++row)
        open.push_back(m_model->index(row, 0));
    while (!open.empty()) {
        const QModelIndex index = open.front();
        open.pop_front();
        const JsonTreeNode *node = m_model->node(index);
        const JsonRef value = node->value();
        // What a text holds is opened where it is base64, which says nothing to a reader.
        const bool decodes = value.isString() && node->mayOpen();
        const int more = decodes ? 1 : int(std::min(value.size(), 10'000U));
        constexpr size_t decodedUnasked = 64 * 1024;
        if ((decodes && value.raw().size() > decodedUnasked) || !node->mayOpen()
            || node->kind() == JsonTreeNode::Kind::Slice || rows + more > usualRows)
            continue;
        if (m_model->canFetchMore(index))
            m_model->fetchMore(index);
        expand(index);
        rows += m_model->rowCount(index);
        for (int row = 0; row < m_model->rowCount(index); ++row)
            open.push_back(m_model->index(row, 0, index));
    }
}

void JsonTreeView::applyWishes()
{
    for (const Wish &wish : m_wishes) {
        if (const QModelIndex index = m_model->findPath(wish.path); index.isValid())
            setExpanded(index, wish.open);
    }
}

void JsonTreeView::rememberWish(const QModelIndex &index, bool open)
{
    const JsonTreeNode *node = m_model->node(index);
    if (!m_byHand || node->kind() != JsonTreeNode::Kind::Value)
        return;
    auto path = node->path();
    std::erase_if(m_wishes, [&path](const Wish &wish) { return wish.path == path; });
    if (m_wishes.size() >= mostWishes)
        m_wishes.erase(m_wishes.begin());
    m_wishes.push_back({std::move(path), open});
}

/// As wide as the names that can be seen, and never more than half.
void JsonTreeView::fitNames()
{
    int wide = header()->minimumSectionSize();
    QModelIndex index = m_model->index(0, 0);
    for (int row = 0; row < mostBelow / 10 && index.isValid(); ++row) {
        int depth = 1;
        for (QModelIndex above = index.parent(); above.isValid(); above = above.parent())
            ++depth;
        wide = std::max(
            wide, depth * indentation() + fontMetrics().horizontalAdvance(index.data().toString()));
        index = indexBelow(index);
    }
    const int room = viewport()->width() / 2;
    header()->resizeSection(JsonTreeModel::Name,
                            std::clamp(wide + 2 * margin(fontMetrics()),
                                       header()->minimumSectionSize(),
                                       std::max(room, header()->minimumSectionSize())));
}

void JsonTreeView::expandBelow(const QModelIndex &index)
{
    const QScopedValueRollback automatic(m_byHand, false);
    setUpdatesEnabled(false);
    std::deque<QModelIndex> open{index.siblingAtColumn(0)};
    int rows = 0;
    bool all = true;
    while (!open.empty()) {
        const QModelIndex one = open.front();
        open.pop_front();
        if (!m_model->hasChildren(one))
            continue;
        if (rows >= mostBelow) {
            all = false;
            break;
        }
        if (m_model->canFetchMore(one))
            m_model->fetchMore(one);
        expand(one);
        rows += m_model->rowCount(one);
        for (int row = 0; row < m_model->rowCount(one); ++row)
            open.push_back(m_model->index(row, 0, one));
    }
    setUpdatesEnabled(true);
    fitNames();
    if (!all)
        Q_EMIT remark(tr("Opened the first %1 rows below.").arg(countText(quint64(rows))));
}

void JsonTreeView::copyPath(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    QApplication::clipboard()->setText(m_model->path(index));
    Q_EMIT remark(tr("Copied the path."));
}

void JsonTreeView::copyValue(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const std::string text = m_model->valueText(index);
    if (text.size() > longestCopy || m_model->isBytes(index)) {
        Q_EMIT remark(m_model->isBytes(index)
                          ? tr("These bytes are no text; copy them as JSON, in base64.")
                          : tr("This is too long for the clipboard."));
        return;
    }
    QApplication::clipboard()->setText(toUtf16(text));
    Q_EMIT remark(tr("Copied the value."));
}

void JsonTreeView::copyJson(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const std::string text = m_model->jsonText(index);
    QApplication::clipboard()->setText(toUtf16(text));
    Q_EMIT remark(tr("Copied as JSON."));
}

void JsonTreeView::showWhole(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const JsonTreeNode *node = m_model->node(index);
    const bool container = node->value().isObject() || node->value().isArray();
    const ValueDialog::Form form = m_model->isBytes(index) ? ValueDialog::Form::Bytes
        : container                                        ? ValueDialog::Form::Json
                                                           : ValueDialog::Form::Text;
    openAbove(this,
              new ValueDialog(m_model->path(index),
                              container ? m_model->jsonText(index) : m_model->valueText(index),
                              form, this));
}

void JsonTreeView::reveal(const QModelIndex &index)
{
    const QScopedValueRollback automatic(m_byHand, false);
    setCurrentIndex(index);
    scrollTo(index, PositionAtCenter);
}

bool JsonTreeView::takesKey(const QKeyEvent &event) const
{
    return event.matches(QKeySequence::Copy) || event.matches(QKeySequence::Find)
        || event.keyCombination() == (Qt::CTRL | Qt::SHIFT | Qt::Key_C)
        || event.keyCombination() == (Qt::CTRL | Qt::ALT | Qt::Key_C);
}

bool JsonTreeView::event(QEvent *event)
{
    // The window has these keys for the log; with the focus here they are about this.
    if (event->type() == QEvent::ShortcutOverride && takesKey(*static_cast<QKeyEvent *>(event))) {
        event->accept();
        return true;
    }
    return QTreeView::event(event);
}

void JsonTreeView::keyPressEvent(QKeyEvent *event)
{
    const QModelIndex current = currentIndex().siblingAtColumn(0);
    const bool plain = event->modifiers() == Qt::NoModifier
        || event->modifiers() == Qt::KeypadModifier || event->modifiers() == Qt::ShiftModifier;
    if (event->matches(QKeySequence::Copy))
        copyValue(current);
    else if (event->matches(QKeySequence::Find) || (plain && event->key() == Qt::Key_Slash))
        Q_EMIT searchWanted();
    else if (event->keyCombination() == (Qt::CTRL | Qt::SHIFT | Qt::Key_C))
        copyJson(current);
    else if (event->keyCombination() == (Qt::CTRL | Qt::ALT | Qt::Key_C))
        copyPath(current);
    else if (plain && event->key() == Qt::Key_Asterisk) // Qt's own has no bound
        expandBelow(current);
    else if (plain && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        current.data(JsonTreeRole::IsLong).toBool() ? showWhole(current)
                                                    : setExpanded(current, !isExpanded(current));
    else
        QTreeView::keyPressEvent(event);
}

void JsonTreeView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = byKey ? currentIndex() : indexAt(event->pos());
    if (!index.isValid())
        return;
    setCurrentIndex(index);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillJsonTreeMenu(menu, this, index.siblingAtColumn(0));
    menu->popup(byKey ? viewport()->mapToGlobal(visualRect(index).bottomLeft())
                      : event->globalPos());
}

void JsonTreeView::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    if (event->oldSize().width() != event->size().width())
        fitNames();
}

void JsonTreeView::changeEvent(QEvent *event)
{
    QTreeView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        viewport()->update();
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filters/filterhelp.h"

#include "models/query/filterfields.h"
#include "views/plainlabel.h"
#include "views/theme.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QStyledItemDelegate>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

enum HelpColumn : int { Form, Meaning, Example, Count };

/// Rows with some air, so that two lines are seen to belong together.
class AiryDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        QStyleOptionViewItem inner = option;
        inner.rect.adjust(0, margin(option.fontMetrics, 0.25), 0, 0);
        QStyledItemDelegate::paint(painter, inner, index);
    }
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QSize size = QStyledItemDelegate::sizeHint(option, index);
        const auto *view = qobject_cast<const QTreeView *>(option.widget);
        if (view && index.parent().isValid() && index.column() == Meaning) {
            const int width = view->columnWidth(Meaning) - margin(option.fontMetrics);
            size.setHeight(option.fontMetrics
                               .boundingRect(QRect(0, 0, width, 10'000), Qt::TextWordWrap,
                                             index.data().toString())
                               .height());
        }
        // It is as wide as its longest text, which is not to touch the next.
        const int gap = index.column() == Form ? margin(option.fontMetrics) : 0;
        return size + QSize(gap, margin(option.fontMetrics, 0.5));
    }
};

} // namespace

FilterHelp::FilterHelp(QWidget *parent) : QDialog(parent), m_table(new QTreeWidget(this))
{
    setObjectName(u"filterHelp"_s);
    setWindowTitle(tr("Filters"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *hint =
        new PlainLabel(tr("Conditions one after the other must all hold. Choose an example "
                          "to put it into the bar."),
                       this);
    hint->setWordWrap(true);
    buildTable();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(hint);
    layout->addWidget(m_table, 1);
    layout->addWidget(buttons);
    const int unit = fontMetrics().height();
    resize(unit * 68, unit * 40);
}

void FilterHelp::buildTable()
{
    m_table->setObjectName(u"filterHelpTable"_s);
    m_table->setAccessibleName(tr("The language of filters"));
    m_table->setColumnCount(Count);
    m_table->setHeaderLabels({tr("What"), tr("What it means"), tr("Example")});
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setRootIsDecorated(false);
    m_table->setItemsExpandable(false);
    m_table->setWordWrap(true);
    m_table->setIndentation(margin(fontMetrics()));
    m_table->setItemDelegate(new AiryDelegate(m_table));
    fill();
    m_table->expandAll();
    m_table->header()->setSectionResizeMode(Meaning, QHeaderView::Stretch);
    m_table->header()->setStretchLastSection(false);
    m_table->resizeColumnToContents(Form);
    m_table->resizeColumnToContents(Example);
    // How high a row is depends on how its text is broken.
    connect(m_table->header(), &QHeaderView::sectionResized, m_table,
            [this] { m_table->doItemsLayout(); });
    const auto choose = [this](const QTreeWidgetItem *item) {
        if (const QString text = item->data(Example, Qt::UserRole).toString(); !text.isEmpty())
            Q_EMIT exampleChosen(text);
    };
    connect(m_table, &QTreeWidget::itemClicked, this,
            [choose](const QTreeWidgetItem *item, int column) {
                if (column == Example)
                    choose(item);
            });
    connect(m_table, &QTreeWidget::itemActivated, this, choose);
}

void FilterHelp::fill()
{
    for (const FilterFieldInfo &field : filterFields()) {
        const QString names = field.aliases.isEmpty()
            ? field.name
            : field.name + u", "_s + field.aliases.join(u", "_s);
        const QString meaning =
            field.values.isEmpty() ? field.meaning : field.meaning + u"\n"_s + field.values;
        addRow(tr("Fields"), names, meaning, field.example);
    }
    for (const FilterSyntaxInfo &row : filterSyntax())
        addRow(tr("Comparing and joining"), row.form, row.meaning, row.example);
    for (const FilterSyntaxInfo &row : filterFlags())
        addRow(tr("What is special about an event"), row.form, row.meaning, row.example);
}

void FilterHelp::addRow(const QString &section, const QString &form, const QString &meaning,
                        const QString &example)
{
    const int sections = m_table->topLevelItemCount();
    QTreeWidgetItem *head = sections > 0 ? m_table->topLevelItem(sections - 1) : nullptr;
    if (!head || head->text(Form) != section) {
        head = new QTreeWidgetItem(m_table, {section});
        head->setFirstColumnSpanned(true);
        head->setFont(Form, strongFont(font()));
        head->setFlags(Qt::ItemIsEnabled);
    }
    auto *item = new QTreeWidgetItem(head, {form, meaning, example});
    item->setData(Example, Qt::UserRole, example);
    for (const int column : {int(Form), int(Example)})
        item->setFont(column, fixedFont(font()));
    item->setForeground(Example, currentTheme().link);
    for (int column = 0; column < Count; ++column)
        item->setTextAlignment(column, Qt::AlignLeft | Qt::AlignTop);
}

} // namespace eventscope

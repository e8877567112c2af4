// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/subscriptions/filterrows.h"

#include "views/plainlabel.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSet>
#include <QToolButton>
#include <QVBoxLayout>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxColumn = 128;
constexpr int maxValue = 1024;
constexpr size_t mostFilterRows = 24;

} // namespace

/// A filter on a column. The widget is the parent of its fields and goes with the row.
struct FilterRows::Row
{
    QWidget *widget = nullptr;
    QLineEdit *column = nullptr;
    QLineEdit *value = nullptr;
    QToolButton *remove = nullptr;

    bool isEmpty() const { return column->text().trimmed().isEmpty() && value->text().isEmpty(); }
};

struct FilterRows::State
{
    DialectInfo dialect;
    QGridLayout *known = nullptr;
    QMap<QString, QComboBox *> choices; ///< by the key of the filter
    QVBoxLayout *columns = nullptr; ///< null: the system has no filters on columns
    std::vector<std::unique_ptr<Row>> rows;
    bool filling = false;
};

FilterRows::FilterRows(const DialectInfo &dialect, QWidget *parent)
    : QWidget(parent), m_state(std::make_unique<State>())
{
    m_state->dialect = dialect;
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(margin(fontMetrics(), 0.5));
    m_state->known = new QGridLayout;
    m_state->known->setHorizontalSpacing(margin(fontMetrics(), 0.75));
    m_state->known->setColumnStretch(1, 1);
    layout->addLayout(m_state->known);
    for (const QString &key : dialect.filterKeys) {
        if (key != u"*")
            addKnown(key, dialect.knownFilters.value(key));
    }
    if (!dialect.filterKeys.contains(u"*"_s))
        return;
    m_state->columns = new QVBoxLayout;
    m_state->columns->setSpacing(margin(fontMetrics(), 0.3));
    layout->addLayout(m_state->columns);
    if (!dialect.filterHint.isEmpty())
        layout->addWidget(new WrapLabel(dialect.filterHint, WrapLabel::Tone::Dim));
    addRow();
    refresh();
}

FilterRows::~FilterRows() = default;

void FilterRows::addKnown(const QString &key, const KnownFilter &filter)
{
    const QString label = filter.label.isEmpty() ? key : filter.label;
    auto *choice = new QComboBox;
    choice->setEditable(true);
    choice->setInsertPolicy(QComboBox::NoInsert);
    choice->addItem(QString());
    choice->addItems(filter.values);
    choice->setAccessibleName(label);
    choice->lineEdit()->setPlaceholderText(tr("all"));
    choice->lineEdit()->setMaxLength(maxValue);
    auto *shown = new PlainLabel(label);
    const int row = int(m_state->choices.size());
    m_state->known->addWidget(shown, row, 0);
    m_state->known->addWidget(choice, row, 1);
    m_state->choices.insert(key, choice);
    connect(choice, &QComboBox::currentTextChanged, this, &FilterRows::edited);
}

FilterRows::Row *FilterRows::addRow(const QString &column, const QString &value)
{
    auto made = std::make_unique<Row>();
    Row *row = made.get();
    row->widget = new QWidget;
    auto *layout = new QHBoxLayout(row->widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(margin(fontMetrics(), 0.4));
    row->column = new QLineEdit(column);
    row->column->setPlaceholderText(tr("column"));
    row->column->setMaxLength(maxColumn);
    row->value = new QLineEdit(value);
    row->value->setPlaceholderText(tr("value"));
    row->value->setMaxLength(maxValue);
    row->remove = new QToolButton;
    row->remove->setText(severityGlyph(Severity::Error));
    row->remove->setAutoRaise(true);
    row->remove->setFocusPolicy(Qt::TabFocus);
    for (QLineEdit *field : {row->column, row->value}) {
        field->setFont(fixedFont(font()));
        connect(field, &QLineEdit::textEdited, this, &FilterRows::edited);
    }
    layout->addWidget(row->column, 2);
    layout->addWidget(new PlainLabel(u"="_s));
    layout->addWidget(row->value, 3);
    layout->addWidget(row->remove);
    // Queued: the row goes with the button that was clicked.
    connect(
        row->remove, &QToolButton::clicked, this, [this, row] { removeRow(row); },
        Qt::QueuedConnection);
    m_state->columns->addWidget(row->widget);
    m_state->rows.push_back(std::move(made));
    return row;
}

void FilterRows::removeRow(Row *row)
{
    const auto found = std::find_if(m_state->rows.begin(), m_state->rows.end(),
                                    [row](const auto &one) { return one.get() == row; });
    if (found == m_state->rows.end())
        return;
    const auto at = found - m_state->rows.begin();
    const std::unique_ptr<Row> gone = std::move(*found);
    m_state->rows.erase(found);
    delete gone->widget;
    edited();
    const auto next = std::min<std::ptrdiff_t>(at, std::ptrdiff_t(m_state->rows.size()) - 1);
    m_state->rows[size_t(next)]->column->setFocus();
}

void FilterRows::edited()
{
    if (m_state->filling)
        return;
    refresh();
    Q_EMIT changed();
}

/// There is always an empty row at the end, and every row is called by its number.
void FilterRows::refresh()
{
    if (!m_state->columns)
        return;
    const bool room = m_state->rows.size() < mostFilterRows;
    if (m_state->rows.empty() || (room && !m_state->rows.back()->isEmpty())) {
        addRow();
        Q_EMIT resized();
    }
    int number = 0;
    for (const auto &row : m_state->rows) {
        ++number;
        row->column->setAccessibleName(tr("Column of filter %1").arg(number));
        row->value->setAccessibleName(tr("Value of filter %1").arg(number));
        row->remove->setAccessibleName(tr("Remove filter %1").arg(number));
        row->remove->setToolTip(tr("Remove this filter"));
        const bool removable = !row->isEmpty() || row != m_state->rows.back();
        row->remove->setEnabled(removable);
    }
}

QMap<QString, QString> FilterRows::filters() const
{
    QMap<QString, QString> filters;
    for (const auto &row : m_state->rows) {
        if (const QString column = row->column->text().trimmed(); !column.isEmpty())
            filters.insert(column, row->value->text());
    }
    for (auto it = m_state->choices.cbegin(); it != m_state->choices.cend(); ++it) {
        if (const QString value = it.value()->currentText().trimmed(); !value.isEmpty())
            filters.insert(it.key(), value);
    }
    return filters;
}

void FilterRows::setFilters(const QMap<QString, QString> &filters)
{
    m_state->filling = true;
    for (const auto &row : m_state->rows)
        delete row->widget;
    m_state->rows.clear();
    for (QComboBox *choice : std::as_const(m_state->choices))
        choice->setCurrentText({});
    for (auto it = filters.cbegin(); it != filters.cend(); ++it) {
        if (QComboBox *choice = m_state->choices.value(it.key()))
            choice->setCurrentText(it.value());
        else if (m_state->columns)
            addRow(it.key(), it.value());
    }
    m_state->filling = false;
    refresh();
    Q_EMIT resized();
}

QString FilterRows::problem() const
{
    QSet<QString> seen;
    for (const auto &row : m_state->rows) {
        const QString column = row->column->text().trimmed();
        if (column.isEmpty() && !row->value->text().isEmpty())
            return tr("A filter has a value and no column.");
        if (m_state->choices.contains(column))
            return tr("The filter on %1 has a field of its own.")
                .arg(m_state->dialect.knownFilters.value(column).label);
        if (!column.isEmpty() && seen.contains(column))
            return tr("There are two filters on %1.").arg(column);
        seen.insert(column);
    }
    return problemWithFilters(filters(), m_state->dialect);
}

int FilterRows::labelWidth() const
{
    int width = 0;
    for (int row = 0; row < m_state->choices.size(); ++row)
        width =
            std::max(width, m_state->known->itemAtPosition(row, 0)->widget()->sizeHint().width());
    return width;
}

void FilterRows::setLabelWidth(int width)
{
    m_state->known->setColumnMinimumWidth(0, width);
}

QWidget *FilterRows::firstField() const
{
    if (!m_state->choices.isEmpty())
        return m_state->choices.first();
    return m_state->rows.empty() ? nullptr : m_state->rows.front()->column;
}

} // namespace eventscope

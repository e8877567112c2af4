// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/columnsdialog.h"

#include "models/connection/wholefile.h"
#include "models/eventlogroles.h"
#include "views/dialoglayout.h"
#include "views/eventlog/tablecolumns.h"
#include "views/openabove.h"
#include "views/plainlabel.h"
#include "views/roomyrows.h"
#include "views/taborder.h"
#include "views/theme.h"

#include <QCompleter>
#include <QDialogButtonBox>
#include <QFile>
#include <QFileDialog>
#include <QInputDialog>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QSignalBlocker>
#include <QSpinBox>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 maxFile = 512 * 1024;

} // namespace

ColumnsDialog::ColumnsDialog(TableColumns *columns, QWidget *parent)
    : QDialog(parent), m_columns(columns), m_list(new QListWidget(this)),
      m_path(new QLineEdit(this)), m_problem(new PlainLabel(this))
{
    setObjectName(u"columnsDialog"_s);
    setWindowTitle(tr("Columns of the Log"));
    build();
    fill(0);
    connect(m_list, &QListWidget::itemChanged, this, &ColumnsDialog::apply);
    connect(m_list, &QListWidget::currentRowChanged, this, &ColumnsDialog::refreshButtons);
    // A drag takes a row out and puts it in again.
    connect(m_list->model(), &QAbstractItemModel::rowsMoved, this, &ColumnsDialog::apply);
    connect(m_path, &QLineEdit::returnPressed, this, &ColumnsDialog::addPath);
    connect(m_path, &QLineEdit::textEdited, this, [this] { say({}); });
}

void ColumnsDialog::build()
{
    m_list->setObjectName(u"columnList"_s);
    m_list->setAccessibleName(tr("Columns, from left to right"));
    m_list->setItemDelegate(new RoomyRows(m_list));
    m_list->setDragDropMode(QAbstractItemView::InternalMove);
    m_list->installEventFilter(this);
    auto *prompt = new QLabel(tr("Column from a &path of the payload, or an attribute:"), this);
    prompt->setBuddy(m_path);
    m_problem->setObjectName(u"columnProblem"_s);
    m_problem->setWordWrap(true);
    auto *top = new QHBoxLayout;
    top->addWidget(m_list, 1);
    top->addLayout(makeSide());
    QLayout *row = makePathRow();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = dialogLayout(this);
    layout->addLayout(top, 1);
    layout->addWidget(prompt);
    layout->addLayout(row);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);
    placeBehindInTabOrder(this, {m_path, m_add, buttons->button(QDialogButtonBox::Close)});
    say({});
    resize(fontMetrics().averageCharWidth() * 76, fontMetrics().height() * 34);
}

QLayout *ColumnsDialog::makeSide()
{
    auto *side = new QVBoxLayout;
    m_up = addQuietButton(side, tr("Move &Up"), this, [this] { move(-1); });
    m_down = addQuietButton(side, tr("Move &Down"), this, [this] { move(1); });
    m_up->setToolTip(tr("Further to the left (Ctrl+Up)"));
    m_down->setToolTip(tr("Further to the right (Ctrl+Down)"));
    m_rename = addQuietButton(side, tr("Rena&me"), this, &ColumnsDialog::rename);
    m_remove = addQuietButton(side, tr("&Remove"), this, &ColumnsDialog::removeCurrent);
    addWidth(side);
    side->addSpacing(margin(fontMetrics()));
    addQuietButton(side, tr("&Load…"), this, [this] { chooseFile(false); });
    addQuietButton(side, tr("&Save…"), this, [this] { chooseFile(true); });
    addQuietButton(side, tr("Rese&t"), this, [this] {
        m_columns->reset();
        fill(0);
    });
    side->addStretch();
    return side;
}

void ColumnsDialog::addWidth(QBoxLayout *side)
{
    m_width = new QSpinBox;
    m_width->setObjectName(u"columnWidth"_s);
    m_width->setAccessibleName(tr("Width of the column"));
    m_width->setToolTip(tr("Narrower (Ctrl+Left), wider (Ctrl+Right)"));
    m_width->setSuffix(tr(" px"));
    m_width->setSingleStep(fontMetrics().averageCharWidth());
    m_width->setKeyboardTracking(false); // 1 and 12 are on the way to 120
    connect(m_width, &QSpinBox::valueChanged, this,
            [this](int pixels) { m_columns->setWidth(currentColumn(), pixels); });
    auto *prompt = new QLabel(tr("&Width:"), this);
    prompt->setBuddy(m_width);
    side->addSpacing(margin(fontMetrics()));
    side->addWidget(prompt);
    side->addWidget(m_width);
}

QLayout *ColumnsDialog::makePathRow()
{
    m_path->setObjectName(u"columnPath"_s);
    m_path->setMaxLength(EventColumns::maxPath);
    m_path->setPlaceholderText(tr("data.status, data.items.0.name, kafkapartition"));
    auto *completer = new QCompleter(offeredPaths(), m_path);
    m_path->setCompleter(completer);
    m_path->setAccessibleName(tr("Path of the payload"));
    auto *row = new QHBoxLayout;
    row->addWidget(m_path, 1);
    m_add = addQuietButton(row, tr("&Add"), this, &ColumnsDialog::addPath);
    return row;
}

void ColumnsDialog::fill(int row)
{
    m_filling = true;
    m_list->clear();
    const EventColumns columns = m_columns->columns();
    for (const EventColumn &column : columns.columns) {
        const bool path = column.id.isEmpty();
        auto *item = new QListWidgetItem(m_list);
        const QString title =
            path ? column.made.shownTitle() : m_columns->title(EventColumns::columnOf(column.id));
        item->setText(path && title != column.made.path
                          ? tr("%1  (%2)").arg(title, column.made.path)
                          : title);
        item->setData(Qt::UserRole, column.id);
        item->setData(Qt::UserRole + 1, column.made.path);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable
                       | Qt::ItemIsDragEnabled);
        item->setCheckState(column.shown ? Qt::Checked : Qt::Unchecked);
    }
    m_list->setCurrentRow(std::clamp(row, 0, m_list->count() - 1));
    m_filling = false;
    refreshButtons();
}

/// Makes the table what the list says.
void ColumnsDialog::apply()
{
    if (m_filling)
        return;
    const EventColumns before = m_columns->columns();
    EventColumns wanted;
    bool any = false;
    for (int row = 0; row < m_list->count(); ++row) {
        const QListWidgetItem *item = m_list->item(row);
        for (EventColumn column : before.columns) {
            if (column.id != item->data(Qt::UserRole).toString()
                || column.made.path != item->data(Qt::UserRole + 1).toString())
                continue;
            const bool shown = item->checkState() == Qt::Checked;
            column.chosen = column.chosen || shown != column.shown;
            column.shown = shown;
            any = any || shown;
            wanted.columns.append(column);
        }
    }
    if (!any)
        say(tr("One column has to stay."));
    else
        m_columns->apply(wanted);
    if (!any)
        fill(m_list->currentRow());
    refreshButtons();
}

void ColumnsDialog::move(int step)
{
    const int from = m_list->currentRow();
    const int to = from + step;
    if (from < 0 || to < 0 || to >= m_list->count())
        return;
    m_filling = true;
    m_list->insertItem(to, m_list->takeItem(from));
    m_list->setCurrentRow(to);
    m_filling = false;
    apply();
}

void ColumnsDialog::addPath()
{
    const QString path = m_path->text().trimmed();
    if (path.isEmpty())
        return say(tr("Write the path of a value first, as in data.status."));
    const auto added = m_columns->addPath(path);
    if (!added)
        return say(added.error());
    m_path->clear();
    say({});
    fill(0);
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->data(Qt::UserRole + 1).toString() == path)
            m_list->setCurrentRow(row);
    }
}

void ColumnsDialog::removeCurrent()
{
    const QListWidgetItem *item = m_list->currentItem();
    const int row = m_list->currentRow();
    if (!item)
        return;
    m_columns->removePath(m_columns->columnOfPath(item->data(Qt::UserRole + 1).toString()));
    fill(row);
}

void ColumnsDialog::rename()
{
    const QListWidgetItem *item = m_list->currentItem();
    const QString path = item ? item->data(Qt::UserRole + 1).toString() : QString();
    if (path.isEmpty())
        return;
    auto *dialog = new QInputDialog(this);
    dialog->setObjectName(u"columnTitleDialog"_s);
    dialog->setWindowTitle(tr("Rename Column"));
    dialog->setLabelText(tr("&Title of the column %1:").arg(path));
    dialog->setTextValue(m_columns->titleOfPath(path));
    connect(dialog, &QInputDialog::textValueSelected, this, [this, path](const QString &title) {
        m_columns->setTitle(path, title);
        fill(m_list->currentRow());
    });
    openAbove(this, dialog);
}

void ColumnsDialog::refreshButtons()
{
    // A row that is taken out makes another one current, and what that disables loses the focus.
    if (m_filling)
        return;
    const QListWidgetItem *item = m_list->currentItem();
    const bool path = item && item->data(Qt::UserRole).toString().isEmpty();
    m_up->setEnabled(m_list->currentRow() > 0);
    m_down->setEnabled(item && m_list->currentRow() + 1 < m_list->count());
    m_remove->setEnabled(path);
    m_rename->setEnabled(path);
    refreshWidth();
}

int ColumnsDialog::currentColumn() const
{
    const QListWidgetItem *item = m_list->currentItem();
    if (!item)
        return -1;
    const QString id = item->data(Qt::UserRole).toString();
    return id.isEmpty() ? m_columns->columnOfPath(item->data(Qt::UserRole + 1).toString())
                        : EventColumns::columnOf(id);
}

void ColumnsDialog::refreshWidth()
{
    const int column = currentColumn();
    const bool chosen = column >= 0 && m_columns->hasWidth(column);
    const int least = m_columns->leastWidth();
    const QSignalBlocker quiet(m_width);
    m_width->setRange(chosen ? least : least - 1, TableColumns::mostWidth);
    m_width->setSpecialValueText(chosen                                        ? QString()
                                     : column == EventLogColumn::SeverityGlyph ? tr("fixed")
                                                                               : tr("the rest"));
    m_width->setValue(chosen ? m_columns->width(column) : least - 1);
    m_width->setEnabled(chosen);
}

void ColumnsDialog::say(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

QString ColumnsDialog::problem() const
{
    return m_problem->text();
}

void ColumnsDialog::chooseFile(bool save)
{
    auto *dialog = new QFileDialog(this, save ? tr("Save Columns") : tr("Load Columns"), {},
                                   tr("Columns (*.json);;All files (*)"));
    dialog->setObjectName(u"columnsFileDialog"_s);
    dialog->setAcceptMode(save ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
    dialog->setFileMode(save ? QFileDialog::AnyFile : QFileDialog::ExistingFile);
    dialog->setDefaultSuffix(u"json"_s);
    connect(dialog, &QFileDialog::fileSelected, this,
            save ? &ColumnsDialog::saveTo : &ColumnsDialog::loadFrom);
    openAbove(this, dialog);
}

void ColumnsDialog::saveTo(const QString &path)
{
    const auto saved = saveWholeFile(path, m_columns->save(), Readers::Usual);
    say(saved ? QString() : tr("The columns cannot be saved in %1: %2.").arg(path, saved.error()));
}

void ColumnsDialog::loadFrom(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return say(tr("%1 cannot be read: %2.").arg(path, file.errorString()));
    const auto columns = EventColumns::fromJson(file.read(maxFile));
    if (!columns)
        return say(columns.error());
    m_columns->apply(*columns);
    say({});
    fill(0);
}

bool ColumnsDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_list || event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool control = key->modifiers() == Qt::ControlModifier;
    if (control && (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down)) {
        move(key->key() == Qt::Key_Up ? -1 : 1);
        return true;
    }
    if (control && (key->key() == Qt::Key_Left || key->key() == Qt::Key_Right)) {
        const int step = m_width->singleStep();
        if (m_width->isEnabled()) // stepBy() would select the number, as if it had the focus
            m_width->setValue(m_width->value() + (key->key() == Qt::Key_Left ? -step : step));
        return true;
    }
    if (key->key() == Qt::Key_F2 || key->key() == Qt::Key_Delete) {
        if (key->key() == Qt::Key_F2)
            rename();
        else
            removeCurrent();
        return true;
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace eventscope

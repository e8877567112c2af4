// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/captures/capturesdialog.h"

#include "models/captureshelf.h"
#include "models/event/displaytext.h"
#include "views/dialoglayout.h"
#include "views/emptylistnote.h"
#include "views/openabove.h"
#include "views/roomyrows.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <QDesktopServices>
#include <QHeaderView>
#include <QInputDialog>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTreeView>
#include <QUrl>
#include <QVBoxLayout>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxShownName = 80;

QString nameOf(const CaptureSummary &capture)
{
    return displayText(capture.name, maxShownName);
}

} // namespace

struct CapturesDialog::State
{
    explicit State(const QString &folder) : shelf(folder) { }

    CaptureShelf shelf;
    QSortFilterProxyModel sorted;
    QLineEdit *search = nullptr;
    QTreeView *list = nullptr;
    EmptyListNote *note = nullptr;
    QPushButton *open = nullptr, *verify = nullptr, *keep = nullptr, *rename = nullptr,
                *remove = nullptr, *reveal = nullptr, *limits = nullptr;
    WrapLabel *answer = nullptr;
    QString choose; ///< to be selected once it is listed

    const CaptureSummary *at(const QModelIndex &index) const
    {
        return index.isValid()
            ? &const_cast<CaptureShelf &>(shelf).model()->at(sorted.mapToSource(index).row())
            : nullptr;
    }
};

CapturesDialog::CapturesDialog(const QString &folder, QWidget *parent)
    : QDialog(parent), m_state(std::make_unique<State>(folder))
{
    setObjectName(u"capturesDialog"_s);
    setWindowTitle(tr("Captures"));
    build();
    connect(&m_state->shelf, &CaptureShelf::loaded, this, &CapturesDialog::refresh);
    connect(&m_state->shelf, &CaptureShelf::done, this, &CapturesDialog::answer);
    connect(&m_state->shelf, &CaptureShelf::renamed, this,
            [this](const QString &, const QString &to) { m_state->choose = to; });
    m_state->shelf.refresh();
    const int unit = margin(fontMetrics(), 1.0);
    resize(62 * unit, 34 * unit);
}

CapturesDialog::~CapturesDialog() = default;

CaptureShelf *CapturesDialog::shelf() const
{
    return &m_state->shelf;
}

void CapturesDialog::setLimitsOffered(bool offered)
{
    m_state->limits->setVisible(offered);
}

void CapturesDialog::build()
{
    auto *layout = dialogLayout(this);
    m_state->search = new QLineEdit;
    m_state->search->setObjectName(u"captureSearch"_s);
    m_state->search->setPlaceholderText(tr("Search by name, connection or state"));
    m_state->search->setAccessibleName(tr("Search captures"));
    m_state->search->setClearButtonEnabled(true);
    m_state->search->installEventFilter(this);
    layout->addWidget(m_state->search);
    buildList(layout);
    m_state->answer = new WrapLabel;
    m_state->answer->setObjectName(u"capturesAnswer"_s);
    m_state->answer->setAccessibleName(tr("Result"));
    m_state->answer->setMaxLines(6);
    layout->addWidget(m_state->answer);
    buildButtons(layout);
}

void CapturesDialog::buildList(QVBoxLayout *layout)
{
    State &s = *m_state;
    s.sorted.setSourceModel(s.shelf.model());
    s.sorted.setSortRole(CaptureListModel::SortRole);
    s.sorted.setFilterRole(CaptureListModel::SearchRole);
    s.sorted.setFilterCaseSensitivity(Qt::CaseInsensitive);
    s.list = new QTreeView;
    s.list->setObjectName(u"captureList"_s);
    s.list->setAccessibleName(tr("Captures"));
    s.list->setModel(&s.sorted);
    s.list->setRootIsDecorated(false);
    s.list->setItemDelegate(new RoomyRows(s.list, 1));
    s.list->setUniformRowHeights(true);
    s.list->setAllColumnsShowFocus(true);
    s.list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    s.list->setSortingEnabled(true);
    s.list->sortByColumn(CaptureListModel::Began, Qt::DescendingOrder);
    s.list->header()->setSectionsMovable(false);
    s.list->header()->setStretchLastSection(true);
    const int unit = fontMetrics().averageCharWidth();
    const int widths[] = {24, 17, 11, 12, 10, 24, 18};
    for (int column = 0; column < CaptureListModel::ColumnCount; ++column)
        s.list->header()->resizeSection(column, widths[column] * unit);
    s.list->installEventFilter(this);
    s.note = new EmptyListNote(s.list, tr("Looking…"));
    layout->addWidget(s.list, 1);
    connect(s.search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_state->sorted.setFilterFixedString(text);
        // What was selected may be hidden now, and Enter is for what is left.
        if (!m_state->list->selectionModel()->hasSelection() && m_state->sorted.rowCount() > 0)
            m_state->list->setCurrentIndex(m_state->sorted.index(0, 0));
        refresh();
    });
    connect(s.list->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &CapturesDialog::refresh);
    connect(s.list, &QAbstractItemView::doubleClicked, this, &CapturesDialog::openChosen);
}

void CapturesDialog::buildButtons(QVBoxLayout *layout)
{
    State &s = *m_state;
    auto *row = new QHBoxLayout;
    s.open = new QPushButton(tr("&Open"));
    s.open->setDefault(true);
    connect(s.open, &QPushButton::clicked, this, &CapturesDialog::openChosen);
    row->addWidget(s.open);
    s.verify =
        addQuietButton(row, tr("&Verify"), this, [this] { m_state->shelf.verify(chosen()); });
    s.keep = addQuietButton(row, tr("&Keep"), this, [this] {
        const CaptureSummary *first =
            m_state->at(m_state->list->selectionModel()->selectedRows().value(0));
        if (first)
            m_state->shelf.setKept(chosen(), !first->kept);
    });
    s.rename = addQuietButton(row, tr("Re&name…"), this, [this] { rename(); });
    s.remove = addQuietButton(row, tr("&Delete…"), this, [this] { remove(); });
    s.reveal = addQuietButton(row, tr("Show &Folder"), this, [this] { reveal(); });
    row->addStretch(1);
    s.limits = addQuietButton(row, tr("&Limits…"), this, [this] { Q_EMIT limitsRequested(); });
    addQuietButton(row, tr("Close"), this, [this] { reject(); });
    layout->addLayout(row);
    refresh();
}

QStringList CapturesDialog::chosen() const
{
    QStringList folders;
    const QModelIndexList rows = m_state->list->selectionModel()->selectedRows();
    for (const QModelIndex &index : rows)
        folders += m_state->at(index)->folder;
    return folders;
}

void CapturesDialog::refresh()
{
    State &s = *m_state;
    if (!s.reveal)
        return;
    if (const int row = s.choose.isEmpty() ? -1 : s.shelf.model()->rowOf(s.choose); row >= 0) {
        s.choose.clear();
        s.list->setCurrentIndex(s.sorted.mapFromSource(s.shelf.model()->index(row, 0)));
    } else if (!s.list->currentIndex().isValid() && s.sorted.rowCount() > 0) {
        s.list->setCurrentIndex(s.sorted.index(0, 0));
    }
    if (!s.shelf.isBusy())
        s.note->setReason(s.shelf.model()->rowCount() > 0
                              ? tr("No capture fits the search.")
                              : tr("Nothing has been recorded yet. A capture begins with the first "
                                   "connection."));
    const QModelIndexList rows = s.list->selectionModel()->selectedRows();
    const CaptureSummary *first = s.at(rows.value(0));
    s.open->setText(rows.size() > 1 ? tr("&Open %1 as One Log").arg(rows.size()) : tr("&Open"));
    s.keep->setText(first && first->kept ? tr("Do Not &Keep") : tr("&Keep"));
    s.keep->setToolTip(tr("Limits remove nothing of a capture that is kept"));
    for (QPushButton *button : {s.open, s.verify, s.keep, s.remove})
        button->setEnabled(first);
    s.rename->setEnabled(rows.size() == 1);
    s.reveal->setEnabled(rows.size() == 1);
}

void CapturesDialog::openChosen()
{
    const QStringList folders = chosen();
    if (folders.isEmpty())
        return;
    Q_EMIT openRequested(folders);
    accept();
}

void CapturesDialog::rename()
{
    const CaptureSummary *capture = m_state->at(m_state->list->currentIndex());
    if (!capture)
        return;
    auto *dialog = new QInputDialog(this);
    dialog->setObjectName(u"renameCapture"_s);
    dialog->setWindowTitle(tr("Rename Capture"));
    dialog->setLabelText(tr("Name:"));
    dialog->setTextValue(capture->name);
    connect(dialog, &QInputDialog::textValueSelected, this,
            [this, folder = capture->folder](const QString &name) {
                m_state->shelf.rename(folder, name);
            });
    openAbove(this, dialog);
}

void CapturesDialog::remove()
{
    const QModelIndexList rows = m_state->list->selectionModel()->selectedRows();
    if (rows.isEmpty())
        return;
    quint64 bytes = 0;
    quint64 events = 0;
    for (const QModelIndex &index : rows) {
        bytes += m_state->at(index)->bytes;
        events += m_state->at(index)->events;
    }
    auto *box = new QMessageBox(
        QMessageBox::Warning, tr("Delete Captures"),
        rows.size() == 1 ? tr("Delete %1 for good?").arg(nameOf(*m_state->at(rows.first())))
                         : tr("Delete %1 captures for good?").arg(rows.size()),
        QMessageBox::NoButton, this);
    box->setObjectName(u"deleteCaptures"_s);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(
        tr("%1 events, %2. This cannot be undone.").arg(countText(events), bytesText(bytes)));
    box->addButton(tr("&Delete"), QMessageBox::DestructiveRole);
    box->setDefaultButton(box->addButton(QMessageBox::Cancel));
    connect(box, &QMessageBox::buttonClicked, this,
            [this, box, folders = chosen()](QAbstractButton *button) {
                if (box->buttonRole(button) == QMessageBox::DestructiveRole)
                    m_state->shelf.remove(folders);
            });
    openAbove(this, box);
}

void CapturesDialog::reveal()
{
    if (const CaptureSummary *capture = m_state->at(m_state->list->currentIndex()))
        QDesktopServices::openUrl(QUrl::fromLocalFile(capture->folder));
}

void CapturesDialog::answer(const QString &remark, const QString &problem)
{
    m_state->answer->setTone(problem.isEmpty() ? WrapLabel::Tone::Dim : WrapLabel::Tone::Error);
    m_state->answer->setText(problem.isEmpty() ? remark : problem);
    refresh();
}

bool CapturesDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (watched == m_state->search) {
        if (key != Qt::Key_Down && key != Qt::Key_Up && key != Qt::Key_PageDown)
            return false;
        m_state->list->setFocus();
        return true;
    }
    switch (key) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        openChosen();
        return true;
    case Qt::Key_F2:
        rename();
        return true;
    case Qt::Key_Delete:
        remove();
        return true;
    default:
        return false;
    }
}

} // namespace eventscope

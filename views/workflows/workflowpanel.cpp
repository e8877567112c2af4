// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/workflows/workflowpanel.h"

#include "models/workflowmodel.h"
#include "views/emptylistnote.h"
#include "views/paneltree.h"
#include "views/plainlabel.h"
#include "views/rowkeys.h"
#include "views/theme.h"
#include "views/workflows/workflowdelegate.h"
#include "views/wraplabel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QSet>
#include <QTimer>
#include <QVBoxLayout>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString runKey(const QModelIndex &run)
{
    return run.data(WorkflowRole::ConnectionId).toString() + u'\n'
        + run.data(WorkflowRole::Name).toString() + u'\n'
        + run.data(WorkflowRole::TaskId).toString();
}

bool isMoving(const QModelIndex &run)
{
    const auto state = WorkflowState(run.data(WorkflowRole::State).toInt());
    return state == WorkflowState::Running || state == WorkflowState::Stalled;
}

bool isRun(const QModelIndex &index)
{
    return index.data(WorkflowRole::IsRun).toBool();
}

QModelIndex runOf(QModelIndex index)
{
    while (index.parent().isValid())
        index = index.parent();
    return index;
}

/// So many runs open by themselves at a time; with more of them, open trees would hide the runs
/// below.
constexpr int maxOpened = 12;

} // namespace

struct WorkflowPanel::State
{
    WorkflowModel *workflows = nullptr;
    PanelTree *tree = nullptr;
    PlainLabel *label = nullptr;
    QString summary;
    QSet<QString> opened; ///< runs that were opened by us, so that they fold when they end
    QSet<QString> touched; ///< runs that the user opened or closed: hands off
    bool expanding = false;
    QTimer expandSoon; ///< a flush of the model inserts many rows one after the other
};

WorkflowPanel::WorkflowPanel(WorkflowModel *workflows, QWidget *parent)
    : QWidget(parent), m_state(std::make_unique<State>())
{
    m_state->workflows = workflows;
    build();
    followModel();
}

WorkflowPanel::~WorkflowPanel() = default;

void WorkflowPanel::build()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *tree = new PanelTree;
    tree->setAccessibleName(tr("Workflows"));
    tree->setModel(m_state->workflows);
    tree->setItemDelegate(new WorkflowDelegate(tree));
    tree->setIndentation(margin(fontMetrics(), 1.15));
    m_state->tree = tree;
    layout->addWidget(tree);
    setFocusProxy(tree);
    new EmptyListNote(
        tree,
        tr("No workflow has run yet. Runs appear here as soon as a connection reports progress."));
    connect(tree, &QWidget::customContextMenuRequested, this, &WorkflowPanel::showMenu);
    connect(tree, &QAbstractItemView::doubleClicked, this, &WorkflowPanel::activate);
    const auto *keys = new RowKeys(tree);
    connect(keys, &RowKeys::activated, this, &WorkflowPanel::activate);
    connect(keys, &RowKeys::copyWanted, this, &WorkflowPanel::copyCurrent);
    const auto touch = [this](const QModelIndex &index) {
        if (!m_state->expanding)
            m_state->touched.insert(runKey(runOf(index)));
        m_state->tree->layOutSoon(); // an open run is higher than a closed one
    };
    connect(tree, &QTreeView::expanded, this, touch);
    connect(tree, &QTreeView::collapsed, this, touch);
}

void WorkflowPanel::followModel()
{
    m_state->expandSoon.setSingleShot(true);
    m_state->expandSoon.setInterval(0);
    connect(&m_state->expandSoon, &QTimer::timeout, this, &WorkflowPanel::expandNew);
    const auto refresh = [this] {
        m_state->expandSoon.start();
        const QString before = m_state->summary;
        m_state->summary = summary();
        if (m_state->summary == before)
            return;
        if (m_state->label)
            m_state->label->setText(m_state->summary);
        Q_EMIT summaryChanged(m_state->summary);
    };
    connect(m_state->workflows, &QAbstractItemModel::rowsInserted, this, refresh);
    connect(m_state->workflows, &QAbstractItemModel::modelReset, this, refresh);
    connect(m_state->workflows, &WorkflowModel::countsChanged, this, refresh);
    refresh();
    expandNew();
}

void WorkflowPanel::expandNew()
{
    m_state->expanding = true;
    QSet<QString> present;
    for (int row = 0; row < m_state->workflows->rowCount(); ++row) {
        const QModelIndex run = m_state->workflows->index(row, 0);
        const QString key = runKey(run);
        present.insert(key);
        if (m_state->touched.contains(key))
            continue;
        const auto state = WorkflowState(run.data(WorkflowRole::State).toInt());
        const bool opened = m_state->opened.contains(key);
        if (state == WorkflowState::Done) {
            if (m_state->opened.remove(key))
                m_state->tree->collapse(run);
        } else if (m_state->workflows->rowCount(run) > 0
                   && (opened || m_state->opened.size() < maxOpened)) {
            m_state->opened.insert(key);
            if (isMoving(run))
                m_state->tree->expandRecursively(run);
            else if (!opened)
                m_state->tree->expand(run); // far enough to see its errors
        }
    }
    m_state->touched.intersect(present);
    m_state->opened.intersect(present);
    m_state->expanding = false;
}

QString WorkflowPanel::summary() const
{
    const WorkflowModel *model = m_state->workflows;
    QStringList parts;
    if (model->runningCount() > 0)
        parts +=
            (model->isClosed() ? tr("%1 unfinished") : tr("%1 running")).arg(model->runningCount());
    if (model->stalledCount() > 0)
        parts += tr("%1 stalled").arg(model->stalledCount());
    if (model->failedCount() > 0)
        parts += tr("%1 failed").arg(model->failedCount());
    if (parts.isEmpty() && model->doneCount() > 0)
        parts += tr("%1 done").arg(model->doneCount());
    return parts.join(u" · "_s);
}

void WorkflowPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool narrow = width() < 14 * fontMetrics().height(); // names need the room more
    m_state->tree->setIndentation(margin(fontMetrics(), narrow ? 0.6 : 1.15));
}

QWidget *WorkflowPanel::titleButtons()
{
    if (!m_state->label) {
        // It is cut short in a narrow dock instead of holding it open.
        auto *label = new WrapLabel(m_state->summary, WrapLabel::Tone::Dim, this);
        label->setMaxLines(1);
        label->setMinimumWidth(1);
        label->setFont(sectionFont(font()));
        label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        m_state->label = label;
    }
    return m_state->label;
}

void WorkflowPanel::activate(const QModelIndex &index)
{
    const quint64 sequence = index.data(WorkflowRole::LastSequence).toULongLong();
    if (sequence > 0)
        Q_EMIT eventWanted(sequence);
}

void WorkflowPanel::copyCurrent() const
{
    const QModelIndex index = m_state->tree->currentIndex();
    const QString task = index.data(WorkflowRole::TaskId).toString();
    if (index.isValid())
        QGuiApplication::clipboard()->setText(task.isEmpty() ? index.data().toString() : task);
}

void WorkflowPanel::showMenu(const QPoint &at)
{
    const QModelIndex index = m_state->tree->currentIndex();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (index.isValid()) {
        const QPersistentModelIndex chosen = index;
        QAction *show =
            menu->addAction(tr("&Show Last Event"), this, [this, chosen] { activate(chosen); });
        show->setShortcut(Qt::Key_Return); // shown only: the tree handles its keys itself
        show->setEnabled(index.data(WorkflowRole::LastSequence).toULongLong() > 0);
        QAction *copy = menu->addAction(isRun(index) ? tr("&Copy Task Id") : tr("&Copy"), this,
                                        &WorkflowPanel::copyCurrent);
        copy->setShortcut(QKeySequence::Copy);
        menu->addSeparator();
    }
    menu->addAction(tr("&Expand All"), m_state->tree, &QTreeView::expandAll);
    menu->addAction(tr("C&ollapse All"), m_state->tree, &QTreeView::collapseAll);
    menu->popup(m_state->tree->viewport()->mapToGlobal(at));
}

} // namespace eventscope

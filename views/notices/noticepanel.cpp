// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/notices/noticepanel.h"

#include "models/noticemodel.h"
#include "views/emptylistnote.h"
#include "views/notices/noticedelegate.h"
#include "views/plainlabel.h"
#include "views/rowkeys.h"
#include "views/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QListView>
#include <QMenu>
#include <QTimer>
#include <QVBoxLayout>

namespace eventscope {

namespace {

/// Lays out what came before it is painted. QListView forgets its rows at each insertion and lays
/// them out when a timer is served: while many came, it was painted empty in between.
class NoticeList final : public QListView
{
protected:
    void paintEvent(QPaintEvent *event) override
    {
        executeDelayedItemsLayout();
        QListView::paintEvent(event);
    }
};

} // namespace

struct NoticePanel::State
{
    NoticeModel *notices = nullptr;
    QListView *list = nullptr;
    PlainLabel *label = nullptr;
    QTimer reading; ///< runs while unread notices are in sight
};

NoticePanel::NoticePanel(NoticeModel *notices, QWidget *parent)
    : QWidget(parent), m_state(std::make_unique<State>())
{
    m_state->notices = notices;
    m_state->reading.setSingleShot(true);
    m_state->reading.setInterval(5'000);
    build();
    followModel();
}

NoticePanel::~NoticePanel() = default;

void NoticePanel::build()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *list = new NoticeList;
    list->setAccessibleName(tr("Notices"));
    list->setModel(m_state->notices);
    list->setItemDelegate(new NoticeDelegate(list));
    list->setFrameShape(QFrame::NoFrame);
    list->setUniformItemSizes(true);
    list->setMouseTracking(true);
    list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list->setContextMenuPolicy(Qt::CustomContextMenu);
    list->viewport()->setBackgroundRole(QPalette::Window);
    m_state->list = list;
    layout->addWidget(list);
    setFocusProxy(list);
    new EmptyListNote(
        list, tr("Nothing to tell you. Refusals, errors and lost connections are listed here."));
    connect(list, &QWidget::customContextMenuRequested, this, &NoticePanel::showMenu);
    connect(list, &QAbstractItemView::doubleClicked, this, &NoticePanel::activate);
    const auto *keys = new RowKeys(list);
    connect(keys, &RowKeys::activated, this, &NoticePanel::activate);
    connect(keys, &RowKeys::copyWanted, this, &NoticePanel::copyCurrent);
}

void NoticePanel::followModel()
{
    connect(m_state->notices, &NoticeModel::unreadChanged, this, [this] {
        if (m_state->label)
            m_state->label->setText(summary());
        Q_EMIT summaryChanged(summary());
        watchReading();
    });
    connect(m_state->notices, &NoticeModel::added, this, &NoticePanel::watchReading);
    connect(&m_state->reading, &QTimer::timeout, m_state->notices, &NoticeModel::markAllRead);
    connect(qGuiApp, &QGuiApplication::applicationStateChanged, this, &NoticePanel::watchReading);
}

QString NoticePanel::summary() const
{
    const int unread = m_state->notices->unreadCount();
    return unread > 0 ? tr("%1 new").arg(unread) : QString();
}

QWidget *NoticePanel::titleButtons()
{
    if (!m_state->label) {
        m_state->label = new PlainLabel(summary(), this);
        m_state->label->setFont(sectionFont(font()));
        m_state->label->setForegroundRole(QPalette::PlaceholderText);
    }
    return m_state->label;
}

void NoticePanel::setReadAfter(int milliseconds)
{
    m_state->reading.setInterval(milliseconds);
}

void NoticePanel::watchReading()
{
    const bool inSight = isVisible() && window()->isActiveWindow();
    if (m_state->notices->unreadCount() > 0 && inSight)
        m_state->reading.start(); // again for every new one, so that the newest gets its moment
    else
        m_state->reading.stop();
}

void NoticePanel::activate(const QModelIndex &index)
{
    const quint64 sequence = index.data(NoticeRole::Sequence).toULongLong();
    if (sequence > 0)
        Q_EMIT eventWanted(sequence);
}

bool NoticePanel::event(QEvent *event)
{
    const bool done = QWidget::event(event);
    if (event->type() == QEvent::Show || event->type() == QEvent::Hide
        || event->type() == QEvent::WindowActivate || event->type() == QEvent::WindowDeactivate)
        watchReading();
    return done;
}

void NoticePanel::copyCurrent() const
{
    const QModelIndex index = m_state->list->currentIndex();
    if (index.isValid())
        QGuiApplication::clipboard()->setText(index.data().toString());
}

void NoticePanel::showMenu(const QPoint &at)
{
    const QModelIndex index = m_state->list->currentIndex();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (index.isValid()) {
        const QPersistentModelIndex chosen = index;
        QAction *show =
            menu->addAction(tr("&Show Event"), this, [this, chosen] { activate(chosen); });
        show->setShortcut(Qt::Key_Return); // shown only: the list handles its keys itself
        show->setEnabled(index.data(NoticeRole::Sequence).toULongLong() > 0);
        QAction *copy = menu->addAction(tr("&Copy"), this, &NoticePanel::copyCurrent);
        copy->setShortcut(QKeySequence::Copy);
        menu->addSeparator();
    }
    QAction *read =
        menu->addAction(tr("Mark All as &Read"), m_state->notices, &NoticeModel::markAllRead);
    read->setEnabled(m_state->notices->unreadCount() > 0);
    QAction *clear = menu->addAction(tr("C&lear"), m_state->notices, &NoticeModel::clear);
    clear->setEnabled(m_state->notices->rowCount() > 0);
    menu->popup(m_state->list->viewport()->mapToGlobal(at));
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/detailpane.h"

#include "models/event/displaytext.h"
#include "models/eventlogmodel.h"
#include "views/eventlog/payloadview.h"
#include "views/plainlabel.h"
#include "views/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QTreeWidget>

#include <algorithm>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int loadDelayMs = 15;

QTreeWidget *attributeList(QWidget *parent)
{
    auto *list = new QTreeWidget(parent);
    list->setObjectName(u"attributeList"_s);
    list->setAccessibleName(DetailPane::tr("Attributes of the event"));
    list->setFrameShape(QFrame::NoFrame);
    list->setColumnCount(2);
    list->setHeaderLabels({DetailPane::tr("Attribute"), DetailPane::tr("Value")});
    list->setRootIsDecorated(false);
    list->setUniformRowHeights(true);
    list->setTextElideMode(Qt::ElideRight);
    list->header()->setStretchLastSection(true);
    list->header()->resizeSection(0, list->fontMetrics().averageCharWidth() * 24);
    return list;
}

} // namespace

DetailPane::DetailPane(EventLogModel *model, QWidget *parent)
    : QWidget(parent), m_model(model), m_tabs(new QTabBar(this)),
      m_titleLabel(new PlainLabel(this)), m_copyButton(new QPushButton(tr("Cop&y"), this)),
      m_pages(new QStackedWidget(this)), m_readable(new PayloadView(this)),
      m_raw(new PayloadView(this)), m_attributes(attributeList(this)), m_moreBar(new QWidget(this)),
      m_moreLabel(new PlainLabel(m_moreBar))
{
    setObjectName(u"detailPane"_s);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_readable->setObjectName(u"readableText"_s);
    m_readable->setAccessibleName(tr("Event, readable"));
    m_raw->setObjectName(u"rawText"_s);
    m_raw->setAccessibleName(tr("Event, as received"));
    m_readable->setPlaceholderText(tr("Choose an event to read it."));
    m_raw->setPlaceholderText(m_readable->placeholderText());
    m_pages->addWidget(m_readable);
    m_pages->addWidget(m_raw);
    m_pages->addWidget(m_attributes);

    buildHeader();
    m_loadSoon.setSingleShot(true);
    m_loadSoon.setInterval(loadDelayMs);
    connect(&m_loadSoon, &QTimer::timeout, this, &DetailPane::load);
    connect(model, &EventLogModel::masksChanged, this, &DetailPane::load);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        m_pages->setCurrentIndex(tab);
        fill();
    });
    connect(m_copyButton, &QPushButton::clicked, this, &DetailPane::copyAll);
    connect(m_readable, &PayloadView::copyAllWanted, this, &DetailPane::copyAll);
    connect(m_raw, &PayloadView::copyAllWanted, this, &DetailPane::copyAll);
    load();
}

void DetailPane::buildHeader()
{
    m_tabs->setObjectName(u"detailTabs"_s);
    m_tabs->setAccessibleName(tr("Forms of the event"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->addTab(tr("&Readable"));
    m_tabs->addTab(tr("Ra&w"));
    m_tabs->addTab(tr("&Attributes"));
    m_titleLabel->setObjectName(u"detailTitle"_s);
    m_titleLabel->setForegroundRole(QPalette::PlaceholderText);
    m_titleLabel->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_titleLabel->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_copyButton->setObjectName(u"copyEvent"_s);
    m_copyButton->setToolTip(tr("Copies the whole event as received"));

    const int space = margin(fontMetrics());
    auto *head = new QHBoxLayout;
    head->setContentsMargins(space, space / 2, space, 0);
    head->setSpacing(space);
    head->addWidget(m_tabs, 0, Qt::AlignBottom);
    head->addWidget(m_titleLabel, 1);
    head->addWidget(m_copyButton, 0, Qt::AlignVCenter);

    auto *line = new QFrame(this);
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);

    auto *more = new QHBoxLayout(m_moreBar);
    more->setContentsMargins(space, space / 2, space, space / 2);
    m_moreLabel->setForegroundRole(QPalette::PlaceholderText);
    auto *moreButton = new QPushButton(tr("Show &More"), m_moreBar);
    moreButton->setObjectName(u"showMore"_s);
    connect(moreButton, &QPushButton::clicked, this, &DetailPane::showMore);
    more->addWidget(m_moreLabel, 1);
    more->addWidget(moreButton);
    m_moreBar->hide();

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(line);
    layout->addWidget(m_pages, 1);
    layout->addWidget(m_moreBar);
}

void DetailPane::setSequence(quint64 sequence)
{
    m_sequence = sequence;
    m_loadSoon.start();
}

void DetailPane::load()
{
    m_bounds = 1;
    std::fill(std::begin(m_filled), std::end(m_filled), false);
    m_title.clear();
    m_details = {};
    const int row = m_sequence ? m_model->rowOfSequence(m_sequence) : -1;
    if (const EventRecord *record = row < 0 ? nullptr : m_model->recordAt(row)) {
        m_details = EventDetails(m_model->lineAt(row));
        const QString type =
            m_model->index(row, EventLogColumn::Type).data(EventLogRole::FullText).toString();
        m_title =
            EventDetails::title(type.toStdString(), m_sequence, record->recordedUs, record->timeUs);
        if (const QString capture = m_model->originAt(row); !capture.isEmpty())
            m_title += tr(" · in %1").arg(displayText(capture, 60));
    }
    const QString nothing = m_title.isEmpty()
        ? tr("Choose an event to read it.")
        : tr("The line of this event can no longer be read from the capture.");
    m_readable->setPlaceholderText(nothing);
    m_raw->setPlaceholderText(nothing);
    m_copyButton->setEnabled(m_details.isReadable());
    showTitle();
    fill();
}

void DetailPane::fill()
{
    const int tab = m_tabs->currentIndex();
    const TextBounds bounds = TextBounds().times(m_bounds);
    if (!m_filled[tab]) {
        m_filled[tab] = true;
        ReadableText text;
        if (tab == Attributes)
            fillAttributes();
        else if (m_details.isReadable())
            text = tab == Readable ? m_details.readable(bounds) : m_details.raw(bounds);
        if (tab != Attributes) {
            PayloadView *view = tab == Readable ? m_readable : m_raw;
            view->show(text);
            view->setProperty("complete", text.complete);
        }
    }
    QWidget *page = m_pages->widget(tab);
    const bool cut = page->property("complete").isValid() && !page->property("complete").toBool();
    m_moreBar->setVisible(cut);
    if (cut)
        m_moreLabel->setText(
            tr("This is the beginning of %1.").arg(bytesText(m_details.payloadSize())));
}

void DetailPane::fillAttributes()
{
    m_attributes->clear();
    QList<QTreeWidgetItem *> items;
    for (const auto &[name, value] : m_details.attributes())
        items.append(new QTreeWidgetItem({name, value}));
    m_attributes->addTopLevelItems(items);
}

void DetailPane::showMore()
{
    m_bounds *= 2;
    std::fill(std::begin(m_filled), std::end(m_filled), false);
    fill();
}

void DetailPane::copyAll()
{
    if (!m_details.isReadable())
        return;
    QApplication::clipboard()->setText(m_details.rawText());
    Q_EMIT copied(m_title);
}

void DetailPane::setInTable(bool shown)
{
    if (std::exchange(m_inTable, shown) != shown)
        showTitle();
}

void DetailPane::showTitle()
{
    const QString title =
        m_inTable || m_title.isEmpty() ? m_title : tr("Hidden by the filter: %1").arg(m_title);
    m_titleLabel->setText(
        m_titleLabel->fontMetrics().elidedText(title, Qt::ElideMiddle, m_titleLabel->width()));
    m_titleLabel->setAccessibleName(title);
}

void DetailPane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layout()->activate();
    showTitle();
}

void DetailPane::setTab(Tab tab)
{
    m_tabs->setCurrentIndex(tab);
}

void DetailPane::focusText()
{
    m_pages->currentWidget()->setFocus(Qt::ShortcutFocusReason);
}

QString DetailPane::title() const
{
    return m_title;
}

} // namespace eventscope

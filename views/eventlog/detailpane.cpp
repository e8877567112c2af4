// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/detailpane.h"

#include "models/event/displaytext.h"
#include "models/eventlogmodel.h"
#include "models/jsontreemodel.h"
#include "models/query/jsondocument.h"
#include "models/subjecthistory.h"
#include "views/detail/attributespage.h"
#include "views/detail/differencepage.h"
#include "views/detail/jsontreepage.h"
#include "views/detail/jsontreeview.h"
#include "views/detail/relatedpage.h"
#include "views/eventlog/payloadview.h"
#include "views/plainlabel.h"
#include "views/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QPromise>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QThreadPool>

#include <algorithm>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int loadDelayMs = 15;
constexpr qsizetype readAtOnce = 256 * 1024; ///< two milliseconds

} // namespace

DetailPane::DetailPane(EventLogModel *model, QWidget *parent)
    : QWidget(parent), m_model(model), m_tabs(new QTabBar(this)),
      m_titleLabel(new PlainLabel(this)), m_copyButton(new QPushButton(tr("Cop&y"), this)),
      m_pages(new QStackedWidget(this)), m_difference(new DifferencePage(model, this)),
      m_tree(new JsonTreePage(this)), m_raw(new PayloadView(this)),
      m_attributes(new AttributesPage(this)), m_related(new RelatedPage(model, this)),
      m_moreBar(new QWidget(this)), m_moreLabel(new PlainLabel(m_moreBar))
{
    setObjectName(u"detailPane"_s);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_raw->setObjectName(u"rawText"_s);
    m_raw->setAccessibleName(tr("Event, as received"));
    const std::initializer_list<QWidget *> pages{m_difference, m_tree, m_raw, m_attributes,
                                                 m_related};
    for (QWidget *page : pages) // in the order of the tabs
        m_pages->addWidget(page);
    build();
    setTab(Tree);
    m_loadSoon.setSingleShot(true);
    m_loadSoon.setInterval(loadDelayMs);
    connectPages();
    load();
}

DetailPane::~DetailPane()
{
    delete m_reading; // its worker has a copy of what it reads
}

void DetailPane::connectPages()
{
    connect(&m_loadSoon, &QTimer::timeout, this, &DetailPane::load);
    connect(m_model, &EventLogModel::masksChanged, this, &DetailPane::load);
    connect(m_model, &EventLogModel::logRetired, this, [this] {
        if (!m_title.isEmpty() && !m_model->recordOf(m_sequence))
            load();
    });
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        m_pages->setCurrentIndex(tab);
        fill();
        Q_EMIT tabChanged();
    });
    connect(m_copyButton, &QPushButton::clicked, this, &DetailPane::copyAll);
    connect(m_tree->text(), &PayloadView::copyAllWanted, this, &DetailPane::copyAll);
    connect(m_raw, &PayloadView::copyAllWanted, this, &DetailPane::copyAll);
    connect(m_tree->tree(), &JsonTreeView::filterWanted, this, &DetailPane::filterWanted);
    connect(m_tree->tree(), &JsonTreeView::columnWanted, this, &DetailPane::addColumn);
    connect(m_tree->tree(), &JsonTreeView::remark, this, &DetailPane::remark);
    connect(m_difference, &DifferencePage::filterWanted, this, &DetailPane::filterWanted);
    connect(m_difference, &DifferencePage::eventWanted, this, &DetailPane::eventWanted);
    connect(m_difference, &DifferencePage::remark, this, &DetailPane::remark);
    connect(m_attributes, &AttributesPage::filterWanted, this, &DetailPane::filterWanted);
    connect(m_attributes, &AttributesPage::columnWanted, this, &DetailPane::addColumn);
    connect(m_attributes, &AttributesPage::remark, this, &DetailPane::remark);
    connect(m_related, &RelatedPage::eventWanted, this, &DetailPane::eventWanted);
    connect(m_related, &RelatedPage::countChanged, this, &DetailPane::showRelatedCount);
}

void DetailPane::buildTabs()
{
    m_tabs->setObjectName(u"detailTabs"_s);
    m_tabs->setAccessibleName(tr("Forms of the event"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->addTab(tr("Cha&nged"));
    m_tabs->addTab(tr("T&ree"));
    m_tabs->addTab(tr("Ra&w"));
    m_tabs->addTab(tr("&Attributes"));
    m_tabs->addTab(tr("Related"));
    m_tabs->setTabToolTip(Changed, tr("What changed since the event before of the same subject"));
    m_tabs->setTabToolTip(Raw, tr("Exactly as received"));
    m_tabs->setTabToolTip(Attributes, tr("Attributes and headers"));
    m_tabs->setTabToolTip(Related, tr("All events of the same subject"));
}

QLayout *DetailPane::makeHead()
{
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
    return head;
}

void DetailPane::buildMoreBar()
{
    const int space = margin(fontMetrics());
    auto *more = new QHBoxLayout(m_moreBar);
    more->setContentsMargins(space, space / 2, space, space / 2);
    m_moreLabel->setForegroundRole(QPalette::PlaceholderText);
    auto *moreButton = new QPushButton(tr("Show &More"), m_moreBar);
    moreButton->setObjectName(u"showMore"_s);
    connect(moreButton, &QPushButton::clicked, this, &DetailPane::showMore);
    more->addWidget(m_moreLabel, 1);
    more->addWidget(moreButton);
    m_moreBar->hide();
}

void DetailPane::build()
{
    buildTabs();
    buildMoreBar();
    auto *line = new QFrame(this);
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(makeHead());
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
    m_title.clear();
    m_difference->setSequence(m_sequence);
    m_related->setSequence(m_sequence);
    if (m_reading) { // what it finds is of another event, or not masked as it is now
        m_reading->disconnect(this);
        m_reading->deleteLater();
        m_reading = nullptr;
    }
    const EventRecord *record = m_sequence ? m_model->recordOf(m_sequence) : nullptr;
    if (!record) {
        take(nullptr);
        return;
    }
    const QString type =
        m_model->cellOf(m_sequence, EventLogColumn::Type, EventLogRole::FullText).toString();
    m_title =
        EventDetails::title(type.toStdString(), m_sequence, record->recordedUs, record->timeUs);
    const int row = m_model->rowOfSequence(m_sequence);
    if (const QString capture = m_model->originAt(row); !capture.isEmpty())
        m_title += tr(" · in %1").arg(displayText(capture, 60));
    const QByteArray line = m_model->lineOf(m_sequence);
    if (line.size() > readAtOnce)
        readSoon(line);
    else
        take(read(line));
}

DetailPane::Contents DetailPane::read(const QByteArray &line)
{
    auto content = std::make_shared<Content>();
    content->details = EventDetails(line);
    if (const std::string_view json = content->details.json(); !json.empty())
        content->document = JsonDocument::parse(std::string(json));
    return content;
}

void DetailPane::readSoon(const QByteArray &line)
{
    take(nullptr);
    showNothing(tr("Reading %1…").arg(bytesText(quint64(line.size()))));
    auto promise = std::make_shared<QPromise<Contents>>();
    promise->start();
    m_reading = new QFutureWatcher<Contents>(this);
    connect(m_reading, &QFutureWatcherBase::finished, this, [this] {
        const Contents content = m_reading->result();
        m_reading->deleteLater();
        m_reading = nullptr;
        take(content);
    });
    m_reading->setFuture(promise->future());
    QThreadPool::globalInstance()->start([promise, line] {
        promise->addResult(read(line));
        promise->finish();
    });
}

void DetailPane::take(const Contents &content)
{
    m_content = content && content->details.isReadable() ? content : nullptr;
    std::fill(std::begin(m_filled), std::end(m_filled), false);
    std::fill(std::begin(m_complete), std::end(m_complete), true);
    m_copyButton->setEnabled(m_content != nullptr);
    if (!m_content)
        showNothing(m_sequence == 0 ? tr("Choose an event to read it.")
                        : m_title.isEmpty()
                        ? tr("This event is no longer in the log.")
                        : tr("The line of this event can no longer be read from the capture."));
    showTitle();
    fill();
}

void DetailPane::showNothing(const QString &why)
{
    m_tree->showNothing(why);
    m_raw->show(ReadableText());
    m_raw->setPlaceholderText(why);
    m_attributes->setAttributes({});
    m_attributes->setReason(why);
}

void DetailPane::fill()
{
    const Tab tab = this->tab();
    if (m_sequence != 0 && m_model->history().isReady())
        m_related->activate(); // how many there are is told at the tab
    if (tab == Changed)
        m_difference->activate();
    else if (tab == Related)
        m_related->activate();
    else if (m_content && !std::exchange(m_filled[tab], true))
        fillPage(tab);
    const bool cut = !m_complete[tab];
    m_moreBar->setVisible(cut);
    if (cut)
        m_moreLabel->setText(
            tr("This is the beginning of %1.").arg(bytesText(m_content->details.payloadSize())));
}

void DetailPane::fillPage(Tab tab)
{
    const EventDetails &details = m_content->details;
    const TextBounds bounds = TextBounds().times(m_bounds);
    if (tab == Attributes) {
        m_attributes->setAttributes(details.attributes());
    } else if (tab == Raw) {
        const ReadableText text = details.raw(bounds);
        m_raw->show(text);
        m_complete[Raw] = text.complete;
    } else if (m_content->document) {
        m_tree->tree()->tree()->setTimeZone(m_model->timeZone());
        m_tree->showTree(m_content->document, displayText(details.reason(), 1'000));
    } else {
        const ReadableText text = details.readable(bounds);
        m_tree->showText(text, {}); // it begins with the reason
        m_complete[Tree] = text.complete;
    }
}

void DetailPane::showMore()
{
    m_bounds *= 2;
    m_filled[tab()] = false;
    fill();
}

void DetailPane::copyAll()
{
    if (!m_content)
        return;
    QApplication::clipboard()->setText(m_content->details.rawText());
    Q_EMIT copied(m_title);
}

void DetailPane::addColumn(const QString &path)
{
    const auto added = m_model->addPathColumn({path, {}});
    const QString shown = displayText(path, 120);
    Q_EMIT remark(added ? tr("The log has a column for %1 now.").arg(shown) : added.error());
}

void DetailPane::showRelatedCount()
{
    const QString count = m_related->countShown();
    m_tabs->setTabText(Related, count.isEmpty() ? tr("Related") : tr("Related (%1)").arg(count));
    layout()->activate(); // the title has less room now
    showTitle();
}

void DetailPane::setHidden(bool hidden)
{
    if (std::exchange(m_hidden, hidden) != hidden)
        showTitle();
}

void DetailPane::showTitle()
{
    const QString title =
        m_hidden && !m_title.isEmpty() ? tr("Hidden by the filter: %1").arg(m_title) : m_title;
    // A few letters of it say nothing.
    const bool room = m_titleLabel->width() > fontMetrics().averageCharWidth() * 20;
    m_titleLabel->setText(!room ? QString()
                                : m_titleLabel->fontMetrics().elidedText(title, Qt::ElideMiddle,
                                                                         m_titleLabel->width()));
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
    m_pages->setCurrentIndex(tab);
}

DetailPane::Tab DetailPane::tab() const
{
    return Tab(std::clamp(m_tabs->currentIndex(), 0, int(Related)));
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

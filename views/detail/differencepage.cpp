// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/detail/differencepage.h"

#include "models/event/displaytext.h"
#include "models/eventlogmodel.h"
#include "models/query/lineparts.h"
#include "models/subjecthistory.h"
#include "models/timeshown.h"
#include "views/detail/differencetext.h"
#include "views/eventlog/eventdetails.h"
#include "views/eventlog/payloadview.h"
#include "views/plainlabel.h"
#include "views/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QMenu>
#include <QPromise>
#include <QPushButton>
#include <QThreadPool>

#include <memory>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype comparedAtOnce = 128 * 1024;

std::string payloadIn(const EventLogModel &model, quint64 sequence)
{
    const EventRecord *record = model.recordOf(sequence);
    if (!record)
        return {};
    const QByteArray line = model.lineOf(sequence);
    // What is masked may be shorter or longer than what the record knows.
    LineAttributes attributes;
    if (!readLineAttributes({line.constData(), size_t(line.size())}, attributes))
        return {};
    return std::string(attributes.data.empty() ? attributes.dataBase64 : attributes.data);
}

} // namespace

DifferencePage::DifferencePage(EventLogModel *model, QWidget *parent)
    : QWidget(parent), m_model(model), m_text(new PayloadView(this)), m_tail(new PlainLabel(this)),
      m_unchanged(new QPushButton(tr("Show &Unchanged"), this)),
      m_goTo(new QPushButton(tr("Go to &Previous"), this)), m_foot(new QWidget(this))
{
    setObjectName(u"differencePage"_s);
    build();
    connect(&model->history(), &SubjectHistory::ready, this, [this] {
        if (m_working && !m_watcher)
            compare();
    });
    connect(model, &EventLogModel::logRetired, this, &DifferencePage::showWhetherThereIsPrevious);
    connect(m_text, &PayloadView::menuFilled, this, &DifferencePage::fillMenu);
    connect(m_text, &PayloadView::copyAllWanted, this, &DifferencePage::copyAll);
    connect(m_unchanged, &QPushButton::toggled, this, &DifferencePage::fill);
    connect(m_goTo, &QPushButton::clicked, this, [this] {
        if (m_previous != 0)
            Q_EMIT eventWanted(m_previous);
    });
    showNothing(tr("Choose an event to see what changed."));
}

DifferencePage::~DifferencePage()
{
    delete m_watcher; // its worker knows nothing of this page
}

void DifferencePage::build()
{
    m_text->setObjectName(u"differenceText"_s);
    m_text->setAccessibleName(tr("What changed since the event before"));
    m_tail->setObjectName(u"differenceTail"_s);
    m_tail->setForegroundRole(QPalette::PlaceholderText);
    m_tail->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_unchanged->setObjectName(u"showUnchanged"_s);
    m_unchanged->setCheckable(true);
    m_goTo->setObjectName(u"goToPrevious"_s);
    m_goTo->setToolTip(tr("Shows the event that this one is compared with"));
    const int space = margin(fontMetrics());
    auto *foot = new QHBoxLayout(m_foot);
    foot->setContentsMargins(space, space / 2, space, space / 2);
    foot->setSpacing(space);
    foot->addWidget(m_tail, 1);
    foot->addWidget(m_unchanged);
    foot->addWidget(m_goTo);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_foot);
    setFocusProxy(m_text);
}

void DifferencePage::setSequence(quint64 sequence)
{
    m_sequence = sequence;
    m_previous = 0;
    m_active = m_working = false;
    if (m_watcher) { // whatever it finds is for another event
        m_watcher->disconnect(this);
        m_watcher->deleteLater();
        m_watcher = nullptr;
    }
    if (sequence == 0)
        showNothing(tr("Choose an event to see what changed."));
}

void DifferencePage::activate()
{
    if (m_active || m_sequence == 0)
        return;
    m_active = true;
    compare();
}

void DifferencePage::compare()
{
    m_working = false;
    const EventRecord *record = m_model->recordOf(m_sequence);
    if (!record) {
        showNothing(tr("This event is no longer in the log."));
        return;
    }
    if (record->subjectHash == 0 || (record->flags & OwnEvent)) {
        showNothing(tr("This event has no subject, so there is none to compare it with."));
        return;
    }
    if (!m_model->history().prepare()) {
        m_working = true;
        showNothing(tr("Looking for the event before…"));
        return;
    }
    m_previous = m_model->history().previous(m_sequence);
    if (m_previous == 0) {
        showNothing(tr("This is the first event of its subject on this connection."));
        return;
    }
    std::string before = payloadIn(*m_model, m_previous);
    std::string after = payloadIn(*m_model, m_sequence);
    if (qsizetype(before.size() + after.size()) <= comparedAtOnce) {
        show(jsonDifference(before, after));
        return;
    }
    compareOnWorker(std::move(before), std::move(after));
}

void DifferencePage::compareOnWorker(std::string before, std::string after)
{
    m_working = true;
    showNothing(tr("Comparing…"));
    auto promise = std::make_shared<QPromise<JsonDifference>>();
    promise->start();
    m_watcher = new QFutureWatcher<JsonDifference>(this);
    connect(m_watcher, &QFutureWatcherBase::finished, this, [this] {
        m_working = false;
        const JsonDifference found = m_watcher->result();
        m_watcher->deleteLater();
        m_watcher = nullptr;
        show(found);
    });
    m_watcher->setFuture(promise->future());
    QThreadPool::globalInstance()->start(
        [promise, before = std::move(before), after = std::move(after)] {
            promise->addResult(jsonDifference(before, after));
            promise->finish();
        });
}

void DifferencePage::showNothing(const QString &why)
{
    m_difference = {};
    m_changeOfLine.clear();
    m_text->show(ReadableText());
    m_text->setPlaceholderText(why);
    m_foot->hide();
}

void DifferencePage::show(const JsonDifference &difference)
{
    m_difference = difference;
    m_since = sinceText();
    fill();
    showWhetherThereIsPrevious();
}

QString DifferencePage::sinceText() const
{
    const EventRecord *now = m_model->recordOf(m_sequence);
    const EventRecord *before = m_model->recordOf(m_previous);
    if (!now || !before)
        return {};
    const QString type =
        m_model->cellOf(m_previous, EventLogColumn::Type, EventLogRole::FullText).toString();
    return tr("since %1, %2 earlier")
        .arg(displayText(type, 80), delayText(qAbs(now->recordedUs - before->recordedUs)));
}

/// What it is compared with may have been retired since; what changed is still true.
void DifferencePage::showWhetherThereIsPrevious()
{
    m_goTo->setEnabled(m_model->recordOf(m_previous) != nullptr);
}

void DifferencePage::fill()
{
    if (m_previous == 0)
        return;
    const DifferenceText shown = differenceText(m_difference, m_unchanged->isChecked());
    m_changeOfLine = shown.changeOfLine;
    m_text->show(shown.text);
    m_text->setPlaceholderText(tr("Nothing changed %1.").arg(m_since));
    const QString same = countText(m_difference.same);
    QString tail = m_difference.same == 1 ? tr("1 more field unchanged")
                                          : tr("%1 more fields unchanged").arg(same);
    if (m_difference.different == 0)
        tail = m_difference.same == 1 ? tr("1 field, as it was")
                                      : tr("%1 fields, all as they were").arg(same);
    tail += u' ' + m_since;
    if (!shown.text.complete)
        tail = tr("These are the first of %1 changes; %2")
                   .arg(countText(m_difference.different), tail);
    m_tail->setText(tail);
    m_tail->setToolTip(toolTipText(tail));
    m_unchanged->setEnabled(m_difference.same > 0);
    m_foot->show();
}

void DifferencePage::fillMenu(QMenu *menu, int line)
{
    if (line < 0 || size_t(line) >= m_changeOfLine.size())
        return;
    const JsonChange &change = m_difference.changes[m_changeOfLine[size_t(line)]];
    const QString path = filterPathText(change.path);
    menu->addSeparator();
    connect(menu->addAction(tr("Copy &Path")), &QAction::triggered, this, [this, path] {
        QApplication::clipboard()->setText(path);
        Q_EMIT remark(tr("Copied the path."));
    });
    QAction *filter = menu->addAction(tr("&Filter by Changes of This"));
    filter->setEnabled(!change.path.empty());
    connect(filter, &QAction::triggered, this,
            [this, path] { Q_EMIT filterWanted(u"changed:"_s + path); });
}

void DifferencePage::copyAll()
{
    QApplication::clipboard()->setText(m_text->toPlainText());
    Q_EMIT remark(tr("Copied what changed."));
}

void DifferencePage::setUnchangedShown(bool shown)
{
    m_unchanged->setChecked(shown);
}

} // namespace eventscope

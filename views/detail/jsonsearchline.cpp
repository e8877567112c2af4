// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/detail/jsonsearchline.h"

#include "models/event/displaytext.h"
#include "models/jsontreemodel.h"
#include "views/detail/jsontreeview.h"
#include "views/plainlabel.h"
#include "views/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPromise>
#include <QThreadPool>
#include <QToolButton>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int searchRestMs = 120;

} // namespace

JsonSearchLine::JsonSearchLine(JsonTreeView *view, QWidget *parent)
    : QWidget(parent), m_view(view), m_edit(new QLineEdit(this)), m_place(new PlainLabel(this))
{
    setObjectName(u"jsonSearchLine"_s);
    m_edit->setObjectName(u"jsonSearch"_s);
    m_edit->setAccessibleName(tr("Search in this event"));
    m_edit->setPlaceholderText(tr("Search in this event"));
    m_edit->setClearButtonEnabled(true);
    m_edit->setMaxLength(1'000);
    m_edit->installEventFilter(this);
    m_place->setObjectName(u"jsonSearchPlace"_s);
    m_place->setForegroundRole(QPalette::PlaceholderText);
    auto *layout = new QHBoxLayout(this);
    const int space = margin(fontMetrics());
    layout->setContentsMargins(space, space / 2, space, space / 2);
    layout->setSpacing(space);
    layout->addWidget(m_edit, 1);
    layout->addWidget(m_place);
    const auto button = [&](const QString &text, const QString &name, int by) {
        auto *made = new QToolButton(this);
        made->setText(text);
        made->setAccessibleName(name);
        made->setToolTip(toolTipText(name));
        connect(made, &QToolButton::clicked, this, [this, by] { step(by); });
        layout->addWidget(made);
    };
    button(u"↑"_s, tr("Previous place"), -1);
    button(u"↓"_s, tr("Next place"), 1);
    m_rest.setSingleShot(true);
    m_rest.setInterval(searchRestMs);
    connect(&m_rest, &QTimer::timeout, this, &JsonSearchLine::search);
    connect(m_edit, &QLineEdit::textChanged, this, [this] {
        m_jump = true;
        m_rest.start();
    });
    hide();
}

JsonSearchLine::~JsonSearchLine()
{
    stop();
}

void JsonSearchLine::start()
{
    show();
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
    if (!m_edit->text().isEmpty() && m_hits.hits.empty())
        search();
}

void JsonSearchLine::end()
{
    stop();
    hide();
    m_view->setFocus(Qt::OtherFocusReason);
}

void JsonSearchLine::documentChanged()
{
    stop();
    m_hits = {};
    m_at = -1;
    m_jump = false; // what is chosen stays in sight
    if (isVisible())
        search();
}

void JsonSearchLine::stop()
{
    m_rest.stop();
    if (!m_watcher)
        return;
    *m_stop = true; // it keeps its document until it notices
    m_watcher->disconnect(this);
    m_watcher->deleteLater();
    m_watcher = nullptr;
}

void JsonSearchLine::search()
{
    stop();
    m_hits = {};
    m_at = -1;
    const auto document = m_view->tree()->document();
    const QString word = m_edit->text();
    if (word.isEmpty() || !document) {
        showPlace();
        return;
    }
    m_stop = std::make_shared<std::atomic<bool>>(false);
    auto promise = std::make_shared<QPromise<JsonTreeHits>>();
    promise->start();
    m_watcher = new QFutureWatcher<JsonTreeHits>(this);
    connect(m_watcher, &QFutureWatcherBase::finished, this, &JsonSearchLine::take);
    m_watcher->setFuture(promise->future());
    QThreadPool::globalInstance()->start([promise, document, word, stop = m_stop] {
        promise->addResult(searchJson(*document, word, *stop));
        promise->finish();
    });
    m_place->setText(tr("Searching…"));
}

void JsonSearchLine::take()
{
    m_hits = m_watcher->result();
    m_watcher->deleteLater();
    m_watcher = nullptr;
    if (m_jump && !m_hits.hits.empty())
        step(1);
    showPlace();
}

void JsonSearchLine::step(int by)
{
    const int count = int(m_hits.hits.size());
    if (count == 0)
        return;
    m_at = m_at < 0 ? (by > 0 ? 0 : count - 1) : (m_at + by + count) % count;
    if (const QModelIndex found = m_view->tree()->find(m_hits.hits[size_t(m_at)]); found.isValid())
        m_view->reveal(found);
    showPlace();
}

void JsonSearchLine::showPlace()
{
    const QString count = countText(m_hits.hits.size()) + (m_hits.complete ? u""_s : u"+"_s);
    if (m_edit->text().isEmpty())
        m_place->clear();
    else if (m_hits.hits.empty())
        m_place->setText(tr("Nothing found"));
    else
        m_place->setText(m_at < 0 ? tr("%1 places").arg(count)
                                  : tr("%1 of %2").arg(countText(quint64(m_at + 1)), count));
}

bool JsonSearchLine::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const auto &key = *static_cast<QKeyEvent *>(event);
        if (key.key() == Qt::Key_Escape) {
            end();
            return true;
        }
        if (key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter) {
            step(key.modifiers() & Qt::ShiftModifier ? -1 : 1);
            return true;
        }
        if (key.key() == Qt::Key_Down) {
            m_view->setFocus(Qt::OtherFocusReason);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace eventscope

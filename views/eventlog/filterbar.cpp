// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/filterbar.h"

#include "views/plainlabel.h"
#include "views/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {
constexpr int restMs = 150;
constexpr int maxFilterLength = 4096;

/// On X11, Qt edits lines with these as Emacs does; the window promises something else in its
/// menus.
bool belongsToTheWindow(const QKeyEvent &key)
{
    return key.modifiers() == Qt::ControlModifier
        && (key.key() == Qt::Key_E || key.key() == Qt::Key_K || key.key() == Qt::Key_D);
}

} // namespace

FilterBar::FilterBar(QWidget *parent)
    : QWidget(parent), m_edit(new QLineEdit(this)), m_result(new PlainLabel(this))
{
    setObjectName(u"filterBar"_s);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    const int space = margin(fontMetrics());
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(space, space, space, space);
    layout->setSpacing(space);
    layout->addWidget(m_edit, 1);
    layout->addWidget(m_result);

    m_edit->setObjectName(u"filterEdit"_s);
    m_edit->setAccessibleName(tr("Filter of the log"));
    m_edit->setPlaceholderText(tr("Filter: words, \"several words\", -without"));
    m_edit->setToolTip(tr(
        "Shows only events that contain all words. Quotes keep words together, a minus excludes."));
    m_edit->setClearButtonEnabled(true);
    m_edit->setMaxLength(maxFilterLength);
    m_edit->installEventFilter(this);
    m_result->setObjectName(u"filterResult"_s);
    m_result->setForegroundRole(QPalette::PlaceholderText);
    m_result->hide();

    m_rest.setSingleShot(true);
    m_rest.setInterval(restMs);
    connect(&m_rest, &QTimer::timeout, this, &FilterBar::announce);
    connect(m_edit, &QLineEdit::textChanged, this, [this](const QString &text) {
        if (text.isEmpty())
            announce();
        else
            m_rest.start();
    });
}

QString FilterBar::text() const
{
    return m_edit->text();
}

void FilterBar::setText(const QString &text)
{
    m_edit->setText(text);
    announce();
}

void FilterBar::focusEdit()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

void FilterBar::setResult(const QString &text)
{
    m_result->setText(text);
    m_result->setVisible(!text.isEmpty());
}

void FilterBar::announce()
{
    m_rest.stop();
    if (m_edit->text() == m_announced)
        return;
    m_announced = m_edit->text();
    Q_EMIT filterChanged(m_announced);
}

bool FilterBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit && event->type() == QEvent::ShortcutOverride
        && belongsToTheWindow(*static_cast<QKeyEvent *>(event))) {
        event->ignore();
        return true;
    }
    if (watched != m_edit || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (key == Qt::Key_Escape) {
        if (m_edit->text().isEmpty())
            Q_EMIT left();
        else
            m_edit->clear();
        return true;
    }
    if (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Down) {
        announce();
        Q_EMIT left();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace eventscope

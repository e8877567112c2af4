// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/filterbar.h"

#include "models/event/displaytext.h"
#include "models/filtersetmodel.h"
#include "views/filters/filterchips.h"
#include "views/filters/filtercompleter.h"
#include "views/filters/filteredit.h"
#include "views/filters/filterhelp.h"
#include "views/filters/filterstatus.h"
#include "views/filters/savedfilterdialog.h"
#include "views/theme.h"

#include <QFileDialog>
#include <QKeyEvent>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {
constexpr int typingRestMs = 150;
constexpr int leastEditHeights = 15; ///< width of the line that chips leave it
constexpr int leastSaveHeights = 18; ///< a narrower bar has no room for *Save filter*
constexpr int longestSavedName = 30;

/// On X11, Qt edits lines with these as Emacs does; the window promises something else in its
/// menus.
bool belongsToTheWindow(const QKeyEvent &key)
{
    return key.modifiers() == Qt::ControlModifier
        && (key.key() == Qt::Key_E || key.key() == Qt::Key_K || key.key() == Qt::Key_D);
}

} // namespace

FilterBar::FilterBar(QWidget *parent)
    : QWidget(parent), m_line(new QWidget(this)), m_edit(new FilterEdit(m_line)),
      m_status(new FilterStatus(this)), m_completer(new FilterCompleter(m_edit)),
      m_help(new QToolButton(m_line))
{
    setObjectName(u"filterBar"_s);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    build();
    m_rest.setSingleShot(true);
    m_rest.setInterval(typingRestMs);
    connect(&m_rest, &QTimer::timeout, this, &FilterBar::announce);
    connect(m_edit, &QLineEdit::textChanged, this, [this](const QString &text) {
        const QString before = std::exchange(m_before, text);
        if (text.size() <= 1 && before.size() > text.size() + 1) // not letter by letter
            Q_EMIT leftBehind(before);
        if (text.isEmpty())
            announce();
        else
            m_rest.start();
    });
    connect(m_completer, &FilterCompleter::historyTaken, this, &FilterBar::announce);
    connect(m_help, &QToolButton::clicked, this, &FilterBar::showHelp);
}

void FilterBar::build()
{
    const int space = margin(fontMetrics());
    m_edit->setAccessibleName(tr("Filter of the log"));
    m_edit->setPlaceholderText(
        tr("Filter: words, type:call.*, severity>=warning, data.status = …"));
    m_edit->setToolTip(tr("Shows only events that match. Ctrl+Space offers what can stand here, "
                          "Alt+Down what stood here before, ? explains it all."));
    m_edit->installEventFilter(this);
    m_help->setObjectName(u"filterHelpButton"_s);
    m_help->setText(u"?"_s);
    m_help->setAccessibleName(tr("Help on filters"));
    m_help->setToolTip(tr("What can be said in a filter"));
    m_help->setAutoRaise(true);
    m_line->setFixedHeight(m_edit->sizeHint().height());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(space, space, space, margin(fontMetrics(), 0.4));
    layout->setSpacing(margin(fontMetrics(), 0.3));
    layout->addWidget(m_line);
    layout->addWidget(m_status);
    m_completer->setSentence(m_status);
}

void FilterBar::setFilters(FilterSetModel *filters)
{
    if (m_filters || !filters)
        return;
    m_filters = filters;
    m_chips = new FilterChips(filters, m_line);
    m_chips->show();
    connect(m_chips, &FilterChips::sizeWanted, this, &FilterBar::fit);
    connect(m_chips, &FilterChips::editWanted, this, &FilterBar::editFilter);
    connect(m_chips, &FilterChips::textWanted, this, [this](const QString &text) {
        setText(text);
        m_edit->setFocus(Qt::OtherFocusReason);
    });
    connect(m_chips, &FilterChips::problem, this, &FilterBar::remark);
    connect(filters, &FilterSetModel::problem, this, &FilterBar::remark);
    buildSaving();
    connect(m_chips, &FilterChips::sizeWanted, this, &FilterBar::orderTabs);
    orderTabs();
    fit();
}

/// From left to right; Qt has what was made later at the end of the window.
void FilterBar::orderTabs()
{
    QWidget *last = m_edit;
    // A name of its own: a loop over what << gives back would outlive the list.
    const QList<QWidget *> stops = m_chips->tabStops() << m_save << m_help;
    for (QWidget *next : stops) {
        setTabOrder(last, next);
        last = next;
    }
}

void FilterBar::buildSaving()
{
    m_save = new QToolButton(m_line);
    m_save->setObjectName(u"saveFilter"_s);
    m_save->setText(tr("Save filter"));
    m_save->setToolTip(tr("Keep this filter under a name, to be switched on and off"));
    connect(m_save, &QToolButton::clicked, this, &FilterBar::saveFilter);
    m_save->show();
}

void FilterBar::setSharingActions(const QList<QAction *> &actions)
{
    auto *menu = new QMenu(m_save);
    menu->addActions(actions);
    m_save->setMenu(menu);
    m_save->setPopupMode(QToolButton::MenuButtonPopup);
    fit();
}

void FilterBar::setVocabulary(std::function<FilterVocabulary()> vocabulary)
{
    m_completer->setVocabulary(std::move(vocabulary));
}

void FilterBar::vocabularyGrew()
{
    m_completer->offerAgain();
}

void FilterBar::setHistory(const QStringList &texts)
{
    m_completer->setHistory(texts);
    m_hasHistory = !texts.isEmpty();
}

void FilterBar::setSavable(bool savable)
{
    m_savable = savable;
}

QString FilterBar::text() const
{
    return m_edit->text();
}

void FilterBar::setText(const QString &text)
{
    m_completer->close();
    m_edit->setText(text);
    announce();
}

void FilterBar::focusEdit()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

void FilterBar::announce()
{
    m_rest.stop();
    if (m_edit->text() == m_announced)
        return;
    m_announced = m_edit->text();
    Q_EMIT filterChanged(m_announced);
}

void FilterBar::confirm()
{
    m_completer->close();
    announce();
    Q_EMIT confirmed(m_edit->text());
}

bool FilterBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit && event->type() == QEvent::FocusOut) {
        m_completer->close();
        Q_EMIT leftBehind(m_edit->text());
    }
    if (watched == m_edit && event->type() == QEvent::ShortcutOverride
        && belongsToTheWindow(*static_cast<QKeyEvent *>(event))) {
        event->ignore();
        return true;
    }
    if (watched == m_edit && event->type() == QEvent::KeyPress
        && pressKey(*static_cast<QKeyEvent *>(event)))
        return true;
    return QWidget::eventFilter(watched, event);
}

bool FilterBar::pressKey(const QKeyEvent &key)
{
    if (m_completer->pressKey(key))
        return true;
    switch (key.key()) {
    case Qt::Key_Escape:
        if (m_edit->text().isEmpty())
            Q_EMIT left();
        else
            m_edit->clear();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        confirm();
        if (!m_edit->error()) // which is corrected here
            Q_EMIT left();
        return true;
    case Qt::Key_Down:
        if (m_edit->text().isEmpty() && m_hasHistory) {
            m_completer->openHistory();
            return true;
        }
        announce();
        Q_EMIT left();
        return true;
    default:
        return false;
    }
}

void FilterBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

QSize FilterBar::minimumSizeHint() const
{
    return {0, QWidget::minimumSizeHint().height()};
}

/// Chips may have what the line and the buttons leave. Placed by hand: a layout would tell the
/// whole window each time that other chips have room, and docks would lose the width that they were
/// given.
void FilterBar::fit()
{
    const int space = margin(fontMetrics(), 0.4);
    const int room = std::max(width() - 2 * margin(fontMetrics()), 1);
    const int high = m_line->height();
    int right = room;
    const auto place = [&](QWidget *widget, QSize size) {
        right -= size.width();
        widget->setGeometry(right, (high - size.height()) / 2, size.width(), size.height());
        right -= space;
    };
    place(m_help, m_help->sizeHint().boundedTo({room, high}));
    if (m_chips) {
        m_save->setVisible(width() > fontMetrics().height() * leastSaveHeights);
        if (!m_save->isHidden())
            place(m_save, m_save->sizeHint().boundedTo({room, high}));
        m_chips->fitInto(std::max(right - fontMetrics().height() * leastEditHeights, 0));
        if (m_chips->sizeHint().width() > 0)
            place(m_chips, m_chips->sizeHint());
    }
    m_edit->setGeometry(0, 0, std::max(right, 1), high);
}

void FilterBar::saveFilter()
{
    if (!m_filters)
        return;
    announce();
    if (!m_savable) {
        Q_EMIT remark(m_edit->text().trimmed().isEmpty()
                          ? tr("Type a filter first; then it can be saved under a name.")
                          : tr("The filter has an error; without it, it can be saved."));
        m_edit->setFocus(Qt::OtherFocusReason);
        return;
    }
    SavedFilter filter;
    filter.text = m_edit->text().trimmed();
    filter.name = filter.text.simplified().left(longestSavedName);
    filter.color = m_filters->rowCount() % SavedFilter::colors;
    filter.on = true;
    auto *dialog = new SavedFilterDialog(m_filters, -1, filter, window());
    // What was typed goes on as the saved filter, which is on.
    connect(dialog, &SavedFilterDialog::saved, this, [this, filter] {
        if (m_edit->text().trimmed() == filter.text)
            clear();
    });
    dialog->open();
}

void FilterBar::editFilter(int row)
{
    if (row < m_filters->rowCount())
        (new SavedFilterDialog(m_filters, row, m_filters->filterAt(row), window()))->open();
}

void FilterBar::showHelp()
{
    if (auto *open = window()->findChild<FilterHelp *>()) {
        open->raise();
        open->activateWindow();
        return;
    }
    auto *help = new FilterHelp(window());
    connect(help, &FilterHelp::exampleChosen, this, &FilterBar::putExample);
    help->show();
}

void FilterBar::putExample(const QString &text)
{
    setText(text);
    m_edit->setCursorPosition(int(text.size()));
}

void FilterBar::askForImport()
{
    auto *dialog = new QFileDialog(window(), tr("Import Filters"));
    dialog->setObjectName(u"importFilters"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Filters (*.json)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        const auto imported = m_filters->importFrom(path);
        Q_EMIT remark(displayText(imported ? imported->text() : imported.error()));
    });
    dialog->open();
}

void FilterBar::askForExport()
{
    auto *dialog = new QFileDialog(window(), tr("Export Filters"));
    dialog->setObjectName(u"exportFilters"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("Filters (*.json)")});
    dialog->setDefaultSuffix(u"json"_s);
    dialog->selectFile(u"eventscope-filters.json"_s);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        const auto done = m_filters->exportTo(path);
        const int count = m_filters->rowCount();
        Q_EMIT remark(displayText(!done            ? done.error()
                                      : count == 1 ? tr("1 filter was exported.")
                                                   : tr("%1 filters were exported.").arg(count)));
    });
    dialog->open();
}

} // namespace eventscope

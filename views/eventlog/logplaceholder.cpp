// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/logplaceholder.h"

#include "models/event/displaytext.h"
#include "models/eventlogmodel.h"
#include "views/plainlabel.h"
#include "views/theme.h"

#include <QEvent>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t mostOffered = 4;
constexpr int longestName = 40;

/// As it is called in a sentence.
QString called(const LogFiltering::Hiding &filter)
{
    return u"“%1”"_s.arg(
        displayText(filter.name.isEmpty() ? filter.text : filter.name, longestName));
}

} // namespace

LogPlaceholder::LogPlaceholder(QWidget *over)
    : QWidget(over), m_title(new PlainLabel(this)), m_reason(new PlainLabel(this)),
      m_switches(new QVBoxLayout), m_button(new QPushButton(this))
{
    setObjectName(u"logPlaceholder"_s);
    QFont large = strongFont(font());
    if (large.pointSizeF() > 0)
        large.setPointSizeF(large.pointSizeF() * 1.15);
    m_title->setFont(large);
    m_title->setAlignment(Qt::AlignCenter);
    m_reason->setAlignment(Qt::AlignCenter);
    m_reason->setWordWrap(true);
    m_reason->setForegroundRole(QPalette::PlaceholderText);
    m_button->setObjectName(u"logPlaceholderButton"_s);
    connect(m_button, &QPushButton::clicked, this, &LogPlaceholder::actionTriggered);

    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(margin(fontMetrics()));
    layout->addWidget(m_title);
    layout->addWidget(m_reason);
    layout->addLayout(m_switches);
    layout->addWidget(m_button, 0, Qt::AlignHCenter);
    over->installEventFilter(this);
    hide();
}

void LogPlaceholder::explain(const EventLogModel &log,
                             const std::vector<LogFiltering::Hiding> &filters, bool stopped,
                             bool hasConnections)
{
    // What waits is no answer while the search for it runs, or was stopped.
    const bool waits = log.isPaused() && log.waiting() > 0 && !log.isScanning() && !stopped;
    if (log.rowCount() > 0)
        say({});
    else if (log.isFiltered() && log.logSize() > 0 && !waits)
        explainFilter(log, filters, stopped);
    else if (log.isPaused())
        say(tr("Paused"), tr("%1 events wait.").arg(countText(log.waiting())), tr("Res&ume"),
            Action::Resume);
    else if (hasConnections)
        say(tr("No events yet"),
            tr("They appear here as they arrive. The panel at the left says how the connections "
               "are."));
    else
        say(tr("Not connected"), tr("Events appear here as soon as a connection delivers them."),
            tr("Add a Connecti&on…"), Action::AddConnection);
}

void LogPlaceholder::explainFilter(const EventLogModel &log,
                                   const std::vector<LogFiltering::Hiding> &filters, bool stopped)
{
    const QString all = countText(log.logSize());
    const bool alone = filters.size() < 2;
    const bool typed = alone && (filters.empty() || filters.front().name.isEmpty());
    const QString clear = !alone ? tr("Clear All Fil&ters")
        : typed                  ? tr("Clear Fil&ter")
                                 : tr("Swi&tch It Off");
    if (log.isScanning())
        say(tr("Searching…"), {}, {}, Action::None,
            offered(filters) == m_offered ? filters : std::vector<LogFiltering::Hiding>());
    else if (stopped)
        say(tr("The search was stopped"),
            tr("What was shown before it is shown again, and that was none of %1 events.").arg(all),
            tr("&Search Again"), Action::SearchAgain);
    else if (const quint64 left = log.unsearched(); left > 0)
        say(tr("No event matches so far"),
            tr("%1 of %2 events are still to be searched.").arg(countText(left), all), clear,
            Action::ClearFilter, filters);
    else
        say(titleFor(filters),
            all == u"1" ? tr("1 event is in the log.") : tr("%1 events are in the log.").arg(all),
            clear, Action::ClearFilter, filters);
}

QString LogPlaceholder::titleFor(const std::vector<LogFiltering::Hiding> &filters)
{
    if (filters.size() > 1)
        return tr("No event passes these %1 filters").arg(filters.size());
    if (filters.empty() || filters.front().name.isEmpty()) // it stands in the bar
        return tr("No event matches this filter");
    const QString name = called(filters.front());
    return filters.front().excludes ? tr("The filter %1 hides every event").arg(name)
                                    : tr("No event matches the filter %1").arg(name);
}

/// Where there is but one, the usual button is its.
std::vector<LogFiltering::Hiding>
LogPlaceholder::offered(std::vector<LogFiltering::Hiding> filters)
{
    if (filters.size() < 2)
        filters.clear();
    if (filters.size() > mostOffered)
        filters.resize(mostOffered);
    return filters;
}

void LogPlaceholder::offer(std::vector<LogFiltering::Hiding> filters)
{
    if (filters == m_offered)
        return; // one that has the focus, or is pressed, stays
    m_offered = std::move(filters);
    while (const QLayoutItem *item = m_switches->itemAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // it may be what was clicked
        delete m_switches->takeAt(0);
    }
    QWidget *last = m_button;
    for (const LogFiltering::Hiding &filter : m_offered) {
        const QString name = called(filter).replace(u'&', u"&&"_s);
        auto *button = new QPushButton(
            filter.name.isEmpty() ? tr("Clear %1").arg(name) : tr("Switch Off %1").arg(name), this);
        button->setToolTip(toolTipText(filter.text));
        connect(button, &QPushButton::clicked, this,
                [this, filter] { Q_EMIT switchOffWanted(filter); });
        m_switches->addWidget(button, 0, Qt::AlignHCenter);
        button->show(); // before its room is measured
        setTabOrder(last, button);
        last = button;
    }
    if (last != m_button)
        setTabOrder(last, m_button); // which stands below them
}

/// An empty title hides it; an empty button hides that.
void LogPlaceholder::say(const QString &title, const QString &reason, const QString &button,
                         Action action, const std::vector<LogFiltering::Hiding> &filters)
{
    m_action = action;
    offer(offered(filters));
    m_title->setText(title);
    m_reason->setText(reason);
    m_reason->setVisible(!reason.isEmpty());
    m_button->setText(button);
    m_button->setVisible(!button.isEmpty());
    setVisible(!title.isEmpty());
    place();
}

QString LogPlaceholder::title() const
{
    return m_title->text();
}

QString LogPlaceholder::reason() const
{
    return m_reason->text();
}

void LogPlaceholder::place()
{
    const int width = std::min(parentWidget()->width(), fontMetrics().averageCharWidth() * 56);
    const int height =
        layout()->hasHeightForWidth() ? layout()->heightForWidth(width) : sizeHint().height();
    setGeometry((parentWidget()->width() - width) / 2,
                std::max(0, (parentWidget()->height() - height) * 2 / 5), width, height);
}

bool LogPlaceholder::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parent() && event->type() == QEvent::Resize)
        place();
    return QWidget::eventFilter(watched, event);
}

} // namespace eventscope

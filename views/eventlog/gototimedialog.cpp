// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/gototimedialog.h"

#include "models/eventlogmodel.h"
#include "models/query/filtertimes.h"
#include "views/dialoglayout.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/rowjumps.h"
#include "views/plainlabel.h"
#include "views/theme.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 dayUs = 86'400'000'000;

qint64 newestOf(const EventTable &table)
{
    const EventLogModel &model = *table.eventModel();
    const EventRecord *last = model.recordAt(model.rowCount() - 1);
    return last ? last->recordedUs : nowUs();
}

} // namespace

std::optional<qint64> timeWanted(const QString &text, qint64 newestUs, TimeZoneChoice zone)
{
    const QString tidy = text.trimmed();
    const auto read = readFilterTime(tidy, newestUs, zone);
    if (!read)
        return {};
    // A time of day that is still to come on the log's last day was meant on the day before.
    const bool ofDay = tidy.contains(u':') && !tidy.contains(u'-');
    if (ofDay && read->fromUs > newestUs) {
        const auto before = readFilterTime(tidy, newestUs - dayUs, zone);
        return before ? before->fromUs : read->fromUs;
    }
    return read->fromUs;
}

GoToTimeDialog::GoToTimeDialog(EventTable *table)
    : QDialog(table), m_table(table), m_edit(new QLineEdit(this)), m_answer(new PlainLabel(this))
{
    setObjectName(u"goToTimeDialog"_s);
    setWindowTitle(tr("Go to Time"));
    auto *prompt = new QLabel(tr("&Time of arrival:"), this);
    prompt->setBuddy(m_edit);
    m_edit->setObjectName(u"timeEdit"_s);
    m_edit->setAccessibleName(tr("Time of arrival"));
    m_edit->setPlaceholderText(tr("10:30   10:30:05.25   2026-11-21 10:30   -5m"));
    m_edit->setToolTip(tr("A time of day, a date, both, or how long before the last event: -5m, "
                          "-1h30m"));
    m_edit->setMaxLength(100);
    m_answer->setObjectName(u"timeAnswer"_s);
    m_answer->setForegroundRole(QPalette::PlaceholderText);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_go = buttons->addButton(tr("&Go"), QDialogButtonBox::AcceptRole);
    connect(buttons, &QDialogButtonBox::accepted, this, &GoToTimeDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_edit, &QLineEdit::textChanged, this, &GoToTimeDialog::look);
    auto *layout = dialogLayout(this);
    layout->addWidget(prompt);
    layout->addWidget(m_edit);
    layout->addWidget(m_answer);
    layout->addStretch();
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 64, sizeHint().height());
    look();
}

QString GoToTimeDialog::answer() const
{
    return m_answer->text();
}

void GoToTimeDialog::look()
{
    const EventLogModel &model = *m_table->eventModel();
    const QString text = m_edit->text().trimmed();
    m_wanted = timeWanted(text, newestOf(*m_table), model.timeZone());
    m_go->setEnabled(m_wanted.has_value() && model.rowCount() > 0);
    if (text.isEmpty()) {
        m_answer->setText(tr("A time of day, a date, or how long before the last event."));
    } else if (!m_wanted) {
        m_answer->setText(tr("This is no time."));
    } else {
        const int row = m_table->jumps()->rowAtTime(*m_wanted);
        const QString time = fullTimeText(*m_wanted, model.timeZone());
        m_answer->setText(
            row < 0 ? tr("%1: nothing arrived after that.").arg(time)
                    : tr("%1: event %2 of %3 that are shown")
                          .arg(time, countText(quint64(row) + 1), countText(model.shownCount())));
    }
}

void GoToTimeDialog::accept()
{
    if (!m_wanted)
        return;
    const qint64 wanted = *m_wanted;
    QDialog::accept();
    m_table->jumps()->goToTime(wanted);
}

} // namespace eventscope

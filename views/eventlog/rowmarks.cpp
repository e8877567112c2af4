// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/rowmarks.h"

#include "models/eventbookmarks.h"
#include "models/eventlogmodel.h"
#include "models/orderedevents.h"
#include "views/eventlog/bookmarksdialog.h"
#include "views/eventlog/eventtable.h"
#include "views/theme.h"

#include <QInputDialog>
#include <QLineEdit>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

RowMarks::RowMarks(EventTable *table) : QObject(table), m_table(table) { }

quint64 RowMarks::meant(quint64 sequence) const
{
    const quint64 asked = sequence > 0 ? sequence : m_table->currentSequence();
    return m_table->events()->rowOfSequence(asked) >= 0 ? asked : 0;
}

void RowMarks::say(const Result<void> &done, const QString &text)
{
    Q_EMIT m_table->remark(done ? text : done.error());
}

void RowMarks::toggle(quint64 sequence)
{
    sequence = meant(sequence);
    if (sequence == 0)
        return Q_EMIT m_table->remark(tr("Choose an event first."));
    EventBookmarks &marks = m_table->eventModel()->bookmarks();
    const bool marked = marks.contains(sequence);
    const bool noted = !marks.note(sequence).isEmpty();
    const auto done = marks.toggle(sequence);
    const QString number = countText(sequence);
    say(done,
        !marked     ? tr("Event %1 is bookmarked.").arg(number)
            : noted ? tr("The bookmark of event %1 is gone; setting it again brings its note back.")
                          .arg(number)
                    : tr("The bookmark of event %1 is gone.").arg(number));
}

void RowMarks::editNote(quint64 sequence)
{
    sequence = meant(sequence);
    if (sequence == 0)
        return Q_EMIT m_table->remark(tr("Choose an event first."));
    EventBookmarks &marks = m_table->eventModel()->bookmarks();
    auto *dialog = new QInputDialog(m_table);
    dialog->setObjectName(u"noteDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setInputMode(QInputDialog::TextInput);
    dialog->setWindowTitle(tr("Edit Bookmark"));
    dialog->setLabelText(tr("&Note of event %1:").arg(countText(sequence)));
    dialog->setTextValue(marks.note(sequence));
    if (auto *edit = dialog->findChild<QLineEdit *>()) {
        edit->setMaxLength(EventBookmarks::maxNote);
        edit->setAccessibleName(tr("Note"));
    }
    dialog->resize(m_table->fontMetrics().averageCharWidth() * 60, dialog->sizeHint().height());
    connect(dialog, &QInputDialog::textValueSelected, this, [this, sequence](const QString &note) {
        const auto done = m_table->eventModel()->bookmarks().set(sequence, note);
        say(done, tr("Event %1 is bookmarked.").arg(countText(sequence)));
    });
    dialog->open();
}

void RowMarks::jump(bool forward)
{
    const OrderedEvents &events = *m_table->events();
    const EventBookmarks &marks = m_table->eventModel()->bookmarks();
    const int here = events.rowOfSequence(m_table->sequenceInSight());
    const bool chosen = m_table->currentSequence() == m_table->sequenceInSight();
    int best = -1;
    for (const quint64 sequence : marks.sequences()) {
        const int row = events.rowOfSequence(sequence);
        // The first one in sight counts as long as no row is chosen.
        const bool ahead = row >= 0
            && (forward ? row > here || (row == here && !chosen)
                        : row < here || (row == here && !chosen));
        if (ahead && (best < 0 || (forward ? row < best : row > best)))
            best = row;
    }
    if (best >= 0)
        m_table->showSequence(events.sequenceAt(best));
    else if (marks.size() == 0)
        Q_EMIT m_table->remark(tr("There are no bookmarks yet."));
    else
        Q_EMIT m_table->remark(forward ? tr("There is no bookmark below.")
                                       : tr("There is no bookmark above."));
}

void RowMarks::showList()
{
    auto *dialog = new BookmarksDialog(m_table);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void RowMarks::measureFrom(quint64 sequence)
{
    sequence = meant(sequence);
    EventLogModel &model = *m_table->eventModel();
    if (sequence == 0)
        return Q_EMIT m_table->remark(tr("Choose an event first."));
    const bool again = model.timeMark() == sequence;
    model.setTimeMark(again ? 0 : sequence);
    TimeShown time = model.timeShown();
    time.form = TimeShown::SinceMark;
    model.setTimeShown(time);
    Q_EMIT m_table->remark(again ? tr("Times count from the first event.")
                                 : tr("Times count from event %1.").arg(countText(sequence)));
}

} // namespace eventscope

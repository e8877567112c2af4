// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/displaytext.h"
#include "models/event/maskedlines.h"
#include "models/eventbookmarks.h"
#include "models/exportcolumns.h"
#include "views/export/exportdialogstate.h"
#include "views/plainlabel.h"
#include "views/theme.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// A radio button with a sentence below it; the sentence is its accessible description.
QRadioButton *addChoice(QVBoxLayout *layout, const QString &label, WrapLabel *sentence)
{
    auto *button = new QRadioButton(label);
    button->setAccessibleDescription(sentence->text());
    auto *indented = new QHBoxLayout;
    indented->setContentsMargins(margin(button->fontMetrics(), 1.35), 0, 0,
                                 margin(button->fontMetrics(), 0.2));
    indented->addWidget(sentence);
    layout->addWidget(button);
    layout->addLayout(indented);
    return button;
}

/// The names of connections that have something to hide.
QStringList maskingConnections(const EventLogModel &log)
{
    QStringList names;
    const FieldMasks masks = log.masks();
    const QMap<QString, QString> known = log.connectionNames();
    for (auto it = masks.cbegin(); it != masks.cend(); ++it) {
        if (!it->isEmpty() && it.key() != otherConnections)
            names += displayText(known.value(it.key(), it.key()), 40);
    }
    if (names.isEmpty() && !masks.value(otherConnections).isEmpty())
        names += masks.size() == 1 ? QObject::tr("all connections")
                                   : QObject::tr("connections that the capture says nothing of");
    return names;
}

} // namespace

/// The rows that the table has; not those that came while it is paused.
void ExportDialog::State::takeShown(ExportRequest &request) const
{
    const RowSet *set = log->shownSet();
    if (!set)
        return;
    request.onlyRows = true;
    if (log->rowCount() == 0)
        return;
    request.rows = *set;
    request.rows.truncate(log->sequenceAt(log->rowCount() - 1) - request.log.firstSequence() + 1);
}

QString ExportDialog::State::titleOf(int column) const
{
    const QString title = log->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    return title.isEmpty() ? log->headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString()
                           : title;
}

std::shared_ptr<ExportColumns> ExportDialog::State::shownColumns(const FieldMasks &masks) const
{
    std::vector<ChosenColumns::Column> chosen;
    for (const int column : columns) {
        const bool made = column >= EventLogColumn::Count;
        chosen.push_back(
            {made ? -1 : column,
             made ? log->pathColumns()[column - EventLogColumn::Count].path : QString(),
             titleOf(column)});
    }
    QMap<quint64, QString> notes;
    for (const quint64 sequence : log->bookmarks().sequences()) {
        const QString note = log->bookmarks().note(sequence);
        notes.insert(sequence, note.isEmpty() ? tr("bookmarked") : note);
    }
    ChosenColumns::Shown look{log->timeShown(), noTime, true};
    const EventLog &events = *log->log();
    const quint64 mark =
        log->timeMark() >= events.firstSequence() ? log->timeMark() - events.firstSequence() : 0;
    if (mark < events.size())
        look.markUs = look.time.of(events.at(mark));
    return std::make_shared<ChosenColumns>(std::move(chosen), log->connectionNames(), notes, look,
                                           ChosenColumns::Past{log->context(), masks});
}

void ExportDialog::buildChoices()
{
    auto *layout = static_cast<QVBoxLayout *>(m_state->choices->layout());
    const auto title = [&](const QString &text) {
        auto *label = new PlainLabel(text);
        label->setFont(strongFont(font()));
        layout->addWidget(label);
    };
    title(tr("What"));
    m_state->allNote = new WrapLabel({}, WrapLabel::Tone::Dim);
    m_state->shownNote = new WrapLabel({}, WrapLabel::Tone::Dim);
    m_state->all = addChoice(layout, tr("&All events"), m_state->allNote);
    m_state->shown = addChoice(layout, tr("Only what is &shown"), m_state->shownNote);
    auto *what = new QButtonGroup(this);
    what->addButton(m_state->all);
    what->addButton(m_state->shown);
    layout->addSpacing(margin(fontMetrics()));
    title(tr("Format"));
    buildFormats();
    buildMasking();
    layout->addSpacing(margin(fontMetrics()));
}

/// What is said of the secrets is what becomes of them as it is chosen now.
void ExportDialog::buildMasking()
{
    auto *layout = static_cast<QVBoxLayout *>(m_state->choices->layout());
    const QStringList masking = maskingConnections(*m_state->log);
    m_state->mask = new QCheckBox(tr("&Mask secrets"));
    auto *note = new WrapLabel({}, WrapLabel::Tone::Dim);
    connect(m_state->mask, &QCheckBox::toggled, note,
            [this, note, names = masking.join(tr(", "))](bool masks) {
                if (masks)
                    note->say(tr("Passwords and tokens in the events of %1 are written as "
                                 "“[masked]”.")
                                  .arg(names),
                              WrapLabel::Tone::Dim);
                else
                    note->say(tr("Passwords and tokens in the events of %1 are written as they "
                                 "are. Who gets the file can read them.")
                                  .arg(names),
                              WrapLabel::Tone::Warning);
                if (isVisible())
                    growToFit(this);
            });
    auto *indented = new QHBoxLayout;
    indented->setContentsMargins(margin(fontMetrics(), 1.35), 0, 0, 0);
    indented->addWidget(note);
    layout->addWidget(m_state->mask);
    layout->addLayout(indented);
    m_state->mask->setChecked(true);
    m_state->mask->setHidden(masking.isEmpty());
    note->setHidden(masking.isEmpty());
}

void ExportDialog::buildFormats()
{
    auto *layout = static_cast<QVBoxLayout *>(m_state->choices->layout());
    const auto dim = [](const QString &text) { return new WrapLabel(text, WrapLabel::Tone::Dim); };
    m_state->jsonl =
        addChoice(layout, tr("&JSON Lines (.jsonl)"),
                  dim(tr("One CloudEvents object on each line, with the data byte for byte as it "
                         "was received. For programs, and to keep.")));
    m_state->csv =
        addChoice(layout, tr("CS&V (.csv)"), dim(tr("One row for each event, for spreadsheets.")));
    QStringList titles;
    for (const int column : std::as_const(m_state->columns))
        titles += displayText(m_state->titleOf(column), 40);
    m_state->asShown = new QCheckBox(tr("Only the columns of the &table"));
    m_state->asShown->setChecked(!titles.isEmpty());
    m_state->asShown->setHidden(titles.isEmpty());
    m_state->asShown->setAccessibleDescription(titles.join(tr(", ")));
    m_state->asShown->setToolTip(toolTipText(titles.join(tr(", "))));
    m_state->guard = new QCheckBox(tr("Keep fo&rmulas from running"));
    m_state->guard->setChecked(true);
    m_state->guard->setToolTip(
        tr("A ' is put before cells that a spreadsheet would run as a formula, and before numbers "
           "of more than 15 digits, which it would round. Programs do not need it."));
    m_state->guard->setAccessibleDescription(m_state->guard->toolTip());
    auto *indented = new QVBoxLayout;
    indented->setContentsMargins(margin(fontMetrics(), 1.35), 0, 0, margin(fontMetrics(), 0.2));
    indented->setSpacing(margin(fontMetrics(), 0.2));
    indented->addWidget(m_state->asShown);
    m_state->unseen = dim(tr("With %1, which the table has no room to show.")
                              .arg(m_state->withoutRoom.join(tr(", "))));
    indented->addWidget(m_state->unseen);
    indented->addWidget(m_state->guard);
    layout->addLayout(indented);
    m_state->sqlite = addChoice(layout, tr("S&QLite (.sqlite)"),
                                dim(tr("A database with one indexed table of events, the data as "
                                       "JSON. For questions in SQL.")));
    auto *format = new QButtonGroup(this);
    for (QRadioButton *button : {m_state->jsonl, m_state->csv, m_state->sqlite})
        format->addButton(button);
    m_state->jsonl->setChecked(true);
    m_state->compress = new QCheckBox(tr("Com&press with zstd (.zst)"));
    layout->addWidget(m_state->compress);
}

void ExportDialog::buildTarget()
{
    auto *layout = static_cast<QVBoxLayout *>(m_state->choices->layout());
    auto *label = new PlainLabel(tr("&File"));
    label->setFont(strongFont(font()));
    m_state->file = new QLineEdit;
    m_state->file->setAccessibleName(tr("File"));
    label->setBuddy(m_state->file);
    m_state->browse = new QPushButton(tr("&Browse…"));
    m_state->browse->setAutoDefault(false);
    auto *row = new QHBoxLayout;
    row->setSpacing(margin(fontMetrics(), 0.4));
    row->addWidget(m_state->file, 1);
    row->addWidget(m_state->browse);
    m_state->fileNote = new WrapLabel;
    layout->addWidget(label);
    layout->addLayout(row);
    layout->addWidget(m_state->fileNote);
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/export/exportdialog.h"

#include "models/event/displaytext.h"
#include "models/eventlogmodel.h"
#include "views/dialoglayout.h"
#include "views/export/exportrun.h"
#include "views/export/targetcheck.h"
#include "views/openabove.h"
#include "views/plainlabel.h"
#include "views/slimbar.h"
#include "views/theme.h"
#include "views/wraplabel.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QDateTime>
#include <QDesktopServices>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QRadioButton>
#include <QUrl>
#include <QVBoxLayout>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int progressSteps = 1'000;

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

/// `7.6 MB` that is not torn apart at the end of a line.
QString sizeText(quint64 bytes)
{
    return bytesText(bytes).replace(u' ', QChar(QChar::Nbsp));
}

} // namespace

namespace {

/// The names of connections that have something to hide.
QStringList maskingConnections(const EventLogModel &log)
{
    QStringList names;
    const FieldMasks masks = log.masks();
    const QMap<QString, QString> known = log.connectionNames();
    for (auto it = masks.cbegin(); it != masks.cend(); ++it) {
        if (!it->isEmpty())
            names += displayText(known.value(it.key(), it.key()), 40);
    }
    return names;
}

} // namespace

struct ExportDialog::State
{
    EventLogModel *log = nullptr;
    QWidget *choices = nullptr; ///< everything that is fixed while an export runs
    QRadioButton *all = nullptr;
    QRadioButton *shown = nullptr;
    WrapLabel *allNote = nullptr;
    WrapLabel *shownNote = nullptr;
    QRadioButton *jsonl = nullptr;
    QRadioButton *csv = nullptr;
    QCheckBox *mask = nullptr;
    QLineEdit *file = nullptr;
    QPushButton *browse = nullptr;
    WrapLabel *fileNote = nullptr;
    SlimBar *bar = nullptr;
    WrapLabel *result = nullptr;
    QDialogButtonBox *buttons = nullptr;
    QPushButton *start = nullptr;
    QPushButton *openFolder = nullptr;

    ExportRun run;
    QString target;
    QString written; ///< by the last export: nobody is warned of what was just made
    bool closeWhenStopped = false;

    ExportKind kind() const { return csv->isChecked() ? ExportKind::Csv : ExportKind::JsonLines; }
};

ExportDialog::ExportDialog(EventLogModel *log, QWidget *parent)
    : QDialog(parent), m_state(std::make_unique<State>())
{
    m_state->log = log;
    setWindowTitle(tr("Export Events"));
    auto *layout = dialogLayout(this);
    m_state->choices = new QWidget;
    auto *inside = new QVBoxLayout(m_state->choices);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(margin(fontMetrics(), 0.3));
    layout->addWidget(m_state->choices);
    buildChoices();
    buildTarget();
    layout->addStretch();
    buildFooter();
    connectParts();
    refreshCounts();
    m_state->shown->setChecked(log->isFiltered());
    m_state->all->setChecked(!log->isFiltered());
    m_state->file->setText(
        suggestedTarget(QDateTime::currentDateTime(), exportSuffix(m_state->kind())));
    resize(34 * margin(fontMetrics(), 1.0), sizeHint().height());
    m_state->start->setFocus();
}

ExportDialog::~ExportDialog() = default;

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
    m_state->jsonl = addChoice(
        layout, tr("&JSON Lines (.jsonl)"),
        new WrapLabel(tr("One CloudEvents object on each line, with the data byte for byte as it "
                         "was received. For programs, and to keep."),
                      WrapLabel::Tone::Dim));
    m_state->csv = addChoice(
        layout, tr("CS&V (.csv)"),
        new WrapLabel(tr("One row for each event, for spreadsheets. Cells that a spreadsheet would "
                         "run as a formula are defused."),
                      WrapLabel::Tone::Dim));
    auto *format = new QButtonGroup(this);
    format->addButton(m_state->jsonl);
    format->addButton(m_state->csv);
    m_state->jsonl->setChecked(true);
    const QStringList masking = maskingConnections(*m_state->log);
    m_state->mask = new QCheckBox(tr("&Mask secrets"));
    m_state->mask->setChecked(true);
    m_state->mask->setHidden(masking.isEmpty());
    layout->addWidget(m_state->mask);
    auto *maskNote =
        new WrapLabel(tr("Passwords and tokens in the events of %1 are written as “[masked]”.")
                          .arg(masking.join(tr(", "))),
                      WrapLabel::Tone::Dim);
    maskNote->setHidden(masking.isEmpty());
    layout->addWidget(maskNote);
    layout->addSpacing(margin(fontMetrics()));
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

void ExportDialog::buildFooter()
{
    auto *outer = static_cast<QVBoxLayout *>(layout());
    m_state->bar = new SlimBar;
    m_state->bar->setRange(0, progressSteps);
    m_state->bar->setAccessibleName(tr("Progress of the export"));
    m_state->bar->hide();
    m_state->result = new WrapLabel;
    m_state->result->setAccessibleName(tr("Result"));
    m_state->result->hide();
    m_state->buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_state->start = m_state->buttons->addButton(tr("&Export"), QDialogButtonBox::AcceptRole);
    m_state->openFolder =
        m_state->buttons->addButton(tr("&Open Folder"), QDialogButtonBox::ActionRole);
    m_state->openFolder->setAutoDefault(false);
    m_state->openFolder->hide();
    outer->addWidget(m_state->bar);
    outer->addWidget(m_state->result);
    outer->addWidget(m_state->buttons);
    m_state->start->setDefault(true); // a dialog learns it only from buttons that are in it
}

void ExportDialog::connectParts()
{
    connect(m_state->buttons, &QDialogButtonBox::rejected, this, [this] {
        if (m_state->run.isRunning())
            stop();
        else
            reject();
    });
    connect(m_state->start, &QPushButton::clicked, this, &ExportDialog::startOrAsk);
    connect(m_state->browse, &QPushButton::clicked, this, &ExportDialog::browse);
    connect(m_state->file, &QLineEdit::textChanged, this, [this] {
        if (m_state->result->tone() == WrapLabel::Tone::Error) // it was about another file
            m_state->result->say({}, WrapLabel::Tone::Dim);
        refreshTarget();
    });
    connect(m_state->csv, &QRadioButton::toggled, this, &ExportDialog::refreshFormat);
    connect(m_state->openFolder, &QPushButton::clicked, this, [this] {
        QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(m_state->target).absolutePath()));
    });
    connect(m_state->log, &QAbstractItemModel::rowsInserted, this, &ExportDialog::refreshCounts);
    connect(m_state->log, &QAbstractItemModel::modelReset, this, &ExportDialog::refreshCounts);
    connect(m_state->log, &EventLogModel::waitingChanged, this, &ExportDialog::refreshCounts);
    connect(m_state->log, &EventLogModel::filterFinished, this, &ExportDialog::refreshCounts);
    connect(&m_state->run, &ExportRun::finished, this, &ExportDialog::finish);
    connect(&m_state->run, &ExportRun::moved, this, [this](double fraction, const QString &text) {
        m_state->bar->setValue(int(fraction * progressSteps));
        m_state->result->say(text, WrapLabel::Tone::Dim);
    });
}

void ExportDialog::refreshCounts()
{
    const quint64 all = m_state->log->logSize();
    const quint64 shown = m_state->log->shownCount();
    const bool filtered = m_state->log->isFiltered();
    m_state->allNote->setText(
        (filtered ? tr("%1 events, those that the filter hides included.") : tr("%1 events."))
            .arg(countText(all)));
    QString note;
    if (!filtered)
        note = tr("There is no filter: all events are shown.");
    else if (m_state->log->isScanning())
        note = tr("%1 events so far: the filter is still searching.").arg(countText(shown));
    else
        note = tr("%1 events match the filter.").arg(countText(shown));
    m_state->shownNote->setText(note);
    m_state->shown->setEnabled(filtered);
    if (!filtered)
        m_state->all->setChecked(true);
    refreshTarget();
}

void ExportDialog::refreshFormat()
{
    const QString other =
        exportSuffix(m_state->csv->isChecked() ? ExportKind::JsonLines : ExportKind::Csv);
    QString name = m_state->file->text();
    if (name.endsWith(u'.' + other, Qt::CaseInsensitive)) {
        name.chop(other.size());
        m_state->file->setText(name + exportSuffix(m_state->kind()));
    }
}

void ExportDialog::refreshTarget()
{
    const QString problem = problemWithTarget(m_state->file->text());
    if (!problem.isEmpty())
        m_state->fileNote->say(severityGlyph(Severity::Error) + u' ' + problem,
                               WrapLabel::Tone::Error);
    else if (m_state->file->text() != m_state->written && QFileInfo::exists(m_state->file->text()))
        m_state->fileNote->say(severityGlyph(Severity::Warning) + u' '
                                   + tr("That file exists and would be replaced."),
                               WrapLabel::Tone::Warning);
    else
        m_state->fileNote->say({}, WrapLabel::Tone::Dim);
    m_state->start->setEnabled(problem.isEmpty() && !m_state->run.isRunning()
                               && m_state->log->logSize() > 0);
}

void ExportDialog::browse()
{
    auto *dialog = new QFileDialog(this, tr("Export To"), m_state->file->text());
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setOption(QFileDialog::DontConfirmOverwrite); // asked before the export starts
    dialog->setDefaultSuffix(exportSuffix(m_state->kind()));
    dialog->setNameFilters(
        {m_state->csv->isChecked() ? tr("CSV (*.csv)") : tr("JSON Lines (*.jsonl *.ndjson)"),
         tr("All files (*)")});
    dialog->selectFile(m_state->file->text());
    connect(dialog, &QFileDialog::fileSelected, m_state->file, &QLineEdit::setText);
    openAbove(this, dialog);
}

void ExportDialog::startOrAsk()
{
    refreshTarget(); // the folder may have changed since it was chosen
    const QString name = m_state->file->text();
    if (!m_state->start->isEnabled())
        return;
    if (!QFileInfo::exists(name)) {
        start();
        return;
    }
    auto *box = new QMessageBox(
        QMessageBox::Question, tr("Replace File"),
        tr("Replace the file %1?").arg(displayText(QFileInfo(name).fileName(), 120)),
        QMessageBox::Cancel, this);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(tr("What is in it now is lost once the export has succeeded."));
    const QPushButton *replace = box->addButton(tr("&Replace"), QMessageBox::DestructiveRole);
    box->setDefaultButton(QMessageBox::Cancel);
    connect(replace, &QPushButton::clicked, this, &ExportDialog::start);
    openAbove(this, box);
}

void ExportDialog::start()
{
    ExportRequest request;
    request.log = m_state->log->snapshot();
    request.lines = m_state->log->lines();
    if (m_state->mask->isChecked())
        request.masks = m_state->log->masks();
    request.kind = m_state->kind();
    request.fileName = QFileInfo(m_state->file->text()).absoluteFilePath();
    request.connectionNames = m_state->log->connectionNames();
    if (m_state->shown->isChecked()) {
        bool all = false;
        request.rows = m_state->log->shownRows(&all);
        request.onlyRows = !all;
    }
    m_state->target = request.fileName;
    m_state->run.start(std::move(request));
    setRunning(true);
}

void ExportDialog::setRunning(bool running)
{
    m_state->choices->setEnabled(!running);
    m_state->bar->setVisible(running);
    m_state->openFolder->hide();
    QPushButton *cancel = m_state->buttons->button(QDialogButtonBox::Cancel);
    cancel->setEnabled(true);
    cancel->setText(running ? tr("&Cancel") : tr("C&lose"));
    refreshTarget();
    growToFit(this);
    if (running)
        cancel->setFocus();
}

void ExportDialog::finish(const Result<ExportOutcome> &answer)
{
    setRunning(false);
    if (m_state->closeWhenStopped) {
        QDialog::reject();
        return;
    }
    if (!answer) {
        m_state->result->say(severityGlyph(Severity::Error) + u' '
                                 + displayText(answer.error(), 600),
                             WrapLabel::Tone::Error);
    } else if (answer->cancelled) {
        m_state->result->say(tr("Cancelled. Nothing was written."), WrapLabel::Tone::Dim);
    } else {
        m_state->written = m_state->file->text();
        const QString file = displayText(QDir::toNativeSeparators(m_state->target), 300);
        QString text = answer->rows == 1
            ? tr("1 event written to %1, %2.").arg(file, sizeText(answer->bytes))
            : tr("%1 events written to %2, %3.")
                  .arg(countText(answer->rows), file, sizeText(answer->bytes));
        if (answer->unreadable > 0)
            text += u' '
                + tr("%1 could not be read any more and are missing.")
                      .arg(countText(answer->unreadable));
        const Severity severity = answer->unreadable > 0 ? Severity::Warning : Severity::Success;
        m_state->result->say(severityGlyph(severity) + u' ' + text,
                             answer->unreadable > 0 ? WrapLabel::Tone::Warning
                                                    : WrapLabel::Tone::Success);
        m_state->openFolder->show();
    }
    m_state->fileNote->say({}, WrapLabel::Tone::Dim);
    growToFit(this);
    m_state->buttons->button(QDialogButtonBox::Cancel)->setFocus();
}

void ExportDialog::reject()
{
    if (!m_state->run.isRunning()) {
        QDialog::reject();
        return;
    }
    m_state->closeWhenStopped = true;
    stop();
}

void ExportDialog::stop()
{
    m_state->buttons->button(QDialogButtonBox::Cancel)->setEnabled(false);
    m_state->run.stop();
}

} // namespace eventscope

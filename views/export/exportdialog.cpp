// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/export/exportdialog.h"

#include "models/event/displaytext.h"
#include "views/dialoglayout.h"
#include "views/export/exportdialogstate.h"
#include "views/export/targetcheck.h"
#include "views/openabove.h"
#include "views/theme.h"

#include <QDateTime>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int progressSteps = 1'000;

/// `7.6 MB` that is not torn apart at the end of a line.
QString sizeText(quint64 bytes)
{
    return bytesText(bytes).replace(u' ', QChar(QChar::Nbsp));
}

} // namespace

ExportDialog::ExportDialog(EventLogModel *log, QWidget *parent, const QVector<int> &columns,
                           const QStringList &withoutRoom)
    : QDialog(parent), m_state(std::make_unique<State>())
{
    m_state->log = log;
    m_state->columns = columns;
    m_state->withoutRoom = withoutRoom;
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
    m_state->file->setText(suggestedTarget(QDateTime::currentDateTime(), m_state->suffix()));
    refreshFormat();
    resize(34 * margin(fontMetrics(), 1.0), sizeHint().height());
    m_state->start->setFocus();
}

ExportDialog::~ExportDialog() = default;

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
    connect(m_state->compress, &QCheckBox::toggled, this, &ExportDialog::refreshFormat);
    connect(m_state->file, &QLineEdit::textEdited, this, [this](const QString &name) {
        if (canCompress(m_state->kind()))
            m_state->compress->setChecked(name.endsWith(compressedSuffix, Qt::CaseInsensitive));
    });
    connect(m_state->file, &QLineEdit::textChanged, this, [this] {
        if (m_state->result->tone() == WrapLabel::Tone::Error) // it was about another file
            m_state->result->say({}, WrapLabel::Tone::Dim);
        refreshTarget();
    });
    for (const QRadioButton *format : {m_state->csv, m_state->sqlite})
        connect(format, &QRadioButton::toggled, this, &ExportDialog::refreshFormat);
    connect(m_state->asShown, &QCheckBox::toggled, this, &ExportDialog::refreshFormat);
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
    m_state->asShown->setEnabled(m_state->csv->isChecked());
    m_state->unseen->setVisible(!m_state->withoutRoom.isEmpty() && m_state->csv->isChecked()
                                && m_state->asShown->isChecked());
    m_state->guard->setEnabled(m_state->csv->isChecked());
    m_state->compress->setEnabled(canCompress(m_state->kind()));
    QString name = m_state->file->text();
    if (name.endsWith(compressedSuffix, Qt::CaseInsensitive))
        name.chop(compressedSuffix.size());
    for (const ExportKind kind : exportKinds) {
        const QString other = u'.' + exportSuffix(kind);
        if (name.endsWith(other, Qt::CaseInsensitive)) {
            name.chop(other.size());
            name += u'.' + exportSuffix(m_state->kind());
            break;
        }
    }
    if (m_state->compresses())
        name += compressedSuffix;
    if (name != m_state->file->text())
        m_state->file->setText(name);
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
    dialog->setDefaultSuffix(m_state->suffix());
    const QString end = m_state->compresses() ? QString(compressedSuffix) : QString();
    const QString kind = m_state->csv->isChecked() ? tr("CSV (%1)").arg(u"*.csv"_s + end)
        : m_state->sqlite->isChecked()
        ? tr("SQLite (%1)").arg(u"*.sqlite *.sqlite3 *.db"_s)
        : tr("JSON Lines (%1)").arg(u"*.jsonl%1 *.ndjson%1"_s.arg(end));
    dialog->setNameFilters({kind, tr("All files (*)")});
    dialog->selectFile(m_state->file->text());
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &name) {
        m_state->file->setText(name);
        refreshFormat();
    });
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
    request.compressed = m_state->compresses();
    request.guard = m_state->guard->isChecked() ? CellGuard::On : CellGuard::Off;
    if (m_state->csv->isChecked() && m_state->asShown->isChecked())
        request.columns = m_state->shownColumns(request.masks);
    request.fileName = QFileInfo(m_state->file->text()).absoluteFilePath();
    request.connectionNames = m_state->log->connectionNames();
    if (m_state->shown->isChecked())
        m_state->takeShown(request);
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

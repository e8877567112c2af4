// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/captures/capturecommands.h"

#include "views/captures/capturesdialog.h"
#include "views/captures/limitsdialog.h"
#include "views/openabove.h"
#include "views/windowactions.h"

#include <QAction>
#include <QDir>
#include <QDropEvent>
#include <QFileDialog>
#include <QMimeData>
#include <QUrl>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// More than anybody drops on purpose.
constexpr qsizetype maxDropped = 200;

} // namespace

CaptureCommands::CaptureCommands(QWidget *window, WindowActions *actions,
                                 const WindowServices &services)
    : QObject(window), m_window(window), m_services(services)
{
    connect(actions->openCapture, &QAction::triggered, this, &CaptureCommands::showOpenFolder);
    connect(actions->openFile, &QAction::triggered, this, &CaptureCommands::showOpenFile);
    connect(actions->captures, &QAction::triggered, this, &CaptureCommands::showCaptures);
    connect(actions->limits, &QAction::triggered, this, [this] { showLimits(m_window); });
    actions->captures->setEnabled(!services.capturesFolder.isEmpty());
    actions->limits->setEnabled(bool(services.limits));
    window->setAcceptDrops(true);
    window->installEventFilter(this);
}

void CaptureCommands::showOpen()
{
    if (QDir(m_services.capturesFolder).isEmpty(QDir::Dirs | QDir::NoDotAndDotDot))
        showOpenFolder();
    else
        showCaptures();
}

void CaptureCommands::showOpenFolder()
{
    auto *dialog = new QFileDialog(m_window, tr("Open Capture"));
    dialog->setObjectName(u"openCaptureDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    if (QDir(m_services.capturesFolder).exists())
        dialog->setDirectory(m_services.capturesFolder);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString &folder) { Q_EMIT chosen({folder}); });
    dialog->open();
}

void CaptureCommands::showOpenFile()
{
    auto *dialog = new QFileDialog(m_window, tr("Open Files of JSON Lines"));
    dialog->setObjectName(u"openFileDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters({tr("JSON lines (*.ndjson *.jsonl *.json *.log)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this, &CaptureCommands::chosen);
    dialog->open();
}

void CaptureCommands::showCaptures()
{
    auto *dialog = new CapturesDialog(m_services.capturesFolder, m_window);
    connect(dialog, &CapturesDialog::openRequested, this, &CaptureCommands::chosen);
    connect(dialog, &CapturesDialog::limitsRequested, this, [this, dialog] { showLimits(dialog); });
    dialog->setLimitsOffered(bool(m_services.limits));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void CaptureCommands::showLimits(QWidget *above)
{
    if (!m_services.limits)
        return;
    auto *dialog = new LimitsDialog(m_services.limits(), above);
    connect(dialog, &LimitsDialog::chosen, this, [this](const RetentionSettings &limits) {
        if (m_services.setLimits)
            m_services.setLimits(limits);
    });
    openAbove(above, dialog);
}

QStringList CaptureCommands::pathsIn(const QMimeData *dropped)
{
    QStringList paths;
    const QList<QUrl> urls = dropped ? dropped->urls() : QList<QUrl>();
    for (const QUrl &url : urls) {
        if (url.isLocalFile() && paths.size() < maxDropped)
            paths += url.toLocalFile();
    }
    return paths;
}

bool CaptureCommands::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::DragEnter || event->type() == QEvent::Drop) {
        auto *drop = static_cast<QDropEvent *>(event);
        const QStringList paths = pathsIn(drop->mimeData());
        if (paths.isEmpty())
            return false;
        drop->acceptProposedAction();
        if (event->type() == QEvent::Drop)
            Q_EMIT chosen(paths);
        return true;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace eventscope

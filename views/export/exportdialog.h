// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/export/exportjob.h"

#include <QDialog>
#include <QVector>
#include <memory>

namespace eventscope {

class EventLogModel;

/// Writes the log, or what is shown of it, to a file. The writing runs on a worker thread over a
/// snapshot; the dialog shows how far it is and can stop it. To be shown with open(). The model is
/// not owned and outlives the dialog; the dialog waits in its destructor for a worker that was told
/// to stop.
class ExportDialog final : public QDialog
{
    Q_OBJECT
public:
    /// `columns`: those of the table, from left to right, for a CSV file like it; `withoutRoom` are
    /// those of them that a narrow window hides, which is said.
    explicit ExportDialog(EventLogModel *log, QWidget *parent = nullptr,
                          const QVector<int> &columns = {}, const QStringList &withoutRoom = {});
    ~ExportDialog() override;

public Q_SLOTS:
    /// Stops a running export and closes once it has stopped.
    void reject() override;

private:
    struct State;

    void buildChoices();
    void buildFormats();
    void buildMasking();
    void buildTarget();
    void buildFooter();
    void connectParts();
    void refreshCounts();
    void refreshFormat();
    void refreshTarget();
    void browse();
    void startOrAsk();
    void start();
    void stop();
    void finish(const Result<ExportOutcome> &answer);
    void setRunning(bool running);

    std::unique_ptr<State> m_state;
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/eventlogmodel.h"
#include "views/export/exportdialog.h"
#include "views/export/exportrun.h"
#include "views/slimbar.h"
#include "views/wraplabel.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>

namespace eventscope {

/// The parts of the dialog, and what they say together. For its own files only; GUI thread.
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
    QRadioButton *sqlite = nullptr;
    QCheckBox *asShown = nullptr; ///< the columns of a CSV file are those of the table
    WrapLabel *unseen = nullptr; ///< which of these columns the table has no room for
    QCheckBox *guard = nullptr; ///< of a CSV file, against formulas
    QCheckBox *compress = nullptr;
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
    QVector<int> columns; ///< of the table, from left to right
    QStringList withoutRoom; ///< titles of those that a narrow window hides

    void takeShown(ExportRequest &request) const;
    std::shared_ptr<ExportColumns> shownColumns(const FieldMasks &masks) const;
    QString titleOf(int column) const;
    ExportKind kind() const
    {
        return csv->isChecked()   ? ExportKind::Csv
            : sqlite->isChecked() ? ExportKind::Sqlite
                                  : ExportKind::JsonLines;
    }
    bool compresses() const { return compress->isChecked() && canCompress(kind()); }
    /// What the name of the file ends in, behind the dot.
    QString suffix() const
    {
        return exportSuffix(kind()) + (compresses() ? QString(compressedSuffix) : QString());
    }
};

} // namespace eventscope

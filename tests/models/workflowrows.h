// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflowmodel.h"
#include "tests/models/treeshadow.h"
#include "tests/models/workflow/sampleevents.h"

#include <QSignalSpy>

namespace eventscope {

inline const QVector<int> shownRoles = {Qt::DisplayRole,      WorkflowRole::ProgressText,
                                        WorkflowRole::State,  WorkflowRole::Percent,
                                        WorkflowRole::Counts, WorkflowRole::LastSequence};

/// What tests of WorkflowModel compare: its rows as lines.
inline QStringList shown(const WorkflowModel &model,
                         const QVector<int> &roles = {Qt::DisplayRole, WorkflowRole::ProgressText})
{
    return TreeShadow::lines(&model, roles);
}

inline QStringList lines(std::initializer_list<const char *> texts)
{
    QStringList all;
    for (const char *text : texts)
        all << QString::fromUtf8(text);
    return all;
}

/// The row behind these names; invalid if one of them is not there.
inline QModelIndex find(const WorkflowModel &model, std::initializer_list<const char *> path)
{
    QModelIndex at;
    for (const char *text : path) {
        const QString name = QString::fromUtf8(text);
        QModelIndex next;
        for (int row = 0; row < model.rowCount(at); ++row) {
            const QModelIndex index = model.index(row, 0, at);
            if (index.data().toString() == name
                || index.data(WorkflowRole::TaskId).toString() == name)
                next = index;
        }
        if (!next.isValid())
            return {};
        at = next;
    }
    return at;
}

inline QByteArray exampleProgress(int euCentral = 50)
{
    using E = SampleEvents;
    return E::list({E::leaf("collect/aws/development", "eu-central-1", euCentral, 100),
                    E::leaf("collect/aws/development", "us-east-1", 1, 1),
                    E::leaf("collect/aws", "production", 1, 1)});
}

/// Every signal that changes the rows.
struct Signals
{
    explicit Signals(QAbstractItemModel *model)
        : inserted(model, &QAbstractItemModel::rowsInserted),
          removed(model, &QAbstractItemModel::rowsRemoved),
          moved(model, &QAbstractItemModel::rowsMoved),
          changed(model, &QAbstractItemModel::dataChanged),
          reset(model, &QAbstractItemModel::modelReset)
    { }
    void clear()
    {
        for (QSignalSpy *spy : {&inserted, &removed, &moved, &changed, &reset})
            spy->clear();
    }
    QSignalSpy inserted, removed, moved, changed, reset;
};

} // namespace eventscope

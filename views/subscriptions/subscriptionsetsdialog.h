// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/subscriptionsets.h"

#include <QDialog>
#include <memory>

class QVBoxLayout;

namespace eventscope {

class ConnectionModel;

/// Sets of subscriptions: those of one connection are saved under a name or to a file, and others
/// are put on it. What it has already is skipped, and said. To be shown with open(). The model is
/// not owned and outlives the dialog.
class SubscriptionSetsDialog final : public QDialog
{
    Q_OBJECT
public:
    /// `folder` is where the named sets are; empty: there are only files.
    SubscriptionSetsDialog(ConnectionModel *connections, const QString &connectionId,
                           const QString &folder, QWidget *parent = nullptr);
    ~SubscriptionSetsDialog() override;

    void importFrom(const QString &path);
    void exportTo(const QString &path);

public Q_SLOTS:
    /// Under the name in the field; asks before it takes the place of another one.
    void save();
    void addChosen();
    void askToRemove();
    void askForImport();
    void askForExport();
    /// Takes back what the last import or set added, all of it.
    void undoAdding();

Q_SIGNALS:
    void added(const QString &connectionId, const QVector<eventscope::Subscription> &subscriptions);
    void takenBack();

private:
    struct State;

    void build();
    void buildOwn(QVBoxLayout *layout);
    void buildSaved(QVBoxLayout *layout);
    void saveNow();
    void add(const SubscriptionSet &set);
    void reload(const QString &chosen = {});
    void refresh();
    SubscriptionSet own() const;
    const SubscriptionSet *chosen() const;

    std::unique_ptr<State> m_state;
};

} // namespace eventscope

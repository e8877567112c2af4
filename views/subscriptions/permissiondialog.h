// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/topicrequest.h"

#include <QDialog>
#include <memory>

class QVBoxLayout;

namespace eventscope {

class ConnectionModel;

/// Who may do what with one topic of a connection's server: asks the server, shows it in words,
/// and sets it after a question. What the server answers is said below. Only for dialects that
/// have a PermissionForm. To be shown with open(). The model is not owned and outlives the dialog.
class PermissionDialog final : public QDialog
{
    Q_OBJECT
public:
    PermissionDialog(ConnectionModel *connections, const QString &connectionId,
                     const QString &topic, QWidget *parent = nullptr);
    ~PermissionDialog() override;

    /// As the boxes are ticked; bits that have none stay as the server has them.
    quint32 permission() const;

public Q_SLOTS:
    void reload();
    void askToSet();

private:
    struct State;

    void build();
    void buildBoxes(QVBoxLayout *layout);
    void buildButtons(QVBoxLayout *layout);
    void ask(const TopicRequest &request);
    void takeAnswer(const QString &id, const TopicRequest &request, const TopicAnswer &answer);
    void showKnown(quint32 permission);
    void refresh();

    std::unique_ptr<State> m_state;
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/topicrequest.h"

#include <QDialog>
#include <functional>
#include <memory>

class QVBoxLayout;

namespace eventscope {

class ConnectionModel;

/// The topics of one connection's server: searched, grouped, subscribed to, created, destroyed,
/// sent messages on, and who may do that. What it asks goes by the model, and what the server
/// answers is said below the list. Only for dialects that have requests about topics. To be shown
/// with open(). The model is not owned and outlives the dialog.
class TopicsDialog final : public QDialog
{
    Q_OBJECT
public:
    TopicsDialog(ConnectionModel *connections, const QString &connectionId,
                 QWidget *parent = nullptr);
    ~TopicsDialog() override;

    /// The chosen topics; what was typed into the search field if none is.
    QStringList chosenTopics() const;

public Q_SLOTS:
    void reload();
    void subscribeToChosen();
    void askToCreate();
    void askToDestroy();
    void composeMessage();
    void showPermissions();

private:
    struct State;

    void build();
    void buildButtons(QVBoxLayout *layout);
    void ask(const TopicRequest &request);
    void takeAnswer(const QString &id, const TopicRequest &request, const TopicAnswer &answer);
    void sayAnswer(const TopicRequest &request, const TopicAnswer &answer);
    void refresh();
    QString reasonForNone() const;
    bool has(TopicRequest::Kind kind) const;

    std::unique_ptr<State> m_state;
};

/// Opens the dialog; empty if the connection's system has no requests about topics.
std::function<void()> topicsOpener(ConnectionModel *connections, const QString &connectionId,
                                   QWidget *parent);

} // namespace eventscope

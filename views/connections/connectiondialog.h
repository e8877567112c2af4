// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/windowservices.h"

#include <QDialog>
#include <memory>
#include <optional>

namespace eventscope {

class ConnectionModel;

/// Adds a connection, edits one, or adds one that begins as a copy. The form is made from the
/// options of the chosen dialect. Secrets go from the fields to ConnectionModel and are never shown
/// again. To be shown with open(). The model is not owned and outlives the dialog.
class ConnectionDialog final : public QDialog
{
    Q_OBJECT
public:
    enum class Purpose : quint8 {
        Edit,
        Duplicate ///< a new one with the same settings and subscriptions, not the same secrets
    };
    /// Without `from` a new connection is added.
    ConnectionDialog(ConnectionModel *connections, WindowServices services,
                     const std::optional<ConnectionProfile> &from = {}, QWidget *parent = nullptr,
                     Purpose purpose = Purpose::Edit);
    ~ConnectionDialog() override;

    /// The connection as the fields say; its id is the edited one's or a new one.
    ConnectionProfile profile() const;
    /// Chooses the system that a server was found to speak; address and secrets stay.
    void takeOver(const DetectedDialect &found);

public Q_SLOTS:
    /// Adds or changes the connection and closes; does nothing while the fields have a problem.
    void accept() override;

Q_SIGNALS:
    /// A connection was added; it is the one with this id.
    void connectionSaved(const QString &id);

private:
    struct State;

    void buildHead();
    void buildKeeping();
    void buildFooter();
    void chooseDialect();
    enum class Fit { AtLeast, Exactly };
    void fitHeight(Fit fit = Fit::AtLeast);
    void fill(const ConnectionProfile &profile);
    void refresh();
    void showProblem();
    void test();
    void focusFirst();
    void sayWhereSecretsAre();
    void sayWhichSecretsAreKept();
    void detect();
    QString problem() const;

    std::unique_ptr<State> m_state;
};

} // namespace eventscope

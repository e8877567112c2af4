// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <memory>

namespace eventscope {

class ConnectionModel;
struct DialectInfo;
struct TopicForm;
struct Subscription;

/// Adds subscriptions to a connection, or edits one: its pattern, and its filters where the system
/// has some. Every line of the text is one pattern; where
/// the system's topics have parts, the controls above the text build the line that the cursor is
/// in, and follow it. Patterns are checked before anything is sent. To be shown with open(). The
/// model is not owned and outlives the dialog.
class SubscriptionDialog final : public QDialog
{
    Q_OBJECT
public:
    /// `edited` is the pattern to change; empty: new ones are added.
    SubscriptionDialog(ConnectionModel *connections, const QString &connectionId,
                       const QString &edited = {}, QWidget *parent = nullptr);
    ~SubscriptionDialog() override;

    QString connectionId() const;
    /// The patterns as they would be sent: lines without surrounding blanks, empty ones left out.
    QStringList patterns() const;
    QMap<QString, QString> filters() const;
    /// It is opened for the filters.
    void focusFilters();

public Q_SLOTS:
    /// Subscribes and closes; does nothing while a pattern has a problem.
    void accept() override;

Q_SIGNALS:
    /// One was edited; `before` is what it was.
    void replaced(const QString &connectionId, const eventscope::Subscription &before,
                  const QString &pattern);

private:
    struct State;

    void build();
    void chooseConnection();
    void makeBuilder(const TopicForm &form);
    void nameText(const TopicForm &form);
    void chooseFilters(const DialectInfo &dialect);
    void saveEdited(const QString &id);
    void addAnother();
    void lineToBuilder();
    void builderToLine();
    void refresh();
    QString firstPattern() const;
    QStringList problems() const;
    QString remark() const;

    std::unique_ptr<State> m_state;
};

} // namespace eventscope

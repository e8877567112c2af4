// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <memory>

namespace eventscope {

class NoticeModel;
class ConnectionModel;

/// The bar above the log with the newest notice that needs an answer; hidden while there is none.
/// It asks for what the user chose and dismisses notices that answered themselves: the topic is
/// gone, the connection is live again. The models are not owned and outlive the bar.
class NoticeBar final : public QFrame
{
    Q_OBJECT
public:
    NoticeBar(NoticeModel *notices, ConnectionModel *connections, QWidget *parent = nullptr);
    ~NoticeBar() override;

Q_SIGNALS:
    void eventWanted(quint64 sequence);
    void editTopicRequested(const QString &connectionId, const QString &topic);
    void removeTopicRequested(const QString &connectionId, const QString &topic);
    void editConnectionRequested(const QString &connectionId);
    void certificateWanted(const QString &connectionId); ///< the one that was refused
    void switchSystemRequested(const QString &connectionId); ///< to what its server speaks
    void reconnectRequested(const QString &connectionId);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct State;

    void build();
    void followModels();
    void refresh();
    void offerActions();
    void dismissAnswered(const QString &connectionId);

    std::unique_ptr<State> m_state;
};

} // namespace eventscope

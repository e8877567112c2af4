// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

namespace eventscope {

class ConnectionModel;
class WrapLabel;

/// The strip that says why a live connection brings nothing: its system sends only what is
/// subscribed to, and nothing is yet. Hidden otherwise. It does not own the model.
class SubscribeHint final : public QWidget
{
    Q_OBJECT
public:
    explicit SubscribeHint(const ConnectionModel *connections, QWidget *parent = nullptr);

    /// The connection that it speaks of, which is the current one of the panel.
    void follow(const QString &connectionId);

Q_SIGNALS:
    void subscribeWanted();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    bool isNeeded() const;
    void refresh();

    const ConnectionModel *m_connections;
    QString m_connectionId;
    WrapLabel *m_text;
};

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/noticemodel.h"

#include <QObject>
#include <memory>

namespace eventscope {

/// Desktop notifications by org.freedesktop.Notifications over D-Bus, asynchronously; where there
/// is no such service it does nothing. Coalesces: at most one bubble per kind and connection is on
/// screen, replaced and counted ("37 more"). Quiet while the window is active. Bodies are escaped;
/// they never hold an event's payload.
class DesktopNotifier final : public QObject
{
    Q_OBJECT
public:
    explicit DesktopNotifier(QObject *parent = nullptr);
    ~DesktopNotifier() override;

    /// False takes back what is on screen.
    void setEnabled(bool enabled);
    /// While the window is active nothing is shown.
    void setWindowActive(bool active);
    void notify(const Notice &notice);

Q_SIGNALS:
    void activated(quint64 noticeId); ///< the user clicked it

private Q_SLOTS:
    // Named by the D-Bus connections.
    void actionInvoked(uint serverId, const QString &action);
    void closed(uint serverId, uint reason);

private:
    void showOwed();
    void withdraw(uint serverId);
    void withdrawAll();
    void send(const QString &key, const Notice &notice, uint replaces, int count);

    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace eventscope

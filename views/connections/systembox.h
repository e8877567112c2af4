// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QComboBox;

namespace eventscope {

class ConnectionModel;
struct ConnectionProfile;
struct DialectInfo;

/// Fills the box with all systems. Current is what a new connection most likely is for: the system
/// of the newest one, at first VoIPBIN.
void fillSystemBox(QComboBox *box, const ConnectionModel &connections);

/// What a connection loses by speaking to another system than before; empty: nothing.
QString otherSystemNote(const ConnectionProfile &before, const DialectInfo &system);
/// Takes from the changed connection what its new system has no use for.
void leaveOtherSystem(ConnectionProfile *changed, const ConnectionProfile &before,
                      const DialectInfo &system);

/// Makes the connection speak to another system, with the settings that both know; its name follows
/// if it was made of the system's. False: the system does not know this address, or wants to know
/// more, and nothing has changed.
bool speakTo(const QString &system, const QString &connectionId, ConnectionModel *connections);

} // namespace eventscope

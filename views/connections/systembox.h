// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QComboBox;

namespace eventscope {

class ConnectionModel;

/// Fills the box with all systems. Current is what a new connection most likely is for: the system
/// of the newest one, at first VoIPBIN.
void fillSystemBox(QComboBox *box, const ConnectionModel &connections);

} // namespace eventscope

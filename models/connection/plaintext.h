// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/dialectinfo.h"

namespace eventscope {

/// The option by which a user lets a connection to another host go without encryption. A flag that
/// no file which is passed on can set.
inline constexpr QLatin1String plaintextKey{"plaintext"};
Option plaintextOption();

/// This computer, by what the URL says; a name is not looked up.
bool isLoopbackHost(const QString &host);

/// The first host beyond this computer that a connection with these values would reach without
/// encryption; empty: there is none. In punycode.
QString openHost(const DialectInfo &dialect, const OptionValues &values);
/// True if the user has to allow that: all of it over WebSocket, of Kafka what has a password.
bool needsPlaintextSwitch(const DialectInfo &dialect, const OptionValues &values);
/// Empty if it is allowed, or need not be; else one sentence.
QString problemWithPlaintext(const DialectInfo &dialect, const OptionValues &values);

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"
#include "models/connection/messagelimit.h"

namespace eventscope {

/// How a WebSocket is opened where no system has rules of its own: a token that goes where the user
/// says, and further headers. Pure; no thread.

/// What RFC 9110 calls a token: names of headers and sub-protocols.
bool isHandshakeToken(const QString &text);

/// Token, how it is sent, and its name there. `elsewhere`: what "not in the handshake" is called;
/// empty: there is no such choice.
QVector<Option> tokenOptions(const QString &elsewhere = {});
/// The lines of `furtherHeadersKey`.
Option headersOption();

/// What `maxMessageKey` may say at most: larger ones would be more than what waits for the disk together.
constexpr qint64 mostMessageBytes = 64LL << 20;
/// The bytes that it says; none: the default.
std::optional<qint64> maxMessageBytes(const OptionValues &options);

/// What every dialect over WebSocket has (DialectOf): `proxyKey`, `webSocketKey`, which says whose
/// code speaks WebSocket, `maxMessageKey` and `pinKey`.
QVector<Option> transportOptions();

/// The URL and the token of these options; what is no token is not sent.
Handshake tokenHandshake(const OptionValues &options);

} // namespace eventscope

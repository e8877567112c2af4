// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"

namespace eventscope {

using Header = QPair<QByteArray, QByteArray>;

/// Lines of `Name: value`, as the user wrote them; blank lines are left out.
QVector<Header> headersFromLines(const QString &lines);

/// False for what would become more than one header: Qt sends a line break in a header as it is, so
/// whoever gives us a token could add headers of their own.
bool isSafeHeader(const Header &header);

} // namespace eventscope

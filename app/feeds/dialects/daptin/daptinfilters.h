// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QString>
#include <string>

namespace eventscope {

/// The filter on the kind of event (`create`, `update`, `delete`); all other keys are columns.
inline const QString daptinTypeFilter = QStringLiteral("EventType");

/// The `filters` object of a subscription; empty if there are none. The server compares values as
/// decoded JSON, where 5 and "5" are never equal, and a person writes only text: so a value that
/// reads as a number, true, false, null or a string in quotes is sent as that, and everything else
/// as a string. EventType is always a string.
std::string daptinFilters(const QMap<QString, QString> &filters);

} // namespace eventscope

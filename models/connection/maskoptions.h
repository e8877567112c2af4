// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/dialectinfo.h"
#include "models/event/secretnames.h"

namespace eventscope {

inline constexpr QLatin1String maskStoredKey{"maskstored"};

/// Three options for a dialect whose events hold what is not for everybody's eyes: whether it is
/// masked, whether the capture never gets to see it, and in which fields. They are ours, no server
/// hears of them.
QVector<Option> maskOptions(const QString &fields);
/// The names of the fields to be masked for a connection with these options; see FieldMask. Empty
/// if the user wants to see everything, or the dialect has no such options.
QStringList maskedFields(const DialectInfo &dialect, const OptionValues &options);

/// The same for what is masked before it is stored; empty unless the user wants that.
QStringList fieldsMaskedInStore(const DialectInfo &dialect, const OptionValues &options);

/// The user wants to see everything. False where there is nothing to lift.
bool isMaskLifted(const DialectInfo &dialect, const OptionValues &options);

/// The options of a connection that make a difference to its server: without those three.
OptionValues withoutMaskOptions(OptionValues options);

} // namespace eventscope

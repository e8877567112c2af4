// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace eventscope {

/// Attributes that CloudEvents or its bindings name: nobody has to be told that they are no fields.
bool isUsualAttribute(const QString &name);
const QStringList &usualAttributes();
/// The field for which `name` is a slip of one letter; empty if there is none.
QString nearestFieldName(const QString &name);

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/result.h"

#include <QJsonObject>

namespace eventscope {

/// What the small JSON files that users pass on to each other have in common:
/// `{"eventscope": KIND, "version": N, …}`.
struct PassedFile
{
    QString kind;
    int version = 1; ///< the newest that is understood
    qsizetype maxBytes = 0;
    QString content; ///< "settings of a connection"
};

/// The object in `bytes`, if it is of this kind and of a version that is understood.
Result<QJsonObject> readPassedFile(const QByteArray &bytes, const PassedFile &form);

} // namespace eventscope

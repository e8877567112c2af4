// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/secretname.h"

#include "models/event/fieldmask.h"
#include "models/event/secretnames.h"

namespace eventscope {

using namespace Qt::StringLiterals;

bool isSecretName(const QString &name)
{
    static const FieldMask names(fieldNames(usualSecretFields));
    return names.covers(name.trimmed().toStdString());
}

bool isSecretParameter(const QString &name)
{
    static const FieldMask further(fieldNames(furtherSecretParameters));
    return isSecretName(name) || further.covers(name.trimmed().toStdString());
}

} // namespace eventscope

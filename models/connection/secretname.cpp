// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/secretname.h"

#include <QRegularExpression>

namespace eventscope {

using namespace Qt::StringLiterals;

bool isSecretName(const QString &name)
{
    static const QRegularExpression form(
        u"(?:token|secret|passw(?:or)?d|pwd|jwt|signature|credentials?|authorization)$"
        "|^(?:auth|sig|key)$|(?:api|access|auth|private)[-_]?key$"_s,
        QRegularExpression::CaseInsensitiveOption);
    return form.match(name).hasMatch();
}

bool isSecretHeader(const QString &name)
{
    static const QRegularExpression form(u"^(?:set-)?cookie2?$|^x-auth$|session(?:[-_]?id)?$"_s,
                                         QRegularExpression::CaseInsensitiveOption);
    const QString trimmed = name.trimmed();
    return isSecretName(trimmed) || form.match(trimmed).hasMatch();
}

} // namespace eventscope

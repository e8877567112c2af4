// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/rememberedmasks.h"

#include "models/connection/maskoptions.h"

namespace eventscope {

QStringList RememberedMasks::fieldsOf(const ConnectionProfile &profile, const DialectInfo *dialect,
                                      const QStringList &known)
{
    const QStringList own = dialect ? maskedFields(*dialect, profile.options) : QStringList();
    const Seen before = m_seen.value(profile.id);
    m_seen.insert(profile.id, {profile.dialect, own});
    if (dialect && isMaskLifted(*dialect, profile.options))
        return {};
    QStringList fields = own;
    for (const QString &name : known) {
        const bool takenOff =
            before.dialect == profile.dialect && before.fields.contains(name) && !own.contains(name);
        if (!takenOff && !fields.contains(name))
            fields += name;
    }
    return fields;
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/connectionprofile.h"

#include <QMap>

namespace eventscope {

/// What is masked of all that one recording has of a connection. What was recorded under a mask
/// stays masked, also when the connection speaks with a system now that has nothing to mask: only
/// who takes a name off the list, or lifts the mask, has said otherwise. Belongs to a recording.
class RememberedMasks
{
public:
    /// `dialect` is the profile's, `known` what the capture says of the connection so far. Null: of
    /// a system that this version does not know.
    QStringList fieldsOf(const ConnectionProfile &profile, const DialectInfo *dialect,
                         const QStringList &known);

private:
    struct Seen
    {
        QString dialect;
        QStringList fields;
    };
    QMap<QString, Seen> m_seen; ///< by connection: what its own settings said last
};

} // namespace eventscope

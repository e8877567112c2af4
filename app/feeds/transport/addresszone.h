// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace eventscope {

/// An address of IPv6 without the zone behind it (fe80::1%eth0), which means something on this
/// computer only: it is connected to with it, while servers and certificates know nothing of it
/// (RFC 6874). Any other host stays as it is.
inline QString withoutZone(const QString &host)
{
    return host.contains(u':') ? host.section(u'%', 0, 0) : host;
}

} // namespace eventscope

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace eventscope {

/// "1 event", "7711 events": for sentences of the parts that are not translated (captures, the
/// command line). `many` where an s does not do.
inline QString counted(quint64 count, const QString &one, const QString &many = {})
{
    const QString noun = count == 1 ? one : many.isEmpty() ? one + u's' : many;
    return QString::number(count) + u' ' + noun;
}

} // namespace eventscope

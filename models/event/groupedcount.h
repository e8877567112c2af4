// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>

namespace eventscope {

/// `213 000`: how numbers of events are shown everywhere, with a space that does not break, so that
/// nobody takes the sign of one country's thousands for that of another's fractions.
inline QString groupedCount(quint64 count)
{
    const QLocale locale;
    QString digits = locale.toString(count);
    digits.remove(locale.groupSeparator());
    for (qsizetype at = digits.size() - 3; at > 0; at -= 3)
        digits.insert(at, QChar(QChar::Nbsp));
    return digits;
}

} // namespace eventscope

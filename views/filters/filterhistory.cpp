// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filters/filterhistory.h"

namespace eventscope {

void FilterHistory::add(const QString &text)
{
    const QString tidy = text.trimmed();
    if (tidy.isEmpty() || tidy.size() > maxLength)
        return;
    m_texts.removeAll(tidy);
    m_texts.prepend(tidy);
    if (m_texts.size() > maxTexts)
        m_texts.removeLast();
}

void FilterHistory::setTexts(const QStringList &texts)
{
    m_texts.clear();
    for (auto text = texts.crbegin(); text != texts.crend(); ++text)
        add(*text);
}

} // namespace eventscope
